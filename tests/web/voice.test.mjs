// The loudspeaker with a voice of clips, in a browser that really decodes and schedules them: no gap, and bells that wait for nobody.
import assert from "node:assert/strict";
import { test } from "node:test";
import { eventually } from "./browser.mjs";
import { calm, gateway, hears, open_stall, page, said, shown, text, tones, turn_on } from "./stage.mjs";

const rate = 22_050, marker_at = 2_205, clip_frames = 4_410, gap = 2_205;
const texts = ["không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín", "mười", "mươi", "mốt", "tư", "lăm", "linh", "trăm", "nghìn", "ngàn", "đồng",
               "đã nhận", "đã nhận thử", "chú ý", "chỉ", "dưới", "loa quầy", "đã sẵn sàng", "B"];

/// A voice of tones, as a WAV, which browsers decode like any other; `late`: by how many frames its decoder would be.
function voice_of_tones(late = 0) {
    const clips = texts.map((one, at) => [one, marker_at + 6_000 + at * (clip_frames + gap), clip_frames]);
    const samples = new Int16Array(late + marker_at + 6_000 + texts.length * (clip_frames + gap));
    const tone = (from, frames, peak) => { for (let i = 0; i < frames; ++i) samples[from + i] = peak * Math.sin(i / 5 + 0.4); };
    tone(late + marker_at, 600, 25_000);
    for (const [, at, length] of clips) tone(late + at, length, 12_000);
    const head = Buffer.from("RIFF....WAVEfmt \x10\0\0\0\x01\0\x01\0........\x02\0\x10\0data....", "latin1");
    head.writeUInt32LE(36 + samples.byteLength, 4);
    head.writeUInt32LE(rate, 24);
    head.writeUInt32LE(2 * rate, 28);
    head.writeUInt32LE(samples.byteLength, 40);
    gateway.voices = [{ name: "north", label: "Miền Bắc", accent: "north", file: "/assets/voice/north.wav", rate, marker_at, marker_permille: 250,
                        overlap_ms: 8, comma_ms: 160, stop_ms: 320, clips }];
    gateway.voice_file = Buffer.concat([head, Buffer.from(samples.buffer)]);
    return clips;
}

/// Notes each part of a voice that is scheduled: [when, at, length], in seconds.
async function listen() {
    await page.evaluate(() => {
        window.parts = [];
        const start = AudioBufferSourceNode.prototype.start;
        AudioBufferSourceNode.prototype.start = function (...places) {
            window.parts.push(places);
            return start.apply(this, places);
        };
    });
}
const parts = () => page.evaluate(() => window.parts);
const near = (value, wanted, within, what) => assert.ok(Math.abs(value - wanted) <= within, `${what}: ${value}, not ${wanted}`);

for (const late of [0, 1_105, 2_257]) {
    test(`voice: clips are joined without a gap, by a decoder that is ${late} frames late`, async () => {
        const clips = voice_of_tones(late);
        await open_stall({ own: false });
        await listen();
        await turn_on();
        await eventually("the stall was said to be ready", async () => (await parts()).length === 5);
        await page.evaluate(() => { window.parts.length = 0; });
        gateway.pay(21_000);
        await eventually("the payment is said", async () => (await parts()).length === 6);
        const heard = await parts();
        const wanted = ["đã nhận", "hai", "mươi", "mốt", "nghìn", "đồng"];
        for (const [at, word] of wanted.entries()) {
            const [, place, length] = clips.find(([one]) => one === word);
            near(heard[at][1], (place + late) / rate, 0.001, `${word} begins in the file`);
            near(heard[at][2], length / rate, 0.0001, `${word} lasts`);
        }
        for (let at = 1; at < heard.length; ++at) {
            const gap_s = heard[at][0] - heard[at - 1][0] - heard[at - 1][2];
            near(gap_s, at === 1 ? 0.16 : -0.008, 0.0001, `between ${wanted[at - 1]} and ${wanted[at]}`);
        }
        assert.deepEqual(await said(), [], "the telephone's own voice is silent");
        assert.ok(!await shown("#voiceless"));
        calm();
    });
}

test("voice: a bell rings while a sentence is still being said", async () => {
    voice_of_tones();
    await open_stall({ own: false });
    await listen();
    await turn_on();
    await eventually("the stall is being said to be ready", async () => (await parts()).length === 5);
    const before = (await tones()).length;
    gateway.pay(35_000);
    gateway.pay(200);
    await eventually("both bells", async () => (await tones()).length === before + 5);
    assert.equal((await parts()).length, 5, "neither sentence yet");
    await eventually("both sentences", async () => (await parts()).length === 5 + 6 + 9);
    calm();
});

test("voice: a file that never comes is said within two seconds, bells ring on, and it is heard once it is there", async () => {
    voice_of_tones();
    const bytes = gateway.voice_file;
    let come = null;
    gateway.voice_file = (response) => { come = () => response.end(bytes); };
    await open_stall({ own: false, voices: ["en-US"] });
    await listen();
    await turn_on();
    const began = Date.now();
    await page.locator("#voiceless").waitFor({ timeout: 6_000 });
    assert.ok(Date.now() - began < 3_500, `noticed after ${Date.now() - began} ms, a bell of half a second among them`);
    assert.equal(await text("#voiceless"), "Không có giọng đọc: chỉ kêu chuông.");
    const before = (await tones()).length;
    gateway.pay(35_000);
    await eventually("a bell", async () => (await tones()).length === before + 2);
    come();
    await eventually("heard", async () => (await parts()).length > 0 || (gateway.pay(20_000), false));
    await eventually("the voice is back", async () => !await shown("#voiceless"));
    calm();
});

test("voice: a file that is no voice is said", async () => {
    voice_of_tones();
    gateway.voice_file = gateway.voice_file.fill(0, 44);
    await open_stall({ own: false, voices: ["en-US"] });
    await turn_on();
    await page.locator("#voiceless").waitFor();
    assert.ok((await tones()).length >= 2, "it rings");
    calm();
});

test("voice: an engine that hangs is given up after two seconds for the clips", async () => {
    voice_of_tones();
    await open_stall({ own: true });
    await listen();
    await page.evaluate(() => { window.speechSynthesis.speak = () => { window.hung = true; }; });
    await turn_on();
    const began = Date.now();
    await eventually("the clips", async () => (await parts()).length === 5);
    assert.ok(await page.evaluate(() => window.hung));
    assert.ok(Date.now() - began < 4_000, `after ${Date.now() - began} ms`);
    await eventually("it is over", async () => !await shown("#voiceless"));
    gateway.pay(35_000);
    await eventually("not asked again at once", async () => (await parts()).length === 11);
    calm();
});

test("voice: the settings hold at once and for the next visit", async () => {
    voice_of_tones();
    await open_stall({ own: true });
    await turn_on();
    await page.locator("#voice").click();
    await page.locator("#voice-settings select").first().selectOption("south");
    await page.locator("#voice-settings input[type=tel]").fill("5.000");
    await page.locator("#voice-settings input[type=tel]").press("Tab");
    await page.locator("#voice-settings").press("Escape");
    assert.ok(!await shown("#voice-settings"));
    gateway.pay(4_000);
    await hears("Chú ý! Chỉ bốn ngàn đồng. Dưới năm ngàn đồng.");
    assert.equal(await text("#title"), "CHÚ Ý! CHỈ");
    await page.reload();
    await turn_on();
    gateway.pay(3_000);
    await hears("Chú ý! Chỉ ba ngàn đồng. Dưới năm ngàn đồng.");
    calm();
});
