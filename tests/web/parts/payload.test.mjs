// VietQR payloads as pages read them.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { load } from "../load.mjs";

const { read_payload } = await load("parts/payload");

test("payload: what other people's libraries wrote is read as they meant it", () => {
    const vectors = JSON.parse(readFileSync(new URL("../../vectors/qr-vectors.json", import.meta.url), "utf8"));
    const whole = vectors.filter((vector) => ["generate+parse", "parse"].includes(vector.kind) && vector.payload.includes("A000000727"));
    assert.ok(whole.length > 30, `only ${whole.length} vectors`);
    for (const { id, input, payload } of whole) {
        const payee = read_payload(payload);
        if (!input.bankBin || !input.account) continue;  // Card or merchant forms name no account.
        assert.ok(payee, id);
        assert.deepEqual([payee.bin, payee.account], [input.bankBin, input.account], id);
        assert.equal(payee.amount, input.amount ? Math.round(Number(input.amount)) : null, id);
        assert.equal(payee.content, input.additional && input.additional.purpose || "", id);
    }
});

test("payload: one wrong character anywhere is noticed", () => {
    const payload = "00020101021238540010A00000072701240006970415011098765432100208QRIBFTTA530370454099999999995802VN62250821Large amount transfer63048A8F";
    assert.ok(read_payload(payload));
    for (let at = 0; at < payload.length; ++at) {
        const other = payload[at] === "7" ? "1" : "7";
        assert.equal(read_payload(payload.slice(0, at) + other + payload.slice(at + 1)), null, `at ${at}`);
    }
    for (const garbage of ["", "0", "hello", "6304"]) assert.equal(read_payload(garbage), null);
});
