// The page that explains how a phone trusts the gateway, without a browser.
import assert from "node:assert/strict";
import { test } from "node:test";
import { load } from "../../load.mjs";

const so = await load("screens/trust/state");

const fingerprint = "3f2a91bc".repeat(8);
const offered = { authority_sha256: fingerprint, expires: "2036-11-24T03:04:05Z" };
const android = "Mozilla/5.0 (Linux; Android 13; K) AppleWebKit/537.36 Chrome/124.0 Mobile Safari/537.36";
const iphone = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_4 like Mac OS X) AppleWebKit/605.1.15 Version/17.4 Mobile/15E148 Safari/604.1";

test("trust: the fingerprint stands in sixteen groups of four, in the capitals that phones show", () => {
    const { is_known, offer } = so.was_told(offered)(so.first_state(android));
    assert.ok(is_known);
    assert.equal(offer.groups.length, 16);
    assert.deepEqual(offer.groups.slice(0, 3), ["3F2A", "91BC", "3F2A"]);
    assert.equal(offer.groups.join("").toLowerCase(), fingerprint);
    assert.equal(offer.until, "2036-11-24");
});

test("trust: without a local authority there is nothing to install, and before the answer nothing is claimed", () => {
    const first = so.first_state(android);
    assert.deepEqual([first.is_known, first.offer], [false, null]);
    const told = so.was_told({ authority_sha256: null, expires: null })(first);
    assert.deepEqual([told.is_known, told.offer], [true, null]);
});

test("trust: a phone gets its own steps, and whoever helps another chooses", () => {
    assert.deepEqual([android, iphone, ""].map((agent) => so.first_state(agent).phone), ["android", "iphone", "android"]);
    const chosen = so.phone_chosen("iphone")(so.was_told(offered)(so.first_state(android)));
    assert.equal(chosen.phone, "iphone");
    assert.equal(chosen.offer.groups.length, 16);
});
