// What the page of a vendor's own rights knows, and what follows from each thing that happens. Pure.

import { but } from "../../parts/but";
import type { Act, Me, OwnerLink, Page, StallConsent } from "../../api/types";

/// What is asked for once before a second tap does it.
export type Wish = "" | "agree" | "withdraw" | "erase";

export interface State {
    /// Null: not read yet.
    readonly told: StallConsent | null;
    readonly acts: readonly Act[];
    /// Where the older acts go on; null: there are no more.
    readonly older: string | null;
    /// Tapped once.
    readonly sure: Wish;
    /// The link that is shown for an account's owner.
    readonly link: OwnerLink | null;
    readonly exporting: boolean;
    /// How many payments the last download had; null: none was made.
    readonly exported: number | null;
    readonly trouble: string;
    /// What is the vendor's own to ask for: a board or a volunteer may look, and take nothing.
    readonly own: boolean;
}

export type Effect = { kind: "agree"; version: number } | { kind: "withdraw" } | { kind: "erase" };
export type Step = [State, Effect[]];
export type Happening = (state: State) => Step;

const none: Effect[] = [];

export const first_state: State = {
    told: null, acts: [], older: null, sure: "", link: null, exporting: false, exported: null, trouble: "", own: false,
};

export const met_oneself = ({ capabilities = [] }: Me): Happening => (state) => [but(state, { own: capabilities.includes("own_data") }), none];

export const consent_came = (told: StallConsent): Happening => (state) => [but(state, { told, sure: "", trouble: "" }), none];

/// `anew`: the newest again, after something was done.
export const acts_came = (page: Page<Act>, anew: boolean): Happening => (state) =>
    [but(state, { acts: anew ? page.items : state.acts.concat(page.items), older: page.next_cursor || null }), none];

function effect_of(wish: Wish, told: StallConsent): Effect[] {
    if (wish === "agree") return [{ kind: "agree", version: told.text.version }];
    return wish ? [{ kind: wish }] : none;
}

/// One tap asks, the second one does it; another wish asks anew.
export const tapped = (wish: Wish): Happening => (state) => {
    if (!state.told) return [state, none];
    return state.sure === wish ? [but(state, { sure: "" }), effect_of(wish, state.told)] : [but(state, { sure: wish }), none];
};

export const link_came = (link: OwnerLink): Happening => (state) => [but(state, { link, trouble: "" }), none];
export const link_closed: Happening = (state) => [but(state, { link: null }), none];
export const export_began: Happening = (state) => [but(state, { exporting: true, exported: null, trouble: "" }), none];
export const export_ended = (exported: number): Happening => (state) => [but(state, { exporting: false, exported }), none];
export const went_wrong = (trouble: string): Happening => (state) => [but(state, { trouble, exporting: false, sure: "" }), none];

/// A yes may be given where there is a vendor who has not said it to these words.
export const may_agree = ({ told }: State): boolean =>
    !!told && told.vendor_known === true && !(told.consent.status === "given" && told.consent.version === told.text.version);
export const may_withdraw = ({ told, own }: State): boolean => own && !!told && told.consent.status !== "withdrawn";
export const may_erase = ({ told, own }: State): boolean => own && !!told && told.vendor_known === true && !told.erasure;
