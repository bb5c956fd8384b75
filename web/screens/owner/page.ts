// The owner of an account who is not the vendor says yes or no. The code is taken out of the address at once: neither the
// history nor a look over the shoulder has it.

import * as words from "words";
import { Problem, post } from "../../api/calls";
import type { OwnerQuestion } from "../../api/types";
import { address } from "../../parts/address";
import { by_id, on_click, show, write } from "../../parts/dom";
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
        happens(so.question_came(await post<OwnerQuestion>("/v1/owner-consents", { code })));
    } catch (error) {
        happens(refused(error));
        if (!state.question && !state.ended) { write("title", state.wrong); show(by_id("ended"), true); }
    }
}

async function answer(agrees: boolean): Promise<void> {
    if (state.sending) return;
    happens(so.was_tapped);
    try {
        await post("/v1/owner-consents/answer", { code, agrees });
        happens(so.was_recorded(agrees));
    } catch (error) {
        happens(refused(error));
    }
}

history.replaceState(null, "", location.pathname + location.search);
by_id<HTMLAnchorElement>("privacy").href = address("/privacy");
on_click("yes", () => void answer(true));
on_click("no", () => void answer(false));
addEventListener("hashchange", () => location.reload());  // Another link was opened.
show_state(state);
if (code) void look();
