// What a volunteer's page knows: the stalls of the market, or of the zone, and how far each one is. Pure.

import type { Market, Me, Stall } from "../../api/types";
import { but } from "../../parts/but";
import { folded } from "../../parts/fold";
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
export const was_sought = (text: string): Happening => (state) => but(state, { sought: folded(text) });
export const was_narrowed = (unregistered_only: boolean): Happening => (state) => but(state, { unregistered_only });

export type Step = "suspended" | "waiting" | "refused" | "unregistered" | "unprinted" | "reprint" | "renamed" | "unhung" | "dormant" | "ready";

/// What the stall's stand still needs; a stand that was handed over was printed.
function step_of_stand({ stand_version, stand_printed_version, stand_handed_over, stand_due, dormant }: Stall): Step {
    if (!stand_printed_version) return "unprinted";
    if (stand_printed_version < (stand_version || 0)) return "reprint";
    if (stand_due === "bank_renamed") return "renamed";
    if ((stand_handed_over || 0) < (stand_version || 0)) return "unhung";
    return dormant ? "dormant" : "ready";
}

/// How far a stall is.
export function step_of(stall: Stall, waiting: readonly Item[] = []): Step {
    if (waiting.some(({ stall_id }) => stall_id === stall.id)) return "waiting";
    if (stall.status !== "open") return "suspended";
    if (stall.registered) return step_of_stand(stall);
    return stall.visit && stall.visit.outcome === "refused" ? "refused" : "unregistered";
}

/// Which of them were paid once and fell asleep, is told by itself.
export function with_dormant(stalls: readonly Stall[], dormant: readonly { stall_id: string }[]): Stall[] {
    const asleep = new Set(dormant.map(({ stall_id }) => stall_id));
    return stalls.map((stall) => asleep.has(stall.id) ? but<Stall>(stall, { dormant: true }) : stall);
}

/// In which order somebody goes back to stalls: a wrong stand hangs at the first.
const work: readonly Step[] = ["reprint", "renamed", "dormant", "unhung", "unprinted", "refused"];

/// "e01" finds "E-01".
const compact = (text: string): string => folded(text).replace(/[^a-z0-9]/g, "");

function matches({ code, zone, goods, vendor }: Stall, sought: string): boolean {
    const whole = folded(`${code} ${zone || ""} ${goods || ""} ${vendor ? vendor.name : ""}`);
    return whole.includes(sought) || (compact(sought) !== "" && compact(code).includes(compact(sought)));
}

export const found = ({ stalls, sought, unregistered_only, waiting }: State): Stall[] =>
    (stalls || []).filter((stall) => matches(stall, sought) && (!unregistered_only || ["unregistered", "refused"].includes(step_of(stall, waiting))));

/// Where somebody was already and has to go again, the most urgent first, else as they stand in the market.
export function work_of(stalls: readonly Stall[], waiting: readonly Item[] = []): Stall[] {
    const of_step = work.map((step) => stalls.filter((stall) => step_of(stall, waiting) === step));
    return of_step.reduce((all, some) => all.concat(some), []);
}

export interface Aisle { readonly zone: string; readonly stalls: readonly Stall[] }

/// By zone, in the order in which the list comes.
export function aisles_of(stalls: readonly Stall[]): Aisle[] {
    const aisles: { zone: string; stalls: Stall[] }[] = [];
    for (const stall of stalls) {
        const zone = stall.zone || "", last = aisles[aisles.length - 1];
        if (last && last.zone === zone) last.stalls.push(stall);
        else aisles.push({ zone, stalls: [stall] });
    }
    return aisles;
}

/// What goes by itself, and what a person has to look at: the gateway said no, or somebody else was told it.
export const is_stuck = ({ me }: State, item: Item): boolean => item.fault !== null || (me !== null && item.by !== me.id);

export const registered_of = (stalls: readonly Stall[]): number => stalls.filter((stall) => stall.registered).length;
