// What the page of a stall's accounts knows, and what follows from each thing that happens. Pure.

import type { Account, Me, PayeeChange, Stall } from "../../api/types";
import { but } from "../../parts/but";
import type { Press } from "../../parts/payee_change";

export interface State {
    /// Null: not read yet.
    readonly stall: Stall | null;
    readonly changes: readonly PayeeChange[];
    /// Whoever looks may propose.
    readonly may_change: boolean;
    /// Whoever looks is a person with an account: a reason may be asked for.
    readonly is_person: boolean;
    /// What was pressed once, "confirm pc12".
    readonly sure: string;
    /// What stands on top: what went wrong, what was done.
    readonly trouble: string;
    readonly done: "" | "sent" | "recorded";
}

export type Effect = { kind: "say"; what: Press; change: string } | { kind: "look" };
export type Step = [State, Effect[]];
export type Happening = (state: State) => Step;

const none: Effect[] = [];

export const first_state: State =
    { stall: null, changes: [], may_change: false, is_person: false, sure: "", trouble: "", done: "" };

export const met_oneself = ({ capabilities = [], role }: Me): Happening => (state) =>
    [but(state, { may_change: capabilities.includes("change_payees"), is_person: role === "board" || role === "operator" }), none];

export const list_came = (stall: Stall, changes: readonly PayeeChange[]): Happening => (state) => [but(state, { stall, changes }), none];

export const went_wrong = (trouble: string): Happening => (state) => [but(state, { trouble, done: "" }), none];
export const was_done = (done: State["done"]): Happening => (state) => [but(state, { done, trouble: "", sure: "" }), [{ kind: "look" }]];

/// One press asks, the second one does it.
export const pressed = (what: Press, change: string): Happening => (state) => {
    const sure = `${what} ${change}`;
    return state.sure === sure ? [but(state, { sure: "" }), [{ kind: "say", what, change }]] : [but(state, { sure }), none];
};

/// What the stall is to have once the account on the stand is another one: those behind it stay.
export function accounts_with(stall: Stall, account: Account): Account[] {
    const behind = (stall.accounts || []).slice(1).filter((one) => one.bin !== account.bin || one.account_number !== account.account_number);
    return [account, ...behind.map(({ bin, account_number, account_name }) => ({ bin, account_number, account_name }))];
}
