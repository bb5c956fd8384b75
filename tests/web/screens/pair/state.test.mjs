// What the page that pairs this phone knows.
import assert from "node:assert/strict";
import { test } from "node:test";
import { load } from "../../load.mjs";

const so = await load("screens/pair/state");

test("pair: a page without a code says where to find one; one with a code is ready", () => {
    const without = so.first_state(""), with_code = so.first_state("#ABC");
    assert.deepEqual([without.spent, without.refused.title], [true, "Chưa có mã ghép máy"]);
    assert.deepEqual([with_code.spent, with_code.refused, with_code.code], [false, null, "ABC"]);
});

test("pair: only another code helps where the code is wrong; what may pass can be tried again", () => {
    const state = so.first_state("#ABC");
    for (const [status, code, spent] of [[404, "pairing_code_unknown", true], [409, "pairing_code_used", true], [409, "pairing_code_expired", true],
                                         [0, "no_network", false], [503, "busy", false], [422, "invalid_field", false]]) {
        const refused = so.was_refused(status, code, "vì sao")(so.was_sent(state));
        assert.deepEqual([refused.spent, refused.sending, refused.refused.why], [spent, false, "vì sao"], code);
    }
});

test("pair: a phone is called by its model where the browser tells it", () => {
    for (const [agent, model] of [
        ["Mozilla/5.0 (Linux; Android 7.0; SM-J730G Build/NRD90M) AppleWebKit/537.36", "SM-J730G"],
        ["Mozilla/5.0 (Linux; Android 12; Redmi Note 11) AppleWebKit/537.36", "Redmi Note 11"],
        ["Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36", ""],
        ["Mozilla/5.0 (iPhone; CPU iPhone OS 16_0 like Mac OS X)", "iPhone"],
        ["Mozilla/5.0 (X11; Linux x86_64)", ""], ["", ""]]) {
        assert.equal(so.model_of(agent), model, agent);
    }
});
