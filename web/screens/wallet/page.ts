// The simulated wallet: what a customer's bank app shows after scanning the stall's stand. No money moves.

import * as words from "words";
import { Problem, get, get_text, post, take_token } from "../../api/calls";
import type { Stall } from "../../api/types";
import { address } from "../../parts/address";
import { by_id, on_click, show } from "../../parts/dom";
import { show_problem } from "../../parts/wall";
import { read_payload } from "../../parts/payload";
import * as so from "./state";
import { show_not_registered, show_state } from "./view";

let state = so.first_state;

function happens(happening: so.Happening): void {
    state = happening(state);
    show_state(state);
}

async function pay(): Promise<void> {
    const { payload, amount } = state;
    happens(so.pay_asked);
    try {
        await post("/demo/pay", { qr_payload: payload, amount });
        happens(so.was_sent);
    } catch (error) {
        const known = error instanceof Problem ? error : null;
        happens(so.was_refused(known ? known.status : 0, known ? known.message : ""));
    }
}

function ask_for_stall(): void {
    const form = by_id("choose");
    show(form, true);
    form.addEventListener("submit", (event) => {
        event.preventDefault();
        const typed = by_id<HTMLInputElement>("stall-id").value.trim();
        if (typed) location.href = address("/wallet", { stall: typed });
    });
}

function bind_keys(): void {
    by_id("keys").addEventListener("click", (event) => {
        const key = (event.target as HTMLElement).getAttribute("data-key");
        if (key) happens(so.pressed(key));
    });
    addEventListener("keydown", (event) => {
        if (/^\d$/.test(event.key)) happens(so.pressed(event.key));
        if (event.key === "Backspace") happens(so.pressed("del"));
    });
    on_click("pay", () => void pay());
}

async function start(): Promise<void> {
    const has_token = take_token() !== "";
    const id = new URLSearchParams(location.search).get("stall") || "";
    if (!id) return ask_for_stall();
    // A stand is public, under a name that nobody can count through; what the market knows of the stall is not:
    // without a token the payload alone must do.
    const stall = has_token ? await get<Stall>(`/v1/stalls/${encodeURIComponent(id)}`).catch(() => null) : null;
    if (stall && !stall.registered) return show_not_registered();
    const pictures = `/q/${encodeURIComponent(stall ? stall.public_id : id)}`;
    const payload = (await get_text(`${pictures}.txt`)).trim();
    const payee = read_payload(payload);
    if (!payee) throw new Problem(-1, "unreadable_qr", words.qr_unreadable);
    by_id<HTMLImageElement>("qr").src = `${pictures}.svg`;
    bind_keys();
    happens(so.scanned(payload, payee, stall));
    show(by_id("main"), true);
}

start().catch(show_problem);
