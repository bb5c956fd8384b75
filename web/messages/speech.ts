// What the stall says: always Vietnamese, whatever the language of the screen. Pure text: which sentence belongs to which
// payment, and how Vietnamese reads a number.
//
// The unit word ("nghìn", "triệu") is never left out: two hundred dong heard as "hai trăm" once passed for two hundred
// thousand. What a payer wrote is never part of a sentence.

/// "nghìn, linh" in the north, "ngàn, lẻ" in the south.
export type Region = "north" | "south";

/// The largest amount that is read: 13 digits, what field 54 of a QR code holds.
export const amount_max = 9_999_999_999_999;
/// Below this a payment is announced as a warning.
export const small_amount_limit = 1_000;

const digits = ["không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín"];
const digit = (value: number): string => digits[value] ?? "";

/// 0 to 99 behind a word of hundreds (`behind_hundreds`) or standing first.
function read_tens(value: number, behind_hundreds: boolean, region: Region): string[] {
    const tens = Math.floor(value / 10);
    const ones = value % 10;
    if (tens === 0) {
        if (ones === 0) return [];
        return behind_hundreds ? [region === "north" ? "linh" : "lẻ", digit(ones)] : [digit(ones)];
    }
    const words = tens === 1 ? ["mười"] : [digit(tens), "mươi"];
    if (ones === 0) return words;
    if (ones === 5) return [...words, "lăm"];
    if (ones === 1 && tens > 1) return [...words, "mốt"];
    if (ones === 4 && tens > 1) return [...words, "tư"];
    return [...words, digit(ones)];
}

/// 1 to 999. Behind a higher group the hundreds are said even when there are none: 1.005.000 is "một triệu không trăm
/// linh năm nghìn".
function read_group(value: number, behind_group: boolean, region: Region): string[] {
    const hundreds = Math.floor(value / 100);
    const says_hundreds = hundreds > 0 || behind_group;
    const words = says_hundreds ? [digit(hundreds), "trăm"] : [];
    return [...words, ...read_tens(value % 100, says_hundreds, region)];
}

function read_below_billion(value: number, behind_group: boolean, region: Region): string[] {
    const units: [number, string][] = [[1_000_000, "triệu"], [1_000, region === "north" ? "nghìn" : "ngàn"], [1, ""]];
    const words: string[] = [];
    for (const [size, unit] of units) {
        const group = Math.floor(value / size) % 1_000;
        if (group === 0) continue;
        words.push(...read_group(group, behind_group || words.length > 0, region));
        if (unit) words.push(unit);
    }
    return words;
}

/// A whole number, 0 to `amount_max`, in words.
export function read_number(value: number, region: Region = "north"): string {
    if (!Number.isInteger(value) || value < 0 || value > amount_max) throw new RangeError(`cannot be read: ${value}`);
    if (value === 0) return digit(0);
    const billions = Math.floor(value / 1_000_000_000);
    const words = billions > 0 ? [...read_below_billion(billions, false, region), "tỷ"] : [];
    return [...words, ...read_below_billion(value % 1_000_000_000, billions > 0, region)].join(" ");
}

export const read_dong = (amount: number, region: Region = "north"): string => `${read_number(amount, region)} đồng`;

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/// What is less is announced as a warning, where the stall's own lowest price is `lowest` (0: it has none).
export const limit_of = (lowest: number): number => Math.max(small_amount_limit, lowest);

/// Against what a payment request asked for.
function difference_of(amount: number, owed: number, region: Region): string {
    if (amount === owed) return "";
    return `, ${amount < owed ? "thiếu" : "thừa"} ${read_dong(Math.abs(amount - owed), region)}`;
}

/// The announcement of one payment. `owed`: what its payment request asked for, if there is one.
export function say_received(amount: number, region: Region = "north", lowest = 0, owed = amount): string {
    const said = `${read_dong(amount, region)}${difference_of(amount, owed, region)}.`;
    if (amount >= limit_of(lowest)) return `Đã nhận, ${said}`;
    return `Chú ý! Chỉ ${said} Dưới ${read_dong(limit_of(lowest), region)}.`;
}

/// The announcement of what is no money: a payment by the demonstration wallet, or any in a trial ledger.
export const say_trial = (amount: number, region: Region = "north", owed = amount): string =>
    `Đã nhận thử, ${read_dong(amount, region)}${difference_of(amount, owed, region)}.`;

/// The same, asked for again: a gap or a repetition in the running numbers is heard.
export function say_again(running_number: number, sentence: string, region: Region = "north"): string {
    return `Khoản số ${read_number(running_number, region)}. ${sentence}`;
}

/// "B-12" is said "B mười hai"; numbers that begin with 0 or are longer than three digits are said digit by digit.
export function read_stall_code(code: string, region: Region = "north"): string {
    const parts = code.match(/\d+|[^\d\s.\-_/]+/g) || [];
    const read = (part: string): string => {
        if (!/^\d/.test(part)) return part;
        if (part.length > 3 || part.startsWith("0")) return [...part].map((one) => digit(Number(one))).join(" ");
        return read_number(Number(part), region);
    };
    return parts.map(read).join(" ");
}

/// What a speaker of many stalls says: whose it is comes first.
export const say_at_stall = (code: string, sentence: string, region: Region = "north"): string =>
    `Quầy ${read_stall_code(code, region)}. ${sentence}`;

export const say_ready = (code: string, region: Region = "north"): string =>
    `Loa quầy ${read_stall_code(code, region)} đã sẵn sàng.`;

/// Why nobody could hear what came.
export const silences = { no_network: "mất mạng", muted: "loa tắt" };

/// What came while nobody could hear it. `why` is one of `silences`.
export function say_missed(why: string, amounts: number[], region: Region = "north", lowest = 0): string {
    const sum = amounts.reduce((total, amount) => total + amount, 0);
    const total = amounts.length > 1 ? `tổng ${read_dong(sum, region)}` : read_dong(sum, region);
    const warning = amounts.filter((amount) => amount < limit_of(lowest));
    const summary = `Trong lúc ${why} có ${read_number(amounts.length, region)} khoản, ${total}.`;
    return [summary, ...warning.map((amount) => say_received(amount, region, lowest))].join(" ");
}

export function say_today(count: number, sum: number, region: Region = "north"): string {
    if (count === 0) return "Hôm nay chưa có khoản nào.";
    return `Hôm nay ${read_number(count, region)} khoản, tổng ${read_dong(sum, region)}.`;
}

function read_clock(clock: string, region: Region): string {
    const [hour = 0, minute = 0] = clock.split(":").map(Number);
    return `${read_number(hour, region)} giờ${minute === 0 ? "" : ` ${read_number(minute, region)}`}`;
}

/// The answer to a check. Not "đã nhận": it must not sound like a payment that arrives now. `clock` is "10:42".
export const say_found = (clock: string, amount: number, region: Region = "north"): string =>
    `Có, lúc ${read_clock(clock, region)}, ${read_dong(amount, region)}.`;

/// To a check that finds what was announced a while ago: no "có", since whoever stands here may be showing it again.
export const say_told = (clock: string, amount: number, region: Region = "north"): string =>
    `Đã báo lúc ${read_clock(clock, region)}, ${read_dong(amount, region)}.`;

/// To a check of what could mean two amounts.
export const say_unclear = "Chưa rõ số tiền.";

/// The other answer to a check.
export const say_absent = "Chưa có khoản này.";

/// Money on an account that several stalls have, and nobody knows whose it is.
export const say_unclaimed = (amount: number, region: Region = "north"): string =>
    `Có một khoản ${read_dong(amount, region)}, chưa rõ quầy.`;

/// Behind a payment for a request: whether it is enough.
export function say_balance(asked: number, received: number, region: Region = "north"): string {
    if (asked === received) return "Đủ tiền.";
    return `${received < asked ? "Thiếu" : "Thừa"} ${read_dong(Math.abs(asked - received), region)}.`;
}

/// What came since somebody else began to sell, at `clock`.
export function say_shift(clock: string, count: number, sum: number, region: Region = "north"): string {
    const total = count === 0 ? "" : `, tổng ${read_dong(sum, region)}`;
    return `Từ ${read_clock(clock, region)}, ${read_number(count, region)} khoản${total}.`;
}

/// Whether the code that hangs at the stall is the stall's.
export const say_right_code = "Đúng mã của quầy.";
export const say_strange_code = "Mã lạ! Gỡ xuống, gọi ban quản lý.";

export const words_of_dong = (amount: number, region: Region = "north"): string => capital(read_dong(amount, region));
