// What the board's page makes of a report.
import assert from "node:assert/strict";
import { test } from "node:test";
import { load } from "../../load.mjs";

const report = await load("screens/board/report");
const words = await load("messages/vi");

const nbsp = "\u00a0";

const day = { registered: 312, total_stalls: 400, registration_rate: 78, active: 204, transactions: 1_180, amount: 96_450_000,
              per_active_stall: 5.8, per_registered_stall: 3.8, median_amount: 35_000, unmatched: 2 };

test("report: the Zalo text says both denominators", () => {
    assert.equal(report.zalo_text("Chợ Hùng Sơn", { day: "2026-11-21", until: "18:30" }, day).split(nbsp).join(" "),
        "Chợ Hùng Sơn ngày 21/11/2026 (số liệu đến 18:30): 312/400 điểm đã đăng ký (78,0 %); 204 điểm có giao dịch trong ngày; " +
        "1.180 giao dịch, 96.450.000 đ; bình quân 5,8 giao dịch/điểm có giao dịch (3,8/điểm đã đăng ký). Chưa rõ quầy: 2.");
});

test("report: a figure that the page has no word for is called as the report calls it", () => {
    const labels = { dormant: { vi: "Ngủ quên", en: "Dormant" }, registered: { vi: "Khác", en: "Other" } };
    assert.equal(report.definition_name("dormant", { ...day, labels }), "Ngủ quên");
    assert.equal(report.definition_name("registered", { ...day, labels }), "Đã đăng ký");
    assert.equal(report.definition_name("unheard_of", { ...day, labels }), "unheard_of");
    assert.equal(report.definition_name("dormant", day), "dormant");
});

test("report: money that is withheld is said, never 0 or blank", () => {
    assert.equal(report.amount_of({ ...day, amount: null, amount_withheld: "one_stall_dominates" }), "một điểm chiếm phần lớn");
    assert.equal(report.group_amount({ transactions: 3, amount: null, amount_withheld: "by_month_only" }), "chỉ có theo tháng");
    assert.equal(report.median_of({ ...day, median_amount: null, median_amount_withheld: "not_closed" }), "chờ chốt ngày");
    assert.match(report.zalo_text("Chợ A", { day: "2026-11-21", until: "" }, { ...day, amount: null, amount_withheld: "fewer_than_five" }),
        /1\.180 giao dịch \(số tiền: < 5 điểm\);/);
});

test("report: an open day says how many payments wait to be counted in dong", () => {
    const open_day = { ...day, closed: false, amount_waiting_transactions: 12 };
    assert.equal(report.amount_note(open_day), "tạm tính, còn 12 giao dịch chờ đủ 5 điểm; chốt ngày để có số đủ");
    assert.match(report.zalo_text("Chợ A", { day: "2026-11-21", until: "18:30" }, open_day).split(nbsp).join(" "),
        /96\.450\.000 đ \(tạm tính, 12 giao dịch chờ đủ 5 điểm\);/);
    assert.equal(report.amount_note({ ...day, closed: true, amount_waiting_transactions: 0 }), "");
});

test("report: of a trial ledger the Zalo text begins with that", () => {
    assert.match(report.zalo_text("Chợ Hùng Sơn", { day: "2026-11-21", until: "" }, { ...day, trial: true }), /^THỬ, không phải tiền thật: Chợ Hùng Sơn ngày/);
});

test("report: hours come as 24 numbers or as pairs, a small group's money stays hidden", () => {
    assert.equal(report.hours_of({ ...day, by_hour: [0, 0, 0, 0, 0, 0, 12] })[6], 12);
    assert.equal(report.hours_of({ ...day, by_hour: [{ hour: 6, transactions: 12 }] })[6], 12);
    assert.equal(report.hours_of(day).length, 24);
    assert.equal(report.group_amount({ transactions: 3, amount: null }), "< 5 điểm");
    assert.equal(words.market_title("Hùng Sơn"), "Chợ Hùng Sơn");
    assert.equal(words.market_title("Chợ Hùng Sơn"), "Chợ Hùng Sơn");
});
