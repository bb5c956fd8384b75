// What the demonstration's page knows: which frame is looked at on a phone, and the exercise of a training. Pure.

import type { Training } from "../../api/types";
import { but } from "../../parts/but";

export type Pane = "vendor" | "wallet" | "board";

/// By what the link of the page says, each pane has its own right; the wallet needs none.
export interface Rights { readonly vendor: string; readonly board: string; readonly volunteer: string }

export interface State {
    readonly pane: Pane;
    readonly training: Training;
    readonly trouble: boolean;  ///< An answer did not arrive.
}

export type Happening = (state: State) => State;

export const first_state: State = { pane: "vendor", training: { state: "none" }, trouble: false };

/// "#vendor=…&board=…&volunteer=…"; null if one is missing.
export function rights_of(fragment: string): Rights | null {
    const given: { [name: string]: string } = {};
    for (const pair of fragment.replace(/^#/, "").split("&")) {
        const [name = "", value = ""] = pair.split("=");
        given[name] = value;
    }
    const { vendor, board, volunteer } = given;
    return vendor && board && volunteer ? { vendor, board, volunteer } : null;
}

export const pane_chosen = (pane: Pane): Happening => (state) => but(state, { pane });
/// As it was: the same state, so that nothing is drawn anew under somebody's hands.
export const training_came = (training: Training): Happening => (state) =>
    JSON.stringify(training) === JSON.stringify(state.training) ? state : but(state, { training, trouble: false });
export const answer_failed: Happening = (state) => but(state, { trouble: true });

/// How many exercises went without anything missed.
export const done_right = ({ outcomes = [] }: Training): number => outcomes.filter(({ missed }) => missed.length === 0).length;
