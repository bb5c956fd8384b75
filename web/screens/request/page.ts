// A payment request by the link that the vendor sent. It is asked for again while money may come and somebody looks, and never
// behind a hidden page.

import * as words from "words";
import { Problem, get_openly } from "../../api/calls";
import type { RequestForCustomers } from "../../api/types";
import { id_of_page } from "../../parts/address";
import * as so from "./state";
import { show_state } from "./view";

const path = `/v1/public/requests/${encodeURIComponent(id_of_page())}`;
let state = so.first_state;
let timer = 0, is_asking = false;

function happens(happening: so.Happening): void {
    state = happening(state);
    show_state(state, `${path}/qr.png`);
}

const is_seen = (): boolean => document.visibilityState !== "hidden";

function wait(): void {
    clearTimeout(timer);
    const delay = so.next_ask_ms(state);
    if (delay !== null && is_seen()) timer = window.setTimeout(() => void ask(), delay);
}

async function ask(): Promise<void> {
    if (is_asking) return;
    is_asking = true;
    try {
        happens(so.request_came(await get_openly<RequestForCustomers>(path), Date.now()));
    } catch (error) {
        const known = error instanceof Problem ? error : new Problem(-1, "", words.page_failed);
        happens(so.was_refused(known.status, known.message));
    }
    is_asking = false;
    wait();
}

document.addEventListener("visibilitychange", () => {
    clearTimeout(timer);
    if (!is_seen()) return;
    happens(so.was_looked_at);
    void ask();
});
void ask();
