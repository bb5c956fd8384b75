// Numbers, money and time.
import assert from "node:assert/strict";
import { test } from "node:test";
import { load } from "../load.mjs";

const format = await load("parts/format");

const nbsp = "\u00a0";

test("format: money, counts and shares are written the Vietnamese way", () => {
    assert.equal(format.dong(96_450_000), `96.450.000${nbsp}đ`);
    assert.equal(format.dong(200), `200${nbsp}đ`);
    assert.equal(format.count(1_180), "1.180");
    assert.equal(format.percent(78), `78,0${nbsp}%`);
    assert.equal(format.decimal(5.6), "5,6");
    assert.equal(format.decimal(1234.5), "1.234,5");
});

test("format: time is Vietnam's wherever the phone thinks it is", () => {
    assert.equal(format.clock("2026-11-22T03:42:05Z"), "10:42");
    assert.equal(format.clock("2026-11-22T17:05:00.250Z"), "00:05");
    assert.equal(format.day("2026-11-22"), "22/11/2026");
    assert.equal(format.weekday("2026-11-22"), "Chủ nhật");
    assert.equal(format.weekday("2026-11-26"), "Thứ năm");
});

test("format: a night market's day begins at its cut-off", () => {
    const at = (text) => Date.parse(text);
    assert.equal(format.business_day(at("2026-11-21T17:00:00Z")), "2026-11-22");
    assert.equal(format.business_day(at("2026-11-21T16:59:59Z")), "2026-11-21");
    assert.equal(format.business_day(at("2026-11-22T04:59:59Z"), "12:00"), "2026-11-21");
    assert.equal(format.business_day(at("2026-11-22T05:00:00Z"), "12:00"), "2026-11-22");
});
