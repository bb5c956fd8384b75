// What the board's page of consents knows, and what follows from each thing that happens. Pure.

import { but } from "../../parts/but";
import type { ConsentText, ListedConsent, OwnerLink } from "../../api/types";
import { owner_word } from "../../parts/owners";

export type Filter = "todo" | "not_asked" | "withdrawn" | "given";
export const filters: readonly Filter[] = ["todo", "not_asked", "withdrawn", "given"];

export interface State {
    /// Null: not read yet.
    readonly stalls: readonly ListedConsent[] | null;
    readonly text: ConsentText | null;
    readonly filter: Filter;
    readonly sought: string;
    readonly shown: number;
    /// The stall whose vendor is being asked.
    readonly asking: ListedConsent | null;
    readonly link: OwnerLink | null;
    readonly trouble: string;
}

export type Effect = { kind: "record"; stall: string; version: number; how: string } | { kind: "look" };
export type Step = [State, Effect[]];
export type Happening = (state: State) => Step;

const none: Effect[] = [];
const rows_first = 50;

export const first_state: State = {
    stalls: null, text: null, filter: "todo", sought: "", shown: rows_first, asking: null, link: null, trouble: "",
};

export const list_came = (stalls: readonly ListedConsent[], text: ConsentText): Happening => (state) =>
    [but(state, { stalls, text, trouble: "" }), none];
export const was_chosen = (filter: Filter): Happening => (state) => [but(state, { filter, shown: rows_first }), none];
export const was_sought = (sought: string): Happening => (state) => [but(state, { sought: sought.trim().toLowerCase(), shown: rows_first }), none];
export const more_asked: Happening = (state) => [but(state, { shown: state.shown + 200 }), none];
export const asks = (asking: ListedConsent): Happening => (state) => [but(state, { asking, trouble: "" }), none];
export const asked_no_more: Happening = (state) => [but(state, { asking: null }), none];

/// The vendor has said yes, or signed.
export const said_yes = (how: "spoken" | "signature"): Happening => (state) => {
    const { asking, text } = state;
    if (!asking || !text) return [state, none];
    return [but(state, { asking: null }), [{ kind: "record", stall: asking.stall_id, version: text.version, how }]];
};

export const link_came = (link: OwnerLink): Happening => (state) => [but(state, { link, trouble: "" }), none];
export const link_closed: Happening = (state) => [but(state, { link: null }), [{ kind: "look" }]];
export const went_wrong = (trouble: string): Happening => (state) => [but(state, { trouble, asking: null }), none];

const says_no = ({ accounts }: ListedConsent): boolean => accounts.some(({ owner }) => owner_word(owner) === "no");

/// A "no" of an account's owner, and a vendor whom nobody has asked, wait for the board.
export function is_in(filter: Filter, stall: ListedConsent): boolean {
    const { status } = stall.consent;
    if (filter === "todo") return says_no(stall) || (status === "not_asked" && stall.vendor_known);
    return status === filter;
}

export const may_ask = ({ consent, vendor_known }: ListedConsent): boolean => vendor_known && consent.status === "not_asked";

function is_found({ code, zone, goods, vendor_name }: ListedConsent, sought: string): boolean {
    return `${code} ${zone} ${goods} ${vendor_name || ""}`.toLowerCase().includes(sought);
}

/// Those that stand there, and whether there are more. Who said no comes first.
export function found({ stalls, filter, sought, shown }: State): { rows: ListedConsent[]; more: boolean } {
    const all = (stalls || []).filter((one) => is_in(filter, one) && is_found(one, sought));
    const ordered = all.filter(says_no).concat(all.filter((one) => !says_no(one)));
    return { rows: ordered.slice(0, shown), more: ordered.length > shown };
}

export const count_in = ({ stalls }: State, filter: Filter): number => (stalls || []).filter((one) => is_in(filter, one)).length;
