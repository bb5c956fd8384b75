// The stall's live screen: hear it, see it, check it. The vendor may not read; everything daily works by ear and colour.
// This file only wires: what happens changes the state (state.ts), and what follows is shown, said and remembered.

import * as words from "words";
import { get_all, send, send_picture } from "../../api/calls";
import { Presence } from "../../api/loudspeaker";
import { SharedStream } from "../../api/tabs";
import type { Device, Hello, Payees, Transfer } from "../../api/types";
import "../../parts/sales";
import { bring } from "../../device/bring";
import { read_settings } from "../../device/settings";
import { Voice } from "../../device/voice";
import { address, id_of_page } from "../../parts/address";
import { by_id, on_click, show, write } from "../../parts/dom";
import { clock } from "../../parts/format";
import { reload_for_token, show_problem } from "../../parts/wall";
import * as so from "./state";
import { fit_amount, show_state } from "./view";

/// The list is compared with the stream this often: a silent miss is worse than a second look.
const second_look_ms = 60_000;
/// What is replayed after a cut arrives within this pause of each other.
const replay_pause_ms = 1_200;
const day_look_ms = 20_000;
/// For as long a new payment moves, so that two equal ones are seen as two.
const fresh_ms = 10_000;
const listed_at_all = 2_000;

const stall_id = id_of_page();
const stall_path = `/v1/stalls/${encodeURIComponent(stall_id)}`;
const heard_key = `choqr.heard.${stall_id}`, device_key = `choqr.device.${stall_id}`;

const set = () => read_settings(new URLSearchParams(location.search).get("giong") === "nam" ? "south" : "north");
let state = so.first_state(Date.now(), set().accent, document.documentElement.classList.contains("trial-ledger"), set().lowest);

const voice = new Voice(hear_sound, `stall_id=${stall_id}`, set);
const presence = new Presence(`${stall_path}/loudspeaker`, () => stream.leads && !state.refused ? voice.ready : null);
const stream = new SharedStream(`${stall_path}/live`, {
    leads: (leads, elsewhere) => {
        if (!leads) voice.turn_off();
        happens(so.heard_elsewhere(elsewhere));
    },
    opened: () => happens(so.line_opened(Date.now())),
    lost: () => happens(so.line_lost(Date.now())),
    refused: (problem) => {
        happens(so.was_refused);
        show_problem(problem);
    },
    received: (id, name, data) => {
        const told = JSON.parse(data);
        const happening = of_event(id, name, told);
        if (happening) happens(happening);
        if (window.choqr_sales) window.choqr_sales.came(name, told);
    },
});

/// A phone was paired with the stall: whoever it is, each screen says so, though it was away when it happened.
function meet(id: string, name: string): void {
    const known = localStorage.getItem(device_key);
    if (!id || id === known) return;
    localStorage.setItem(device_key, id);
    write("paired", words.device_paired(name));
    show(by_id("paired"), (name || known) !== null);
}

function of_event(id: number, name: string, data: unknown): so.Happening | null {
    switch (name) {
        case "hello":
            meet((data as Hello).newest_device || "", "");
            return so.said_hello(data as Hello, Date.now());
        case "device": meet((data as Device).id, (data as Device).name); break;
        case "payee": return so.payees_came(data as Payees);
        case "gap": return so.had_gap;
        case "behind": return so.is_behind((data as { behind: boolean }).behind);
        case "status": return so.stands_as((data as { status: string }).status);
        case "transfer": return so.transfer_came(data as Transfer, isNaN(id) ? (data as Transfer).sequence : id);
    }
    return null;
}

/// The sound came or went, or was set otherwise: the page must not look ready when it is not.
function hear_sound(): void {
    happens(so.set_to(set().accent, set().lowest));
}

function happens(happening: so.Happening): void {
    const before = state;
    // Whoever noticed that the sound is gone: nothing is said into silence.
    const [heard] = so.sound_changed(voice.ready, voice.speaks)(before);
    const [next, effects] = happening(heard);
    state = next;
    if (before.sound !== state.sound) {
        stream.sounds(state.sound);
        presence.tell();
    }
    stream.last_id = state.place;
    show_state(state, before);
    effects.forEach(carry_out);
}

let replay_timer = 0;

function carry_out(effect: so.Effect): void {
    switch (effect.kind) {
        case "say": return say(effect);
        case "write": write("spoken", effect.sentence); return;
        case "remember": return remember({ day: effect.day, cutoff: effect.cutoff, sequence: effect.sequence, at: Date.now() });
        case "look_again": void look_again(); return;
        case "answer": return answer(effect.answer);
        case "age": setTimeout(() => happens(so.aged(effect.id)), fresh_ms); return;
        case "wait_for_replay":
            clearTimeout(replay_timer);
            replay_timer = setTimeout(() => happens(so.replay_ended), replay_pause_ms);
    }
}

function say({ sound, sentence, place, payments }: so.Effect & { kind: "say" }): void {
    if (payments && voice.ready) presence.sounded(payments);
    void voice.say(sound, sentence).then(() => { if (place !== undefined) happens(so.heard(place)); });
}

function answer({ kind, found }: so.Answer): void {
    const [newest] = found;
    const sentence = window.choqr_check && window.choqr_check.said(kind, newest ? clock(newest.booked_at) : "", newest ? newest.amount : 0, state.region);
    if (sentence) say({ kind: "say", sound: kind === "trick" ? "warning" : "none", sentence });
}

const remember = (memory: so.Memory): void => localStorage.setItem(heard_key, JSON.stringify(memory));

function recall(): void {
    const memory = JSON.parse(localStorage.getItem(heard_key) || "null") as so.Memory | null;
    if (memory) happens(so.recalled(memory, Date.now()));
}

/// The list, and what the stall says of its payments, once somebody stands before the page and has turned it on. Without them the page hears and shows all the same, and asks for them again.
let begun = false;
async function bring_sales(): Promise<void> {
    if (begun) return;
    await bring("sales-module");
    const { choqr_sales } = window;
    if (!choqr_sales || begun) return;
    begun = true;
    choqr_sales.begin({ stall_id, send, send_picture, say: (sound, sentence) => say({ kind: "say", sound, sentence }) });
    show_state(state, null);
}

/// What the gateway has beyond what is known here. Throws when it cannot be asked.
async function fetch_new(): Promise<void> {
    const day = state.today;
    let came = listed_at_all;
    while (came >= listed_at_all && day === state.today) {  // A count of a part of the day would be a wrong one.
        const path = `/v1/transfers?stall_id=${encodeURIComponent(stall_id)}&day=${day}&after=${state.listed_to}`;
        const transfers = await get_all<Transfer>(path, listed_at_all);
        happens(so.list_came(day, transfers));
        came = transfers.length;
    }
}

/// The stream says whether the network is there; what could not be fetched now is fetched at the next look.
const look_again = (): Promise<void> => fetch_new().catch(() => undefined);

function look_around(): void {
    if (voice.ready) void bring_sales();
    if (state.line === "open") void look_again();
}

// The buttons

async function turn_on(): Promise<void> {
    await voice.turn_on();
    if (!voice.ready) return;
    happens(so.turned_on);
    void bring_sales();
}

async function check(): Promise<void> {
    const typed = by_id<HTMLInputElement>("typed").value;
    if (!typed.trim()) return;
    happens(so.check_asked);
    const [fresh] = await Promise.all([fetch_new().then(() => true, () => false), bring("check-module")]);
    const { choqr_check } = window;
    happens(choqr_check ? so.looked(choqr_check.read(typed), fresh, Date.now()) : so.not_looked);
}

function bind_buttons(): void {
    on_click("sound-on", () => void turn_on());
    on_click("again", () => happens(so.asked_again));
    on_click("today", () => happens(so.asked_for_sum));
    on_click("voice", () => void voice.set());
    on_click("check-open", () => {
        void bring("check-module");
        happens(so.check_opened(!state.check_open));
    });
    by_id("check").addEventListener("submit", (event) => {
        event.preventDefault();
        void check();
    });
    addEventListener("resize", fit_amount);
}

function start(): void {
    bind_buttons();
    by_id<HTMLAnchorElement>("devices").href = address(`/devices/${stall_id}`);
    by_id<HTMLAnchorElement>("change").href = address(`/payees/${stall_id}`);
    show_state(state, null);
    hear_sound();
    recall();
    setInterval(() => happens(so.clock_moved(Date.now())), day_look_ms);
    setInterval(look_around, second_look_ms);
    stream.run();
}

start();
reload_for_token();
