// What a stall says of its payments, and asks of customers (parts/sales.ts). What happens changes the state (state.ts); what follows is
// shown, said and sent.

import * as words from "words";
import * as speech from "../../messages/speech";
import { but } from "../../parts/but";
import { by_id, make, make_button, show } from "../../parts/dom";
import { clock, count, dong } from "../../parts/format";
import type { SalesHost, Shown } from "../../parts/sales";
import { difference_of, open_ask, open_trial, show_paid, shown_request } from "./ask";
import { Talk, open_details } from "./details";
import { show_list, show_unclaimed } from "./list";
import { open_look } from "./look";
import { complain, show_panel } from "../../parts/panel";
import * as so from "./state";
import { open_today } from "./today";

let host: SalesHost;
let state = so.first_state;
let shown: Shown = { rows: [], today: "", lowest: 0, accent: "north", own_text: "" };

const unclaimed_list = make("section.unclaimed");
const balance = make("p.balance");
balance.setAttribute("role", "status");

function changed(next: so.State): void {
    state = next;
    show_list(state, shown, (row) => open_details(talk, row));
    show_unclaimed(unclaimed_list, state, (one) => void claim(one));
}

/// The stall's own words of today.
async function look_again(): Promise<void> {
    if (!state.may.has("own_sales") || !shown.today) return;
    const path = `/v1/stalls/${encodeURIComponent(host.stall_id)}/own-day?date=${shown.today}`;
    const own = await host.send<so.OwnDay>("GET", path);  // Before `state` is read: what came meanwhile is in it.
    changed(but(state, { own }));
}
const talk: Talk = { get host() { return host; }, state: () => state, look_again };

// What is nobody's

async function claim(one: so.Unclaimed): Promise<void> {
    try {
        const path = `/v1/transfers/${one.id}/claim?stall_id=${encodeURIComponent(host.stall_id)}`;
        const { outcome } = await host.send<{ outcome: string }>("POST", path, {});
        changed(but(state, { unclaimed: state.unclaimed.filter(({ id }) => id !== one.id) }));
        if (outcome === "disputed") complain(show_panel(words.unclaimed_title), words.claim_disputed);
    } catch (error) {
        complain(show_panel(words.unclaimed_title), error);
    }
}

function unclaimed_came(news: so.UnclaimedNews): void {
    const [next, told] = so.unclaimed_came(state, news, Date.now());
    changed(next);
    if (told) host.say("none", speech.say_unclaimed(told.amount, shown.accent));
}

// What was asked for

let balance_of = "";

/// Said behind "đã nhận": bells and the amount never wait for it.
async function tell_balance(request_id: string): Promise<void> {
    const request = await host.send<so.Request>("GET", `/v1/payment-requests/${request_id}`);
    show_paid(request);
    if (request.trial) return;
    balance.textContent = difference_of(request);
    balance.className = `balance ${request.received === request.amount ? "even" : "uneven"}`;
    host.say("none", speech.say_balance(request.amount, request.received, shown.accent));
}

interface Told { id: string; payment_request_id?: string | null; trial?: boolean }

/// A trial's request is no longer named by what has paid it.
function asked_by({ payment_request_id, trial }: Told): string | null {
    const asked = trial ? shown_request() : null;
    return asked ? asked.id : payment_request_id || null;
}

function payment_came(payment: Told): void {
    if (payment.id === balance_of) return;
    balance_of = payment.id;
    balance.textContent = "";
    balance.className = "balance";
    const request = asked_by(payment);
    if (request) void tell_balance(request).catch(() => undefined);
}

// The buttons

function hand_over(): void {
    const key = `choqr.shift.${host.stall_id}`;
    const [day, since] = (localStorage.getItem(key) || "").split(" ");
    const { begin, count: many, sum } = so.shift_of(shown.rows, day === shown.today ? Number(since) : 0);
    const panel = show_panel(words.shift_open);
    if (!isFinite(begin)) return void panel.body.append(make("p", words.shift_none));
    localStorage.setItem(key, `${shown.today} ${Date.now()}`);
    panel.body.append(make("p.told", words.shift_told(clock(begin), count(many), dong(sum))));
    host.say("none", speech.say_shift(clock(begin), many, sum, shown.accent));
}

function other_buttons(): HTMLElement {
    const all = [make_button(words.shift_open, "", hand_over), make_button(words.look_open, "", () => open_look(host))];
    if (state.may.has("own_sales")) all.unshift(make_button(words.own_day_open, "", () => open_today(talk)));
    if (state.may.has("open_trials")) all.push(make_button(words.trial_open, "", () => open_trial(host)));
    const others = make("div.others", ...all);
    const more = make_button(words.other_things, "plain", () => {
        const opens = Boolean(others.hidden);
        show(others, opens);
        more.setAttribute("aria-expanded", String(opens));
    });
    more.setAttribute("aria-expanded", "false");
    others.hidden = true;
    return make("section.more", more, others);
}

function stand_on_page(): void {
    const ask = make_button(words.ask_open, "", () => open_ask(host, shown.accent));
    ask.id = "ask";
    if (state.may.has("request_payments")) by_id("buttons").append(ask);
    by_id("main").insertBefore(unclaimed_list, by_id("main").firstChild);
    by_id("payment").append(balance);
    by_id("main").append(other_buttons());
}

/// Without an answer there is the list alone; the page asks again when it looks again.
async function learn(): Promise<void> {
    const { capabilities = [] } = await host.send<{ capabilities?: string[] }>("GET", "/v1/me");
    state = but(state, { may: new Set(capabilities) });
    stand_on_page();
    if (!state.may.has("claim_transfers")) return changed(state);
    const { items } = await host.send<{ items: so.Unclaimed[] }>("GET", `/v1/stalls/${encodeURIComponent(host.stall_id)}/unclaimed`);
    changed(so.listed(state, items));
    await look_again();
}

window.choqr_sales = {
    begin: (given) => {
        host = given;
        void learn().catch(() => undefined);
    },
    came: (name, data) => {
        if (name === "unclaimed") unclaimed_came(data as so.UnclaimedNews);
        if (name === "transfer") payment_came(data as Told);
    },
    show: (now) => {
        const is_new_day = now.today !== shown.today;
        shown = now;
        changed(is_new_day ? but(state, { own: null }) : state);
        if (is_new_day && host) void look_again().catch(() => undefined);
    },
};
