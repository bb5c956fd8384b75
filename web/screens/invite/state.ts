// What the page of an invitation knows. Pure.

import * as words from "words";
import { but } from "../../parts/but";

export interface Invited { login: string; name: string; role: string; market_id?: string | null; expires_at: string }

export interface State {
    /// Whom the invitation is for; null: not known yet, or nobody.
    readonly invited: Invited | null;
    readonly sending: boolean;
    /// What is wrong with the password.
    readonly wrong: string;
    /// Why the invitation is of no use; null: it is, as far as is known.
    readonly refused: { readonly title: string; readonly why: string } | null;
}

export type Happening = (state: State) => State;

/// "#0123…": what a chat adds behind a link is left out.
export const code_in = (fragment: string): string => (/^#([0-9a-f]{32})(?![0-9a-f])/.exec(fragment) || [])[1] || "";

export const first_state = (code: string): State => ({
    invited: null, sending: false, wrong: "", refused: code ? null : { title: words.no_invitation, why: words.no_invitation_advice },
});

export const invited_came = (invited: Invited): Happening => (state) => but(state, { invited });

export const was_submitted = (password: string, again: string): Happening => (state) =>
    password === again ? but(state, { sending: true, wrong: "" }) : but(state, { wrong: words.passwords_differ });

/// `code` of the gateway's answer. A password can be chosen anew; an invitation that is of no use ends here.
export const was_refused = (code: string, why: string): Happening => (state) =>
    state.invited && code !== "invitation_unknown" ? but(state, { sending: false, wrong: why })
        : but(state, { sending: false, refused: { title: words.not_invited, why } });
