// What the page about privacy says of this gateway.
import assert from "node:assert/strict";
import { test } from "node:test";
import { load } from "../../load.mjs";

const so = await load("screens/privacy/state");
const told = (texts_days) => ({ consent: { version: 1, vi: "Lời", en: "Words" }, retention: { texts_days, erased_within_hours: 24 } });

test("privacy: how long texts are kept is the configuration's", () => {
    assert.match(so.said_of(told(90)).texts, /90 ngày/);
    assert.match(so.said_of(told(null)).texts, /đến khi người bán xin xóa/);
    assert.match(so.said_of(told(null)).erasing, /24 giờ/);
    assert.equal(so.said_of(told(null)).text, "Lời");
});
