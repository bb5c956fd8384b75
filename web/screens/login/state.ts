// What the log-in page knows. Pure.

import { but } from "../../parts/but";

export interface State {
    readonly sending: boolean;
    /// Why nobody was logged in, in the page's language; "": nobody has tried, or is trying.
    readonly wrong: string;
}

export type Happening = (state: State) => State;

export const first_state: State = { sending: false, wrong: "" };

export const was_sent: Happening = (state) => but(state, { sending: true, wrong: "" });
export const was_refused = (wrong: string): Happening => (state) => but(state, { sending: false, wrong });
