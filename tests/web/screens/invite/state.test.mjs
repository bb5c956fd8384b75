// What the page of an invitation knows.
import assert from "node:assert/strict";
import { test } from "node:test";
import { load } from "../../load.mjs";

const so = await load("screens/invite/state");
const code = "0123456789abcdef0123456789abcdef";
const invited = { login: "lan", name: "Cô Lan", role: "board", market_id: "mk1", expires_at: "2026-11-30T00:00:00Z" };

test("invite: the code is what stands behind the #, and nothing that a chat adds", () => {
    for (const [fragment, found] of [[`#${code}`, code], [`#${code}?fbclid=1`, code], [`#${code}.`, code], ["", ""], ["#abc", ""], [`#${code}0`, ""]]) {
        assert.equal(so.code_in(fragment), found, fragment);
    }
    assert.equal(so.first_state("").refused.title, "Chưa có lời mời");
    assert.equal(so.first_state(code).refused, null);
});

test("invite: two passwords that differ are not sent; one that is refused can be chosen anew", () => {
    const known = so.invited_came(invited)(so.first_state(code));
    const differ = so.was_submitted("một", "hai")(known);
    assert.deepEqual([differ.sending, differ.wrong], [false, "Hai mật khẩu khác nhau."]);
    const sent = so.was_submitted("một", "một")(differ);
    assert.deepEqual([sent.sending, sent.wrong], [true, ""]);
    const short = so.was_refused("password_too_short", "ngắn")(sent);
    assert.deepEqual([short.sending, short.wrong, short.refused], [false, "ngắn", null]);
});

test("invite: an invitation that is of no use ends the page", () => {
    const used = so.was_refused("invitation_unknown", "đã dùng")(so.invited_came(invited)(so.first_state(code)));
    assert.equal(used.refused.why, "đã dùng");
    const unknown = so.was_refused("busy", "bận")(so.first_state(code));
    assert.equal(unknown.refused.why, "bận");
});
