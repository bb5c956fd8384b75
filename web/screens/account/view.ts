// The state of somebody's account as they see it.

import * as words from "words";
import type { OwnPasskey, Session } from "../../api/types";
import { by_id, fill, make, make_button, refill, show, write } from "../../parts/dom";
import { business_day, clock, day } from "../../parts/format";
import { Happening, Section, State, end_tapped, removal_tapped } from "./state";

type Happens = (happening: Happening) => void;

const moment = (iso: string): string => `${clock(iso)} ${day(business_day(Date.parse(iso)))}`;
const sections: Section[] = ["sessions", "passkeys", "codes", "passwords"];

function asked_twice(state: State, id: string, once: string, twice: string, act: () => void): HTMLButtonElement {
    const sure = state.sure === id;
    const button = make_button(sure ? twice : once, sure ? "sure" : "plain", act);
    button.disabled = state.busy;
    return button;
}

function session_row(state: State, session: Session, happens: Happens): HTMLElement {
    const from = [session.browser, session.system].filter(Boolean).join(", ") || words.unknown_browser;
    const used = session.last_used_at ? words.session_used(moment(session.last_used_at)) : words.session_unused;
    const about = make("p.muted", `${words.session_begun(moment(session.begun_at))} · ${used}`);
    if (session.current) return make("li", make("b", from), ` (${words.this_session})`, about);
    return make("li", make("b", from), about,
                asked_twice(state, session.id, words.end_session, words.end_session_sure, () => happens(end_tapped(session.id))));
}

function passkey_row(state: State, passkey: OwnPasskey, happens: Happens): HTMLElement {
    const used = passkey.last_used_at ? words.passkey_used(moment(passkey.last_used_at)) : words.passkey_unused;
    return make("li", make("b", passkey.name || words.unnamed_passkey), make("p.muted", `${words.passkey_added(moment(passkey.added_at))} · ${used}`),
                asked_twice(state, passkey.id, words.passkey_remove, words.passkey_remove_sure, () => happens(removal_tapped(passkey.id))));
}

function show_sessions(state: State, happens: Happens): void {
    refill(by_id("session-list"), ...state.sessions.map((one) => session_row(state, one, happens)));
    const others = by_id<HTMLButtonElement>("end-others");
    show(others, state.sessions.length > 1);
    others.disabled = state.busy;
    others.className = state.sure === "others" ? "sure" : "";
    write("end-others", state.sure === "others" ? words.end_others_sure : words.end_others);
}

function show_codes({ codes, offer, paper, busy }: State): void {
    const shown = paper.length > 0;
    write("codes-are", codes.on ? words.codes_on(String(codes.recovery_codes_left || 0)) : words.codes_off);
    show(by_id("codes-form"), !offer && !shown);
    write("codes-go", codes.on ? words.codes_turn_off : words.codes_turn_on);
    show(by_id("codes-anew"), codes.on);
    by_id<HTMLButtonElement>("codes-go").disabled = busy;
    show(by_id("codes-confirm"), offer !== null);
    if (offer) by_id<HTMLImageElement>("codes-qr").src = `data:image/svg+xml,${encodeURIComponent(offer.qr_svg)}`;
    write("codes-secret", offer ? offer.secret.replace(/(.{4})(?=.)/g, "$1 ") : "");
    show(by_id("paper"), shown);
    fill(by_id("paper-codes"), ...paper.map((code) => make("li", code)));
}

/// What the user does is told to `happens`.
export function show_state(state: State, happens: Happens): void {
    const { me, wrong, done } = state;
    show(by_id("main"), me !== null);
    if (!me) return;
    write("who", [me.name, me.login, words.roles[me.role] || me.role].filter(Boolean).join(" · "));
    show(by_id("done"), done !== "");
    write("done", done);
    for (const section of sections) write(`wrong-${section}`, wrong && wrong.section === section ? wrong.why : "");
    show_sessions(state, happens);
    refill(by_id("passkey-list"), ...state.passkeys.map((one) => passkey_row(state, one, happens)));
    show_codes(state);
}
