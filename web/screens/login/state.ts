// What the log-in page knows. Pure.

import * as words from "words";
import { but } from "../../parts/but";

export interface State {
    readonly sending: boolean;
    /// Why nobody was logged in, in the page's language; "": nobody has tried, or is trying.
    readonly wrong: string;
    /// The password was right, and with this a code is asked for; "": it was not given yet.
    readonly ticket: string;
}

export type Happening = (state: State) => State;

export const first_state: State = { sending: false, wrong: "", ticket: "" };

export const was_sent: Happening = (state) => but(state, { sending: true, wrong: "" });
export const code_asked = (ticket: string): Happening => (state) => but(state, { sending: false, ticket });
export const begun_anew: Happening = () => first_state;

const sentences: { [code: string]: string } = { login_failed: words.wrong_password };

/// `code` and `why` of the gateway's answer. A password that was given too long ago is asked for again.
export const was_refused = (code: string, why: string): Happening => (state) =>
    but(state, { sending: false, wrong: sentences[code] || why, ticket: code === "log_in_again" ? "" : state.ticket });
