// What the page of people knows.
import assert from "node:assert/strict";
import { test } from "node:test";
import { load } from "../../load.mjs";

const so = await load("screens/people/state");
const after = (state, ...happenings) => happenings.reduce(([before], happening) => happening(before), [state, []]);
const lan = { id: "tk3", login: "lan", name: "Cô Lan", role: "board", market_id: "mk1", status: "active", sessions: 1 };
const roles = [{ role: "board", places: ["market_id"], needed: ["market_id"] }, { role: "operator", places: [], needed: [] },
               { role: "volunteer", places: ["market_id", "zone"], needed: ["market_id"] }];

test("people: the form asks for the places of the role that is chosen, the first one to begin with", () => {
    const [state] = after(so.first_state, so.all_came({ own_id: "tk1", roles, markets: [], people: [lan] }));
    assert.deepEqual([state.role, so.places_of(state)], ["board", [{ field: "market_id", needed: true }]]);
    assert.deepEqual(so.places_of(after(state, so.role_chosen("operator"))[0]), []);
    assert.deepEqual(so.places_of(after(state, so.role_chosen("volunteer"))[0]),
                     [{ field: "market_id", needed: true }, { field: "zone", needed: false }]);
    assert.deepEqual(so.places_of(so.first_state), []);
});

test("people: a reset and an end of an account ask twice, each for itself", () => {
    const [asked, none] = after(so.first_state, so.reset_tapped(lan));
    assert.deepEqual([asked.sure, none], ["reset tk3", []]);
    assert.deepEqual(after(asked, so.disable_tapped(lan))[1], []);
    assert.deepEqual(after(asked, so.reset_tapped(lan))[1], [{ kind: "reset", person: lan }]);
    assert.deepEqual(after(so.first_state, so.disable_tapped(lan), so.disable_tapped(lan))[1], [{ kind: "disable", person: lan }]);
});

test("people: an invitation is shown once, and the list is asked for anew", () => {
    const invitation = { code: "0", url: "http://x/invite#0", qr_svg: "", expires_at: "2026-11-30T00:00:00Z" };
    const [shown, effects] = after(so.first_state, so.was_sent, so.was_invited("Cô Lan", invitation));
    assert.deepEqual([shown.shown, shown.busy, effects], [{ name: "Cô Lan", invitation }, false, [{ kind: "look" }]]);
    assert.equal(after(shown, so.invitation_closed)[0].shown, null);
    assert.deepEqual(after(shown, so.was_disabled("Đã khóa."))[1], [{ kind: "look" }]);
});
