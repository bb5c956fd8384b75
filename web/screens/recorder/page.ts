// A market's own voice, recorded clip by clip; what is kept is kept by the gateway, so that another phone goes on another day. This file only wires.

import * as words from "words";
import { Problem, get, get_document, post, send, send_recording, take_token } from "../../api/calls";
import { may_be_logged_in } from "../../api/session";
import type { Market, RecordedClip, Recordings } from "../../api/types";
import { Microphone, has_microphone, hush, play, read_sound } from "../../device/microphone";
import { Take, is_noisy, trimmed, wav_of } from "../../device/take";
import { address, id_of_page } from "../../parts/address";
import { by_id, on_click, show } from "../../parts/dom";
import { ask_who, refuse } from "../../parts/log_in";
import { reload_for_token } from "../../parts/wall";
import * as so from "./state";
import { show_state } from "./view";

const market_id = id_of_page();
const market_path = `/v1/markets/${encodeURIComponent(market_id)}`;
const recordings_path = `${market_path}/recordings`;
const clip_path = (name: string): string => `${recordings_path}/${encodeURIComponent(name)}`;
const take_limit_ms = 5_500;

let state = so.first_state(has_microphone());
let audio: AudioContext | null = null;
const microphone = new Microphone();

function happens(happening: so.Happening): void {
    const before = state;
    const [next, effects] = happening(state);
    state = next;
    show_state(state, before, happens);
    effects.forEach(carry_out);
}

function carry_out(effect: so.Effect): void {
    if (effect.kind === "record") void record();
    else if (effect.kind === "end") microphone.end();
    else if (effect.kind === "hear") void hear(effect.name).catch(fail);
    else if (effect.kind === "use") post<Recordings>(`${recordings_path}/use`, undefined).then((voice) => happens(so.voice_came(voice)), not_used);
    else send<Recordings>("DELETE", `${recordings_path}/use`).then((voice) => happens(so.voice_came(voice)), fail);
}

/// What cannot go on takes the page's place; what may pass stands on top of it.
function fail(error: unknown): void {
    const known = error instanceof Problem ? error : null;
    if (!state.voice || (known && [401, 403, 404].includes(known.status))) return refuse(error);
    happens(so.went_wrong(known ? known.message : words.recorder_failed));
}

/// How loud each is among all of them is known once all are there: the list says which are to be recorded again.
async function not_used(error: unknown): Promise<void> {
    if (!(error instanceof Problem && error.status === 422)) return fail(error);
    await look();
    happens(so.not_used(error.message));
}

const look = (): Promise<void> => get<Recordings>(recordings_path).then((voice) => happens(so.voice_came(voice)), fail);

/// Only inside the handler of a touch, once.
const sound = (): AudioContext => audio = audio || new AudioContext();

async function record(): Promise<void> {
    hush();
    let take: Take;
    try {
        take = await microphone.record(sound(), (peak) => happens(so.heard(peak)), take_limit_ms);
    } catch (_) {
        return happens(so.refused(words.recorder_refused));
    }
    await keep(state.at, take);
}

async function keep(name: string, take: Take): Promise<void> {
    happens(so.recorded);
    try {
        const clip = await send_recording<RecordedClip>(clip_path(name), wav_of(trimmed(take)));
        const text = { good: words.recorder_kept, noisy: words.recorder_noisy };
        happens(so.kept(clip, text, is_noisy(take), words.detail_of(clip) as string));
    } catch (error) {
        const is_wrong = error instanceof Problem && error.status === 422;
        if (is_wrong) happens(so.refused((error as Problem).message));
        else fail(error);
    }
}

async function hear(name: string): Promise<void> {
    const bytes = await new Response(await get_document(clip_path(name))).arrayBuffer();
    await play(await read_sound(sound(), bytes), sound());
}

async function take_file(file: File): Promise<void> {
    let take: Take;
    try {
        take = await read_sound(sound(), await new Response(file).arrayBuffer());
    } catch (_) {
        return happens(so.refused(words.recorder_no_sound));
    }
    await keep(state.at, take);
}

function bind_controls(): void {
    on_click("record", () => { sound(); happens(so.record_tapped); });
    on_click("hear", () => { sound(); happens(so.hear_tapped); });
    on_click("next", () => happens(so.went_on));
    on_click("use", () => happens(so.use_tapped));
    on_click("take-back", () => happens(so.take_back_tapped));
    const file = by_id<HTMLInputElement>("file");
    file.addEventListener("change", () => {
        const chosen = file.files && file.files[0];
        if (chosen) void take_file(chosen);
        file.value = "";
    });
    document.addEventListener("visibilitychange", () => { if (document.visibilityState === "hidden") microphone.close(); });
    by_id<HTMLAnchorElement>("back").href = address(`/board/${market_id}`);
    by_id<HTMLAnchorElement>("trust").href = address("/trust");
    show(by_id("trust"), location.protocol === "http:");
}

async function start(): Promise<void> {
    if (!take_token() && !may_be_logged_in()) return ask_who();
    const market = await get<Market>(market_path);
    happens(so.market_came(market));
    bind_controls();
    await look();
}

start().catch(refuse);
reload_for_token();
