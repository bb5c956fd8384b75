// The daily report as the gateway sends it, and the text a board pastes into Zalo. No document.

import { count, day, decimal, dong, percent } from "./format";

export interface Group {
    zone?: string;
    provider?: string;
    key?: string;
    stalls?: number;
    active?: number;
    transactions: number;
    amount?: number | null;  ///< null: fewer than five stalls stand behind it.
}

export interface DailyReport {
    trial?: boolean;  ///< No money in the ledger is real.
    registered: number;
    total_stalls: number;
    registration_rate: number;  ///< percent
    first_payment?: number;
    active_week?: number;
    active: number;
    transactions: number;
    amount: number | null;
    per_active_stall: number;
    per_registered_stall: number;
    median_amount: number | null;
    unmatched: number | { count: number; amount?: number };
    by_zone?: Group[];
    by_provider?: Group[];
    by_hour?: (number | { hour: number; transactions: number })[];
    definitions?: { [name: string]: string } | string[];
    closed?: unknown;
    adjustments?: unknown;
}

export const unmatched_of = (report: DailyReport): number =>
    typeof report.unmatched === "number" ? report.unmatched : report.unmatched.count;

const names: { [name: string]: string } = {
    total_stalls: "Điểm kinh doanh", registered: "Đã đăng ký", registration_rate: "Tỷ lệ đăng ký", first_payment: "Đã từng có giao dịch",
    active_week: "Hoạt động 7 ngày qua", active: "Có giao dịch trong ngày", transactions: "Số giao dịch", amount: "Số tiền",
    per_active_stall: "Bình quân mỗi điểm có giao dịch", per_registered_stall: "Bình quân mỗi điểm đã đăng ký",
    median_amount: "Trung vị một giao dịch", unmatched: "Chưa rõ quầy", day: "Ngày",
};

/// What the page calls a figure of the report.
export const definition_name = (name: string): string => names[name] || name;

/// Transactions of the 24 local hours.
export function hours_of(report: DailyReport): number[] {
    const hours = new Array<number>(24).fill(0);
    (report.by_hour || []).forEach((entry, index) => {
        if (typeof entry === "number") hours[index] = entry;
        else hours[entry.hour] = entry.transactions;
    });
    return hours;
}

export const group_name = (group: Group): string => group.zone || group.provider || group.key || "(chưa ghi)";

/// Fewer than five stalls stand behind it: their money is not shown to a board.
export const group_amount = (group: Group): string => group.amount === null || group.amount === undefined ? "< 5 điểm" : dong(group.amount);

export interface Moment { day: string; until: string }  ///< "2026-11-22", "18:30" ("" for a whole day that is over)

export function zalo_text(market: string, moment: Moment, report: DailyReport): string {
    const until = moment.until ? ` (số liệu đến ${moment.until})` : "";
    const amount = report.amount === null ? "" : `, ${dong(report.amount)}`;
    return `${report.trial ? "THỬ, không phải tiền thật: " : ""}${market} ngày ${day(moment.day)}${until}: ` +
        `${count(report.registered)}/${count(report.total_stalls)} điểm đã đăng ký (${percent(report.registration_rate)}); ` +
        `${count(report.active)} điểm có giao dịch trong ngày; ${count(report.transactions)} giao dịch${amount}; ` +
        `bình quân ${decimal(report.per_active_stall)} giao dịch/điểm có giao dịch ` +
        `(${decimal(report.per_registered_stall)}/điểm đã đăng ký). Chưa rõ quầy: ${count(unmatched_of(report))}.`;
}

/// "Chợ Hùng Sơn", whether or not the market's name already says so.
export const market_title = (name: string): string => /^chợ\s/i.test(name) ? name : `Chợ ${name}`;
