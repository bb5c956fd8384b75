// A stall's screen in several tabs, on lines that hold streams back, and what it says of itself to the gateway.
import assert from "node:assert/strict";
import { test } from "node:test";
import { eventually, open_tab } from "./browser.mjs";
import { calm, gateway, hears, open, open_stall, page, said, shown, text, turn_on } from "./stage.mjs";

const visible = (tab, selector) => tab.locator(selector).isVisible();
const said_in = (tab) => tab.evaluate(() => window.said);

async function second_tab() {
    const tab = await open_tab(page);
    await tab.goto(`${gateway.url}/stall/st17#token=tok-vendor`);
    await tab.locator("#main").waitFor();
    return tab;
}

/// What loudspeakers said of themselves.
const beats = () => gateway.of("/v1/stalls/st17/loudspeaker").map(({ body }) => JSON.parse(body));

/// What the page waits `from` ms for comes after `to`.
const hasten = (from, to) => page.addInitScript(([slow, fast]) => {
    const later = window.setTimeout, every = window.setInterval;
    window.setTimeout = (call, ms) => later(call, ms === slow ? fast : ms);
    window.setInterval = (call, ms) => every(call, ms === slow ? fast : ms);
}, [from, to]);

test("tabs: all of them show what comes by one stream, and one is heard", async () => {
    await open_stall();
    await turn_on();
    const other = await second_tab();
    await other.locator("#elsewhere").waitFor();
    assert.equal(await visible(other, "#mute"), false);
    await eventually("one stream", () => gateway.streams.size === 1);
    gateway.pay(35_000);
    await hears("Đã nhận, ba mươi lăm nghìn đồng.");
    await eventually("both count", async () => await text("#count") === "1" && await other.locator("#count").innerText() === "1");
    assert.deepEqual((await said_in(other)).filter((one) => one.includes("ba mươi lăm")), []);
    assert.deepEqual(other.complaints, []);
    calm();
});

test("tabs: where the loudspeaker is turned on last it is heard, and nothing is said twice", async () => {
    await open_stall();
    await turn_on();
    gateway.pay(21_000);
    await hears("Đã nhận, hai mươi mốt nghìn đồng.");
    const other = await second_tab();
    await other.locator("#elsewhere").waitFor();
    await other.locator("#sound-on").click();
    await other.locator("#listening").waitFor();
    await eventually("the first one is mute, and says where it is heard", () => shown("#elsewhere"));
    gateway.pay(22_000);
    await eventually("said there", async () => (await said_in(other)).includes("Đã nhận, hai mươi hai nghìn đồng."));
    await eventually("one stream", () => gateway.streams.size === 1);
    assert.deepEqual((await said()).filter((one) => one.includes("hai mươi hai")), []);
});

test("tabs: when the one that leads is closed another goes on, and misses nothing", async () => {
    await open_stall();
    await turn_on();
    const other = await second_tab();
    await other.locator("#elsewhere").waitFor();
    await page.goto("about:blank");
    gateway.pay(44_000);
    await eventually("the other has a stream of its own", () => gateway.streams.size === 1);
    await other.locator("#mute").waitFor();
    await eventually("it shows what came", async () => await other.locator("#count").innerText() === "1");
    await other.locator("#sound-on").click();
    await eventually("and says it", async () => (await said_in(other)).some((one) => one.includes("bốn mươi tư nghìn đồng")));
});

test("tabs: a refusal reaches all of them", async () => {
    await open_stall();
    const other = await second_tab();
    await eventually("one stream", () => gateway.streams.size === 1);
    gateway.refuse = (path) => path.endsWith("/live") ? 401 : 0;
    for (const stream of gateway.streams) stream.destroy();
    await eventually("both say so", async () => /không còn|mã|máy/i.test(await text("#main")) && await other.locator("#main button, #main input, #main a").count() > 0);
    assert.ok(!await shown("#listening"));
});

test("line: where streams are held back it is told by answers that end", async () => {
    await open("/pair");
    await hasten(12_000, 300);
    gateway.holds_back = true;
    await page.goto(`${gateway.url}/stall/st17#token=tok-vendor`);
    await page.locator("#sound-on").waitFor({ timeout: 20_000 });
    await turn_on();
    for (const [amount, sentence] of [[31_000, "ba mươi mốt"], [32_000, "ba mươi hai"], [33_000, "ba mươi ba"]]) {
        gateway.pay(amount);
        await hears(`Đã nhận, ${sentence} nghìn đồng.`);
    }
    assert.ok(await shown("#listening"), "an answer that ends is no line that broke");
    assert.equal((await said()).filter((one) => one.startsWith("Đã nhận, ba mươi")).length, 3);
    assert.ok(gateway.of("/v1/stalls/st17/live?poll=true").length >= 3);
});

test("loudspeaker: it says that it is there, what it has sounded and when it leaves", async () => {
    await open("/pair", "", { serviceWorkers: "block" });  // Chromium may lose what a page says last when a worker stands between.
    await hasten(20_000, 250);
    await page.goto(`${gateway.url}/stall/st17#token=tok-vendor`);
    await page.locator("#sound-on").waitFor();
    await eventually("a page that is mute says so", () => beats().some(({ sound }) => sound === false));
    await turn_on();
    await eventually("on", () => beats().some(({ sound }) => sound));
    const { sequence } = gateway.pay(52_000);
    await hears("Đã nhận, năm mươi hai nghìn đồng.");
    const told = () => beats().flatMap(({ sounded }) => sounded);
    await eventually("it was sounded", () => told().length > 0);
    assert.equal(told()[0].sequence, sequence);
    assert.ok(told()[0].ago_ms >= 0 && told()[0].ago_ms < 2_000, JSON.stringify(told()));
    gateway.refuse = (path) => path.endsWith("/loudspeaker") ? 503 : 0;
    gateway.pay(53_000);
    await hears("Đã nhận, năm mươi ba nghìn đồng.");
    await new Promise((resolve) => setTimeout(resolve, 600));
    gateway.refuse = null;
    const before = beats().length;
    await eventually("told once the gateway listens", () => beats().slice(before).some(({ sounded }) => sounded.some((one) => one.sequence === sequence + 1)));
    await page.goto("about:blank");
    await eventually("it has left", () => beats().some(({ leaves }) => leaves));
});

test("loudspeaker: without a wake lock a video of its own keeps the screen on", async () => {
    await open("/pair");
    await page.addInitScript(() => Object.defineProperty(navigator, "wakeLock", { value: undefined }));
    await page.goto(`${gateway.url}/stall/st17#token=tok-vendor`);
    await page.locator("#sound-on").waitFor();
    await turn_on();
    await page.locator("video.awake").waitFor({ state: "attached", timeout: 10_000 });
    const plays = () => page.locator("video.awake").evaluate((video) => ({ paused: video.paused, loop: video.loop, at: video.currentTime, ended: video.ended }));
    await eventually("it plays", async () => (await plays()).at > 0);
    await new Promise((resolve) => setTimeout(resolve, 2_500));  // Longer than it is.
    const now = await plays();
    assert.ok(!now.paused && !now.ended && now.loop, JSON.stringify(now));
});

test("shell: a page that was open once opens without a network, says so, and goes on when there is one", async () => {
    await open_stall();
    await turn_on();
    const kept = () => page.evaluate(async () => (await (await caches.open("choqr.shell")).keys()).map(({ url }) => new URL(url).pathname));
    await eventually("the page is kept", async () => (await kept()).includes("/stall/st17"));
    const parts = await kept();
    for (const name of ["stall", "speaker", "sales", "check", "icon", "app"]) assert.ok(parts.some((one) => one.startsWith(`/assets/${name}.`)), `${name}: ${parts}`);
    assert.ok(!parts.some((one) => one.startsWith("/v1/")));
    gateway.pay(35_000);
    await hears("Đã nhận, ba mươi lăm nghìn đồng.");
    await gateway.stop();
    await page.reload();
    await eventually("it says so", async () => await shown("#connecting") || await shown("#lost"));
    assert.ok(await page.locator("#listening").isHidden(), "without a network it is not green");
    await gateway.start();
    await page.locator("#sound-on").waitFor({ timeout: 20_000 });
    await turn_on();
    gateway.pay(36_000);
    await hears("Đã nhận, ba mươi sáu nghìn đồng.");
});

test("shell: what was installed opens the stall that the phone belongs to", async () => {
    gateway.newest_device = "tk5";
    await open_stall();
    const manifest = await page.evaluate(async () => (await fetch(document.querySelector("link[rel=manifest]").href)).json());
    assert.equal(manifest.display, "standalone");
    await page.goto(gateway.url + manifest.start_url);
    await page.waitForURL("**/stall/st17");
});
