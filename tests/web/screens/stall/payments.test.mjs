// What a stall received today.
import assert from "node:assert/strict";
import { test } from "node:test";
import { load } from "../../load.mjs";

const { Payments } = await load("screens/stall/payments");
const { read_typed } = await load("modules/check/typed");

const transfer = (sequence, amount, more = {}) =>
    ({ sequence, id: `tx${sequence}`, amount, status: "matched", booked_at: "2026-11-22T03:42:00Z", received_at: "2026-11-22T03:42:01Z", ...more });

test("payments: each counts once, in the order of the journal", () => {
    const before = Payments.none.with([transfer(9, 20_000)]);
    const payments = before.with([transfer(7, 10_000)]).with([transfer(9, 20_000)]);
    assert.deepEqual([before.count, before.sum], [1, 20_000], "with() changes nothing that is there");
    assert.deepEqual([payments.count, payments.sum, payments.last.id], [2, 30_000, "tx9"]);
    assert.deepEqual(payments.newest(5).map((one) => payments.number_of(one)), [2, 1]);
});

test("payments: a reversed one keeps its number and counts no more; money that went out or has no stall never came", () => {
    let payments = Payments.none;
    payments = payments.with([transfer(1, 10_000)]);
    payments = payments.with([transfer(2, 20_000)]);
    payments = payments.with([transfer(2, 20_000, { status: "reversed" })]);
    payments = payments.with([transfer(3, 5_000, { status: "outgoing" })]);
    payments = payments.with([transfer(4, 5_000, { status: "unmatched" })]);
    payments = payments.with([transfer(5, 7_000, { status: "assigned" })]);
    assert.deepEqual([payments.count, payments.sum], [2, 17_000]);
    assert.deepEqual(payments.newest(9).map((one) => [one.id, payments.number_of(one)]), [["tx5", 3], ["tx2", 2], ["tx1", 1]]);
});

test("payments: a trial is listed and is the last, has no number, counts nowhere and answers no check", () => {
    let payments = Payments.none;
    payments = payments.with([transfer(1, 10_000)]);
    payments = payments.with([transfer(2, 50_000, { trial: true, debtor_account_tail: "9999" })]);
    assert.deepEqual([payments.count, payments.sum, payments.last.id], [1, 10_000, "tx2"]);
    payments = payments.with([transfer(3, 20_000)]);
    assert.deepEqual(payments.newest(9).map((one) => [one.id, payments.number_of(one)]), [["tx3", 2], ["tx2", 0], ["tx1", 1]]);
    assert.deepEqual(payments.check(read_typed("50")).found, []);
    assert.deepEqual(payments.check(read_typed("9999")).found, []);
});

test("payments: what was booked long ago counts once it is assigned, and is not the last that arrived", () => {
    let payments = Payments.none;
    payments = payments.with([transfer(1, 10_000)]);
    payments = payments.with([transfer(2, 50_000, { status: "assigned", announce: false, booked_at: "0001-01-01T00:00:00Z" })]);
    assert.deepEqual([payments.count, payments.sum, payments.last.id], [2, 60_000, "tx1"]);
});

test("payments: a check finds by tail or amount, and is not fooled by two hundred dong", () => {
    let payments = Payments.none;
    payments = payments.with([transfer(1, 150_000, { debtor_account_tail: "0917" })]);
    payments = payments.with([transfer(2, 200, { debtor_account_tail: "5555" })]);
    payments = payments.with([transfer(3, 5_000, { debtor_account_tail: "5000" })]);
    payments = payments.with([transfer(4, 80_000, { debtor_account_tail: "0001", status: "reversed" })]);
    const found = (typed) => payments.check(read_typed(typed)).found.map((one) => one.id);
    assert.deepEqual(found("0917"), ["tx1"]);
    assert.deepEqual(found("150000"), ["tx1"]);
    assert.deepEqual(found("150.000"), ["tx1"]);
    assert.deepEqual(found("150"), ["tx1"]);
    assert.deepEqual(found("5000"), ["tx3"]);
    assert.deepEqual(found("0001"), [], "given back");
    assert.deepEqual(found("200000"), []);
    assert.deepEqual(found("200"), []);
    assert.equal(payments.check(read_typed("200")).trick.id, "tx2");
    assert.equal(payments.check(read_typed("150")).trick, null);
});
