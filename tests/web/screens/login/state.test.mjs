// What the log-in page knows, and where it leads back to.
import assert from "node:assert/strict";
import { test } from "node:test";
import { load } from "../../load.mjs";

const so = await load("screens/login/state");
const { back_to } = await load("parts/log_in");

test("login: while one try is sent no other is, and what was wrong is said until the next", () => {
    const sent = so.was_sent(so.first_state);
    assert.deepEqual(sent, { sending: true, wrong: "" });
    const refused = so.was_refused("Sai tên đăng nhập hoặc mật khẩu.")(sent);
    assert.deepEqual(refused, { sending: false, wrong: "Sai tên đăng nhập hoặc mật khẩu." });
    assert.equal(so.was_sent(refused).wrong, "");
});

test("login: it leads back to a page of ours, and nowhere else", () => {
    for (const [fragment, path] of [["#/board/mk1", "/board/mk1"], ["#/board/mk1?lang=en", "/board/mk1?lang=en"], ["#/", "/"], ["#/stall/st17?lang=en&x=1", "/stall/st17?lang=en&x=1"],
                                    ["", null], ["#", null], ["#//evil.example", null], ["#/\\evil.example", null], ["#https://evil.example", null],
                                    ["#javascript:alert(1)", null], ["#/a//b:c", null], ["#/%2f/evil", null], ["#/board/mk1#token=x", null]]) {
        assert.equal(back_to(fragment), path, fragment);
    }
});
