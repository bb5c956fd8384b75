// What the page that asks an account's owner knows.
import assert from "node:assert/strict";
import { test } from "node:test";
import { load } from "../../load.mjs";

const so = await load("screens/owner/state");
const code = "0123456789abcdef0123456789abcdef";
const question = { market_name: "Chợ Thử", stall_code: "B-12", goods: "rau", vendor_name: "Cô Lan", bank: "MB", last_four: "4821" };

test("owner: the code is what stands behind the #, whatever a chat adds", () => {
    assert.equal(so.code_in(`#${code}`), code);
    assert.equal(so.code_in(`#${code}&x=1`), code);
    assert.equal(so.code_in(`#${code}a`), "");
    assert.equal(so.code_in(""), "");
});

test("owner: a link without a code is of no use, and so is one that was used", () => {
    assert.equal(so.first_state("").ended.good, false);
    const asked = so.question_came(question)(so.first_state(code));
    assert.equal(asked.ended, null);
    assert.equal(so.was_refused("owner_link_unknown", "…")(asked).ended.good, false);
    const lost = so.was_refused("no_network", "Mất mạng")(so.was_tapped(asked));
    assert.deepEqual([lost.ended, lost.sending, lost.wrong], [null, false, "Mất mạng"]);
});

test("owner: a yes and a no end differently", () => {
    const asked = so.was_tapped(so.question_came(question)(so.first_state(code)));
    assert.equal(so.was_recorded(true)(asked).ended.good, true);
    assert.equal(so.was_recorded(false)(asked).ended.good, false);
});
