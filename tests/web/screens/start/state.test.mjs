// The start page's list of stalls without a browser.
import assert from "node:assert/strict";
import { test } from "node:test";
import { load } from "../../load.mjs";

const so = await load("screens/start/state");

const stalls = (number) => Array.from({ length: number }, (_, at) => ({ id: `st${at}`, code: `B-${at + 1}`, vendor: { name: at === 6 ? "Cô Lan" : "Chú Bảy" } }));
const codes = (listing) => so.found(listing).rows.map((stall) => stall.code);

test("start: the first rows stand there at once; more is offered while there is or may be more", () => {
    const first = so.first_listing({ id: "mk0" }, { items: stalls(40), next_cursor: "40" });
    assert.deepEqual([codes(first).length, so.found(first).more], [40, true]);
    const all = so.all_came(stalls(250))(so.more_asked(first));
    assert.deepEqual([codes(all).length, so.found(all).more], [240, true]);
    const few = so.first_listing({ id: "mk0" }, { items: stalls(3), next_cursor: null });
    assert.deepEqual([codes(few).length, so.found(few).more], [3, false]);
});

test("start: a stall is found by its code and by who sells there, in small letters or large", () => {
    const all = so.all_came(stalls(250))(so.first_listing({ id: "mk0" }, { items: stalls(40), next_cursor: "40" }));
    assert.deepEqual(codes(so.was_sought(" b-249 ")(all)), ["B-249"]);
    assert.deepEqual(codes(so.was_sought("LAN")(all)), ["B-7"]);
    assert.deepEqual(codes(so.was_sought("nobody")(all)), []);
});
