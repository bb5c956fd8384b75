// What is looked for when somebody types it at the stall, and how the answer reads.
import assert from "node:assert/strict";
import { test } from "node:test";
import { load } from "../load.mjs";

const { read_typed } = await load("modules/check/typed");
const amount_of = (typed) => { const sought = read_typed(typed); return sought && sought.amount; };

test("typed: digits are dong, or as many thousands below a thousand; four may be the end of an account", () => {
    assert.deepEqual(read_typed("150"), { amount: 150_000, in_dong: 150, tail: null });
    assert.deepEqual(read_typed("150000"), { amount: 150_000, in_dong: null, tail: null });
    assert.deepEqual(read_typed("5000"), { amount: 5_000, in_dong: null, tail: "5000" });
    assert.deepEqual(read_typed("0917"), { amount: null, in_dong: null, tail: "0917" });
    assert.deepEqual(read_typed(" 4821 "), { amount: 4_821, in_dong: null, tail: "4821" });
});

test("typed: thousands in groups, as people write them here and elsewhere", () => {
    for (const typed of ["1.234.567", "1,234,567", "1 234 567", "1\u00a0234\u00a0567", "1.234.567 đ", "1.234.567đồng", "1.234.567 VND"]) assert.equal(amount_of(typed), 1_234_567, typed);
    assert.equal(amount_of("20.000"), 20_000);
});

test("typed: words and short forms of thousand, million and billion", () => {
    const meant = {
        "150k": 150_000, "150 K": 150_000, "150 nghìn": 150_000, "150 ngàn": 150_000, "150 nghìn đồng": 150_000, "2k5": 2_500, "1,5 nghìn": 1_500, "1500 nghìn": 1_500_000,
        "1tr": 1_000_000, "1 triệu": 1_000_000, "1,5 triệu": 1_500_000, "1.5tr": 1_500_000, "1tr5": 1_500_000, "1tr25": 1_250_000, "1tr250": 1_250_000, "1tr05": 1_050_000,
        "1 triệu rưỡi": 1_500_000, "1 triệu 250 nghìn": 1_250_000, "2 triệu 5": 2_500_000, "1,25 tỷ": 1_250_000_000, "1 tỷ 2 triệu 5 nghìn": 1_002_005_000,
    };
    for (const [typed, amount] of Object.entries(meant)) assert.deepEqual(read_typed(typed), { amount, in_dong: null, tail: null }, typed);
    assert.equal(amount_of("1 trie\u0323\u0302u"), 1_000_000, "marks that stand apart");
});

test("typed: what could mean two amounts, or none, is not read", () => {
    for (const typed of ["", " ", "1,5", "1.5", "150.0", "150.00", "15.0000", "1.500,00", "1,234.567", "1.500 nghìn", "1.500 triệu", "20 30", "-5", "+5", "3 trăm", "trăm rưỡi", "0", "00", "012", "0 k",
                         "1,234 k", "1,5 triệu 5", "1 nghìn 5 triệu", "5 cái", "abc", "1e5", "0x10", "１５０", "99999999999999", "1 triệu 1 triệu", "0.150", "1k k", "150.000 150.000"])
        assert.equal(read_typed(typed), null, typed);
});

test("typed: nothing is ever read as another amount than its digits say", () => {
    // Whatever is read of digits and one mark is either all the digits, or as many thousands.
    for (const mark of [".", ",", " "])
        for (let digits = 1; digits < 200_000; digits += 37) {
            const text = String(digits);
            for (let at = 1; at < text.length; ++at) {
                const sought = read_typed(text.slice(0, at) + mark + text.slice(at));
                assert.ok(sought === null || sought.amount === digits, `${text} with a mark at ${at}`);
            }
        }
});

const { lines, said } = await load("modules/check/answers");

test("answers: green is what came a moment ago; what came before is amber with its hour, and is not called a yes", () => {
    assert.deepEqual(lines("found", [["10:42", "150.000 đ"], ["09:58", "20.000 đ"]]), ["yes", "CÓ, 10:42", "150.000 đ", "và 09:58: 20.000 đ"]);
    const [look, title] = lines("told", [["09:58", "356.000 đ"]]);
    assert.deepEqual([look, title], ["unsure", "Đã báo lúc 09:58"]);
    assert.deepEqual(lines("trick", [["10:42", "200 đ"]]), ["no", "CHƯA có khoản này", "Chỉ có 200 đ lúc 10:42!"]);
    assert.equal(lines("absent", [])[0], "no");
    for (const kind of ["unclear", "unknown"]) assert.equal(lines(kind, [])[0], "unsure", kind);
    assert.deepEqual(lines("none", []), [""]);
});

test("answers: what is said follows what is shown; nobody hears a yes to what could not be looked up", () => {
    assert.equal(said("told", "09:58", 356_000, "north"), "Đã báo lúc chín giờ năm mươi tám, ba trăm năm mươi sáu nghìn đồng.");
    assert.equal(said("unclear", "", 0, "north"), "Chưa rõ số tiền.");
    for (const kind of ["none", "asking", "unknown"]) assert.equal(said(kind, "", 0, "north"), "", kind);
});
