// What a display knows: the payments of its stall or zone as they come, or the counts of its market. Pure.

import type { DailyReport } from "../../api/types";
import { but } from "../../parts/but";

/// How much came to which stall: neither who paid nor what they wrote comes to a display.
export interface Payment { id: string; stall_id: string; code: string; amount: number; received_at: string; status: string; trial: boolean; announce: boolean }

export interface State {
    readonly shows: "nothing" | "payments" | "counts";
    readonly place: string;
    readonly lost: boolean;
    /// The newest first; each once.
    readonly payments: readonly Payment[];
    readonly report: DailyReport | null;
    readonly report_at: number;
    /// Behind it the stream resumes.
    readonly last_id: number | null;
}

export type Effect = { kind: "say"; payment: Payment };
export type Step = [State, Effect[]];
export type Happening = (state: State) => Step;

export const rows_max = 6;
const none: Effect[] = [];

export const first_state: State = { shows: "nothing", place: "", lost: false, payments: [], report: null, report_at: 0, last_id: null };

export const is_for = (shows: "payments" | "counts", place: string): Happening => (state) => [but(state, { shows, place }), none];
export const line_opened: Happening = (state) => [but(state, { lost: false }), none];
export const line_lost: Happening = (state) => [but(state, { lost: true }), none];
export const said_hello = (last_sequence: number): Happening => (state) =>
    [but(state, { last_id: state.last_id === null ? last_sequence : state.last_id }), none];

/// Money that came is said; one that was taken back only leaves the screen. What was seen is not said again.
export const payment_came = (id: number, payment: Payment): Happening => (state) => {
    const seen = state.last_id !== null && id <= state.last_id;
    if (seen) return [state, none];
    const others = state.payments.filter((one) => one.id !== payment.id);
    const is_there = payment.status === "matched" || payment.status === "assigned";
    const payments = (is_there ? [payment, ...others] : others).slice(0, rows_max);
    return [but(state, { payments, last_id: id }), is_there && payment.announce ? [{ kind: "say", payment }] : none];
};

export const report_came = (report: DailyReport, now: number): Happening => (state) => [but(state, { report, report_at: now, lost: false }), none];
