// The page of a stall's accounts without a browser.
import assert from "node:assert/strict";
import { test } from "node:test";
import { life } from "../../life.mjs";
import { load } from "../../load.mjs";

const so = await load("screens/payees/state");

const stall = { id: "st17", accounts: [{ bin: "970436", bank: "VCB", account_number: "0099887766", account_name: "A" },
                                      { bin: "970422", bank: "MB", account_number: "0123450917", account_name: "B" }] };

test("payees: one press asks, the second one says it; another press begins anew", () => {
    const page = life(so.first_state);
    assert.deepEqual(page.happens(so.pressed("confirm", "pc9")), []);
    assert.deepEqual(page.happens(so.pressed("refuse", "pc9")), []);
    assert.deepEqual(page.happens(so.pressed("refuse", "pc9")), [{ kind: "say", what: "refuse", change: "pc9" }]);
    assert.equal(page.state.sure, "");
});

test("payees: who may take part is what the gateway says of whoever looks", () => {
    const page = life(so.first_state);
    page.happens(so.met_oneself({ role: "helper", capabilities: ["see_places"] }));
    assert.deepEqual([page.state.may_change, page.state.is_person], [false, false]);
    page.happens(so.met_oneself({ role: "board", capabilities: ["see_places", "change_payees"] }));
    assert.deepEqual([page.state.may_change, page.state.is_person], [true, true]);
});

test("payees: another account takes the place of the one on the stand; those behind it stay, none twice", () => {
    const other = { bin: "970415", account_number: "1", account_name: "C" };
    assert.deepEqual(so.accounts_with(stall, other).map((one) => one.account_number), ["1", "0123450917"]);
    assert.deepEqual(so.accounts_with(stall, { bin: "970422", account_number: "0123450917", account_name: "B" }).length, 1);
    assert.deepEqual(so.accounts_with({ ...stall, accounts: [] }, other), [other]);
});

test("payees: what was done is said and looked at; what went wrong stands until then", () => {
    const page = life(so.first_state);
    page.happens(so.went_wrong("Mất mạng"));
    assert.equal(page.state.trouble, "Mất mạng");
    assert.deepEqual(page.happens(so.was_done("sent")), [{ kind: "look" }]);
    assert.deepEqual([page.state.done, page.state.trouble], ["sent", ""]);
});
