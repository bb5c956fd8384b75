// The wallet as a customer sees it.

import * as words from "words";
import { words_of_dong } from "../../messages/speech";
import type { Account } from "../../api/types";
import { by_id, fill, make, show, write } from "../../parts/dom";
import { dong } from "../../parts/format";
import { Payee, bank_name } from "../../parts/payload";
import type { Result, State } from "./state";

function account_of({ stall, payee }: State): Account | undefined {
    return stall && payee ? (stall.accounts || []).find((one) => one.account_number === payee.account) : undefined;
}

function show_payee(state: State, payee: Payee): void {
    const { stall } = state;
    const account = account_of(state);
    write("stall", stall ? words.stall_title(stall.code) : words.stall);
    write("who", stall ? [stall.vendor && stall.vendor.name, stall.goods].filter(Boolean).join(" – ") : "");
    write("holder", account && account.account_name || payee.merchant_name || words.holder_unknown);
    write("bank", words.bank_tail(account && account.bank || bank_name(payee.bin)));
    write("tail", `…${payee.account.slice(-4)}`);
}

/// The class of the result, its title and a note.
function text_of(result: Result): [string, string, string] {
    switch (result.kind) {
        case "none": return ["", "", ""];
        case "sending": return ["", words.sending, ""];
        case "sent": return ["yes", words.sent, words.sent_note(dong(result.amount))];
        case "no_wallet": return ["no", words.not_sent, words.no_wallet];
        case "failed": return ["no", words.not_sent, result.why || words.later];
    }
}

function show_result(result: Result): void {
    const [kind, title, note] = text_of(result);
    by_id("result").className = kind;
    fill(by_id("result"), title ? make("strong", title) : null, note ? make("p", note) : null);
}

export function show_state(state: State): void {
    if (state.payee) show_payee(state, state.payee);
    write("amount", dong(state.amount));
    write("words", state.amount ? words_of_dong(state.amount) : words.type_amount);
    by_id<HTMLButtonElement>("pay").disabled = state.amount === 0 || state.result.kind === "sending";
    show_result(state.result);
}

export function show_not_registered(): void {
    fill(by_id("main"), make("section.wall", make("h2", words.stall_unregistered), make("p", words.stall_without_account)));
    show(by_id("main"), true);
}
