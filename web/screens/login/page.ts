// Log-in for people with an account. The gateway sets the session's cookie; no script sees it.

import * as words from "words";
import { Problem, forget_token, post } from "../../api/calls";
import { note_log_in } from "../../api/session";
import type { Me } from "../../api/types";
import { by_id } from "../../parts/dom";
import { back_to, own_page } from "../../parts/log_in";
import * as so from "./state";
import { show_state } from "./view";

let state = so.first_state;

function happens(happening: so.Happening): void {
    state = happening(state);
    show_state(state);
}

async function log_in(): Promise<void> {
    happens(so.was_sent);
    const password = by_id<HTMLInputElement>("password");
    try {
        const me = await post<Me>("/v1/login", { name: by_id<HTMLInputElement>("name").value.trim(), password: password.value });
        note_log_in();
        location.replace(back_to(location.hash) || own_page(me));  // The form is not gone back to.
    } catch (error) {
        const known = error instanceof Problem ? error : new Problem(-1, "", words.page_failed);
        happens(so.was_refused(known.status === 401 ? words.wrong_password : known.message));
        password.select();
    }
}

forget_token();  // Whoever logs in is not whose link was open in this tab.
by_id("form").addEventListener("submit", (event) => {
    event.preventDefault();
    if (!state.sending) void log_in();
});
show_state(state);
