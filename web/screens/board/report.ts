// What the board's page makes of the daily report, and the text that a board pastes into Zalo. No document.

import * as words from "words";
import { count, day, decimal, dong, percent } from "../../parts/format";
import type { DailyReport, Group } from "../../api/types";

export const unmatched_of = (report: DailyReport): number =>
    typeof report.unmatched === "number" ? report.unmatched : report.unmatched.count;

/// What the page calls a figure of the report; one that it has no word for has a name with the report.
export function definition_name(name: string, report: DailyReport): string {
    const label = (report.labels || {})[name];
    return words.figures[name] || (label && label[words.language]) || name;
}

/// Transactions of the 24 local hours.
export function hours_of(report: DailyReport): number[] {
    const hours = new Array<number>(24).fill(0);
    (report.by_hour || []).forEach((entry, index) => {
        if (typeof entry === "number") hours[index] = entry;
        else hours[entry.hour] = entry.transactions;
    });
    return hours;
}

export const group_name = (group: Group): string => group.zone || group.provider || group.key || words.unnamed_group;

/// What stands in the place of an amount that is not told.
export const withheld = (reason: string | null | undefined): string =>
    words.withheld[reason || "fewer_than_five"] || words.withheld_somehow;

/// "96.450.000 đ", or why there is no number.
export const amount_of = (report: DailyReport): string =>
    report.amount === null ? withheld(report.amount_withheld) : dong(report.amount);

/// What is not in the amount yet, and when it will be.
export function amount_note(report: DailyReport): string {
    if (report.amount === null) return words.amount_rule;
    if (!report.amount_waiting_transactions) return "";
    return words.amount_waits(count(report.amount_waiting_transactions)) + (report.closed ? "" : words.closing_completes);
}

export function median_of(report: DailyReport): string {
    if (report.median_amount !== null) return dong(report.median_amount);
    return report.median_amount_withheld ? withheld(report.median_amount_withheld) : "–";
}

export const group_amount = (group: Group): string =>
    group.amount === null || group.amount === undefined ? withheld(group.amount_withheld) : dong(group.amount);

function money_of(report: DailyReport): string {
    if (report.amount === null) return words.zalo_withheld(withheld(report.amount_withheld));
    const waiting = report.amount_waiting_transactions;
    return words.zalo_amount(dong(report.amount)) + (waiting ? words.zalo_waiting(count(waiting)) : "");
}

export interface Moment { day: string; until: string }  ///< "2026-11-22", "18:30" ("" for a whole day that is over)

export function zalo_text(market: string, moment: Moment, report: DailyReport): string {
    return words.zalo_text({
        trial: report.trial === true, market, day: day(moment.day), until: moment.until,
        registered: count(report.registered), total: count(report.total_stalls), rate: percent(report.registration_rate),
        active: count(report.active), transactions: count(report.transactions), money: money_of(report),
        per_active: decimal(report.per_active_stall), per_registered: decimal(report.per_registered_stall),
        unmatched: count(unmatched_of(report)),
    });
}
