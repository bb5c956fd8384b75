// The state of a vendor's rights as people see it.

import * as words from "words";
import type { Act, Actor, OwnedAccount } from "../../api/types";
import { by_id, fill, make, make_button, refill, show, write } from "../../parts/dom";
import { business_day, clock, count, day } from "../../parts/format";
import { show_over } from "../../parts/over";
import { owner_line } from "../../parts/owners";
import { Happening, State, Wish, may_agree, may_erase, may_withdraw } from "./state";

const moment = (iso: string): string => `${clock(iso)} ${day(business_day(Date.parse(iso)))}`;

/// What the user asks for that is not in the state.
export interface Ask { happens(happening: Happening): void; ask_owner(position: number): void; close_link(): void }

function button(id: string, shown: boolean, wish: Wish, state: State, text: string, sure: string, usual: string): void {
    const asks = state.sure === wish;
    show(by_id(id), shown);
    write(id, asks ? sure : text);
    by_id(id).className = asks ? "sure" : usual;
}

function show_consent(state: State): void {
    const { told } = state;
    if (!told) return;
    const { consent, text } = told;
    write("status", words.consent_states[consent.status] || consent.status);
    write("since", consent.since ? words.consent_since(moment(consent.since)) : "");
    write("text", words.text_of(text));
    button("agree", may_agree(state), "agree", state, words.agree, words.agree_sure, "go");
    button("withdraw", may_withdraw(state), "withdraw", state, words.withdraw, words.withdraw_sure, "");
}

const account_row = (account: OwnedAccount, ask: Ask): HTMLElement =>
    make("li", make("b", words.account_of(account.bank, account.last_four)), owner_line(account.owner),
         make_button(words.ask_owner, "plain", () => ask.ask_owner(account.position)));

function show_data(state: State): void {
    const { told, own, exporting, exported } = state;
    show(by_id("data"), own);
    for (const id of ["json", "csv"]) by_id<HTMLButtonElement>(id).disabled = exporting;
    write("exported", exporting ? words.exporting : exported === null ? "" : words.exported(count(exported)));
    const waits = told && told.erasure;
    show(by_id("erasure"), !!waits || (!!told && told.vendor_known === false));
    write("erasure", waits ? words.erase_waits(moment(waits.due_at)) : words.erased_already);
    button("erase", may_erase(state), "erase", state, words.erase_ask, words.erase_sure, "");
    show(by_id("unerase"), !!waits);
}

function who({ kind, role, name, id }: Actor): string {
    const by_role = id === "owner-link" ? words.actors.link : (role && words.roles[role]) || words.actors[kind] || id;
    return [by_role, name].filter(Boolean).join(" – ");
}

function act_row(act: Act): HTMLElement {
    const about = act.about && act.about.name ? `: ${act.about.name}` : "";
    return make("li", make("b", words.acts_of[act.what] || act.what), about, make("p.muted", `${who(act.actor)} · ${moment(act.at)}`));
}

function show_acts({ acts, older, told }: State): void {
    fill(by_id("acts"), ...acts.map(act_row));
    show(by_id("no-acts"), told !== null && acts.length === 0);
    show(by_id("more"), older !== null);
}

function show_link({ link }: State, ask: Ask): void {
    show_over(by_id("link"), link !== null, ask.close_link);
    if (!link) return;
    write("link-whose", words.owner_link_shown(words.account_of(link.bank, link.last_four)));
    by_id<HTMLImageElement>("qr").src = `data:image/svg+xml,${encodeURIComponent(link.qr_svg)}`;
    by_id<HTMLInputElement>("url").value = link.url;
    write("copy", words.copy_link);
}

export function show_state(state: State, before: State | null, ask: Ask): void {
    show(by_id("trouble"), state.trouble !== "");
    write("trouble", state.trouble);
    if (!state.told) return;
    show(by_id("main"), true);
    write("heading", `${words.rights_page} – ${words.stall_title(state.told.code)}`);
    show_consent(state);
    if (!before || before.told !== state.told) refill(by_id("accounts"), ...state.told.accounts.map((one) => account_row(one, ask)));
    show_data(state);
    if (!before || before.acts !== state.acts || before.told !== state.told) show_acts(state);
    if (!before || before.link !== state.link) show_link(state, ask);
}
