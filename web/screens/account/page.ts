// Somebody's own account: where they are logged in, what they log in with. This file only wires.

import * as words from "words";
import { Problem, act, get, post, remove } from "../../api/calls";
import { MakingAsked, make_passkey, passkeys_unavailable } from "../../api/passkeys";
import { log_out, may_be_logged_in } from "../../api/session";
import type { Codes, CodesOffer, Me, OwnPasskey, Page, Session } from "../../api/types";
import { address } from "../../parts/address";
import { by_id, on_click, show, write } from "../../parts/dom";
import { ask_who, own_page, refuse } from "../../parts/log_in";
import * as so from "./state";
import { show_state } from "./view";

let state = so.first_state;

function happens(happening: so.Happening): void {
    const [next, effects] = happening(state);
    state = next;
    show_state(state, happens);
    effects.forEach(carry_out);
}

function carry_out(effect: so.Effect): void {
    switch (effect.kind) {
        case "look": void look().catch(refuse); return;
        case "end_session": void attempt("sessions", () => remove(`/v1/me/sessions/${effect.id}`), words.session_ended); return;
        case "end_others": void attempt("sessions", () => remove("/v1/me/sessions"), words.others_ended); return;
        case "remove_passkey": void attempt("passkeys", () => remove(`/v1/me/passkeys/${effect.id}`), words.passkey_removed);
    }
}

async function look(): Promise<void> {
    const [me, sessions, passkeys, codes] = await Promise.all([
        get<Me>("/v1/me"), get<Page<Session>>("/v1/me/sessions"), get<Page<OwnPasskey>>("/v1/me/passkeys"), get<Codes>("/v1/me/codes")]);
    if (!me.login) return ask_who();  // A link's token, or a phone.
    happens(so.account_came({ me, sessions: sessions.items, passkeys: passkeys.items, codes }));
}

function refused(section: so.Section, error: unknown): void {
    if (!(error instanceof Problem)) return happens(so.went_wrong(section, error instanceof DOMException ? words.passkey_declined : words.page_failed));
    if (error.code === "session_over") return refuse(error);
    happens(so.went_wrong(section, error.code === "login_failed" ? words.wrong_own_password : error.message));
}

async function attempt(section: so.Section, work: () => Promise<unknown>, done: string): Promise<void> {
    happens(so.was_sent);
    try {
        await work();
        happens(so.was_done(done));
    } catch (error) {
        refused(section, error);
    }
}

const input = (id: string): HTMLInputElement => by_id<HTMLInputElement>(id);

/// A form is emptied once what it asked for was done: a password does not stay on the screen.
function on_submit(id: string, send: () => Promise<void>): void {
    const form = by_id<HTMLFormElement>(id);
    form.addEventListener("submit", (event) => {
        event.preventDefault();
        if (!state.busy) void send().then(() => { if (!state.wrong) form.reset(); });
    });
}

async function add_passkey(): Promise<void> {
    const name = input("passkey-name").value.trim(), password = input("passkey-password").value;
    await attempt("passkeys", async () => make_passkey(name, await post<MakingAsked>("/v1/me/passkeys/options", { password })), words.passkey_is_added);
}

async function change_password(): Promise<void> {
    const password = input("new").value;
    if (password !== input("again").value) return happens(so.went_wrong("passwords", words.passwords_differ));
    await attempt("passwords", () => post("/v1/me/password", { old_password: input("old").value, password }), words.password_changed);
}

async function offer_codes(): Promise<void> {
    happens(so.was_sent);
    await post<CodesOffer>("/v1/me/codes", { password: input("codes-password").value })
        .then((offer) => happens(so.codes_offered(offer)), (error) => refused("codes", error));
}

const switch_codes = (): Promise<void> => state.codes.on
    ? attempt("codes", () => act("/v1/me/codes/remove", { password: input("codes-password").value }), words.codes_are_off) : offer_codes();

async function confirm_codes(): Promise<void> {
    const { offer } = state;
    if (!offer) return;
    happens(so.was_sent);
    await post<{ recovery_codes: string[] }>("/v1/me/codes/confirm", { secret: offer.secret, ticket: offer.ticket, code: input("codes-code").value.trim() })
        .then(({ recovery_codes }) => happens(so.codes_set(recovery_codes, words.codes_are_on)), (error) => refused("codes", error));
}

async function start(): Promise<void> {
    if (!may_be_logged_in()) return ask_who();
    await look();
    if (!state.me) return;
    by_id<HTMLAnchorElement>("home").href = own_page(state.me);
    const unavailable = passkeys_unavailable();
    show(by_id("add-passkey"), !unavailable);
    show(by_id("no-passkeys"), unavailable !== null);
    write("no-passkeys", unavailable ? words.passkeys_unavailable[unavailable] || "" : "");
    on_click("leave", () => void log_out().then(() => location.assign(address("/login")), refuse));
    on_click("end-others", () => happens(so.others_tapped));
    on_click("codes-anew", () => { if (by_id<HTMLFormElement>("codes-form").reportValidity()) void offer_codes(); });
    on_click("codes-stop", () => happens(so.offer_dropped));
    on_click("paper-done", () => happens(so.paper_kept));
    on_submit("add-passkey", add_passkey);
    on_submit("change", change_password);
    on_submit("codes-form", switch_codes);
    on_submit("codes-confirm", confirm_codes);
}

start().catch(refuse);
