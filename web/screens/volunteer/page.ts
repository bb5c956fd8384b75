// A volunteer's landing: the stalls of the market and how far each is; without a network as they were, and what is registered waits on the
// phone (outbox.ts). This file only wires.

import * as words from "words";
import { Problem, get, get_all, send, send_picture } from "../../api/calls";
import type { Market, Me, Stall } from "../../api/types";
import { bring } from "../../device/bring";
import { has_detector } from "../../device/camera";
import { keep_page } from "../../device/kept";
import { Safe } from "../../device/safe";
import { zxing, zxing_parts } from "../../device/zxing";
import { AtStall, ConsentAsked, Registration, is_cut } from "../../parts/minute";
import { id_of_page } from "../../parts/address";
import { by_id } from "../../parts/dom";
import { is_of_hamlets, title_of_stall } from "../../parts/place_words";
import { refuse } from "../../parts/log_in";
import { reload_for_token } from "../../parts/wall";
import { Item, Outbox, open_hand } from "./outbox";
import * as so from "./state";
import { Acts, show_end, show_state } from "./view";

const market_id = encodeURIComponent(id_of_page());
const market_path = `/v1/markets/${market_id}`;
const look_every_ms = 10_000;
const stalls_max = 20_000;

/// What the phone keeps of the day beside what waits.
interface Day { market: Market; me: Me; stalls: readonly Stall[]; listed_at: number; consent: ConsentAsked }
const day_key = "day";

let state = so.first_state;
let ended = false;
let safe: Safe | null = null;
let outbox: Outbox;
let consent: ConsentAsked | null = null;

const acts: Acts = {
    open: (stall) => void open_minute(stall),
    drop: (item) => void outbox.drop(item.id),
    send_again: (item) => void outbox.send_again(item.id, my_id()).then(look),
};
const my_id = (): string => state.me ? state.me.id : "";

function happens(happening: so.Happening): void {
    state = happening(state);
    if (!ended) show_state(state, acts);
}

// What waits on the phone

/// One tab at a time where browsers can say so; else the calls themselves bear being repeated.
async function alone(work: () => Promise<void>): Promise<void> {
    const { locks } = navigator as { locks?: { request(name: string, work: () => Promise<void>): Promise<void> } };
    return locks ? locks.request(`choqr.outbox.${market_id}`, work) : work();
}

/// On plain HTTP browsers have no cryptography for pages, and no page without a network.
async function open_safe(): Promise<void> {
    try {
        if (window.isSecureContext && crypto.subtle) safe = await Safe.open(`choqr.volunteer.${market_id}`);
        else happens(so.cannot_keep(words.queue_needs_tls));
    } catch (_) {
        happens(so.cannot_keep(words.queue_not_kept));
    }
    outbox = new Outbox(safe || open_hand(), send, alone, (items) => happens(so.waiting_came(items)));
    await outbox.tell();
}

/// Once a minute, and when a stall was registered: sealing a market's list is work for a slow phone.
const keep_every_ms = 60_000;
let kept_at = 0;

async function keep_day(): Promise<void> {
    const { market, me, stalls, listed_at } = state;
    if (!safe || !market || !me || !stalls || !consent || listed_at - kept_at < keep_every_ms) return;
    kept_at = listed_at;
    const day: Day = { market, me, stalls, listed_at, consent };
    await safe.put(day_key, day).catch(() => happens(so.cannot_keep(words.queue_full)));
}

/// Names behind each other when they are made behind each other.
const new_id = (): string => `${String(Date.now()).padStart(15, "0")} ${Math.random().toString(36).slice(2)}`;

/// On the phone before anything is sent. False: nothing can wait here.
async function keep(id: string, one: Registration): Promise<boolean> {
    const kept = safe !== null && await outbox.add(id, my_id(), one).then(() => true, () => false);
    if (safe && !kept) happens(so.cannot_keep(words.queue_full));
    return kept;
}

async function register(one: Registration): Promise<AtStall | null> {
    const id = new_id();
    const waits = await keep(id, one);
    const way = waits ? outbox : new Outbox(open_hand(), send, alone, () => undefined);
    if (!waits) await way.add(id, my_id(), one);
    await way.deliver(my_id());
    const stall = await way.answer_to(id, one.stall_id);
    if (!stall && !waits) throw new Error(words.advise_no_network);
    kept_at = 0;
    if (stall) void look();
    else happens(so.went_wrong(words.advise_no_network));
    return stall;
}

// The minute

async function ask_consent(): Promise<ConsentAsked> {
    try {
        return consent = (await get<{ consent: ConsentAsked }>("/v1/privacy")).consent;
    } catch (error) {
        if (!consent || !is_cut(error)) throw error;
        return consent;
    }
}

async function open_minute(stall: Stall): Promise<void> {
    await bring("minute-module");
    const { choqr_minute } = window;
    const title = title_of_stall(is_of_hamlets(state.market), stall.code);
    if (choqr_minute) choqr_minute.open({ market_id, title, send, send_picture, changed: () => void look(), consent_asked: ask_consent, register }, stall);
    else happens(so.went_wrong(words.advise_no_network));
}

// The day

const codes_of = (items: readonly Item[]): string => items.map(({ code }) => words.stall_title(code)).join(", ");

/// Nothing of the day stays on the screen or on the phone once it is over; what was not sent is named.
async function end(title: string, why: string): Promise<void> {
    ended = true;
    const lost = state.waiting.length ? ` ${words.queue_lost(codes_of(state.waiting))}` : "";
    show_end(title, why + lost);
    if (safe) await safe.destroy().catch(() => undefined);
}

function fail(error: unknown): void {
    const known = error instanceof Problem ? error : null;
    const is_out = known !== null && /^device_/.test(known.code);
    if (state.stalls && known && !is_out && known.status !== 401 && known.status !== 403) return happens(so.went_wrong(known.message));
    if (known && is_out) return void end(known.code === "device_ended" ? words.day_over : words.phone_out, known.message);
    ended = true;
    refuse(error);
}

/// One at a time: on a line that has died each takes its time.
let looking: Promise<void> | null = null;
const look = (): Promise<void> => looking || (looking = look_once().catch(fail).then(() => { looking = null; }));

/// Of the day: it changes with the days.
let dormant: readonly { stall_id: string }[] = [];
let dormant_at = 0;
const dormant_every_ms = 600_000;

async function look_for_dormant(): Promise<void> {
    if (Date.now() - dormant_at < dormant_every_ms) return;
    dormant = (await get<{ items: { stall_id: string }[] }>(`${market_path}/dormant-stalls`)).items;
    dormant_at = Date.now();
}

async function look_once(): Promise<void> {
    if (ended) return;
    if (state.waiting.length) await outbox.deliver(my_id());
    try {
        await look_for_dormant();
        const stalls = await get_all<Stall>(`${market_path}/stalls`, stalls_max);
        happens(so.stalls_came(so.with_dormant(stalls, dormant), Date.now()));
    } catch (error) {
        return fail(error);
    }
    void keep_day();
}

/// By the phone's own clock, which may be wrong: then the list is hidden, and deleted only when the gateway says so.
const is_over = ({ me }: Day): boolean => Boolean(me.expires_at) && Date.parse(me.expires_at || "") < Date.now();

/// The day as it was when there was a network. False: this phone has none.
async function begin_without_network(): Promise<boolean> {
    const day = safe && await safe.get<Day>(day_key).catch(() => null);
    if (!day) return false;
    if (is_over(day)) {
        ended = true;
        show_end(words.day_over, state.waiting.length ? words.queue_waits(String(state.waiting.length)) : "");
        return true;
    }
    ({ consent } = day);
    happens(so.begun(day.market, day.me));
    happens(so.stalls_came(day.stalls, day.listed_at));
    happens(so.went_wrong(words.advise_no_network));
    return true;
}

async function begin(): Promise<void> {
    try {
        const me = await get<Me>(`/v1/me?market_id=${market_id}`);
        happens(so.begun(await get<Market>(market_path), me));
        await ask_consent().catch(() => undefined);  // It is asked for again at the stall.
    } catch (error) {
        if (!is_cut(error) || !await begin_without_network()) throw error;
    }
}

/// The page and what it may need, for when there is no network; where the browser reads no codes, what does.
async function keep_parts(): Promise<void> {
    if (!safe) return;
    const needs_zxing = !await has_detector();
    await keep_page(needs_zxing ? zxing_parts() : []);
    if (needs_zxing) void zxing();
}

async function start(): Promise<void> {
    await open_safe();
    await begin();
    by_id<HTMLInputElement>("sought").addEventListener("input", (event) => happens(so.was_sought((event.target as HTMLInputElement).value)));
    by_id<HTMLInputElement>("open-only").addEventListener("change", (event) => happens(so.was_narrowed((event.target as HTMLInputElement).checked)));
    addEventListener("online", () => void look());
    await look();
    setInterval(() => { if (document.visibilityState === "visible") void look(); }, look_every_ms);
    await keep_parts().catch(() => undefined);  // Then the page does not open without a network, as its list says.
}

start().catch(fail);
reload_for_token();
