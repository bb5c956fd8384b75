// The board's page as people see it: every average with both of its denominators.

import * as words from "words";
import type { DailyReport, Group } from "../../api/types";
import { by_id, fill, make, show, write } from "../../parts/dom";
import { clock, count, day as written, decimal, percent, weekday } from "../../parts/format";
import { show_hours } from "./chart";
import { amount_note, amount_of, definition_name, group_amount, group_name, hours_of, median_of, unmatched_of, zalo_text } from "./report";
import { show_prints } from "./stands";
import type { Shown, State } from "./state";

// The funnel: where do we lose stalls?

function funnel_steps(report: DailyReport): [string, number][] {
    const steps: [string, number | undefined][] = [
        [words.step_total, report.total_stalls],
        [words.step_registered, report.registered],
        [words.step_handed_over, report.with_stand],
        [words.step_first_payment, report.first_payment],
        [words.step_week, report.active_week],
        [words.step_active, report.active],
    ];
    return steps.filter((step): step is [string, number] => step[1] !== undefined);
}

function funnel_row([label, number]: [string, number], widest: number): HTMLElement {
    const fillet = make("i");
    fillet.style.width = `${widest ? Math.max(number ? 0.5 : 0, 100 * number / widest) : 0}%`;
    return make("li", make("b", count(number)), make("span", label), make("span.track", fillet));
}

function show_funnel(report: DailyReport): void {
    const steps = funnel_steps(report);
    fill(by_id("funnel"), ...steps.map((step) => funnel_row(step, report.total_stalls)));
    const rate = report.registered ? percent(100 * report.active / report.registered) : "–";
    fill(by_id("rates"), words.registration_rate + " ", make("b", percent(report.registration_rate)), ` (${count(report.registered)}/${count(report.total_stalls)}) · `,
         words.step_active + " ", make("b", rate), ` (${count(report.active)}/${count(report.registered)})`);
}

// The counts

function card(label: string, value: string, note = ""): HTMLElement {
    return make("div.card", make("span", label), make("strong", value), note ? make("small", note) : null);
}

function show_counts(report: DailyReport): void {
    const unmatched = unmatched_of(report);
    const late = card(words.unmatched, count(unmatched), unmatched ? words.unmatched_some : words.unmatched_none);
    if (unmatched) late.classList.add("late");
    fill(by_id("counts"),
         card(words.transaction_count, count(report.transactions)),
         card(words.amount, amount_of(report), amount_note(report)),
         card(words.per_active, decimal(report.per_active_stall), words.divided_by(count(report.active))),
         card(words.per_registered, decimal(report.per_registered_stall), words.divided_by(count(report.registered))),
         card(words.median, median_of(report), words.median_note),
         late);
}

// By zone, by provider; how it is counted

function show_groups(id: string, groups: Group[] | undefined): void {
    const rows = (groups || []).map((group) => make("tr", make("th", group_name(group)),
        make("td", group.active === undefined ? "" : count(group.active)), make("td", count(group.transactions)), make("td", group_amount(group))));
    fill(by_id(id), ...rows);
    show(by_id(`${id}-section`), rows.length > 0);
}

function show_definitions(report: DailyReport): void {
    const given = report.definitions || {};
    const items = Array.isArray(given) ? given.map((text) => make("li", String(text)))
        : Object.keys(given).map((name) => make("li", make("b", definition_name(name, report)), ": " + String(given[name])));
    fill(by_id("definitions"), ...items);
    show(by_id("definitions-section"), items.length > 0);
}

/// What came after the day was closed.
function adjusted_of(report: DailyReport): string {
    if (report.adjustment_text) return `, ${report.adjustment_text}`;
    const number = Array.isArray(report.adjustments) ? report.adjustments.length : 0;
    return number ? words.adjusted(count(number)) : "";
}

function show_closing(report: DailyReport): void {
    write("closing", report.closed ? words.day_closed + adjusted_of(report) : words.day_open);
}

function emptiness_of({ report, day }: Shown): string {
    if (report.transactions > 0) return "";
    return report.total_stalls === 0 ? words.no_stalls : words.no_transactions(written(day));
}

function show_report(state: State, shown: Shown): void {
    const { report } = shown;
    const at = clock(shown.at);
    const empty = emptiness_of(shown);
    write("fresh", words.figures_at(at));
    write("empty", empty);
    show(by_id("empty"), empty !== "");
    show_closing(report);
    show_funnel(report);
    show_counts(report);
    show_hours(hours_of(report));
    show_groups("zones", report.by_zone);
    show_groups("providers", report.by_provider);
    show_definitions(report);
    const moment = { day: shown.day, until: shown.day === state.today ? at : "" };
    by_id<HTMLTextAreaElement>("zalo").value = zalo_text(words.market_title(state.market.name), moment, report);
    show(by_id("main"), true);
}

function show_market({ market }: State): void {
    by_id("market").textContent = document.title = words.market_title(market.name);
    write("place", [market.commune, market.province].filter(Boolean).join(", "));
}

/// The picker writes the date as the browser's language does (11/22/2026); a board must not have to guess, so ours lies over it.
function show_day({ day }: State): void {
    by_id<HTMLInputElement>("day").value = day;
    write("day-text", day && `${weekday(day)} ${written(day)}`);
}

/// Shows what differs between `before` and `state`; nothing where a wall stands.
export function show_state(state: State, before: State): void {
    if (state.walled) return;
    if (state.market !== before.market) show_market(state);
    if (state.day !== before.day) show_day(state);
    by_id<HTMLInputElement>("day").max = state.today;
    if (state.shown && state.shown !== before.shown) show_report(state, state.shown);
    show(by_id("lost"), state.lost);
    if (state.copied !== before.copied) write("copied", state.copied ? words.copied : words.not_copied);
    if (state.prints !== before.prints) show_prints(state.prints, before.prints);
}
