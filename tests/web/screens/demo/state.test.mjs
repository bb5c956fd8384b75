// What the demonstration's page knows: its link's rights, the frame that is looked at, the exercise.
import assert from "node:assert/strict";
import { test } from "node:test";
import { load } from "../../load.mjs";

const so = await load("screens/demo/state");

test("demo: the link holds three rights, or none at all", () => {
    assert.deepEqual(so.rights_of("#vendor=a&board=b&volunteer=c"), { vendor: "a", board: "b", volunteer: "c" });
    for (const fragment of ["", "#", "#vendor=a&board=b", "#vendor=&board=b&volunteer=c", "#token=a"]) assert.equal(so.rights_of(fragment), null, fragment);
});

test("demo: an exercise that is as it was changes nothing; another one takes trouble away", () => {
    const first = so.training_came({ state: "runs", number: 1 })(so.first_state);
    assert.equal(so.training_came({ state: "runs", number: 1 })(first), first);
    const failed = so.answer_failed(first);
    assert.equal(failed.trouble, true);
    assert.equal(so.training_came({ state: "runs", number: 2 })(failed).trouble, false);
});

test("demo: only an exercise of which nothing was missed was done right", () => {
    assert.equal(so.done_right({ state: "over", outcomes: [{ title: "a", missed: [] }, { title: "b", missed: ["c"] }] }), 1);
    assert.equal(so.done_right({ state: "none" }), 0);
});

test("demo: a frame is chosen", () => assert.equal(so.pane_chosen("board")(so.first_state).pane, "board"));
