// The board's page of consents as people see it.

import * as words from "words";
import type { ListedConsent, OwnedAccount } from "../../api/types";
import { by_id, make, make_button, refill, show, write } from "../../parts/dom";
import { count } from "../../parts/format";
import { show_over } from "../../parts/over";
import { owner_line } from "../../parts/owners";
import { Filter, Happening, State, asked_no_more, asks, count_in, filters, found, link_closed, may_ask, was_chosen } from "./state";

/// What the user asks for that is not in the state.
export interface Ask { happens(happening: Happening): void; ask_owner(stall: string, position: number): void }

function filter_button(state: State, filter: Filter, ask: Ask): HTMLElement {
    const name = words.consents_count(words.consents_filters[filter] || filter, count(count_in(state, filter)));
    const button = make_button(name, state.filter === filter ? "chosen" : "plain", () => ask.happens(was_chosen(filter)));
    button.setAttribute("aria-pressed", String(state.filter === filter));
    return button;
}

const account_line = (stall: ListedConsent, account: OwnedAccount, ask: Ask): HTMLElement =>
    make("div", make("p", words.account_of(account.bank, account.last_four)), owner_line(account.owner),
         make_button(words.ask_owner, "plain", () => ask.ask_owner(stall.stall_id, account.position)));

function name_of({ vendor_name, vendor_known }: ListedConsent): string {
    return vendor_name || (vendor_known ? words.name_withheld : words.no_vendor_name);
}

function row(stall: ListedConsent, ask: Ask): HTMLElement {
    const { status } = stall.consent;
    return make("li", make("b", stall.code), ` ${[name_of(stall), stall.goods].filter(Boolean).join(" – ")}`,
                make("p.muted", words.consent_words[status] || status),
                status === "withdrawn" ? make("p.muted", words.withdrawn_note) : null,
                may_ask(stall) ? make_button(words.ask_vendor, "go", () => ask.happens(asks(stall))) : null,
                ...stall.accounts.map((account) => account_line(stall, account, ask)));
}

function show_asking({ asking, text }: State, ask: Ask): void {
    show_over(by_id("asking"), asking !== null, () => ask.happens(asked_no_more));
    if (!asking || !text) return;
    write("asked", [words.stall_title(asking.code), asking.vendor_name].filter(Boolean).join(" – "));
    write("text", words.text_of(text));
}

function show_link({ link }: State, ask: Ask): void {
    show_over(by_id("link"), link !== null, () => ask.happens(link_closed));
    if (!link) return;
    write("link-whose", words.owner_link_shown(words.account_of(link.bank, link.last_four)));
    by_id<HTMLImageElement>("qr").src = `data:image/svg+xml,${encodeURIComponent(link.qr_svg)}`;
    by_id<HTMLInputElement>("url").value = link.url;
    write("copy", words.copy_link);
}

export function show_state(state: State, before: State | null, ask: Ask): void {
    show(by_id("trouble"), state.trouble !== "");
    write("trouble", state.trouble);
    if (!state.stalls) return;
    show(by_id("main"), true);
    show_asking(state, ask);
    if (!before || before.link !== state.link) show_link(state, ask);
    const same = before && ["stalls", "filter", "sought", "shown"].every((key) => before[key as keyof State] === state[key as keyof State]);
    if (same) return;
    const { rows, more } = found(state);
    refill(by_id("filters"), ...filters.map((filter) => filter_button(state, filter, ask)));
    refill(by_id("list"), ...rows.map((stall) => row(stall, ask)));
    show(by_id("none"), rows.length === 0);
    show(by_id("more"), more);
}
