// A volunteer's page as people see it. No figure of money stands on it: none comes to it.

import * as words from "words";
import type { Stall } from "../../api/types";
import { by_id, fill, make, make_button, refill, show, write } from "../../parts/dom";
import { clock, count } from "../../parts/format";
import { State, found, registered_of, step_of } from "./state";

const steps: { [step: string]: string } = {
    suspended: words.step_suspended, unregistered: words.step_unregistered, unprinted: words.step_unprinted, renamed: words.step_renamed, ready: words.step_ready,
};

function row(stall: Stall, open: (stall: Stall) => void): HTMLElement {
    const step = step_of(stall);
    const about = [stall.zone, stall.goods].filter(Boolean).join(" · ");
    return make("li", make("b", words.stall_title(stall.code)), make("p", about), make(step === "ready" ? "p.done" : step === "suspended" ? "p.muted" : "p.todo", steps[step] || ""),
                step === "suspended" ? null : make_button(step === "unregistered" ? words.minute_open : words.minute_again, step === "unregistered" ? "go" : "plain", () => open(stall)));
}

function show_head({ market, me }: State): void {
    if (!market || !me) return;
    by_id("market").textContent = document.title = words.market_title(market.name);
    const parts = [words.device_roles.volunteer || "", me.zone ? words.zone_title(me.zone) : "", me.expires_at ? words.until(clock(me.expires_at)) : ""];
    write("who", parts.filter(Boolean).join(" · "));
}

/// `open`: somebody has touched a stall.
export function show_state(state: State, open: (stall: Stall) => void): void {
    show_head(state);
    show(by_id("lost"), state.trouble !== "");
    write("lost", state.trouble);
    if (!state.stalls) return;
    const rows = found(state);
    write("counts", words.registered_of(count(registered_of(state.stalls)), count(state.stalls.length)));
    refill(by_id("list"), ...rows.map((stall) => row(stall, open)));
    show(by_id("none"), rows.length === 0);
    show(by_id("main"), true);
}

/// In place of the page: the day is over, or somebody took this phone out.
export function show_end(title: string, why: string): void {
    fill(by_id("main"), make("section.wall", make("h2", title), make("p", why)));
    show(by_id("main"), true);
    show(by_id("lost"), false);
    write("who", "");
}
