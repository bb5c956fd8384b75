// What the page of a market's list knows.
import assert from "node:assert/strict";
import { test } from "node:test";
import { load } from "../../load.mjs";

const so = await load("screens/import/state");
const after = (state, ...happenings) => happenings.reduce(([before], happening) => happening(before), [state, []]);
const plan = (about) => ({ created: 0, changed: 0, unchanged: 0, payee_changes: 0, errors: [], warnings: [], columns: [], rows: 0, first_rows: [], ...about });

test("import: a chosen file is read, one that is objected to is not sent, and what was shown goes", () => {
    const [state, effects] = after(so.first_state, so.file_chosen("a.csv", ""));
    assert.deepEqual([state.busy, effects], ["reading", ["read"]]);
    const [shown] = after(state, so.plan_came(plan({ created: 1 })), so.heading_told("Số TK", "account_number"));
    const [next, none] = after(shown, so.file_chosen("b.xls", "quá cũ"));
    assert.deepEqual([next.plan, next.told, next.wrong, next.busy, none], [null, {}, "quá cũ", "", []]);
});

test("import: a column goes to the heading that it was given to last, and the list is read again", () => {
    const [first, effects] = after(so.first_state, so.heading_told("Số TK", "account_number"));
    assert.deepEqual([first.told, effects], [{ "Số TK": "account_number" }, ["read"]]);
    const [second] = after(first, so.heading_told("Số 2", "account_number"), so.heading_told("Ghi chú", ""));
    assert.deepEqual(second.told, { "Số TK": "", "Số 2": "account_number", "Ghi chú": "" });
});

test("import: only what has no mistakes and changes something, or is to be remembered, can be written", () => {
    const can = (about, told = {}) => so.can_write({ ...so.first_state, told, plan: plan(about) });
    assert.deepEqual([can({ created: 1 }), can({ changed: 1 }), can({ unchanged: 5 }), can({ unchanged: 5 }, { a: "" })], [true, true, false, true]);
    assert.equal(can({ created: 1, errors: [{ line: 2 }] }), false);
    assert.equal(so.can_write({ ...so.first_state, plan: plan({ created: 1 }), busy: "writing" }), false);
    assert.deepEqual(after(so.first_state, so.write_tapped), [so.first_state, []]);
});

test("import: what was written is read again, and a failure leaves what can be tried once more", () => {
    const [asked, effects] = after(so.first_state, so.plan_came(plan({ created: 2 })), so.heading_told("a", "code"), so.plan_came(plan({ created: 2 })), so.write_tapped);
    assert.deepEqual([asked.busy, effects], ["writing", ["write"]]);
    const [written, again] = after(asked, so.was_written(plan({ created: 2 })));
    assert.deepEqual([written.told, written.written.created, again], [{}, 2, ["read"]]);
    const [failed] = after(asked, so.writing_failed("mất mạng"));
    assert.deepEqual([failed.busy, failed.wrong, so.can_write(failed)], ["", "mất mạng", true]);
    assert.equal(after(asked, so.reading_failed("hỏng"))[0].plan, null);
});
