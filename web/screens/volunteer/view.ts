// A volunteer's page as people see it. No figure of money stands on it: none comes to it.

import * as words from "words";
import type { Stall } from "../../api/types";
import { by_id, fill, make, make_button, refill, show, write } from "../../parts/dom";
import { clock, count } from "../../parts/format";
import type { Item } from "./outbox";
import { State, found, is_stuck, registered_of, step_of } from "./state";

const steps: { [step: string]: string } = {
    suspended: words.step_suspended, waiting: words.step_waiting, unregistered: words.step_unregistered, unprinted: words.step_unprinted, renamed: words.step_renamed, ready: words.step_ready,
};

/// What people do here.
export interface Acts { open: (stall: Stall) => void; drop: (item: Item) => void; send_again: (item: Item) => void }

function row(stall: Stall, waiting: readonly Item[], open: (stall: Stall) => void): HTMLElement {
    const step = step_of(stall, waiting);
    const about = [stall.zone, stall.goods].filter(Boolean).join(" · ");
    return make("li", make("b", words.stall_title(stall.code)), make("p", about), make(step === "ready" ? "p.done" : step === "suspended" ? "p.muted" : "p.todo", steps[step] || ""),
                step === "suspended" || step === "waiting" ? null : make_button(step === "unregistered" ? words.minute_open : words.minute_again, step === "unregistered" ? "go" : "plain", () => open(stall)));
}

function show_head({ market, me }: State): void {
    if (!market || !me) return;
    by_id("market").textContent = document.title = words.market_title(market.name);
    const parts = [words.device_roles.volunteer || "", me.zone ? words.zone_title(me.zone) : "", me.expires_at ? words.until(clock(me.expires_at)) : ""];
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
    const rows = found(state);
    write("counts", words.registered_of(count(registered_of(state.stalls)), count(state.stalls.length)));
    refill(by_id("list"), ...rows.map((stall) => row(stall, state.waiting, acts.open)));
    show(by_id("none"), rows.length === 0);
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
