// What a volunteer's page knows.
import assert from "node:assert/strict";
import { test } from "node:test";
import { load } from "../../load.mjs";

const so = await load("screens/volunteer/state");
const stall = (code, more) => ({ id: code, public_id: code, market_id: "mk1", code, zone: "Rau", goods: "rau củ", status: "open", registered: true, stand_printed_version: 1, ...more });

test("volunteer: how far a stall is", () => {
    assert.equal(so.step_of(stall("A-1")), "ready");
    assert.equal(so.step_of(stall("A-1", { stand_printed_version: null })), "unprinted");
    assert.equal(so.step_of(stall("A-1", { stand_printed_version: 1, stand_due: "bank_renamed" })), "renamed");
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
