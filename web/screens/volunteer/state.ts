// What a volunteer's page knows: the stalls of the market, or of the zone, and how far each one is. Pure.

import type { Market, Me, Stall } from "../../api/types";
import { but } from "../../parts/but";
import type { Item } from "./outbox";

export interface State {
    readonly market: Market | null;
    readonly me: Me | null;
    /// Null: not read yet.
    readonly stalls: readonly Stall[] | null;
    readonly sought: string;
    readonly unregistered_only: boolean;
    /// What stands on top: the list is old.
    readonly trouble: string;
    /// When the list came, in milliseconds since 1970.
    readonly listed_at: number;
    /// What was said at stalls and is not at the gateway yet, the eldest first.
    readonly waiting: readonly Item[];
    /// Why nothing can wait on this phone; empty: it can.
    readonly no_queue: string;
}

export type Happening = (state: State) => State;

export const first_state: State = { market: null, me: null, stalls: null, sought: "", unregistered_only: false, trouble: "", listed_at: 0, waiting: [], no_queue: "" };

export const begun = (market: Market, me: Me): Happening => (state) => but(state, { market, me });
export const stalls_came = (stalls: readonly Stall[], listed_at: number): Happening => (state) => but(state, { stalls, listed_at, trouble: "" });
export const waiting_came = (waiting: readonly Item[]): Happening => (state) => but(state, { waiting });
export const cannot_keep = (no_queue: string): Happening => (state) => but(state, { no_queue });
export const went_wrong = (trouble: string): Happening => (state) => but(state, { trouble });
export const was_sought = (text: string): Happening => (state) => but(state, { sought: text.trim().toLowerCase() });
export const was_narrowed = (unregistered_only: boolean): Happening => (state) => but(state, { unregistered_only });

/// How far a stall is: what there is to do comes first.
export type Step = "suspended" | "waiting" | "unregistered" | "unprinted" | "renamed" | "ready";
export function step_of(stall: Stall, waiting: readonly Item[] = []): Step {
    if (waiting.some(({ stall_id }) => stall_id === stall.id)) return "waiting";
    if (stall.status !== "open") return "suspended";
    if (!stall.registered) return "unregistered";
    if (stall.stand_due === "bank_renamed") return "renamed";
    return stall.stand_printed_version ? "ready" : "unprinted";
}

const matches = (stall: Stall, text: string): boolean => `${stall.code} ${stall.zone || ""} ${stall.goods || ""}`.toLowerCase().includes(text);

export const found = ({ stalls, sought, unregistered_only, waiting }: State): Stall[] =>
    (stalls || []).filter((stall) => matches(stall, sought) && (!unregistered_only || step_of(stall, waiting) === "unregistered"));

/// What goes by itself, and what a person has to look at: the gateway said no, or somebody else was told it.
export const is_stuck = ({ me }: State, item: Item): boolean => item.fault !== null || (me !== null && item.by !== me.id);

export const registered_of = (stalls: readonly Stall[]): number => stalls.filter((stall) => stall.registered).length;
