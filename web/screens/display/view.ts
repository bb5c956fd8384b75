// A display as people see it, from across the aisle.

import * as words from "words";
import type { DailyReport } from "../../api/types";
import { by_id, fill, make, show, write } from "../../parts/dom";
import { clock, count, dong } from "../../parts/format";
import type { Payment, State } from "./state";

function row({ code, amount, received_at }: Payment): HTMLElement {
    return make("li", make("span", `${clock(received_at)} · ${words.stall_title(code)}`), make("b", dong(amount)));
}

function show_payments(payments: readonly Payment[]): void {
    const [newest, ...others] = payments;
    show(by_id("newest"), newest !== undefined);
    if (newest) {
        write("stall", words.stall_title(newest.code));
        write("amount", dong(newest.amount));
        write("at", newest.trial ? words.trial_payment : clock(newest.received_at));
    }
    fill(by_id("list"), ...others.map(row));
}

function show_counts(report: DailyReport, at: number): void {
    const figures: [string, string][] = [
        [words.transaction_count, count(report.transactions)],
        [words.step_active, count(report.active)],
        [words.step_registered, `${count(report.registered)}/${count(report.total_stalls)}`],
    ];
    const parts: HTMLElement[] = [];
    for (const [name, value] of figures) parts.push(make("dt", name), make("dd", value));
    fill(by_id("figures"), ...parts);
    show(by_id("figures"), true);
    write("fresh", words.figures_at(clock(at)));
}

export function show_state(state: State): void {
    show(by_id("lost"), state.lost);
    if (state.shows === "nothing") return;
    write("place", state.place);
    document.title = state.place;
    show(by_id("main"), true);
    if (state.shows === "payments") show_payments(state.payments);
    else if (state.report) show_counts(state.report, state.report_at);
}
