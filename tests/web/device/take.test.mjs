// What is made of a sound that was recorded, before it is sent.
import assert from "node:assert/strict";
import { test } from "node:test";
import { load } from "../load.mjs";
import { pulses, wav_of } from "../sounds.mjs";

const { has_ended, is_noisy, trimmed, wav_of: file_of } = await load("device/take");
const rate = 48_000;
const take = (sound) => ({ samples: pulses({ rate, silent_ms: 700, after_ms: 900, ...sound }), rate });
const length_ms = ({ samples }) => samples.length / rate * 1_000;

test("take: the silence at its ends is cut off, but for a moment", () => {
    assert.equal(length_ms(take({})), 1_900);
    for (const noise of [0, 0.002, 0.01]) {
        const length = length_ms(trimmed(take({ noise })));
        assert.ok(length >= 300 && length <= 460, `${length} ms with noise of ${noise}`);
    }
});

test("take: silence stays as it is, so that the gateway says so", () => {
    const silence = { samples: new Float32Array(rate), rate };
    assert.equal(trimmed(silence).samples.length, rate);
    assert.equal(trimmed({ samples: new Float32Array(0), rate }).samples.length, 0);
});

test("take: a voice that hardly stands out is in noise", () => {
    assert.equal(is_noisy(take({})), false);
    assert.equal(is_noisy(take({ noise: 0.005 })), false);
    assert.equal(is_noisy(take({ noise: 0.05 })), true);
    assert.equal(is_noisy(take({ peak: 0.05, noise: 0.005 })), true, "as loud as it is, not as loud as it could be");
});

test("take: the file is the one kind that the gateway takes, and holds what is louder than full scale at it", async () => {
    const samples = new Float32Array([0, 0.5, -0.5, 1.5, -1.5, 1 / 32_768]);
    const bytes = Buffer.from(await file_of({ samples, rate }).arrayBuffer());
    assert.deepEqual(bytes.subarray(0, 44), wav_of(samples, rate).subarray(0, 44));
    assert.deepEqual([0, 1, 2, 3, 4, 5].map((i) => bytes.readInt16LE(44 + 2 * i)), [0, 16_384, -16_384, 32_767, -32_768, 1]);
});

test("take: who has spoken and is silent is done, who has not begun is not", () => {
    const piece_ms = 100, silence = Array(30).fill(0.001), speech = [0.4, 0.6, 0.3];
    assert.equal(has_ended(silence, piece_ms), false);
    assert.equal(has_ended([...silence, ...speech], piece_ms), false);
    assert.equal(has_ended([...silence, ...speech, ...Array(8).fill(0.01)], piece_ms), false);
    assert.equal(has_ended([...silence, ...speech, ...Array(9).fill(0.01)], piece_ms), true);
    assert.equal(has_ended([...speech, ...Array(5).fill(0.01), 0.2, ...Array(5).fill(0.01)], piece_ms), false, "a breath inside");
    assert.equal(has_ended([], piece_ms), false);
});
