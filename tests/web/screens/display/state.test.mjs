// What a display knows.
import assert from "node:assert/strict";
import { test } from "node:test";
import { life } from "../../life.mjs";
import { load } from "../../load.mjs";

const so = await load("screens/display/state");
const payment = (id, more) => ({ id, stall_id: "st1", code: "B-12", amount: 35_000, received_at: "2026-11-27T05:00:00Z", status: "matched", trial: false, announce: true, ...more });
const says = (effects) => effects.map(({ payment: { id } }) => id);

test("display: each payment is said once, also when the line was cut and it is told again", () => {
    const page = life(so.first_state);
    page.happens(so.said_hello(10));
    assert.deepEqual(says(page.happens(so.payment_came(11, payment("tx11")))), ["tx11"]);
    page.happens(so.line_lost, so.line_opened, so.said_hello(11));
    assert.deepEqual(page.happens(so.payment_came(11, payment("tx11"))), []);
    assert.deepEqual(says(page.happens(so.payment_came(12, payment("tx12")))), ["tx12"]);
    assert.deepEqual(page.state.payments.map(({ id }) => id), ["tx12", "tx11"]);
    assert.equal(page.state.last_id, 12);
});

test("display: what was taken back leaves the screen and is not said; what is no news is shown in silence", () => {
    const page = life(so.first_state);
    page.happens(so.payment_came(11, payment("tx11")));
    assert.deepEqual(page.happens(so.payment_came(12, payment("tx11", { status: "reversed" }))), []);
    assert.deepEqual(page.state.payments, []);
    assert.deepEqual(page.happens(so.payment_came(13, payment("tx13", { announce: false }))), []);
    assert.equal(page.state.payments.length, 1);
});

test("display: the newest few are kept", () => {
    const page = life(so.first_state);
    for (let i = 1; i < 30; ++i) page.happens(so.payment_came(i, payment(`tx${i}`)));
    assert.equal(page.state.payments.length, so.rows_max);
    assert.equal(page.state.payments[0].id, "tx29");
});
