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
    const listed = so.stalls_came(all)(so.first_state);
    const found = (state) => so.found(state).map(({ code }) => code);
    assert.deepEqual(found(listed), ["A-1", "B-2"]);
    assert.deepEqual(found(so.was_sought(" CÁ ")(listed)), ["B-2"]);
    assert.deepEqual(found(so.was_narrowed(true)(listed)), ["B-2"]);
    assert.equal(so.registered_of(all), 1);
    const old = so.went_wrong("Mất mạng")(listed);
    assert.deepEqual([old.trouble, so.stalls_came(all)(old).trouble], ["Mất mạng", ""]);
});
