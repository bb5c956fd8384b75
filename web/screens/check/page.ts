// A customer types the code that the stall's stand shows, and is told whose it is. Nobody is asked who they are.

import * as words from "words";
import { Problem, get_openly } from "../../api/calls";
import type { StallForCustomers } from "../../api/types";
import { address } from "../../parts/address";
import { by_id } from "../../parts/dom";
import * as so from "./state";
import { show_state } from "./view";

let state = so.first_state;

function happens(happening: so.Happening): void {
    state = happening(state);
    show_state(state);
}

async function look(code: string): Promise<void> {
    if (state.asking) return;
    happens(so.was_asked);
    try {
        happens(so.stall_came(await get_openly<StallForCustomers>(`/v1/public/stalls?code=${encodeURIComponent(code)}`)));
    } catch (error) {
        happens(so.was_refused(error instanceof Problem ? error.message : words.page_failed));
        by_id("code").focus();
    }
}

by_id<HTMLAnchorElement>("privacy").href = address("/privacy");
const field = by_id<HTMLInputElement>("code");
by_id("ask").addEventListener("submit", (event) => {
    event.preventDefault();
    if (field.value.trim()) void look(field.value.trim());
});
// A link may bring the code.
field.value = (new URLSearchParams(location.search).get("code") || "").slice(0, field.maxLength);
if (field.value) void look(field.value);
