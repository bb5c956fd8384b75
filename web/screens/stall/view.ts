// The state of the stall's screen as people see it. What it shows follows from the state alone; only the size of the large
// amount is measured.

import * as words from "words";
import * as speech from "../../messages/speech";
import type { Transfer } from "../../api/types";
import { by_id, fill, make, show, write } from "../../parts/dom";
import { face_of } from "../../parts/account";
import type { Row, RowKind } from "../../parts/sales";
import { business_day, clock, count, day, dong } from "../../parts/format";
import { counts, is_news, is_trial } from "./payments";
import { State, age_of, is_recent, is_small, is_unregistered } from "./state";

// The bars on top

/// Green only while it can hear and be heard. Without an account there is nothing to hear, and nothing to turn on.
function show_bars(state: State): void {
    const open = state.line === "open";
    const unregistered = is_unregistered(state);
    const bars = {
        mute: state.refused || (!state.sound && !unregistered && !state.elsewhere),
        elsewhere: state.elsewhere && !state.sound && !state.refused,
        lost: state.line === "lost" && !state.refused,
        connecting: state.line === "connecting",
        behind: open && state.behind,
        listening: open && state.sound && !state.behind,
        voiceless: state.sound && !state.speaks && !state.refused,
        unregistered: unregistered && !state.refused,
        closed: state.stall !== null && state.stall.status !== "open",
    };
    for (const id of Object.keys(bars)) show(by_id(id), bars[id as keyof typeof bars]);
    write("closed", state.stall && state.stall.status === "closed" ? words.closed : words.suspended);
}

function show_sound(state: State): void {
    show(by_id("sound-off"), !state.sound && !is_unregistered(state));
    show(by_id("last"), state.sound);
    show(by_id("buttons"), state.sound);
}

function show_stall({ stall }: State): void {
    if (!stall) return;
    by_id("stall").textContent = document.title = words.stall_title(stall.code);
    write("who", [stall.who, stall.payee].filter(Boolean).join(" – "));
    show(by_id("main"), true);
}

/// It leads to the page where it is refused.
function show_payee_change({ payee_change }: State): void {
    show(by_id("payee"), !!payee_change);
    if (!payee_change) return;
    const from = payee_change.takes_effect_at;
    write("change", words.payee_warning(face_of(payee_change.to), from ? `${clock(from)} ${day(business_day(Date.parse(from)))}` : ""));
}

// The payment that came last

/// The thousands are the large part, so that 9.034 and 9.034.000 do not look alike from two metres.
function amount_of(amount: number): [string, string] {
    const text = dong(amount);
    const mark = text.lastIndexOf(words.thousands_mark);
    return mark < 0 ? [text, ""] : [text.slice(0, mark), text.slice(mark)];
}

const minute_ms = 60_000;

function title_of(state: State, last: Transfer): string {
    if (!is_recent(last, state.now)) return words.received_ago(Math.floor(age_of(last, state.now) / minute_ms));
    if (is_small(state, last)) return words.received_small;
    return is_trial(last) || state.trial_ledger ? words.received_trial : words.received;
}

const from = (transfer: Transfer): string => transfer.debtor_account_tail ? words.from_account(transfer.debtor_account_tail) : "";

/// New, filled and moving, then an amount that stands there, then one that is over. The second of two equal ones begins to move anew.
function show_age(state: State, last: Transfer | null): void {
    const recent = last !== null && is_recent(last, state.now);
    document.body.classList.toggle("over", last !== null && !recent);
    document.body.classList.toggle("new", recent && state.fresh === last.id);
}
function stop_moving(): void {
    document.body.classList.remove("new");
    void by_id("last").offsetWidth;  // Laid out without it, else the browser sees no change.
}

function show_last(state: State): void {
    const { last } = state.payments;
    document.body.classList.toggle("warning", last !== null && is_small(state, last));
    document.body.classList.toggle("trial", last !== null && is_trial(last));
    show_age(state, last);
    show(by_id("nothing"), last === null);
    show(by_id("payment"), last !== null);
    if (!last) return;
    const [lead, rest] = amount_of(last.amount);
    write("title", title_of(state, last));
    write("lead", lead);
    write("rest", rest);
    write("words", speech.words_of_dong(last.amount, state.region));
    const what = is_trial(last) ? words.trial_payment : words.running_number(state.payments.number_of(last));
    fill(by_id("about"), make("b", clock(last.booked_at)), " " + [from(last), what].filter(Boolean).join(" · "));
    fit_amount();
}

const largest_px = 132, over_px = 60;

/// As large as the screen is wide.
export function fit_amount(): void {
    const amount = document.getElementById("amount");
    if (!amount || amount.clientWidth === 0) return;  // Not shown, or no more.
    const most = document.body.classList.contains("over") ? over_px : largest_px;
    amount.style.fontSize = `${most}px`;
    const wide = by_id("figure").offsetWidth;
    amount.style.fontSize = `${Math.min(most, Math.floor(most * amount.clientWidth / wide))}px`;
}

// The day

function show_today({ payments, promised }: State): void {
    write("count", count(promised ? promised.count : payments.count));
    write("sum", dong(promised ? promised.amount : payments.sum));
}

/// What its row is to say of a payment; the list is the module's (parts/sales.ts), which may not be here yet.
const kind_of = (state: State, transfer: Transfer): RowKind =>
    is_trial(transfer) ? "trial" : !counts(transfer) ? "reversed" : !is_news(transfer) ? "late" : is_small(state, transfer) ? "small" : "plain";

function show_list(state: State): void {
    const { choqr_sales } = window;
    if (!choqr_sales) return;
    const { stall, today, lowest, region, payments } = state;
    const all = payments.newest(Infinity);
    let number = all.filter((one) => !is_trial(one)).length + 1;
    const rows = all.map((transfer): Row =>
        ({ payment: transfer, number: is_trial(transfer) ? 0 : --number, kind: kind_of(state, transfer), counts: counts(transfer) }));
    choqr_sales.show({ rows, today, lowest, accent: region, own_text: stall ? stall.stall_code : "" });
}

// The question

function show_panel(open: boolean): void {
    show(by_id("check"), open);
    by_id("check-open").setAttribute("aria-expanded", String(open));
    if (!open) return;
    by_id<HTMLInputElement>("typed").value = "";
    by_id("typed").focus();
}

const describe = (transfer: Transfer): string => [dong(transfer.amount), from(transfer)].filter(Boolean).join(" · ");

function show_verdict({ verdict: { kind, found } }: State): void {
    const rows = found.map((one): [string, string] => [clock(one.booked_at), kind === "trick" ? dong(one.amount) : describe(one)]);
    const lines = window.choqr_check ? window.choqr_check.lines(kind, rows) : kind === "unknown" ? ["unsure", words.no_network] : [""];
    const [look = "", title, ...more] = lines;
    by_id("verdict").className = look;
    fill(by_id("verdict"), title ? make("strong", title) : null, ...more.map((line) => make("p", line)));
}

/// Shows what differs between `before` and `state`. After a refusal <main> is the wall's.
export function show_state(state: State, before: State | null): void {
    const changed = (...keys: (keyof State)[]): boolean => before === null || keys.some((key) => state[key] !== before[key]);
    show_bars(state);
    if (state.refused) return;
    show_sound(state);
    if (changed("stall")) show_stall(state);
    if (changed("payee_change")) show_payee_change(state);
    if (changed(/* @__KEY__ */ "payments", /* @__KEY__ */ "promised")) show_today(state);
    if (changed(/* @__KEY__ */ "payments", "stall", "lowest", "today")) show_list(state);
    if (changed(/* @__KEY__ */ "fresh")) stop_moving();
    if (changed(/* @__KEY__ */ "payments", "sound", "lowest", /* @__KEY__ */ "region", "now", /* @__KEY__ */ "fresh")) show_last(state);
    if (changed(/* @__KEY__ */ "check_open")) show_panel(state.check_open);
    if (changed(/* @__KEY__ */ "verdict")) show_verdict(state);
}
