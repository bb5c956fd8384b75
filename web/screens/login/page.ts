// Log-in for people with an account. The gateway sets the session's cookie; no script sees it.

import * as words from "words";
import { Problem, forget_token, post } from "../../api/calls";
import { log_in_by_passkey, passkeys_unavailable } from "../../api/passkeys";
import { note_log_in } from "../../api/session";
import type { Me } from "../../api/types";
import { by_id, on_click, show } from "../../parts/dom";
import { back_to, own_page } from "../../parts/log_in";
import * as so from "./state";
import { show_state } from "./view";

interface CodeNeeded { code_needed: true; ticket: string }

let state = so.first_state;

function happens(happening: so.Happening): void {
    state = happening(state);
    show_state(state);
}

const value_of = (id: string): string => by_id<HTMLInputElement>(id).value;

function refused(error: unknown): void {
    // The browser's own no: somebody closed its window.
    const known = error instanceof Problem ? error : new Problem(-1, "", error instanceof DOMException ? words.passkey_declined : words.page_failed);
    happens(so.was_refused(known.code, known.message));
}

async function log_in(send: () => Promise<Me | CodeNeeded>): Promise<void> {
    if (state.sending) return;
    happens(so.was_sent);
    try {
        const answer = await send();
        if ("code_needed" in answer) {
            happens(so.code_asked(answer.ticket));
            by_id("code").focus();
            return;
        }
        note_log_in();
        location.replace(back_to(location.hash) || own_page(answer));  // The form is not gone back to.
    } catch (error) {
        refused(error);
        by_id<HTMLInputElement>(state.ticket ? "code" : "password").select();
    }
}

function on_submit(id: string, send: () => Promise<Me | CodeNeeded>): void {
    by_id(id).addEventListener("submit", (event) => {
        event.preventDefault();
        void log_in(send);
    });
}

forget_token();  // Whoever logs in is not whose link was open in this tab.
on_submit("form", () => post("/v1/login", { name: value_of("name").trim(), password: value_of("password") }));
on_submit("second", () => post("/v1/login/code", { ticket: state.ticket, code: value_of("code").trim() }));
on_click("again", () => happens(so.begun_anew));
on_click("passkey", () => void log_in(log_in_by_passkey));
show(by_id("by-key"), passkeys_unavailable() === null);
show_state(state);
