// What the page of a market's changes of accounts knows, and what follows from each thing that happens. Pure.

import type { PayeeChange, PayeeChanges } from "../../api/types";
import { but } from "../../parts/but";
import type { Press } from "../../parts/payee_change";

export interface State {
    /// Null: not read yet.
    readonly changes: readonly PayeeChange[] | null;
    /// More were proposed within a day than a market's stalls change; else 0.
    readonly alarm: number;
    /// What was pressed once, "confirm pc12".
    readonly sure: string;
    readonly trouble: string;
}

export type Effect = { kind: "say"; what: Press; stall: string; change: string } | { kind: "look" };
export type Step = [State, Effect[]];
export type Happening = (state: State) => Step;

export const first_state: State = { changes: null, alarm: 0, sure: "", trouble: "" };

export const list_came = ({ items, lately }: PayeeChanges): Happening => (state) =>
    [but(state, { changes: items, alarm: lately.alarming ? lately.proposed : 0 }), []];

export const went_wrong = (trouble: string): Happening => (state) => [but(state, { trouble }), []];
export const was_done: Happening = (state) => [but(state, { sure: "", trouble: "" }), [{ kind: "look" }]];

/// One press asks, the second one does it.
export const pressed = (what: Press, { id, stall_id }: PayeeChange): Happening => (state) => {
    const sure = `${what} ${id}`;
    return state.sure === sure ? [but(state, { sure: "" }), [{ kind: "say", what, stall: stall_id, change: id }]] : [but(state, { sure }), []];
};
