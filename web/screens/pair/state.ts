// What the page knows that makes this phone a stall's device. Pure.

import * as words from "words";
import { but } from "../../parts/but";

export interface State {
    /// From the fragment of the address, which no server sees. Empty: the page was not opened by a code.
    readonly code: string;
    readonly sending: boolean;
    /// Why it was not paired, and what to do.
    readonly refused: { readonly title: string; readonly why: string } | null;
    /// The code is of no use any more: only another one helps.
    readonly spent: boolean;
}

export type Happening = (state: State) => State;

export const first_state = (fragment: string): State => {
    const code = fragment.replace(/^#/, "");
    const none = { title: words.no_code, why: words.no_code_advice };
    return { code, sending: false, refused: code ? null : none, spent: !code };
};

export const was_sent: Happening = (state) => but(state, { sending: true, refused: null });

/// `status` and `code` of the gateway's answer; 0 where there was none.
export const was_refused = (status: number, code: string, why: string): Happening => (state) =>
    but(state, { sending: false, refused: { title: words.not_paired, why }, spent: status !== 0 && code.startsWith("pairing_code_") });

/// "Mozilla/5.0 (Linux; Android 7.0; SM-J730G Build/…)" → "SM-J730G". Newer browsers say "K" for all.
export function model_of(user_agent: string): string {
    if (/iPhone|iPad/.test(user_agent)) return "iPhone";
    const [, model = ""] = /Android [^;)]*; ([^;)]+?)(?: Build\/[^;)]*)?[;)]/.exec(user_agent) || [];
    return model.length > 1 && model.length <= 30 ? model : "";
}
