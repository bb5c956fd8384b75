// What the page knows: which kind of phone it explains, and the authority that this gateway offers, if it has one. Pure.

import type { Trust } from "../../api/types";
import { but } from "../../parts/but";

export type Phone = "android" | "iphone";

export interface Offer {
    readonly groups: readonly string[];  ///< "3F2A", sixteen of them: as the operator's screen and paper have them.
    readonly until: string;  ///< "2036-11-24"
}

export interface State {
    readonly phone: Phone;
    readonly is_known: boolean;
    readonly offer: Offer | null;
}

export type Happening = (state: State) => State;

/// By what the browser says it is; whoever is shown the wrong steps chooses.
export const first_state = (user_agent: string): State =>
    ({ phone: /iPhone|iPad|iPod/.test(user_agent) ? "iphone" : "android", is_known: false, offer: null });

const groups_of = (fingerprint: string): string[] => fingerprint.toUpperCase().match(/.{1,4}/g) || [];

export const was_told = (trust: Trust): Happening => (state) => {
    const { authority_sha256, expires } = trust;
    return but(state, { is_known: true, offer: authority_sha256 ? { groups: groups_of(authority_sha256), until: (expires || "").slice(0, 10) } : null });
};

export const phone_chosen = (phone: Phone): Happening => (state) => but(state, { phone });
