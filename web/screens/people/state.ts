// What the page of people knows, and what follows from each thing that happens. Pure.

import { but } from "../../parts/but";
import type { InvitableRole, Invitation, Market, Person } from "../../api/types";

export interface State {
    readonly own_id: string;
    readonly people: readonly Person[] | null;
    readonly markets: readonly Market[];
    readonly roles: readonly InvitableRole[];
    /// Of the form.
    readonly role: string;
    /// Shown once: whose it is, and the link.
    readonly shown: { readonly name: string; readonly invitation: Invitation } | null;
    /// What was asked for once: "reset tk3", "disable tk3".
    readonly sure: string;
    readonly busy: boolean;
    readonly wrong: string;
    readonly done: string;
}

export type Effect = { kind: "reset"; person: Person } | { kind: "disable"; person: Person } | { kind: "look" };
export type Step = [State, Effect[]];
export type Happening = (state: State) => Step;

const none: Effect[] = [];

export const first_state: State = {
    own_id: "", people: null, markets: [], roles: [], role: "", shown: null, sure: "", busy: false, wrong: "", done: "",
};

export interface Known { own_id: string; people: readonly Person[]; markets: readonly Market[]; roles: readonly InvitableRole[] }
export const all_came = (known: Known): Happening => (state) =>
    [but(state, { ...known, role: state.role || (known.roles[0] ? known.roles[0].role : "") }), none];
export const people_came = (people: readonly Person[]): Happening => (state) => [but(state, { people }), none];
export const role_chosen = (role: string): Happening => (state) => [but(state, { role }), none];

export const was_sent: Happening = (state) => [but(state, { busy: true, wrong: "", done: "" }), none];
export const went_wrong = (wrong: string): Happening => (state) => [but(state, { busy: false, sure: "", wrong }), none];
export const was_invited = (name: string, invitation: Invitation): Happening => (state) =>
    [but(state, { busy: false, sure: "", wrong: "", shown: { name, invitation } }), [{ kind: "look" }]];
export const was_disabled = (done: string): Happening => (state) => [but(state, { busy: false, sure: "", done }), [{ kind: "look" }]];
export const invitation_closed: Happening = (state) => [but(state, { shown: null }), none];

/// One tap asks, the second one does it.
const twice = (effect: { kind: "reset" | "disable"; person: Person }): Happening => (state) => {
    const what = `${effect.kind} ${effect.person.id}`;
    return state.sure === what ? [but(state, { sure: "", busy: true, wrong: "", done: "" }), [effect]] : [but(state, { sure: what }), none];
};
export const reset_tapped = (person: Person): Happening => twice({ kind: "reset", person });
export const disable_tapped = (person: Person): Happening => twice({ kind: "disable", person });

export interface Place { readonly field: string; readonly needed: boolean }

/// The fields that say where somebody of the chosen role is.
export const places_of = ({ roles, role }: State): readonly Place[] => {
    const chosen = roles.find((one) => one.role === role);
    return chosen ? chosen.places.map((field) => ({ field, needed: chosen.needed.includes(field) })) : [];
};
