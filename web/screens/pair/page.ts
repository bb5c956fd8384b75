// A phone scanned a pairing code: one button, and it is a device of the stall. The gateway sets the cookie; no script sees it.

import * as words from "words";
import { Problem, forget_token, post } from "../../api/calls";
import { address } from "../../parts/address";
import { by_id, write } from "../../parts/dom";
import * as so from "./state";
import { show_state } from "./view";

let state = so.first_state(location.hash);

function happens(happening: so.Happening): void {
    state = happening(state);
    show_state(state);
}

interface Paired { id: string; stall_id?: string; market_id?: string; role: string }

/// Whose page the phone shows from here on: a stall's, or what it is in the market.
const page_of = ({ stall_id, market_id, role }: Paired): string => market_id ? `/${role}/${market_id}` : `/stall/${stall_id}`;

async function pair(): Promise<void> {
    happens(so.was_sent);
    try {
        const name = by_id<HTMLInputElement>("name").value.trim();
        const paired = await post<Paired>("/v1/pair", { code: state.code, name });
        forget_token();  // From here on the phone is the device, not whose link was open in this tab.
        if (!paired.market_id) localStorage.setItem(`choqr.device.${paired.stall_id}`, paired.id);
        location.replace(address(page_of(paired)));  // The used code is not gone back to.
    } catch (error) {
        const known = error instanceof Problem ? error : new Problem(-1, "", words.page_failed);
        happens(so.was_refused(known.status, known.code, known.message));
    }
}

/// Of a stall, unless the address says otherwise.
function show_what(as: string): void {
    const name = by_id<HTMLInputElement>("name");
    const what = words.pair_as[as];
    name.value = what ? "" : words.suggested_name(so.model_of(navigator.userAgent));
    if (!what) return;
    write("what", what);
    if (as === "volunteer") write("name-label", words.your_name);
    else name.value = words.display_page;
}

show_what(new URLSearchParams(location.search).get("as") || "");
by_id("pair").addEventListener("submit", (event) => {
    event.preventDefault();
    if (!state.sending) void pair();
});
addEventListener("hashchange", () => location.reload());  // Another code was scanned.
show_state(state);
