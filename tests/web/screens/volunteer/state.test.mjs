// What a volunteer's page knows.
import assert from "node:assert/strict";
import { test } from "node:test";
import { load } from "../../load.mjs";

const so = await load("screens/volunteer/state");
const stall = (code, more) => ({ id: code, public_id: code, market_id: "mk1", code, zone: "Rau", goods: "rau củ", status: "open", registered: true, stand_version: 1, stand_printed_version: 1, stand_handed_over: 1,
                                  vendor: null, visit: null, ...more });

test("volunteer: how far a stall is", () => {
    assert.equal(so.step_of(stall("A-1")), "ready");
    assert.equal(so.step_of(stall("A-1", { stand_printed_version: null, stand_handed_over: null })), "unprinted");
    assert.equal(so.step_of(stall("A-1", { stand_version: 2 })), "reprint");
    assert.equal(so.step_of(stall("A-1", { stand_handed_over: null })), "unhung");
    assert.equal(so.step_of(stall("A-1", { stand_version: 2, stand_printed_version: 2 })), "unhung");
    assert.equal(so.step_of(stall("A-1", { registered: false, visit: { outcome: "refused", reason: "fears_tax", at: "" } })), "refused");
    assert.equal(so.step_of(stall("A-1", { registered: false, visit: { outcome: "spoke", reason: null, at: "" } })), "unregistered");
    assert.equal(so.step_of(stall("A-1", { stand_due: "bank_renamed" })), "renamed");
    const [asleep, awake] = so.with_dormant([stall("A-1"), stall("A-2")], [{ stall_id: stall("A-1").id }]);
    assert.equal(so.step_of(asleep), "dormant");
    assert.equal(so.step_of(awake), "ready");
    assert.equal(so.step_of(stall("A-1", { registered: false, stand_printed_version: null })), "unregistered");
    assert.equal(so.step_of(stall("A-1", { status: "suspended" })), "suspended");
});

test("volunteer: stalls are found by number, zone and goods, and narrowed to those that there is something to do at", () => {
    const all = [stall("A-1"), stall("B-2", { registered: false, goods: "cá" })];
    const listed = so.stalls_came(all, 1_000)(so.first_state);
    const found = (state) => so.found(state).map(({ code }) => code);
    assert.deepEqual(found(listed), ["A-1", "B-2"]);
    assert.deepEqual(found(so.was_sought(" CÁ ")(listed)), ["B-2"]);
    assert.deepEqual(found(so.was_narrowed(true)(listed)), ["B-2"]);
    assert.equal(so.registered_of(all), 1);
    const old = so.went_wrong("Mất mạng")(listed);
    assert.deepEqual([old.trouble, so.stalls_came(all, 2_000)(old).trouble], ["Mất mạng", ""]);
});

test("volunteer: what waits is neither to be done again nor forgotten; what a person must look at is told apart", () => {
    const item = (stall_id, more) => ({ id: stall_id, stall_id, by: "me", fault: null, ...more });
    const all = [stall("A-1", { registered: false }), stall("B-2", { registered: false })];
    const listed = so.waiting_came([item("B-2")])(so.stalls_came(all, 1_000)(so.begun({ id: "mk1", name: "Chợ" }, { id: "me" })(so.first_state)));
    assert.equal(so.step_of(all[1], listed.waiting), "waiting");
    assert.deepEqual(so.found(so.was_narrowed(true)(listed)).map(({ code }) => code), ["A-1"]);
    assert.deepEqual([item("B-2"), item("B-2", { fault: { why: "", theirs: "" } }), item("B-2", { by: "another" })].map((one) => so.is_stuck(listed, one)), [false, true, true]);
});

test("volunteer: stalls are found without marks, by the vendor, and by a number as it is typed in a hurry", () => {
    const all = [stall("E-01", { vendor: { name: "Trần Thị Đào" } }), stall("E-02", { zone: "Đồ khô", goods: "Cá cơm" })];
    const listed = so.stalls_came(all, 1_000)(so.first_state);
    const found = (text) => so.found(so.was_sought(text)(listed)).map(({ code }) => code);
    assert.deepEqual(found("tran"), ["E-01"]);
    assert.deepEqual(found("TRẦN"), ["E-01"]);
    assert.deepEqual(found("dao"), ["E-01"]);
    assert.deepEqual(found("e01"), ["E-01"]);
    assert.deepEqual(found("do kho"), ["E-02"]);
    assert.deepEqual(found("ca com"), ["E-02"]);
    assert.deepEqual(found("-"), ["E-01", "E-02"]);
    assert.deepEqual(found("xoài"), []);
});

test("volunteer: where somebody has to go again comes first, a wrong stand before all; the rest goes by aisle", () => {
    const refused = { registered: false, visit: { outcome: "refused", reason: "owner_absent", at: "" } };
    const all = [stall("A-1", refused), stall("A-2"), stall("A-3", { stand_handed_over: null }), stall("B-1", { zone: "Cá", stand_version: 2 }),
                 stall("B-2", { zone: "Cá", registered: false }), stall("B-3", { zone: "Cá", stand_printed_version: null })];
    assert.deepEqual(so.work_of(all).map(({ code }) => code), ["B-1", "A-3", "B-3", "A-1"]);
    assert.deepEqual(so.aisles_of(all).map(({ zone, stalls }) => [zone, stalls.length]), [["Rau", 3], ["Cá", 3]]);
});
