// What somebody has typed who looks for a payment: an amount, or the last four digits of the payer's account. Pure. What could mean
// two amounts has no reading: it is asked back, since a yes to another amount than was meant is a lie.

import { amount_max } from "../../messages/speech";
import type { Sought } from "../../parts/check";
import { without_marks } from "../../parts/fold";

const thousand = 1_000, million = 1_000_000, billion = 1_000_000_000;
const units: readonly [RegExp, number][] = [
    [/^(ty|ti)$/, billion], [/^(trieu|tr|m)$/, million], [/^(nghin|ngan|ng|n|k)$/, thousand],
];
const unit_of = (word: string): number => units.filter(([pattern]) => pattern.test(word)).map(([, size]) => size)[0] || 0;

/// "1,5" million; null where it leaves a part of a dong. Three digits behind a mark are a group or a fraction: nobody knows.
function times(number: string, size: number): number | null {
    const [whole = "", part = ""] = number.split(/[.,]/);
    if (part.length > 2) return null;
    const value = Number(whole + part) * size / 10 ** part.length;
    return Number.isInteger(value) ? value : null;
}

/// What stands behind "1 triệu": nothing, "rưỡi", "5" and "250" for as many tenths and thousandths, "250 nghìn".
function rest_of(rest: string, size: number): number | null {
    if (rest === "") return 0;
    if (rest === "ruoi") return size / 2;
    if (/^\d{1,3}$/.test(rest)) return Number(rest) * size / 10 ** rest.length;
    const smaller = with_units(rest);
    return smaller !== null && smaller < size ? smaller : null;
}

function with_units(text: string): number | null {
    const [, number = "", word = "", rest = ""] = /^(\d+(?:[.,]\d+)?) ?([a-z]+) ?(.*)$/.exec(text) || [];
    const size = unit_of(word);
    if (size === 0) return null;
    const lead = times(number, size);
    const more = /\D/.test(number) && rest ? null : rest_of(rest, size);
    return lead === null || more === null ? null : lead + more;
}

function of_digits(digits: string): Sought | null {
    const tail = digits.length === 4 ? digits : null;
    if (/^0/.test(digits)) return tail === null ? null : { amount: null, in_dong: null, tail };
    const value = Number(digits);
    return value < thousand ? { amount: value * thousand, in_dong: value, tail } : { amount: value, in_dong: null, tail };
}

function reading_of(text: string): Sought | null {
    if (/^\d+$/.test(text)) return of_digits(text);
    const grouped = /^[1-9]\d{0,2}([., ])\d{3}(\1\d{3})*$/.test(text);
    const amount = grouped ? Number(text.replace(/\D/g, "")) : with_units(text);
    return amount ? { amount, in_dong: null, tail: null } : null;
}

/// Null: what is meant is not clear.
export function read_typed(typed: string): Sought | null {
    const text = without_marks(typed).toLowerCase().replace(/\s+/g, " ").trim().replace(/ ?(dong|vnd|d)$/, "");
    const sought = reading_of(text);
    return sought && (sought.amount || 0) <= amount_max ? sought : null;
}
