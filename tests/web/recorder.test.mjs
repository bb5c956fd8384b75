// A market records its own voice on a phone, against the real gateway; the browser's microphone hears a file.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, afterEach, before, test } from "node:test";
import { eventually, leave_page, open_browser, open_page, scrolls_sideways } from "./browser.mjs";
import { House } from "./house.mjs";
import { pulses, wav_of } from "./sounds.mjs";

let browser, house, work, heard;
const open = [];

before(async () => {
    work = mkdtempSync(join(tmpdir(), "choqr-recorder-"));
    heard = join(work, "heard.wav");
    says({});
    house = new House();
    await house.open();
    browser = await open_browser("--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream", `--use-file-for-fake-audio-capture=${heard}`);
});
after(async () => {
    if (browser) await browser.close();
    await house.close();
    rmSync(work, { recursive: true, force: true });
});
afterEach(async () => { while (open.length > 0) await leave_page(open.pop()); });

/// What the microphone hears from now on, again and again; a page that is open goes on to hear what was before.
function says(sound) { writeFileSync(heard, wav_of(pulses({ silent_ms: 500, sounding_ms: 350, after_ms: 1_200, ...sound }))); }

async function recorder(options = {}) {
    const page = await open_page(browser, options);
    page.is_spoilt = true;
    open.push(page);
    await page.goto(`${house.url}/voice/${house.market.id}#token=${house.board}`);
    await page.locator("#list li").first().waitFor();
    return page;
}
const text = async (page, selector) => (await page.locator(selector).innerText()).replace(/\s+/g, " ").trim();
const path = (clip) => `/v1/markets/${house.market.id}/recordings${clip ? `/${clip}` : ""}`;
const recordings = () => house.call("GET", path(), undefined, house.board);
const first_voice = async () => (await house.call("GET", `/v1/voices?stall_id=${house.stall.id}`))[0];

async function put(clip, bytes) {
    const headers = { Authorization: `Bearer ${house.board}`, "Content-Type": "audio/wav" };
    const response = await fetch(house.url + path(clip), { method: "PUT", headers, body: bytes });
    assert.equal(response.status, 200, await response.text());
}
/// What a refused take and the oldest way to the samples have to say to whoever develops.
const calm = (page) => assert.deepEqual(page.complaints.filter((one) => !/ScriptProcessorNode is deprecated|status of 422/.test(one)), []);

async function record(page, kind) {
    await page.locator("#record").click();
    await page.locator(`#verdict.${kind}`).waitFor({ timeout: 30_000 });
}

test("recorder: a clip is recorded, heard and kept, and the next one comes; another phone goes on", async () => {
    const page = await recorder();
    assert.equal(await text(page, "#spoken"), "không");
    assert.equal(await text(page, "#progress"), "Đã thu tốt 0/87 tiếng");
    await page.evaluate(() => {
        window.played = 0;
        const start = AudioBufferSourceNode.prototype.start;
        AudioBufferSourceNode.prototype.start = function (...at) { ++window.played; return start.apply(this, at); };
    });
    await record(page, "good");
    assert.equal(await text(page, "#verdict"), "Tốt, đã lưu.");
    await eventually("it is played", () => page.evaluate(() => window.played === 1));
    await page.locator("#next").click();
    assert.equal(await text(page, "#spoken"), "một");
    await record(page, "good");
    assert.equal(await text(page, "#progress"), "Đã thu tốt 2/87 tiếng");
    assert.ok(!await scrolls_sideways(page));
    const { clips } = await recordings();
    assert.deepEqual(clips.filter(({ recorded }) => recorded).map(({ name }) => name), ["khong", "mot"]);
    assert.ok(clips[0].length_ms >= 100 && clips[0].length_ms <= 500, `${clips[0].length_ms} ms: without its silence`);
    calm(page);
    const other = await recorder();
    assert.equal(await text(other, "#spoken"), "hai");
    assert.equal(await text(other, "#progress"), "Đã thu tốt 2/87 tiếng");
});

test("recorder: what is too quiet, clipped or silent is refused with words, noise is told", async () => {
    for (const [sound, words] of [[{ peak: 0.01 }, /^“hai” quá nhỏ \(-\d+ dB\): thu gần micrô hơn\.$/], [{ peak: 4 }, /^“hai” bị vỡ tiếng: thu xa micrô hơn\.$/]]) {
        says(sound);
        const page = await recorder();
        assert.equal(await text(page, "#spoken"), "hai");
        await record(page, "wrong");
        assert.match(await text(page, "#verdict"), words);
        assert.equal(await text(page, "#progress"), "Đã thu tốt 2/87 tiếng");
        calm(page);
    }
    says({ noise: 0.04 });
    const page = await recorder();
    await record(page, "noisy");
    assert.match(await text(page, "#verdict"), /có tiếng ồn/);
    says({});
});

test("recorder: without a microphone the page says so, and takes files", async () => {
    const page = await open_page(browser);
    page.is_spoilt = true;
    open.push(page);
    await page.addInitScript(() => Object.defineProperty(navigator, "mediaDevices", { value: undefined }));
    await page.goto(`${house.url}/voice/${house.market.id}#token=${house.board}`);
    await page.locator("#no-microphone").waitFor();
    assert.ok(!await page.locator("#record").isVisible());
    const choose = (buffer) => page.locator("#file").setInputFiles({ name: "ba.wav", mimeType: "audio/wav", buffer });
    await page.locator("#list button", { hasText: /^ba(?!n quản)/ }).click();
    await choose(Buffer.from("no sound"));
    await page.locator("#verdict.wrong").waitFor();
    await choose(wav_of(pulses({ rate: 44_100 }), 44_100));
    await page.locator("#verdict.good").waitFor();
    assert.equal((await recordings()).clips.find(({ name }) => name === "ba").recorded, true);
    calm(page);
});

test("recorder: taken into use, the voice is the market's first, a stall speaks with it, and choqr voice check finds all well", async () => {
    const { clips } = await recordings();
    for (const { name } of clips.filter(({ fault }) => fault !== null).slice(1)) await put(name, wav_of(pulses({ sounding_ms: 350 })));
    assert.equal((await first_voice()).name, "north");
    const page = await recorder();
    assert.equal(await text(page, "#progress"), "Đã thu tốt 86/87 tiếng");
    assert.ok(await page.locator("#use").isDisabled());
    await record(page, "good");
    await page.locator("#use:enabled").click();
    await eventually("it is in use", async () => await text(page, "#in-use") === "Loa của chợ đang nói bằng giọng này.");
    const voice = await first_voice();
    assert.equal(voice.name, "market");
    if (house.own) assert.match(execFileSync(process.env.CHOQR, ["voice", "check", join(house.data, "recordings", house.market.id)], { encoding: "utf8" }), /^87 /);

    const stall = await open_page(browser, { own: false });
    open.push(stall);
    const asked = [];
    stall.on("request", (request) => asked.push(new URL(request.url()).pathname));
    await stall.goto(`${house.url}/stall/${house.stall.id}#token=${house.vendor}`);
    await stall.locator("#sound-on").waitFor();
    await stall.evaluate(() => {
        window.parts = [];
        const start = AudioBufferSourceNode.prototype.start;
        AudioBufferSourceNode.prototype.start = function (...places) { window.parts.push(places); return start.apply(this, places); };
    });
    await stall.locator("#sound-on").click();
    await eventually("the stall was said to be ready", () => stall.evaluate(() => window.parts.length >= 5));
    assert.ok(asked.includes(voice.file), `the market's own file, not ${asked.filter((one) => /voice/.test(one))}`);

    await page.locator("#take-back").click();
    await eventually("it is used no more", async () => (await first_voice()).name === "north");
    calm(page);
});
