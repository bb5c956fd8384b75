// Numbers, money and time as the page's language writes them. By hand, because the oldest phones carry no Vietnamese locale.

import * as words from "words";

const space = "\u00a0";  // Keeps a unit on the line of its number.

/// "1.180"; the examples are Vietnamese.
export const count = (value: number): string => String(Math.round(value)).replace(/\B(?=(\d{3})+$)/g, words.thousands_mark);

/// "150.000 đ"
export const dong = (amount: number): string => count(amount) + space + words.dong_unit;

/// "5,6"; one decimal, as the report gives it.
export const decimal = (value: number): string => {
    const [whole = "0", fraction = "0"] = value.toFixed(1).split(".");
    return count(Number(whole)) + words.decimal_mark + fraction;
};

/// "78,0 %"
export const percent = (value: number): string => decimal(value) + space + "%";

const zone_ms = 7 * 3_600_000;  // Asia/Ho_Chi_Minh: UTC+7 all year.
const pad = (value: number): string => String(value).padStart(2, "0");

/// "10:42" in Vietnam, wherever the phone thinks it is.
export function clock(instant: string | number): string {
    const local = new Date(new Date(instant).getTime() + zone_ms);
    return isNaN(local.getTime()) ? "--:--" : `${pad(local.getUTCHours())}:${pad(local.getUTCMinutes())}`;
}

/// "2026-11-22": the market's business day at `now`. `cutoff` ("12:00" for a night market) is when its new day begins.
export function business_day(now: number, cutoff = "00:00"): string {
    const [hours = 0, minutes = 0] = cutoff.split(":").map(Number);
    return new Date(now + zone_ms - (hours * 60 + minutes) * 60_000).toISOString().slice(0, 10);
}

/// "Chủ nhật"; many markets meet on certain weekdays.
export const weekday = (iso: string): string => words.weekdays[new Date(iso + "T00:00:00Z").getUTCDay()] || "";

/// "22/11/2026"
export const day = (iso: string): string => iso.split("-").reverse().join("/");
