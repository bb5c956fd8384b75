// A market's changes of accounts as people see them.

import * as words from "words";
import type { PayeeChange } from "../../api/types";
import { address } from "../../parts/address";
import { by_id, make, make_link, refill, show, write } from "../../parts/dom";
import { count } from "../../parts/format";
import { accounts_of, buttons_of, moment, story_of } from "../../parts/payee_change";
import { Happening, State, pressed } from "./state";

function row_of(state: State, change: PayeeChange, happens: (happening: Happening) => void): HTMLElement {
    const from = change.takes_effect_at ? moment(change.takes_effect_at) : "";
    return make("div.change", make("h2", words.changes_of(change.market, change.stall)), make("p", words.payee_from_to(accounts_of(change.from), accounts_of(change.to))),
                make("b", words.payee_will(accounts_of(change.to), from)), ...story_of(change),
                ...buttons_of(change, state.sure, (what) => happens(pressed(what, change))),
                make_link(words.to_payees, address(`/payees/${change.stall_id}`)));
}

/// What the user does is told to `happens`.
export function show_state(state: State, before: State | null, happens: (happening: Happening) => void): void {
    show(by_id("lost"), state.trouble !== "");
    write("lost", state.trouble);
    show(by_id("alarm"), state.alarm > 0);
    write("alarm", words.changes_alarm(count(state.alarm)));
    const { changes } = state;
    if (!changes) return;
    show(by_id("main"), true);
    show(by_id("none"), changes.length === 0);
    show(by_id("why"), changes.length > 0);
    // A button that is drawn anew under a finger is another button.
    const same = before && JSON.stringify([before.changes, before.sure]) === JSON.stringify([changes, state.sure]);
    if (!same) refill(by_id("list"), ...changes.map((one) => row_of(state, one, happens)));
}
