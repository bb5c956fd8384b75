// The simulated wallet without a browser.
import assert from "node:assert/strict";
import { test } from "node:test";
import { load } from "../../load.mjs";

const so = await load("screens/wallet/state");

const typed = (...keys) => keys.reduce((state, key) => so.pressed(key)(state), so.first_state).amount;

test("wallet: keys make an amount, up to what a wallet sends at once", () => {
    assert.equal(typed("3", "5", "000"), 35_000);
    assert.equal(typed("0", "000", "7"), 7);
    assert.equal(typed("3", "5", "del"), 3);
    assert.equal(typed("del"), 0);
    assert.equal(typed("4", "9", "9", "9", "9", "9", "9", "9", "9"), 499_999_999);
    assert.equal(typed("5", "000", "000", "00", "000"), 5_000_000, "a key that would make too much does nothing");
});

test("wallet: a code with an amount comes with it", () => {
    assert.equal(so.scanned("0002…", { account: "1", amount: 20_000 }, null)(so.first_state).amount, 20_000);
    assert.equal(so.scanned("0002…", { account: "1", amount: null }, null)(so.first_state).amount, 0);
});

test("wallet: the next key takes the last result away", () => {
    const sent = so.was_sent(so.pay_asked(so.pressed("5")(so.first_state)));
    assert.deepEqual(sent.result, { kind: "sent", amount: 5 });
    assert.deepEqual(so.pressed("5")(sent).result, { kind: "none" });
    assert.deepEqual(so.was_refused(404, "x")(sent).result, { kind: "no_wallet" });
    assert.deepEqual(so.was_refused(503, "busy")(sent).result, { kind: "failed", why: "busy" });
});
