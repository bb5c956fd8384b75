// The page of a market's changes of accounts without a browser.
import assert from "node:assert/strict";
import { test } from "node:test";
import { life } from "../../life.mjs";
import { load } from "../../load.mjs";

const so = await load("screens/changes/state");
const change = { id: "pc9", stall_id: "st17" };

test("changes: one press asks, the second one says it, at the stall that it is of", () => {
    const page = life(so.first_state);
    page.happens(so.list_came({ items: [change], lately: { proposed: 1, alarming: false } }));
    assert.deepEqual(page.happens(so.pressed("confirm", change)), []);
    assert.deepEqual(page.happens(so.pressed("confirm", change)), [{ kind: "say", what: "confirm", stall: "st17", change: "pc9" }]);
    assert.deepEqual(page.happens(so.was_done), [{ kind: "look" }]);
});

test("changes: many in a day are an alarm, a few are none", () => {
    const page = life(so.first_state);
    page.happens(so.list_came({ items: [], lately: { proposed: 3, alarming: false } }));
    assert.equal(page.state.alarm, 0);
    page.happens(so.list_came({ items: [], lately: { proposed: 40, alarming: true } }));
    assert.equal(page.state.alarm, 40);
});
