// What the account's page knows, and what follows from each thing that happens. Pure.

import { but } from "../../parts/but";
import type { Codes, CodesOffer, Me, OwnPasskey, Session } from "../../api/types";

/// The parts of the page, each with its own word about what went wrong.
export type Section = "sessions" | "passkeys" | "codes" | "passwords";

export interface State {
    readonly me: Me | null;
    readonly sessions: readonly Session[];
    readonly passkeys: readonly OwnPasskey[];
    readonly codes: Codes;
    /// Codes that are being set up.
    readonly offer: CodesOffer | null;
    /// The codes of paper, shown once.
    readonly paper: readonly string[];
    /// What was asked for once: "ss17", "pk3", "others".
    readonly sure: string;
    /// What is being done; nothing else is meanwhile.
    readonly busy: boolean;
    readonly wrong: { readonly section: Section; readonly why: string } | null;
    /// What has just been done.
    readonly done: string;
}

export type Effect =
    | { kind: "end_session"; id: string } | { kind: "end_others" } | { kind: "remove_passkey"; id: string } | { kind: "look" };
export type Step = [State, Effect[]];
export type Happening = (state: State) => Step;

const none: Effect[] = [];
const look: Effect[] = [{ kind: "look" }];

export const first_state: State = {
    me: null, sessions: [], passkeys: [], codes: { on: false, recovery_codes_left: null }, offer: null, paper: [], sure: "", busy: false,
    wrong: null, done: "",
};

export interface Account { me: Me; sessions: readonly Session[]; passkeys: readonly OwnPasskey[]; codes: Codes }
export const account_came = (account: Account): Happening => (state) => [but(state, account), none];

export const was_sent: Happening = (state) => [but(state, { busy: true, wrong: null, done: "" }), none];
export const went_wrong = (section: Section, why: string): Happening => (state) =>
    [but(state, { busy: false, sure: "", wrong: { section, why }, done: "" }), none];
export const was_done = (done: string): Happening => (state) => [but(state, { busy: false, sure: "", wrong: null, done }), look];

/// One tap asks, the second one does it.
const twice = (what: string, effect: Effect): Happening => (state) =>
    state.sure === what ? [but(state, { sure: "", busy: true, wrong: null, done: "" }), [effect]] : [but(state, { sure: what }), none];
export const end_tapped = (id: string): Happening => twice(id, { kind: "end_session", id });
export const others_tapped: Happening = twice("others", { kind: "end_others" });
export const removal_tapped = (id: string): Happening => twice(id, { kind: "remove_passkey", id });

export const codes_offered = (offer: CodesOffer): Happening => (state) => [but(state, { busy: false, offer, paper: [] }), none];
export const offer_dropped: Happening = (state) => [but(state, { offer: null, wrong: null }), none];
export const codes_set = (paper: readonly string[], done: string): Happening => (state) =>
    [but(state, { busy: false, offer: null, wrong: null, paper, done }), look];
export const paper_kept: Happening = (state) => [but(state, { paper: [] }), none];
