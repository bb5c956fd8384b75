// What the log-in page knows, and where it leads back to.
import assert from "node:assert/strict";
import { test } from "node:test";
import { load } from "../../load.mjs";

const so = await load("screens/login/state");
const { back_to } = await load("parts/log_in");

test("login: while one try is sent no other is, and what was wrong is said until the next", () => {
    const sent = so.was_sent(so.first_state);
    assert.deepEqual(sent, { sending: true, wrong: "", ticket: "" });
    const refused = so.was_refused("login_failed", "")(sent);
    assert.deepEqual(refused, { sending: false, wrong: "Sai tên đăng nhập hoặc mật khẩu.", ticket: "" });
    assert.equal(so.was_sent(refused).wrong, "");
});

test("login: a code is asked for until it is right, or the password is too long ago", () => {
    const asked = so.code_asked("tk1.x")(so.was_sent(so.first_state));
    assert.deepEqual(asked, { sending: false, wrong: "", ticket: "tk1.x" });
    const wrong = so.was_refused("code_wrong", "Mã không đúng.")(so.was_sent(asked));
    assert.deepEqual(wrong, { sending: false, wrong: "Mã không đúng.", ticket: "tk1.x" });
    assert.deepEqual(so.was_refused("log_in_again", "Nhập lại.")(wrong), { sending: false, wrong: "Nhập lại.", ticket: "" });
    assert.deepEqual(so.begun_anew(wrong), so.first_state);
});

test("login: it leads back to a page of ours, and nowhere else", () => {
    for (const [fragment, path] of [["#/board/mk1", "/board/mk1"], ["#/board/mk1?lang=en", "/board/mk1?lang=en"], ["#/", "/"], ["#/stall/st17?lang=en&x=1", "/stall/st17?lang=en&x=1"],
                                    ["", null], ["#", null], ["#//evil.example", null], ["#/\\evil.example", null], ["#https://evil.example", null],
                                    ["#javascript:alert(1)", null], ["#/a//b:c", null], ["#/%2f/evil", null], ["#/board/mk1#token=x", null]]) {
        assert.equal(back_to(fragment), path, fragment);
    }
});
