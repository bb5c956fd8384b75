// A volunteer's page as people see it. No figure of money stands on it: none comes to it.

import * as words from "words";
import type { Stall } from "../../api/types";
import { by_id, fill, make, make_button, refill, show, write } from "../../parts/dom";
import { clock, count, day } from "../../parts/format";
import { is_of_hamlets, title_of_stall, title_of_zone } from "../../parts/place_words";
import type { Item } from "./outbox";
import { Aisle, State, aisles_of, found, is_stuck, registered_of, step_of, work_of } from "./state";

const steps: { [step: string]: string } = {
    suspended: words.step_suspended, waiting: words.step_waiting, refused: words.step_refused, unregistered: words.step_unregistered,
    unprinted: words.step_unprinted, reprint: words.step_reprint, renamed: words.step_renamed, unhung: words.step_unhung, dormant: words.step_dormant, ready: words.step_ready,
};

/// "Đã từ chối: sợ thuế, từ 28/11/2026".
function refusal_of({ visit }: Stall): string {
    if (!visit || !visit.reason) return "";
    return words.refused_since(words.refusal_reasons[visit.reason] || visit.reason, day(visit.at.slice(0, 10)));
}

/// What people do here.
export interface Acts { open: (stall: Stall) => void; drop: (item: Item) => void; send_again: (item: Item) => void }

/// What a row does when somebody touches it, and how its place is called.
interface Rows { readonly hamlets: boolean; readonly waiting: readonly Item[]; readonly open: (stall: Stall) => void }

function row(stall: Stall, { hamlets, waiting, open }: Rows): HTMLElement {
    const step = step_of(stall, waiting);
    const about = [stall.zone, stall.goods, stall.vendor ? stall.vendor.name : ""].filter(Boolean).join(" · ");
    const kind = step === "ready" ? "p.done" : step === "suspended" ? "p.muted" : "p.todo";
    const told = step === "refused" && refusal_of(stall) || steps[step] || "";
    return make("li", make("b", title_of_stall(hamlets, stall.code)), make("p", about), make(kind, told),
                step === "suspended" || step === "waiting" ? null
                    : make_button(stall.registered ? words.minute_again : words.minute_open, stall.registered ? "plain" : "go", () => open(stall)));
}

const aisle = ({ zone, stalls }: Aisle, rows: Rows): HTMLElement =>
    make("section", make("h3", zone ? title_of_zone(rows.hamlets, zone) : words.no_zone), make("ol", ...stalls.map((stall) => row(stall, rows))));

function show_head({ market, me }: State): void {
    if (!market || !me) return;
    by_id("market").textContent = document.title = is_of_hamlets(market) ? market.name : words.market_title(market.name);
    const zone = me.zone ? title_of_zone(is_of_hamlets(market), me.zone) : "";
    const parts = [words.device_roles.volunteer || "", zone, me.expires_at ? words.until(clock(me.expires_at)) : ""];
    write("who", parts.filter(Boolean).join(" · "));
}

/// Both stand there, and nothing of either goes into the other.
function stuck(item: Item, acts: Acts): HTMLElement {
    const { fault, account, holder } = item;
    const why = fault ? fault.why : words.queue_of_other;
    return make("li", make("b", words.stall_title(item.code)), make("p.todo", why),
                fault && fault.theirs ? make("p", words.queue_theirs(fault.theirs)) : null,
                make("p", words.queue_mine(words.payee_face(account.bank, account.number.slice(-4)), holder)),
                fault && fault.theirs ? null : make_button(words.queue_again, "go", () => acts.send_again(item)),
                make_button(words.queue_drop, "plain", () => acts.drop(item)));
}

/// What is not at the gateway yet. It is redrawn only when it has changed: somebody may be about to touch a button.
let drawn: Pick<State, "me" | "waiting"> | null = null;
function show_waiting(state: State, acts: Acts): void {
    if (drawn && drawn.waiting === state.waiting && drawn.me === state.me) return;
    drawn = state;
    const asked = state.waiting.filter((item) => is_stuck(state, item));
    const others = state.waiting.length - asked.length;
    refill(by_id("waiting"), others ? make("p.bar.yellow", words.queue_waits(count(others))) : null,
           asked.length ? make("ol", ...asked.map((item) => stuck(item, acts))) : null);
    show(by_id("waiting"), state.waiting.length > 0);
}

const trouble_of = ({ trouble, listed_at }: State): string => trouble && listed_at ? `${trouble} ${words.queue_listed(clock(new Date(listed_at).toISOString()))}` : trouble;

export function show_state(state: State, acts: Acts): void {
    show_head(state);
    show(by_id("lost"), state.trouble !== "");
    write("lost", trouble_of(state));
    show_waiting(state, acts);
    show(by_id("no-queue"), state.no_queue !== "");
    write("no-queue", state.no_queue);
    if (!state.stalls) return;
    const rows: Rows = { hamlets: is_of_hamlets(state.market), waiting: state.waiting, open: acts.open };
    const all = found(state), to_do = work_of(all, state.waiting);
    write("counts", words.registered_of(count(registered_of(state.stalls)), count(state.stalls.length)));
    refill(by_id("work"), ...to_do.map((stall) => row(stall, rows)));
    show(by_id("to-do"), to_do.length > 0);
    refill(by_id("list"), ...aisles_of(all).map((one) => aisle(one, rows)));
    show(by_id("none"), all.length === 0);
    show(by_id("main"), true);
}

/// In place of the page: the day is over, or somebody took this phone out.
export function show_end(title: string, why: string): void {
    show(by_id("waiting"), false);
    fill(by_id("main"), make("section.wall", make("h2", title), make("p", why)));
    show(by_id("main"), true);
    show(by_id("lost"), false);
    write("who", "");
}
