// What the account's page knows.
import assert from "node:assert/strict";
import { test } from "node:test";
import { load } from "../../load.mjs";

const so = await load("screens/account/state");
const after = (state, ...happenings) => happenings.reduce(([before], happening) => happening(before), [state, []]);

test("account: one tap asks, the second one does it, and a tap elsewhere asks anew", () => {
    const [asked, none] = after(so.first_state, so.end_tapped("ss1"));
    assert.deepEqual([asked.sure, none], ["ss1", []]);
    const [other, still_none] = after(asked, so.end_tapped("ss2"));
    assert.deepEqual([other.sure, still_none], ["ss2", []]);
    const [done, effects] = after(other, so.end_tapped("ss2"));
    assert.deepEqual([done.sure, done.busy, effects], ["", true, [{ kind: "end_session", id: "ss2" }]]);
    assert.deepEqual(after(so.first_state, so.others_tapped, so.others_tapped)[1], [{ kind: "end_others" }]);
    assert.deepEqual(after(so.first_state, so.removal_tapped("pk1"), so.removal_tapped("pk1"))[1], [{ kind: "remove_passkey", id: "pk1" }]);
});

test("account: what went wrong is said in its own part, until something else is done", () => {
    const [state] = after(so.first_state, so.was_sent, so.went_wrong("codes", "Sai mật khẩu."));
    assert.deepEqual([state.busy, state.wrong], [false, { section: "codes", why: "Sai mật khẩu." }]);
    const [next, effects] = after(state, so.was_sent, so.was_done("Đã bỏ khóa."));
    assert.deepEqual([next.wrong, next.done, effects], [null, "Đã bỏ khóa.", [{ kind: "look" }]]);
});

test("account: codes are offered, dropped or confirmed; those of paper are there once", () => {
    const offer = { secret: "MY", uri: "", qr_svg: "", ticket: "t" };
    const [offered] = after(so.first_state, so.was_sent, so.codes_offered(offer));
    assert.deepEqual([offered.offer, offered.busy], [offer, false]);
    assert.equal(after(offered, so.offer_dropped)[0].offer, null);
    const [set, effects] = after(offered, so.codes_set(["A", "B"], "Đã bật."));
    assert.deepEqual([set.offer, set.paper, set.done, effects], [null, ["A", "B"], "Đã bật.", [{ kind: "look" }]]);
    assert.deepEqual(after(set, so.paper_kept)[0].paper, []);
});
