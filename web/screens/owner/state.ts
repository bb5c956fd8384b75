// What the page that asks an account's owner knows. Pure.

import * as words from "words";
import { but } from "../../parts/but";
import type { OwnerQuestion } from "../../api/types";

export interface State {
    readonly question: OwnerQuestion | null;
    readonly sending: boolean;
    /// It may pass: try again.
    readonly wrong: string;
    /// How it ended; null: it has not.
    readonly ended: { readonly good: boolean; readonly title: string; readonly why: string } | null;
}

export type Happening = (state: State) => State;

/// "#0123…": what a chat adds behind a link is left out.
export const code_in = (fragment: string): string => (/^#([0-9a-f]{32})(?![0-9a-f])/.exec(fragment) || [])[1] || "";

const of_no_use = { good: false, title: words.owner_link_bad, why: words.owner_link_bad_advice };

export const first_state = (code: string): State => ({ question: null, sending: false, wrong: "", ended: code ? null : of_no_use });

export const question_came = (question: OwnerQuestion): Happening => (state) => but(state, { question, wrong: "" });
export const was_tapped: Happening = (state) => but(state, { sending: true, wrong: "" });
export const was_recorded = (agrees: boolean): Happening => (state) =>
    but(state, { sending: false, ended: { good: agrees, title: agrees ? words.owner_said_yes : words.owner_said_no, why: "" } });
/// `code` of the gateway's answer: a link that is used up stays so, all else may pass.
export const was_refused = (code: string, why: string): Happening => (state) =>
    code === "owner_link_unknown" ? but(state, { sending: false, ended: of_no_use }) : but(state, { sending: false, wrong: why });
