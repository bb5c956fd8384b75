// What the page of a market's devices knows.
import assert from "node:assert/strict";
import { test } from "node:test";
import { life } from "../../life.mjs";
import { load } from "../../load.mjs";

const so = await load("screens/market_devices/state");
const noon = Date.parse("2026-11-27T05:00:00Z");
const device = (id, name) => ({ id, name, role: "volunteer", paired_by: { id: "tk0", role: "board", name: "" }, paired_at: "2026-11-27T04:00:00Z", listening: false });
const shown = (role) => ({ code: "X", qr_payload: "http://a/pair#X", qr_svg: "<svg/>", role, expires_at: "2026-11-27T17:00:00Z" });

test("market devices: the code of the day stays when somebody comes by it, a display's code closes", () => {
    const page = life(so.first_state(noon));
    page.happens(so.list_came([]), so.code_came(so.wish_of_volunteer(""), shown("volunteer")), so.list_came([device("tk1", "Hoa")]));
    assert.equal(page.state.joined, "Hoa");
    assert.ok(page.state.shown);
    page.happens(so.code_came(so.wish_of_display("counts"), shown("display")), so.list_came([device("tk1", "Hoa"), device("tk2", "Bảng")]));
    assert.equal(page.state.joined, "Bảng");
    assert.equal(page.state.shown, null);
});

test("market devices: a code is worth nothing when its time has come", () => {
    const page = life(so.first_state(noon));
    page.happens(so.code_came(so.wish_of_volunteer(""), shown("volunteer")));
    assert.equal(so.seconds_left(page.state), 12 * 3_600);
    page.happens(so.clock_moved(noon + 12 * 3_600_000));
    assert.equal(so.seconds_left(page.state), 0);
});

test("market devices: what is chosen is what is asked for", () => {
    assert.deepEqual(so.wish_of_display("counts"), { role: "display", shows: "counts" });
    assert.deepEqual(so.wish_of_display("zone:Rau: củ"), { role: "display", shows: "payments", zone: "Rau: củ" });
    assert.deepEqual(so.wish_of_display("stall:st17"), { role: "display", shows: "payments", stall_id: "st17" });
    assert.deepEqual(so.wish_of_volunteer("Rau"), { role: "volunteer", zone: "Rau" });
    assert.deepEqual(so.zones_of([{ zone: "Rau" }, { zone: null }, { zone: "Cá" }, { zone: "Rau" }]), ["Rau", "Cá"]);
});

test("market devices: one tap asks, the second revokes", () => {
    const page = life(so.first_state(noon));
    page.happens(so.list_came([device("tk1", "Hoa")]));
    assert.deepEqual(page.happens(so.revoke_tapped("tk1")), []);
    assert.deepEqual(page.happens(so.revoke_tapped("tk1")), [{ kind: "revoke", id: "tk1" }]);
});
