// The parts of the pages that need no browser.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { load } from "./load.mjs";

const format = await load("format");
const { Payments } = await load("payments");
const { read_payload } = await load("payload");
const { EventParser } = await load("live");
const report = await load("report");

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

const transfer = (sequence, amount, more = {}) =>
    ({ sequence, id: `tx${sequence}`, amount, status: "matched", booked_at: "2026-11-22T03:42:00Z", received_at: "2026-11-22T03:42:01Z", ...more });

test("payments: each counts once, in the order of the journal", () => {
    const payments = new Payments();
    assert.equal(payments.add(transfer(9, 20_000)), true);
    assert.equal(payments.add(transfer(7, 10_000)), true);
    assert.equal(payments.add(transfer(9, 20_000)), false);
    assert.deepEqual([payments.count, payments.sum, payments.last.id], [2, 30_000, "tx9"]);
    assert.deepEqual(payments.newest(5).map((one) => payments.number_of(one)), [2, 1]);
});

test("payments: a reversed one keeps its number and counts no more; money that went out or has no stall never came", () => {
    const payments = new Payments();
    payments.add(transfer(1, 10_000));
    payments.add(transfer(2, 20_000));
    payments.add(transfer(2, 20_000, { status: "reversed" }));
    payments.add(transfer(3, 5_000, { status: "outgoing" }));
    payments.add(transfer(4, 5_000, { status: "unmatched" }));
    payments.add(transfer(5, 7_000, { status: "assigned" }));
    assert.deepEqual([payments.count, payments.sum], [2, 17_000]);
    assert.deepEqual(payments.newest(9).map((one) => [one.id, payments.number_of(one)]), [["tx5", 3], ["tx2", 2], ["tx1", 1]]);
});

test("payments: a trial is listed and is the last, has no number, counts nowhere and answers no check", () => {
    const payments = new Payments();
    payments.add(transfer(1, 10_000));
    payments.add(transfer(2, 50_000, { trial: true, debtor_account_tail: "9999" }));
    assert.deepEqual([payments.count, payments.sum, payments.last.id], [1, 10_000, "tx2"]);
    payments.add(transfer(3, 20_000));
    assert.deepEqual(payments.newest(9).map((one) => [one.id, payments.number_of(one)]), [["tx3", 2], ["tx2", 0], ["tx1", 1]]);
    assert.deepEqual(payments.check("50").found, []);
    assert.deepEqual(payments.check("9999").found, []);
});

test("payments: what was booked long ago counts once it is assigned, and is not the last that arrived", () => {
    const payments = new Payments();
    payments.add(transfer(1, 10_000));
    payments.add(transfer(2, 50_000, { status: "assigned", announce: false, booked_at: "0001-01-01T00:00:00Z" }));
    assert.deepEqual([payments.count, payments.sum, payments.last.id], [2, 60_000, "tx1"]);
});

test("payments: a check finds by tail or amount, and is not fooled by two hundred dong", () => {
    const payments = new Payments();
    payments.add(transfer(1, 150_000, { debtor_account_tail: "0917" }));
    payments.add(transfer(2, 200, { debtor_account_tail: "5555" }));
    payments.add(transfer(3, 5_000, { debtor_account_tail: "5000" }));
    payments.add(transfer(4, 80_000, { debtor_account_tail: "0001", status: "reversed" }));
    const found = (typed) => payments.check(typed).found.map((one) => one.id);
    assert.deepEqual(found("0917"), ["tx1"]);
    assert.deepEqual(found("150000"), ["tx1"]);
    assert.deepEqual(found("150.000"), ["tx1"]);
    assert.deepEqual(found("150"), ["tx1"]);
    assert.deepEqual(found("5000"), ["tx3"]);
    assert.deepEqual(found("0001"), [], "given back");
    assert.deepEqual(found("200000"), []);
    assert.deepEqual(found("200"), []);
    assert.equal(payments.check("200").trick.id, "tx2");
    assert.equal(payments.check("150").trick, null);
});

test("payload: what other people's libraries wrote is read as they meant it", () => {
    const vectors = JSON.parse(readFileSync(new URL("../vectors/qr-vectors.json", import.meta.url), "utf8"));
    const whole = vectors.filter((vector) => ["generate+parse", "parse"].includes(vector.kind) && vector.payload.includes("A000000727"));
    assert.ok(whole.length > 30, `only ${whole.length} vectors`);
    for (const { id, input, payload } of whole) {
        const payee = read_payload(payload);
        if (!input.bankBin || !input.account) continue;  // Card or merchant forms name no account.
        assert.ok(payee, id);
        assert.deepEqual([payee.bin, payee.account], [input.bankBin, input.account], id);
        assert.equal(payee.amount, input.amount ? Math.round(Number(input.amount)) : null, id);
        assert.equal(payee.content, input.additional && input.additional.purpose || "", id);
    }
});

test("payload: one wrong character anywhere is noticed", () => {
    const payload = "00020101021238540010A00000072701240006970415011098765432100208QRIBFTTA530370454099999999995802VN62250821Large amount transfer63048A8F";
    assert.ok(read_payload(payload));
    for (let at = 0; at < payload.length; ++at) {
        const other = payload[at] === "7" ? "1" : "7";
        assert.equal(read_payload(payload.slice(0, at) + other + payload.slice(at + 1)), null, `at ${at}`);
    }
    for (const garbage of ["", "0", "hello", "6304"]) assert.equal(read_payload(garbage), null);
});

test("live: events are whole wherever the network cuts them", () => {
    const stream = ": hello\n\nid: 41\nevent: transfer\ndata: {\"a\":\ndata: 1}\n\nid:42\r\ndata:x\r\n\r\nevent: lonely\n\ndata: tail\n\n";
    const expected = [[41, "transfer", "{\"a\":\n1}"], [42, "message", "x"], [NaN, "message", "tail"]];
    for (let first = 0; first <= stream.length; ++first) {
        for (const second of [first, Math.min(first + 3, stream.length)]) {
            const seen = [];
            const parser = new EventParser((...event) => seen.push(event));
            parser.feed(stream.slice(0, first));
            parser.feed(stream.slice(first, second));
            parser.feed(stream.slice(second));
            assert.deepEqual(seen, expected, `cut at ${first}`);
        }
    }
});

test("live: an event that was not ended is not delivered", () => {
    const seen = [];
    new EventParser((...event) => seen.push(event)).feed("id: 1\nevent: transfer\ndata: {}\n");
    assert.deepEqual(seen, []);
});

const day = { registered: 312, total_stalls: 400, registration_rate: 78, active: 204, transactions: 1_180, amount: 96_450_000,
              per_active_stall: 5.8, per_registered_stall: 3.8, median_amount: 35_000, unmatched: 2 };

test("report: the Zalo text says both denominators", () => {
    assert.equal(report.zalo_text("Chợ Hùng Sơn", { day: "2026-11-21", until: "18:30" }, day).split(nbsp).join(" "),
        "Chợ Hùng Sơn ngày 21/11/2026 (số liệu đến 18:30): 312/400 điểm đã đăng ký (78,0 %); 204 điểm có giao dịch trong ngày; " +
        "1.180 giao dịch, 96.450.000 đ; bình quân 5,8 giao dịch/điểm có giao dịch (3,8/điểm đã đăng ký). Chưa rõ quầy: 2.");
});

test("report: of a trial ledger the Zalo text begins with that", () => {
    assert.match(report.zalo_text("Chợ Hùng Sơn", { day: "2026-11-21", until: "" }, { ...day, trial: true }), /^THỬ, không phải tiền thật: Chợ Hùng Sơn ngày/);
});

test("report: hours come as 24 numbers or as pairs, a small group's money stays hidden", () => {
    assert.equal(report.hours_of({ ...day, by_hour: [0, 0, 0, 0, 0, 0, 12] })[6], 12);
    assert.equal(report.hours_of({ ...day, by_hour: [{ hour: 6, transactions: 12 }] })[6], 12);
    assert.equal(report.hours_of(day).length, 24);
    assert.equal(report.group_amount({ transactions: 3, amount: null }), "< 5 điểm");
    assert.equal(report.market_title("Hùng Sơn"), "Chợ Hùng Sơn");
    assert.equal(report.market_title("Chợ Hùng Sơn"), "Chợ Hùng Sơn");
});
