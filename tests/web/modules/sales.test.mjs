// What a stall's own word comes to, without a page.
import assert from "node:assert/strict";
import { test } from "node:test";
import { load } from "../load.mjs";

const so = await load("modules/sales/state");

const now = Date.parse("2026-11-28T03:00:00Z");
const came = (id, seconds_ago, more = {}) =>
    ({ id, open: true, amount: 20_000, booked_at: new Date(now - seconds_ago * 1_000).toISOString(), debtor_account_tail: "0917", ...more });

test("unclaimed: told once, and only what has just come", () => {
    const [first, told] = so.unclaimed_came(so.first_state, came("tx1", 5), now);
    assert.equal(told.amount, 20_000);
    const [again, twice] = so.unclaimed_came(first, came("tx1", 5), now);
    assert.equal(twice, null);
    assert.equal(again.unclaimed.length, 1);
    const [, late] = so.unclaimed_came(again, came("tx2", 301), now);
    assert.equal(late, null);
});

test("unclaimed: what stood there when the page began is shown and not told; an end takes it away", () => {
    const state = so.listed(so.first_state, [came("tx1", 5)]);
    assert.equal(so.unclaimed_came(state, came("tx1", 5), now)[1], null);
    const [ended, told] = so.unclaimed_came(state, { id: "tx1", open: false }, now);
    assert.deepEqual(ended.unclaimed, []);
    assert.equal(told, null);
    assert.equal(so.unclaimed_came(ended, came("tx1", 5), now)[1], null, "it comes back after a dispute without a word");
});

test("unclaimed: what the stream told while the list was on its way is newer than the list", () => {
    const [news] = so.unclaimed_came(so.first_state, came("tx2", 1), now);
    const [both] = so.unclaimed_came(news, { id: "tx1", open: false }, now);
    assert.deepEqual(so.listed(both, [came("tx1", 9)]).unclaimed.map(({ id }) => id), ["tx2"]);
    const [back] = so.unclaimed_came(both, came("tx1", 9), now);
    assert.deepEqual(so.listed(back, [came("tx1", 9)]).unclaimed.map(({ id }) => id), ["tx2", "tx1"]);
});

const row = (number, minutes_ago, amount, counts = true) =>
    ({ number, kind: "plain", counts, payment: { id: `tx${number}`, amount, booked_at: "", received_at: new Date(now - minutes_ago * 60_000).toISOString() } });

test("shift: from the day's first payment, then from the last handing over; what does not count is left out", () => {
    const rows = [row(3, 10, 30_000), row(2, 60, 20_000, false), row(1, 120, 10_000)];
    assert.deepEqual(so.shift_of(rows, 0), { begin: now - 120 * 60_000, count: 2, sum: 40_000 });
    assert.deepEqual(so.shift_of(rows, now - 60 * 60_000), { begin: now - 60 * 60_000, count: 1, sum: 30_000 });
    assert.equal(so.shift_of([], 0).begin, Infinity);
});

test("typed amounts: digits alone, and no more than twelve", () => {
    assert.equal(so.typed_amount("50.000 đ"), 50_000);
    assert.equal(so.typed_amount(""), 0);
    assert.equal(so.typed_amount("1".repeat(40)), 111_111_111_111);
});

const mine = [{ bin: "970422", account_number: "0123456789020" }, { bin: "970436", account_number: "vqr12ab" }];
const code = (bin, account) => ({ valid: true, bin, account });

test("a photograph of the stall's code: right only if every code in it is the stall's", () => {
    assert.equal(so.judge(code("970422", "0123456789020"), mine), "right");
    assert.equal(so.judge(code("970436", "VQR12AB"), mine), "right");
    assert.equal(so.judge(code("970422", "0123456789021"), mine), "strange");
    assert.equal(so.judge(code("970436", "0123456789020"), mine), "strange", "the number at another bank");
    assert.equal(so.judge({ valid: false, error: "several_codes", codes: [code("970422", "0123456789020"), code("970422", "1")] }, mine), "strange");
    assert.equal(so.judge({ valid: false, error: "several_codes", codes: [code("970422", "0123456789020"), code("970436", "VQR12AB")] }, mine), "right");
    assert.equal(so.judge({ valid: false, error: "wrong_crc" }, mine), "strange", "a code that is no payment's");
    assert.equal(so.judge({ valid: false, error: "no_code_found" }, mine), "unread");
    assert.equal(so.judge(code("970422", "0123456789020"), []), "strange");
});

test("what was said of a payment is found by its number", () => {
    const own = { not_sales: [{ transfer_id: "tx1", reason: "family" }],
                  refunded: [{ incoming_id: "tx2", outgoing_id: "tx9", amount: 5, warning: null }, { incoming_id: "tx3", outgoing_id: "tx8", amount: 6, warning: null }] };
    const state = { ...so.first_state, own };
    assert.equal(so.reason_of(state, "tx1"), "family");
    assert.equal(so.reason_of(state, "tx2"), null);
    assert.equal(so.reason_of(so.first_state, "tx1"), null);
    assert.deepEqual(so.refunds_of(state, "tx2").map(({ outgoing_id }) => outgoing_id), ["tx9"]);
});
