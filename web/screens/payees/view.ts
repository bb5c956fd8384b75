// The state of a stall's accounts as people see it.

import * as words from "words";
import type { PayeeChange } from "../../api/types";
import { by_id, make, refill, show, write } from "../../parts/dom";
import { accounts_of, buttons_of, is_open, moment, story_of } from "../../parts/payee_change";
import { Happening, State, pressed } from "./state";

function waiting_of(state: State, change: PayeeChange, happens: (happening: Happening) => void): HTMLElement {
    const from = change.takes_effect_at ? moment(change.takes_effect_at) : "";
    return make("div.change", make("h2", words.payee_waiting), make("b", words.payee_will(accounts_of(change.to), from)), ...story_of(change),
                change.may_confirm !== undefined ? make("p", words.payee_not_you) : null,
                ...buttons_of(change, state.sure, (what) => happens(pressed(what, change.id))));
}

const row_of = (change: PayeeChange): HTMLElement =>
    make("li", make("b", words.payee_from_to(accounts_of(change.from), accounts_of(change.to))), make("p", words.payee_statuses[change.status] || change.status),
         ...story_of(change));

const said: { [done: string]: string } = { sent: words.payee_sent, recorded: words.payee_done };

function show_top({ trouble, done }: State): void {
    show(by_id("lost"), trouble !== "");
    write("lost", trouble);
    show(by_id("done"), done !== "");
    write("done", said[done] || "");
}

/// What the user does is told to `happens`.
export function show_state(state: State, before: State | null, happens: (happening: Happening) => void): void {
    show_top(state);
    const { stall, changes } = state;
    if (!stall) return;
    show(by_id("main"), true);
    const [open] = changes.filter(is_open);
    show(by_id("propose"), state.may_change && !open);
    show(by_id("reason-row"), state.is_person && !!open && !!open.may_confirm);
    // A button that is drawn anew under a finger is another button.
    const same = before && JSON.stringify([before.stall, before.changes, before.sure]) === JSON.stringify([stall, changes, state.sure]);
    if (same) return;
    by_id("heading").textContent = document.title = `${words.stall_title(stall.code)} – ${words.payees_page}`;
    const now = (stall.accounts || []).map(({ bank = "", bin, account_number, last_four }) => ({ bank: bank || words.bank_of(bin), last_digits: last_four || account_number.slice(-4) }));
    write("now", accounts_of(now));
    refill(by_id("waiting"), open ? waiting_of(state, open, happens) : null);
    refill(by_id("list"), ...changes.map(row_of));
}
