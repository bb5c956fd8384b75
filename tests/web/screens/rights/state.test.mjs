// What the page of a vendor's own rights knows.
import assert from "node:assert/strict";
import { test } from "node:test";
import { life } from "../../life.mjs";
import { load } from "../../load.mjs";

const so = await load("screens/rights/state");
const told = (consent, more = {}) => ({ stall_id: "st1", code: "B-12", consent, text: { version: 2, vi: "…", en: "…" }, accounts: [], erasure: null, vendor_known: true, ...more });
const given = (version) => ({ status: "given", version, since: "2026-11-27T01:00:00Z" });

test("rights: two taps take a consent back; one alone, or another wish between, does not", () => {
    const page = life(so.first_state);
    page.happens(so.consent_came(told(given(2))));
    assert.deepEqual(page.happens(so.tapped("withdraw")), []);
    assert.deepEqual(page.happens(so.tapped("erase")), []);
    assert.deepEqual(page.happens(so.tapped("withdraw")), []);
    assert.deepEqual(page.happens(so.tapped("withdraw")), [{ kind: "withdraw" }]);
    assert.equal(page.state.sure, "");
});

test("rights: a yes is to the words that are shown", () => {
    const page = life(so.first_state);
    page.happens(so.consent_came(told({ status: "not_asked" })), so.tapped("agree"));
    assert.deepEqual(page.happens(so.tapped("agree")), [{ kind: "agree", version: 2 }]);
});

test("rights: what may be asked for follows from what was said", () => {
    const may = (consent, more, me = { capabilities: ["own_data"] }) => {
        const [known] = so.met_oneself(me)(so.first_state);
        const [state] = so.consent_came(told(consent, more))(known);
        return [so.may_agree(state), so.may_withdraw(state), so.may_erase(state)];
    };
    assert.deepEqual(may({ status: "not_asked" }), [true, true, true]);
    assert.deepEqual(may(given(2)), [false, true, true]);
    assert.deepEqual(may(given(1)), [true, true, true]);  // Other words by now.
    assert.deepEqual(may({ status: "withdrawn" }), [true, false, true]);
    assert.deepEqual(may(given(2), { erasure: { requested_at: "", due_at: "" } }), [false, true, false]);
    assert.deepEqual(may({ status: "not_asked" }, { vendor_known: false }), [false, true, false]);
    // Whoever is not the vendor can say yes before a witness, and takes nothing away.
    assert.deepEqual(may(given(1), {}, { capabilities: ["record_consents"] }), [true, false, false]);
    assert.deepEqual([so.may_agree(so.first_state), so.may_withdraw(so.first_state), so.may_erase(so.first_state)], [false, false, false]);
});

test("rights: older acts go on where the newer end; what is done shows the newest anew", () => {
    const page = life(so.first_state);
    page.happens(so.acts_came({ items: [{ sequence: 9 }], next_cursor: "c" }, true));
    page.happens(so.acts_came({ items: [{ sequence: 8 }], next_cursor: null }, false));
    assert.deepEqual([page.state.acts.map(({ sequence }) => sequence), page.state.older], [[9, 8], null]);
    page.happens(so.acts_came({ items: [{ sequence: 10 }], next_cursor: "d" }, true));
    assert.deepEqual(page.state.acts.map(({ sequence }) => sequence), [10]);
});
