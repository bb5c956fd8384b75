// Whoever was invited sets a password and is logged in. The code is taken out of the address at once: neither the history nor a
// look over the shoulder has it. Until it is used the link can be opened again.

import * as words from "words";
import { Problem, post } from "../../api/calls";
import { note_log_in } from "../../api/session";
import type { Me } from "../../api/types";
import { by_id } from "../../parts/dom";
import { own_page } from "../../parts/log_in";
import * as so from "./state";
import { show_state } from "./view";

const code = so.code_in(location.hash);
let state = so.first_state(code);

function happens(happening: so.Happening): void {
    state = happening(state);
    show_state(state);
}

const refused = (error: unknown): so.Happening => {
    const known = error instanceof Problem ? error : new Problem(-1, "", words.page_failed);
    return so.was_refused(known.code, known.message);
};

async function look(): Promise<void> {
    try {
        const invited = await post<so.Invited>("/v1/invitation", { code });
        happens(so.invited_came(invited));
    } catch (error) {
        happens(refused(error));
    }
}

async function accept(): Promise<void> {
    happens(so.was_submitted(by_id<HTMLInputElement>("password").value, by_id<HTMLInputElement>("again").value));
    if (!state.sending) return;
    try {
        const me = await post<Me>("/v1/invitation/accept", { code, password: by_id<HTMLInputElement>("password").value });
        note_log_in();
        location.replace(own_page(me));
    } catch (error) {
        happens(refused(error));
    }
}

history.replaceState(null, "", location.pathname + location.search);
by_id("form").addEventListener("submit", (event) => {
    event.preventDefault();
    if (!state.sending) void accept();
});
addEventListener("hashchange", () => location.reload());  // Another invitation was opened.
show_state(state);
if (code) void look();
