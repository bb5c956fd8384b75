// What the page of a market's devices knows, and what follows from each thing that happens. Pure.

import { but } from "../../parts/but";
import type { Market, MarketDevice, PairingCode, Stall } from "../../api/types";

/// What a code is asked for: the body of the call.
export interface Wish { role: string; zone?: string; stall_id?: string; shows?: string; anew?: boolean }

export interface State {
    readonly market: Market | null;
    readonly stalls: readonly Stall[];
    /// Null: not read yet.
    readonly devices: readonly MarketDevice[] | null;
    readonly shown: PairingCode | null;
    /// What the code that is shown was asked for.
    readonly wish: Wish | null;
    readonly now: number;
    /// The name of whoever came last while a code was shown.
    readonly joined: string | null;
    /// The device whose revocation was asked for once.
    readonly sure: string;
    readonly trouble: string;
}

export type Effect = { kind: "revoke"; id: string } | { kind: "look" };
export type Step = [State, Effect[]];
export type Happening = (state: State) => Step;

const none: Effect[] = [];

export const first_state = (now: number): State =>
    ({ market: null, stalls: [], devices: null, shown: null, wish: null, now, joined: null, sure: "", trouble: "" });

export const places_came = (market: Market, stalls: readonly Stall[]): Happening => (state) => [but(state, { market, stalls }), none];

/// Somebody who was not there before came by the code. One for a display has done its work then; that of the day goes on.
export const list_came = (devices: readonly MarketDevice[]): Happening => (state) => {
    const known = state.devices;
    const newcomer = state.shown && known ? devices.find((one) => !known.some(({ id }) => id === one.id)) : undefined;
    const listed = but(state, { devices, trouble: "" });
    if (!newcomer) return [listed, none];
    return [but(listed, { joined: newcomer.name, shown: is_of_the_day(state) ? state.shown : null }), none];
};

export const is_of_the_day = ({ wish }: State): boolean => wish !== null && wish.role === "volunteer";

export const code_came = (wish: Wish, shown: PairingCode): Happening => (state) =>
    [but(state, { wish, shown, joined: null, sure: "", trouble: "" }), none];
export const code_closed: Happening = (state) => [but(state, { shown: null }), [{ kind: "look" }]];
export const clock_moved = (now: number): Happening => (state) => [but(state, { now }), none];
export const went_wrong = (trouble: string): Happening => (state) => [but(state, { trouble }), none];

/// One tap asks, the second one does it.
export const revoke_tapped = (id: string): Happening => (state) =>
    state.sure === id ? [but(state, { sure: "" }), [{ kind: "revoke", id }]] : [but(state, { sure: id }), none];

/// Whole seconds until the code that is shown is old; 0 when it is.
export const seconds_left = ({ shown, now }: State): number =>
    shown ? Math.max(0, Math.floor((Date.parse(shown.expires_at) - now) / 1_000)) : 0;

/// The zones of the market's stalls, each once, in the order of the list.
export const zones_of = (stalls: readonly Stall[]): string[] =>
    stalls.map(({ zone }) => zone || "").filter((zone, at, all) => zone !== "" && all.indexOf(zone) === at);

/// "counts", "zone:Rau", "stall:st17": what the list of what a display may show says.
export function wish_of_display(choice: string): Wish {
    if (choice.startsWith("zone:")) return { role: "display", shows: "payments", zone: choice.slice(5) };
    if (choice.startsWith("stall:")) return { role: "display", shows: "payments", stall_id: choice.slice(6) };
    return { role: "display", shows: "counts" };
}
export const wish_of_volunteer = (zone: string): Wish => zone ? { role: "volunteer", zone } : { role: "volunteer" };
