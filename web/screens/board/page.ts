// The board's day page: one market, one day. This file only wires: what happens changes the state (state.ts), and what
// follows is shown, asked and printed.

import * as words from "words";
import { Problem, get, get_all, get_document, post, take_token } from "../../api/calls";
import { log_out, may_be_logged_in } from "../../api/session";
import type { DailyReport, Due, Loudspeakers, Market, Me, PayeeChanges } from "../../api/types";
import { address, id_of_page } from "../../parts/address";
import { watch_age } from "../../parts/behind";
import { by_id, on_click, show, write } from "../../parts/dom";
import { is_framed } from "../../parts/frame";
import { ask_who, refuse } from "../../parts/log_in";
import { reload_for_token, show_problem } from "../../parts/wall";
import * as so from "./state";
import { show_state } from "./view";

/// Beside a wallet somebody waits for its payment.
const refresh_ms = is_framed ? 3_000 : 60_000;
const silent_named_max = 12;
const stands_max = 20_000;
const pdf_kept_ms = 60_000;

const market_id = id_of_page();
const market_path = `/v1/markets/${encodeURIComponent(market_id)}`;

let state = so.first_state(market_id);

function happens(happening: so.Happening): void {
    const before = state;
    const [next, effects] = happening(before);
    state = next;
    show_state(state, before);
    effects.forEach(carry_out);
}

function carry_out(effect: so.Effect): void {
    switch (effect.kind) {
        case "ask": void ask(effect.asked, effect.day); return;
        case "wall": return refuse(effect.problem);
        case "download": void print(download); return;
        case "mark": void print(() => mark(effect.stands));
    }
}

async function ask(asked: number, day: string): Promise<void> {
    try {
        const report = await get<DailyReport>(`/v1/reports/daily?market_id=${encodeURIComponent(market_id)}&date=${day}`);
        happens(so.report_came(asked, report, Date.now()));
    } catch (problem) {
        const passing = problem instanceof Problem && (problem.status === 0 || problem.status >= 500);
        happens(so.report_failed(asked, passing, problem));
    }
}

// The stands to print

const list_due = (): Promise<Due[]> => get_all<Due>(`${market_path}/stands:reprint`, stands_max);

function save(pdf: Blob): void {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(pdf);
    link.download = "bang-qr-can-in.pdf";
    document.body.append(link);
    link.click();
    link.remove();
    setTimeout(() => URL.revokeObjectURL(link.href), pdf_kept_ms);
}

/// What was due before the gateway drew is what its PDF holds at least: one that changes meanwhile stays on the list.
async function download(): Promise<void> {
    const due = await list_due();
    const layout = by_id<HTMLSelectElement>("layout").value;
    save(await get_document(`${market_path}/stands.pdf?reprint=true&layout=${encodeURIComponent(layout)}`));
    happens(so.downloaded(due));
}

async function mark(stands: readonly Due[]): Promise<void> {
    await post(`${market_path}/stands:printed`, { stands: stands.map((one) => ({ stall_id: one.stall_id, version: one.stand_version })) });
    happens(so.was_marked);
    happens(so.due_came(await list_due()));
}

/// What goes wrong is said beside the buttons.
async function print(work: () => Promise<void>): Promise<void> {
    try {
        await work();
    } catch (error) {
        happens(so.print_failed(error instanceof Problem ? error.message : ""));
    }
    happens(so.print_ended);
}

// The controls

/// A plain http page in a market's network has no clipboard object; the old command still works there.
function copy(): void {
    const text = by_id<HTMLTextAreaElement>("zalo");
    text.focus();
    text.select();
    happens(so.was_copied(document.execCommand("copy")));
}

function bind_controls(): void {
    const picker = by_id<HTMLInputElement & { showPicker?: () => void }>("day");
    picker.addEventListener("click", () => { if (picker.showPicker) picker.showPicker(); });
    picker.addEventListener("change", () => { if (picker.value) happens(so.day_chosen(picker.value)); });
    on_click("before", () => happens(so.stepped(-1, Date.now())));
    on_click("after", () => happens(so.stepped(1, Date.now())));
    on_click("copy", copy);
    on_click("download", () => happens(so.download_asked));
    on_click("printed", () => happens(so.mark_asked));
}

/// Whoever has a token has no account.
function show_person(me: Me): void {
    if (!me.name) return;
    show(by_id("import-row"), (me.capabilities || []).includes("manage_stalls"));
    show(by_id("devices-row"), (me.capabilities || []).includes("pair_market_devices"));
    write("name", words.logged_in_as(me.name));
    by_id<HTMLAnchorElement>("name").href = address("/account");
    show(by_id("who"), true);
    on_click("leave", () => void log_out().then(() => location.assign(address("/login")), show_problem));
}

/// Accounts of stalls that are to change, and whether there are more of them than there should be.
async function look_at_changes(): Promise<void> {
    const { items, lately } = await get<PayeeChanges>(`${market_path}/payee-changes`);
    write("changes", words.changes_count(items.length));
    by_id<HTMLAnchorElement>("changes").href = address(`/changes/${market_id}`);
    show(by_id("changes-row"), items.length > 0);
    write("changes-alarm", words.changes_alarm(String(lately.proposed)));
    show(by_id("changes-alarm"), lately.alarming);
}

/// Which stalls hear their money at the moment: whoever has fallen silent is named, since somebody should go there.
async function look_at_loudspeakers(): Promise<void> {
    const { items } = await get<Loudspeakers>(`${market_path}/loudspeakers`);
    const codes = (state: string): string[] => items.filter((one) => one.state === state).map(({ code }) => code);
    const [hearing, silent, mute] = [codes("hearing"), codes("silent"), codes("mute")];
    show(by_id("loudspeakers"), items.length > 0);
    write("loudspeakers-on", [words.loudspeakers_on(hearing.length), mute.length > 0 ? words.loudspeakers_mute(mute.length) : ""].filter(Boolean).join(" · "));
    write("loudspeakers-silent", silent.length > 0 ? words.loudspeakers_silent(silent.length, silent.slice(0, silent_named_max).join(", ")) : "");
    show(by_id("loudspeakers-silent"), silent.length > 0);
}

async function start(): Promise<void> {
    const by_token = take_token() !== "";
    if (!by_token && !may_be_logged_in()) return ask_who();
    watch_age();
    const market = await get<Market>(market_path);
    if (!by_token) show_person(await get<Me>("/v1/me"));
    bind_controls();
    by_id<HTMLAnchorElement>("import").href = address(`/import/${market_id}`);
    by_id<HTMLAnchorElement>("devices").href = address(`/market-devices/${market_id}`);
    happens(so.market_came(market, Date.now()));
    list_due().then((due) => happens(so.due_came(due)), () => undefined);  // No reason to hide the day's numbers.
    const look = (): void => {
        look_at_changes().catch(() => undefined);
        look_at_loudspeakers().catch(() => undefined);
    };
    look();
    setInterval(look, refresh_ms);
    setInterval(() => happens(so.minute_passed(Date.now(), document.visibilityState === "visible")), refresh_ms);
}

start().catch(refuse);
reload_for_token();
