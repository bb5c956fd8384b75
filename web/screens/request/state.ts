// What the page of one payment request knows: order, code and receipt in one. Pure.

import { but } from "../../parts/but";
import type { RequestForCustomers } from "../../api/types";

export interface State {
    readonly request: RequestForCustomers | null;
    /// When it was told last, in milliseconds.
    readonly told_at: number;
    /// How often it was asked since somebody looks, and how often in a row without an answer.
    readonly asked: number;
    readonly failures: number;
    /// It is as the gateway has just told it.
    readonly is_current: boolean;
    /// Why there is nothing to be shown, "" while there may be.
    readonly wrong: string;
    /// There is no such request, and there never will be.
    readonly none: boolean;
}

export type Happening = (state: State) => State;

export const first_state: State = { request: null, told_at: 0, asked: 0, failures: 0, is_current: false, wrong: "", none: false };

export const request_came = (request: RequestForCustomers, now: number): Happening => (state) =>
    but(state, { request, told_at: now, asked: state.asked + 1, failures: 0, is_current: true, wrong: "" });
/// `status`: of HTTP, 0 without an answer.
export const was_refused = (status: number, why: string): Happening => (state) =>
    but(state, { asked: state.asked + 1, failures: state.failures + 1, is_current: false, wrong: why, none: status === 404 });
/// Somebody looks again: until it is answered anew, nobody knows.
export const was_looked_at: Happening = (state) => but(state, { asked: 0, failures: 0, is_current: false });

/// What it was may be otherwise by now: whoever says "received" must have been told so just now.
export const is_stale = ({ request, is_current }: State): boolean => request !== null && !is_current;

/// Money may still come for it.
export const is_waiting = ({ status }: RequestForCustomers): boolean => status === "open" || status === "underpaid";

const soon_ms = 3_000, later_ms = 10_000, seldom_ms = 30_000, longest_ms = 60_000;
const soon_asks = 40, later_asks = 100;

/// How long to wait before it is asked again; null: it is not. Who has just opened the page is about to pay.
export function next_ask_ms({ request, asked, failures, none }: State): number | null {
    if (none) return null;
    if (failures > 0) return Math.min(longest_ms, soon_ms * Math.pow(2, failures - 1));
    if (request && !is_waiting(request)) return null;
    return asked < soon_asks ? soon_ms : asked < later_asks ? later_ms : seldom_ms;
}
