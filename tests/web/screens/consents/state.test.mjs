// What the board's page of consents knows.
import assert from "node:assert/strict";
import { test } from "node:test";
import { life } from "../../life.mjs";
import { load } from "../../load.mjs";

const so = await load("screens/consents/state");
const owner = (answer, waiting_until = null) => [{ position: 0, bin: "970422", bank: "MB", last_four: "4821", owner: { answer, waiting_until } }];
const stall = (code, status, more = {}) =>
    ({ stall_id: `st-${code}`, code, zone: "Rau", goods: "rau", vendor_name: "Cô Lan", vendor_known: true, consent: { status }, accounts: owner(null), ...more });
const text = { version: 3, vi: "…", en: "…" };

test("consents: what waits is whom nobody asked, and first whose account's owner said no", () => {
    const page = life(so.first_state);
    page.happens(so.list_came([stall("A-1", "not_asked"), stall("A-2", "given"), stall("A-3", "given", { accounts: owner("no", "2026-12-01") }),
                               stall("A-4", "not_asked", { vendor_known: false }), stall("A-5", "withdrawn")], text));
    assert.deepEqual(so.found(page.state).rows.map(({ code }) => code), ["A-3", "A-1"]);
    assert.deepEqual(so.filters.map((one) => so.count_in(page.state, one)), [2, 2, 1, 2]);
    page.happens(so.was_chosen("withdrawn"));
    assert.deepEqual(so.found(page.state).rows.map(({ code }) => code), ["A-5"]);
});

test("consents: a stall is found by its code, its goods and a name that may be shown", () => {
    const page = life(so.first_state);
    page.happens(so.list_came([stall("A-1", "not_asked"), stall("B-2", "not_asked", { vendor_name: null })], text), so.was_sought(" cô lan "));
    assert.deepEqual(so.found(page.state).rows.map(({ code }) => code), ["A-1"]);
});

test("consents: what the vendor said is recorded with the words that were read aloud", () => {
    const page = life(so.first_state);
    const [one] = [stall("A-1", "not_asked")];
    page.happens(so.list_came([one], text));
    assert.deepEqual(page.happens(so.said_yes("spoken")), []);
    page.happens(so.asks(one));
    assert.deepEqual(page.happens(so.said_yes("spoken")), [{ kind: "record", stall: "st-A-1", version: 3, how: "spoken" }]);
    assert.equal(page.state.asking, null);
});

test("consents: nobody is asked twice, and not after a no", () => {
    assert.deepEqual(["not_asked", "given", "withdrawn"].map((status) => so.may_ask(stall("A-1", status))), [true, false, false]);
    assert.equal(so.may_ask(stall("A-1", "not_asked", { vendor_known: false })), false);
});

test("consents: a long list comes in parts", () => {
    const page = life(so.first_state);
    page.happens(so.list_came(Array.from({ length: 60 }, (_, at) => stall(`A-${at}`, "not_asked")), text));
    assert.deepEqual([so.found(page.state).rows.length, so.found(page.state).more], [50, true]);
    page.happens(so.more_asked);
    assert.deepEqual([so.found(page.state).rows.length, so.found(page.state).more], [60, false]);
});
