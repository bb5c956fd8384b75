// What the page that says whose stall a code is knows. Pure.

import { but } from "../../parts/but";
import type { StallForCustomers } from "../../api/types";

export interface State {
    readonly stall: StallForCustomers | null;
    readonly asking: boolean;
    readonly wrong: string;
}

export type Happening = (state: State) => State;

export const first_state: State = { stall: null, asking: false, wrong: "" };

/// What stands on the page is of a code that was typed before: it goes at once.
export const was_asked: Happening = (state) => but(state, { stall: null, asking: true, wrong: "" });
export const stall_came = (stall: StallForCustomers): Happening => (state) => but(state, { stall, asking: false });
export const was_refused = (why: string): Happening => (state) => but(state, { asking: false, wrong: why });

/// "2026-03" as people write a month: "03/2026".
export const month_of = (iso: string): string => iso.split("-").reverse().join("/");
