// The day's payments, each a button to what can be said of it; and what is nobody's yet.

import * as words from "words";
import * as speech from "../../messages/speech";
import { fill, make, make_button, refill, show } from "../../parts/dom";
import { clock, dong } from "../../parts/format";
import type { Row, Shown } from "../../parts/sales";
import { State, Unclaimed, reason_of, refunds_of } from "./state";

/// What stands at a row's end, and when it was.
function note_of({ payment, kind }: Row, lowest: number): [string, string] {
    switch (kind) {
        case "trial": return [words.row_trial, payment.booked_at];
        case "reversed": return [words.row_reversed, payment.booked_at];
        case "late": return [words.row_late, payment.received_at];
        case "small": return [words.row_small(dong(speech.limit_of(lowest))), payment.booked_at];
        default: return [payment.debtor_account_tail ? `…${payment.debtor_account_tail}` : "", payment.booked_at];
    }
}

const listed_most = 30;

const row_classes = { plain: "", trial: "trial-row", reversed: "reversed", late: "", small: "small" };

function said_of(state: State, row: Row): string {
    const why = reason_of(state, row.payment.id);
    const back = refunds_of(state, row.payment.id).reduce((sum, { amount }) => sum + amount, 0);
    return [why ? words.not_sale_why[why] : "", back ? words.refund_done(dong(back)) : ""].filter(Boolean).join(" · ");
}

function line_of(state: State, row: Row, { lowest, own_text }: Shown, open: (row: Row) => void): HTMLElement {
    const { payment } = row;
    const [note, at] = note_of(row, lowest);
    const said = said_of(state, row);
    const parts = [make("span.number", row.number ? String(row.number) : "–"), make("span.time", clock(at)), make("strong", dong(payment.amount)),
                   make("span.tail", note), payment.content && payment.content !== own_text ? make("span.content", payment.content) : null,
                   said ? make("span.said", said) : null];
    const line = make("li");
    line.className = row_classes[row.kind];
    const can_open = row.counts && state.may.has("own_sales");
    const holder = can_open ? make_button("", "row", () => open(row)) : line;
    fill(holder, ...parts);
    if (can_open) line.append(holder);
    return line;
}

export function show_list(state: State, shown: Shown, open: (row: Row) => void): void {
    show(document.getElementById("list-section")!, shown.rows.length > 0);
    refill(document.getElementById("list")!, ...shown.rows.slice(0, listed_most).map((row) => line_of(state, row, shown, open)));
}

export function show_unclaimed(holder: HTMLElement, { unclaimed, may }: State, claim: (one: Unclaimed) => void): void {
    show(holder, unclaimed.length > 0);
    const rows = unclaimed.map((one) => make("li", make("span.time", clock(one.booked_at)), make("strong", dong(one.amount)),
        make("span.tail", one.debtor_account_tail ? `…${one.debtor_account_tail}` : ""),
        may.has("claim_transfers") ? make_button(words.claim, "go", () => claim(one)) : null));
    refill(holder, make("h2", words.unclaimed_title), make("ol", ...rows));
}
