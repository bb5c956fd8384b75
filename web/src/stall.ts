// The stall's live screen: hear it, see it, check it. The vendor may not read; everything daily works by ear and colour.

import { Market, Problem, Stall, Transfer, get, get_all, take_token } from "./api";
import { ask_for_token, missing_token, show_problem } from "./access";
import { by_id, fill, id_of_page, make, show } from "./dom";
import { business_day, clock, count, dong } from "./format";
import { LiveStream } from "./live";
import { Payments, counts, is_news, is_trial } from "./payments";
import * as speech from "./speech";
import { Sound, Voice } from "./voice";

interface Hello { status?: string; last_sequence?: number; today?: { count: number; amount: number } }

const stall_id = id_of_page();
/// After a longer cut a summary is said first, not every payment.
const summary_after_ms = 60_000;
/// The list is compared with the stream this often: a silent miss is worse than a second look.
const second_look_ms = 60_000;
/// What is replayed after a cut arrives within this pause of each other.
const replay_pause_ms = 1_200;
const listed_most = 30;
const region: speech.Region = new URLSearchParams(location.search).get("giong") === "nam" ? "south" : "north";

/// No money in this ledger is real: what counts in it is said as a trial all the same.
const trial_ledger = document.documentElement.classList.contains("trial-ledger");

const payments = new Payments();
const voice = new Voice(show_state);
let stall: Stall | null = null;
let cutoff = "00:00";
let today = business_day(Date.now());
let connected = false;
/// The gateway has said that it records, but that what it shows is late.
let behind = false;
let was_connected = false;
/// The gateway has refused to go on; a wall with the reason stands where the payments were.
let refused = false;
let lost_at = Date.now();
/// Came while nobody could hear it: the sound is off, or a replay after a long cut is still arriving.
let unheard: Transfer[] = [];
let replaying = 0;
let replayed_why = "";
/// What stands behind this place of the journal is news on this device.
let news_after: number | null = null;

const stream = new LiveStream(`/v1/stalls/${encodeURIComponent(stall_id)}/live`, {
    opened: () => {
        if (Date.now() - lost_at > summary_after_ms) wait_for_replay(was_connected ? "mất mạng" : "loa tắt");
        connected = was_connected = true;
        behind = false;  // A stream that begins says so again if it is so.
        show_state();
    },
    lost: () => {
        if (connected) lost_at = Date.now();
        connected = false;
        show_state();
    },
    refused: (problem) => {
        connected = false;
        show_state();
        refused = true;
        for (const id of ["lost", "behind", "listening", "voiceless"]) show(by_id(id), false);
        show(by_id("mute"), true);
        show_problem(problem);
    },
    received: (id, name, data) => {
        if (name === "hello") hello(JSON.parse(data) as Hello);
        if (name === "behind") {
            behind = (JSON.parse(data) as { behind: boolean }).behind;
            show_state();
        }
        if (name === "status") stands_as((JSON.parse(data) as { status: string }).status);
        if (name === "transfer") transfer_event(id, JSON.parse(data) as Transfer);
    },
});

// Remembering what was heard: a reload must not swallow the payments that came meanwhile.

const heard_key = `choqr.heard.${stall_id}`;
let heard = 0;

/// Only when the sentence is over: a reload in the middle of it would else swallow the payment.
function remember_heard(place: number): void {
    if (unheard.length > 0) return;
    heard = Math.max(heard, place);
    localStorage.setItem(heard_key, JSON.stringify({ day: today, sequence: heard, at: Date.now() }));
}

function recall_heard(): void {
    const kept = JSON.parse(localStorage.getItem(heard_key) || "null") as { day: string; sequence: number; at: number } | null;
    if (!kept || kept.day !== today) return;
    stream.last_id = news_after = kept.sequence;
    lost_at = kept.at;
}

// Events

/// Open, suspended or closed from now on.
function stands_as(status: string): void {
    if (!stall || !status) return;
    stall.status = status;
    show_stall();
}

function hello(data: Hello): void {
    stands_as(data.status || "");
    if (stream.last_id === null) {
        stream.last_id = news_after = data.last_sequence || 0;
        remember_heard(news_after);
    }
    if (data.today && payments.count === 0) show_today(data.today.count, data.today.amount);
    void look_again();
}

function transfer_event(id: number, transfer: Transfer): void {
    const place = isNaN(id) ? transfer.sequence : id;
    if (stream.last_id !== null && place <= stream.last_id) return;  // Sent twice.
    stream.last_id = place;
    payments.add(transfer);
    announce(transfer, place);
    show_payments();
}

/// A payment comes by the stream, by the list, or by both; whichever is first announces it.
const announced = new Set<string>();

function announce(transfer: Transfer, place: number): void {
    if (announced.has(transfer.id) || !is_news(transfer)) return;
    announced.add(transfer.id);
    by_id("spoken").textContent = sentence_of(transfer);
    if (!voice.ready || replaying) {
        unheard.push(transfer);
        if (replaying) wait_for_replay(replayed_why);
        return;
    }
    void say(transfer).then(() => remember_heard(place));
}

const is_small = (transfer: Transfer): boolean =>
    transfer.amount < speech.small_amount_limit && !is_trial(transfer);
const sound_of = (transfer: Transfer): Sound =>
    is_trial(transfer) ? "trial" : is_small(transfer) ? "warning" : "money";

function sentence_of(transfer: Transfer): string {
    const said_as_trial = is_trial(transfer) || (trial_ledger && !is_small(transfer));
    return said_as_trial ? speech.say_trial(transfer.amount, region)
        : speech.say_received(transfer.amount, region);
}

const say = (transfer: Transfer): Promise<void> => voice.say(sound_of(transfer), sentence_of(transfer));

function wait_for_replay(why: string): void {
    replayed_why = why;
    clearTimeout(replaying);
    replaying = setTimeout(() => {
        replaying = 0;
        say_unheard(why);
    }, replay_pause_ms);
}

function say_unheard(why: string): void {
    if (!voice.ready || unheard.length === 0) return;
    // What is no money has had its moment.
    const amounts = unheard.filter(counts).map((transfer) => transfer.amount);
    unheard = [];
    const place = stream.last_id || 0;
    if (amounts.length === 0) return remember_heard(place);
    const sound = amounts.some((amount) => amount < speech.small_amount_limit) ? "warning" : "money";
    void voice.say(sound, speech.say_missed(why, amounts, region)).then(() => remember_heard(place));
}

// The day's list

const listed_at_all = 2_000;
/// The list has been read up to here; the stream may be ahead of it.
let listed_to = 0;

/// What the gateway has beyond what is known here. Throws when it cannot be asked.
async function fetch_new(): Promise<void> {
    const asked_for = today;
    const path = `/v1/transfers?stall_id=${encodeURIComponent(stall_id)}&day=${asked_for}&after=${listed_to}`;
    for (const transfer of await get_all<Transfer>(path, listed_at_all)) {
        if (asked_for !== today) return;
        payments.add(transfer);
        listed_to = Math.max(listed_to, transfer.sequence);
        if (news_after !== null && transfer.sequence > news_after) announce(transfer, transfer.sequence);
    }
    show_payments();
}

/// The stream says whether the network is there; what could not be fetched now is fetched at the next look.
const look_again = (): Promise<void> => fetch_new().catch(() => undefined);

function turn_day(): void {
    const now = business_day(Date.now(), cutoff);
    if (now === today || refused) return;
    today = now;
    payments.clear();
    listed_to = 0;
    remember_heard(stream.last_id || 0);
    show_payments();
    void look_again();
}

// What is seen

function show_state(): void {
    if (refused) return;
    const mute = !voice.ready;
    show(by_id("mute"), mute);
    show(by_id("sound-off"), mute);
    show(by_id("last"), !mute);
    show(by_id("buttons"), !mute);
    show(by_id("lost"), was_connected && !connected);
    show(by_id("connecting"), !was_connected && !connected);
    show(by_id("behind"), connected && behind);
    show(by_id("listening"), connected && !mute && !behind);
    show(by_id("voiceless"), !mute && !voice.speaks);
    if (mute) show_panel(false);
}

function show_today(number: number, sum: number): void {
    by_id("count").textContent = count(number);
    by_id("sum").textContent = dong(sum);
}

function amount_of(amount: number): [string, string] {
    const text = dong(amount);
    const dot = text.lastIndexOf(".");
    return dot < 0 ? [text, ""] : [text.slice(0, dot), text.slice(dot)];
}

/// The thousands are the large part, so that 9.034 and 9.034.000 do not look alike from two metres.
function show_last(): void {
    const last = payments.last;
    const small = last !== null && is_small(last);
    const trial = last !== null && is_trial(last);
    document.body.classList.toggle("warning", small);
    document.body.classList.toggle("trial", trial);
    show(by_id("nothing"), last === null);
    show(by_id("payment"), last !== null);
    if (!last) return;
    const [lead, rest] = amount_of(last.amount);
    by_id("title").textContent = small ? "CHÚ Ý! CHỈ" : trial || trial_ledger ? "ĐÃ NHẬN THỬ" : "ĐÃ NHẬN";
    by_id("lead").textContent = lead;
    by_id("rest").textContent = rest;
    by_id("words").textContent = speech.words_of_dong(last.amount, region);
    const from = last.debtor_account_tail ? `từ …${last.debtor_account_tail} · ` : "";
    fill(by_id("about"), make("b", clock(last.booked_at)), ` ${from}${trial ? "THỬ, không phải tiền thật" : `khoản số ${payments.number_of(last)}`}`);
    fit_amount();
}

const largest_px = 132;

/// As large as the screen is wide.
function fit_amount(): void {
    const amount = document.getElementById("amount");
    if (!amount || amount.clientWidth === 0) return;  // Not shown, or no more.
    amount.style.fontSize = `${largest_px}px`;
    const wide = by_id("figure").getBoundingClientRect().width;
    amount.style.fontSize = `${Math.min(largest_px, Math.floor(largest_px * amount.clientWidth / wide))}px`;
}

function show_row(transfer: Transfer): HTMLElement {
    const small = is_small(transfer);
    const trial = is_trial(transfer);
    const reversed = !counts(transfer) && !trial;
    const late = !reversed && !is_news(transfer);
    const tail = transfer.debtor_account_tail ? `…${transfer.debtor_account_tail}` : "";
    const note = trial ? "THỬ" : reversed ? "đã hoàn lại" : late ? "ghi sau" : small ? "dưới 1.000 đ" : tail;
    const own_code = stall && stall.stall_code;  // What the stand itself put into the text tells the vendor nothing.
    const row = make("li", make("span.number", trial ? "–" : String(payments.number_of(transfer))),
                     make("span.time", clock(late ? transfer.received_at : transfer.booked_at)),
                     make("strong", dong(transfer.amount)), make("span.tail", note),
                     transfer.content && transfer.content !== own_code ? make("span.content", transfer.content) : null);
    row.className = trial ? "trial-row" : reversed ? "reversed" : small ? "small" : "";
    return row;
}

function show_payments(): void {
    if (refused) return;
    show_today(payments.count, payments.sum);
    show_last();
    const newest = payments.newest(listed_most);
    show(by_id("list-section"), newest.length > 0);
    fill(by_id("list"), ...newest.map(show_row));
}

function show_stall(): void {
    if (!stall) return;
    by_id("stall").textContent = `Quầy ${stall.code}`;
    by_id("who").textContent = [stall.vendor && stall.vendor.name, stall.goods].filter(Boolean).join(" – ");
    document.title = `Quầy ${stall.code}`;
    if (stall.status === "closed") by_id("closed").textContent = "Quầy này đã đóng. Hỏi ban quản lý chợ.";
    show(by_id("closed"), stall.status !== "open");
}

// The buttons

function keep_screen_on(): void {
    const lock = (navigator as { wakeLock?: { request(type: "screen"): Promise<unknown> } }).wakeLock;
    if (lock && document.visibilityState === "visible") lock.request("screen").catch(() => undefined);
}

async function turn_on(): Promise<void> {
    await voice.turn_on();
    if (!voice.ready) return;
    void voice.say("money", speech.say_ready(stall ? stall.code : "", region));
    if (!replaying) say_unheard("loa tắt");
    keep_screen_on();
    show_payments();
}

function play_again(): void {
    const last = payments.newest(3).filter(counts);
    for (const transfer of last) {
        void voice.say(sound_of(transfer), speech.say_again(payments.number_of(transfer), sentence_of(transfer), region));
    }
    if (last.length === 0) void voice.say("none", speech.say_today(0, 0, region));
}

function show_panel(visible: boolean): void {
    show(by_id("check"), visible);
    by_id("check-open").setAttribute("aria-expanded", String(visible));
    if (!visible) return;
    by_id<HTMLInputElement>("typed").value = "";
    show_verdict("", "");
    by_id("typed").focus();
}

function show_verdict(kind: "" | "wait" | "yes" | "no" | "unsure", title: string, ...lines: string[]): void {
    const verdict = by_id("verdict");
    verdict.className = kind;
    fill(verdict, ...(title ? [make("strong", title), ...lines.map((line) => make("p", line))] : []));
}

function describe(transfer: Transfer): string {
    const tail = transfer.debtor_account_tail ? ` · từ …${transfer.debtor_account_tail}` : "";
    return `${dong(transfer.amount)}${tail}`;
}

async function check(): Promise<void> {
    const typed = by_id<HTMLInputElement>("typed").value;
    if (!/\d/.test(typed)) return;
    show_verdict("wait", "Đang xem…");
    let fresh = true;
    try {
        await fetch_new();
    } catch (_) {
        fresh = false;
    }
    const { found, trick } = payments.check(typed);
    const newest = found[0];
    if (newest) {
        const more = found.slice(1, 3).map((transfer) => `và ${clock(transfer.booked_at)}: ${describe(transfer)}`);
        show_verdict("yes", `CÓ, ${clock(newest.booked_at)}`, describe(newest), ...more);
        void voice.say("none", speech.say_found(clock(newest.booked_at), newest.amount, region));
    } else if (trick) {
        show_verdict("no", "CHƯA có khoản này", `Chỉ có ${dong(trick.amount)} lúc ${clock(trick.booked_at)}!`);
        void voice.say("warning", speech.say_received(trick.amount, region));
    } else if (fresh) {
        show_verdict("no", "CHƯA có khoản này", "Chờ loa báo. Đừng tin ảnh chụp màn hình.");
        void voice.say("none", "Chưa có khoản này.");
    } else {
        show_verdict("unsure", "Mất mạng", "Chưa kiểm tra được khoản mới. Chờ có mạng rồi thử lại.");
    }
}

function bind_buttons(): void {
    by_id("sound-on").addEventListener("click", () => void turn_on());
    by_id("again").addEventListener("click", play_again);
    by_id("today").addEventListener("click", () => void voice.say("none", speech.say_today(payments.count, payments.sum, region)));
    by_id("check-open").addEventListener("click", () => show_panel(Boolean(by_id("check").hidden)));
    by_id("check").addEventListener("submit", (event) => {
        event.preventDefault();
        void check();
    });
    addEventListener("resize", fit_amount);
    document.addEventListener("visibilitychange", () => { if (voice.ready) keep_screen_on(); });
    if ("speechSynthesis" in window) speechSynthesis.addEventListener("voiceschanged", show_state);
}

async function start(): Promise<void> {
    if (!take_token()) return ask_for_token(missing_token);
    bind_buttons();
    show_state();
    stall = await get<Stall>(`/v1/stalls/${encodeURIComponent(stall_id)}`);
    cutoff = await get<Market>(`/v1/markets/${stall.market_id}`).then((market) => market.business_day_cutoff || cutoff, () => cutoff);
    today = business_day(Date.now(), cutoff);
    show_stall();
    show(by_id("main"), true);
    show_payments();
    recall_heard();
    setInterval(turn_day, 20_000);
    setInterval(() => { if (connected) void look_again(); }, second_look_ms);
    await stream.run();
}

start().catch((error) => show_problem(error instanceof Problem ? error : null));
addEventListener("hashchange", () => { if (location.hash.includes("token=")) location.reload(); });
