// What the page of one payment request knows, and when it asks again.
import assert from "node:assert/strict";
import { test } from "node:test";
import { load } from "../../load.mjs";

const so = await load("screens/request/state");
const request = (status, more = {}) => ({ status, amount: 50_000, received: 0, trial: false, ...more });
const told = (status, state = so.first_state) => so.request_came(request(status), 1_000)(state);
const times = (many, happening, state) => Array.from({ length: many }).reduce((now) => happening(now), state);

test("request: asked often at first, then less; over, it is asked no more", () => {
    assert.equal(so.next_ask_ms(told("open")), 3_000);
    assert.equal(so.next_ask_ms(told("underpaid")), 3_000);
    const later = times(39, (state) => told("open", state), told("open"));
    assert.equal(so.next_ask_ms(later), 10_000);
    assert.equal(so.next_ask_ms(times(60, (state) => told("open", state), later)), 30_000);
    assert.equal(so.next_ask_ms(so.was_looked_at(later)), 3_000);
    for (const status of ["settled", "overpaid", "expired", "cancelled"]) assert.equal(so.next_ask_ms(told(status)), null, status);
});

test("request: without an answer it waits longer each time, a minute at most, and begins anew with one", () => {
    const delays = [1, 2, 3, 4, 5, 9, 90].map((many) => so.next_ask_ms(times(many, so.was_refused(503, "bận"), told("open"))));
    assert.deepEqual(delays, [3_000, 6_000, 12_000, 24_000, 48_000, 60_000, 60_000]);
    assert.equal(so.next_ask_ms(told("open", so.was_refused(0, "")(told("open")))), 3_000);
});

test("request: what was told before stands no longer as what is, once an answer is missing or somebody looks again", () => {
    assert.equal(so.is_stale(so.first_state), false);
    assert.equal(so.is_stale(told("settled")), false);
    for (const happening of [so.was_refused(503, "bận"), so.was_refused(0, "mất mạng"), so.was_looked_at]) {
        const doubted = happening(told("settled"));
        assert.equal(so.is_stale(doubted), true);
        assert.equal(so.is_stale(told("settled", doubted)), false);
    }
    assert.notEqual(so.next_ask_ms(so.was_refused(503, "bận")(told("settled"))), null);
});

test("request: what does not exist is not asked for again", () => {
    const none = so.was_refused(404, "Không có.")(so.first_state);
    assert.equal(none.none, true);
    assert.equal(so.next_ask_ms(none), null);
    assert.equal(so.was_refused(429, "chậm lại")(so.first_state).none, false);
});
