// What a volunteer's page knows: the stalls of the market, or of the zone, and how far each one is. Pure.

import type { Market, Me, Stall } from "../../api/types";
import { but } from "../../parts/but";

export interface State {
    readonly market: Market | null;
    readonly me: Me | null;
    /// Null: not read yet.
    readonly stalls: readonly Stall[] | null;
    readonly sought: string;
    readonly unregistered_only: boolean;
    /// What stands on top: the list is old.
    readonly trouble: string;
}

export type Happening = (state: State) => State;

export const first_state: State = { market: null, me: null, stalls: null, sought: "", unregistered_only: false, trouble: "" };

export const begun = (market: Market, me: Me): Happening => (state) => but(state, { market, me });
export const stalls_came = (stalls: readonly Stall[]): Happening => (state) => but(state, { stalls, trouble: "" });
export const went_wrong = (trouble: string): Happening => (state) => but(state, { trouble });
export const was_sought = (text: string): Happening => (state) => but(state, { sought: text.trim().toLowerCase() });
export const was_narrowed = (unregistered_only: boolean): Happening => (state) => but(state, { unregistered_only });

/// How far a stall is: what there is to do comes first.
export function step_of(stall: Stall): "suspended" | "unregistered" | "unprinted" | "renamed" | "ready" {
    if (stall.status !== "open") return "suspended";
    if (!stall.registered) return "unregistered";
    if (stall.stand_due === "bank_renamed") return "renamed";
    return stall.stand_printed_version ? "ready" : "unprinted";
}

const matches = (stall: Stall, text: string): boolean => `${stall.code} ${stall.zone || ""} ${stall.goods || ""}`.toLowerCase().includes(text);

export const found = ({ stalls, sought, unregistered_only }: State): Stall[] =>
    (stalls || []).filter((stall) => matches(stall, sought) && (!unregistered_only || step_of(stall) === "unregistered"));

export const registered_of = (stalls: readonly Stall[]): number => stalls.filter((stall) => stall.registered).length;
