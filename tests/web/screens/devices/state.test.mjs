// What the page of a stall's devices knows.
import assert from "node:assert/strict";
import { test } from "node:test";
import { life } from "../../life.mjs";
import { load } from "../../load.mjs";

const so = await load("screens/devices/state");
const noon = Date.parse("2026-11-27T05:00:00Z");
const device = (id, name) => ({ id, name, role: "owner", paired_by: { id: "tk0", role: "operator", name: "" }, paired_at: "2026-11-27T04:00:00Z", listening: true });
const shown = { code: "X", qr_payload: "http://a/pair#X", qr_svg: "<svg/>", role: "helper", expires_at: "2026-11-27T05:05:00Z" };

test("devices: a code counts down, and closes by itself when a phone came by it", () => {
    const page = life(so.first_state(noon));
    page.happens(so.list_came([device("tk1", "Máy một")]), so.code_came(shown));
    assert.equal(so.seconds_left(page.state), 300);
    page.happens(so.clock_moved(noon + 298_500));
    assert.equal(so.seconds_left(page.state), 1);
    page.happens(so.clock_moved(noon + 400_000));
    assert.equal(so.seconds_left(page.state), 0);
    page.happens(so.list_came([device("tk1", "Máy một")]));
    assert.ok(page.state.shown);
    page.happens(so.list_came([device("tk1", "Máy một"), device("tk2", "Máy hai")]));
    assert.deepEqual([page.state.shown, page.state.joined], [null, "Máy hai"]);
});

test("devices: somebody who came without a code being shown here is in the list, and no code closes for it", () => {
    const page = life(so.first_state(noon));
    page.happens(so.list_came([]), so.list_came([device("tk1", "Máy một")]));
    assert.equal(page.state.joined, null);
    assert.deepEqual(page.happens(so.code_came(shown), so.code_closed), [{ kind: "look" }]);
});

test("devices: one tap asks, the second revokes; another device's tap asks anew", () => {
    const page = life(so.first_state(noon));
    page.happens(so.list_came([device("tk1", "Máy một"), device("tk2", "Máy hai")]));
    assert.deepEqual(page.happens(so.revoke_tapped("tk1")), []);
    assert.deepEqual(page.happens(so.revoke_tapped("tk2")), []);
    assert.deepEqual(page.happens(so.revoke_tapped("tk2")), [{ kind: "revoke", id: "tk2" }]);
    assert.equal(page.state.sure, "");
});

test("devices: what could not be read stays on top until it can be", () => {
    const page = life(so.first_state(noon));
    page.happens(so.list_came([]), so.went_wrong("Mất mạng"));
    assert.equal(page.state.trouble, "Mất mạng");
    page.happens(so.list_came([]));
    assert.equal(page.state.trouble, "");
});
