// A change of accounts as people see it, on the stall's page and on the market's.

import * as words from "words";
import type { PayeeChange, Who } from "../api/types";
import { make, make_button } from "./dom";
import { business_day, clock, day } from "./format";

export const moment = (iso: string): string => `${clock(iso)} ${day(business_day(Date.parse(iso)))}`;

/// "MB …4821 · VCB …0917": all of them, the one on the stand first.
export const accounts_of = (accounts: PayeeChange["to"]): string =>
    accounts.map(({ bank, last_digits }) => `${bank} …${last_digits}`).join(" · ") || words.payee_none;

function who_of(who: Who | null): string {
    if (!who) return words.payee_clock;
    const role = words.payee_roles[who.role || ""] || "";
    const kind = who.kind === "program" ? `${words.payee_program} – ${role}` : role;
    return who.name ? `${kind} – ${who.name}` : kind;
}

const because = (reason: string): string => reason ? ` ${words.payee_because(reason)}` : "";

/// What was said about it, the oldest first.
export function story_of(change: PayeeChange): HTMLElement[] {
    return [make("p.muted", words.payee_proposed(who_of(change.proposed_by), moment(change.proposed_at)) + because(change.reason)),
            ...change.steps.map(({ what, by, at, reason }) => make("p.muted", words.payee_step(what === "confirmed", who_of(by), moment(at)) + because(reason)))];
}

export const is_open = ({ status }: PayeeChange): boolean => status === "proposed" || status === "confirmed";

/// What a finger does to one that waits.
export type Press = "confirm" | "refuse";

/// Its buttons: one press asks, the next one does it. Why it cannot be confirmed here is said instead of a button.
export function buttons_of(change: PayeeChange, sure: string, press: (what: Press) => void): (HTMLElement | null)[] {
    if (change.may_confirm === undefined) return [];
    const button = (what: Press, text: string, text_sure: string): HTMLElement => {
        const is_sure = sure === `${what} ${change.id}`;
        return make_button(is_sure ? text_sure : text, `${what}${is_sure ? " sure" : ""}`, () => press(what));
    };
    const why = change.why_not && words.detail_of(change.why_not);
    return [button("refuse", words.payee_refuse, words.payee_refuse_sure),
            change.may_confirm ? button("confirm", words.payee_confirm, words.payee_confirm_sure)
                : typeof why === "string" && change.status === "proposed" ? make("p.why", why) : null];
}
