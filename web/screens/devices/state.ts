// What the page of a stall's devices knows, and what follows from each thing that happens. Pure.

import { but } from "../../parts/but";
import type { Device, PairingCode } from "../../api/types";

export interface State {
    /// Null: not read yet.
    readonly devices: readonly Device[] | null;
    /// Whose page this is, where it is one of them.
    readonly own_id: string;
    readonly shown: PairingCode | null;
    readonly now: number;
    /// The name of the phone that came last while a code was shown.
    readonly joined: string | null;
    /// The device whose revocation was asked for once.
    readonly sure: string;
    /// What stands on top: the list could not be read, a revocation failed.
    readonly trouble: string;
}

export type Effect = { kind: "revoke"; id: string } | { kind: "look" };
export type Step = [State, Effect[]];
export type Happening = (state: State) => Step;

const none: Effect[] = [];

export const first_state = (now: number): State =>
    ({ devices: null, own_id: "", shown: null, now, joined: null, sure: "", trouble: "" });

export const met_oneself = (own_id: string): Happening => (state) => [but(state, { own_id }), none];

/// Somebody who was not there before came by the code: it has done its work.
export const list_came = (devices: readonly Device[]): Happening => (state) => {
    const known = state.devices;
    const newcomer = state.shown && known ? devices.find((one) => !known.some(({ id }) => id === one.id)) : undefined;
    const listed = but(state, { devices, trouble: "" });
    return [newcomer ? but(listed, { shown: null, joined: newcomer.name }) : listed, none];
};

export const code_came = (shown: PairingCode): Happening => (state) => [but(state, { shown, joined: null, sure: "", trouble: "" }), none];
export const code_closed: Happening = (state) => [but(state, { shown: null }), [{ kind: "look" }]];
export const clock_moved = (now: number): Happening => (state) => [but(state, { now }), none];
export const went_wrong = (trouble: string): Happening => (state) => [but(state, { trouble }), none];

/// One tap asks, the second one does it.
export const revoke_tapped = (id: string): Happening => (state) =>
    state.sure === id ? [but(state, { sure: "" }), [{ kind: "revoke", id }]] : [but(state, { sure: id }), none];

/// Whole seconds until the code that is shown is old; 0 when it is.
export const seconds_left = ({ shown, now }: State): number =>
    shown ? Math.max(0, Math.floor((Date.parse(shown.expires_at) - now) / 1_000)) : 0;
