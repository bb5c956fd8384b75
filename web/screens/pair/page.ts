// A phone scanned a pairing code: one button, and it is a device of the stall. The gateway sets the cookie; no script sees it.

import * as words from "words";
import { Problem, forget_token, post } from "../../api/calls";
import { address } from "../../parts/address";
import { by_id } from "../../parts/dom";
import * as so from "./state";
import { show_state } from "./view";

let state = so.first_state(location.hash);

function happens(happening: so.Happening): void {
    state = happening(state);
    show_state(state);
}

interface Paired { id: string; stall_id: string }

async function pair(): Promise<void> {
    happens(so.was_sent);
    try {
        const name = by_id<HTMLInputElement>("name").value.trim();
        const { id, stall_id } = await post<Paired>("/v1/pair", { code: state.code, name });
        forget_token();  // From here on the phone is the device, not whose link was open in this tab.
        localStorage.setItem(`choqr.device.${stall_id}`, id);
        location.replace(address(`/stall/${stall_id}`));  // The used code is not gone back to.
    } catch (error) {
        const known = error instanceof Problem ? error : new Problem(-1, "", words.page_failed);
        happens(so.was_refused(known.status, known.code, known.message));
    }
}

by_id<HTMLInputElement>("name").value = words.suggested_name(so.model_of(navigator.userAgent));
by_id("pair").addEventListener("submit", (event) => {
    event.preventDefault();
    if (!state.sending) void pair();
});
addEventListener("hashchange", () => location.reload());  // Another code was scanned.
show_state(state);
