// What the simulated wallet knows: whom it pays, how much, and what became of it. Pure.

import type { Stall } from "../../api/types";
import { but } from "../../parts/but";
import type { Payee } from "../../parts/payload";

const amount_most = 499_999_999;  // A wallet's own limit on one transfer, and what fits the screen.

export type Result =
    | { kind: "none" }
    | { kind: "sending" }
    | { kind: "sent"; amount: number }
    | { kind: "no_wallet" }  ///< The gateway has no demonstration wallet.
    | { kind: "failed"; why: string };  ///< "": nobody knows.

export interface State {
    readonly payload: string;
    readonly payee: Payee | null;
    /// What the market knows of the stall; null for a customer, who has no token.
    readonly stall: Stall | null;
    readonly amount: number;
    readonly result: Result;
}

export type Happening = (state: State) => State;

export const first_state: State = { payload: "", payee: null, stall: null, amount: 0, result: { kind: "none" } };

export const scanned = (payload: string, payee: Payee, stall: Stall | null): Happening => (state) =>
    but(state, { payload, payee, stall, amount: payee.amount || 0 });

/// "0" to "9", "000", "del"
export const pressed = (key: string): Happening => (state) => {
    const next = key === "del" ? Math.floor(state.amount / 10) : Number(`${state.amount}${key}`);
    return but(state, { amount: next <= amount_most ? next : state.amount, result: { kind: "none" } });
};

export const pay_asked: Happening = (state) => but(state, { result: { kind: "sending" } });
export const was_sent: Happening = (state) => but(state, { result: { kind: "sent", amount: state.amount } });
/// `status`: of HTTP, 0 without an answer. `why`: "" where nobody knows.
export const was_refused = (status: number, why: string): Happening => (state) =>
    but(state, { result: status === 404 ? { kind: "no_wallet" } : { kind: "failed", why } });
