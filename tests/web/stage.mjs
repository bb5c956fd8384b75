// One browser per file of tests, a fresh gateway in memory per test, and a page that has never been there.
import assert from "node:assert/strict";
import { after, afterEach, before, beforeEach } from "node:test";
import { eventually, leave_page, open_browser, open_page } from "./browser.mjs";
import { FakeGateway, tokens } from "./fake_gateway.mjs";

const nbsp = "\u00a0";

export let browser, gateway, page;

before(async () => { browser = await open_browser(); });
after(async () => { await browser.close(); });
beforeEach(async () => {
    gateway = new FakeGateway();
    await gateway.start();
});
afterEach(async () => {
    if (page) await leave_page(page);
    page = null;
    await gateway.stop();
});

export const shown = (selector) => page.locator(selector).isVisible();
export const text = async (selector) =>
    (await page.locator(selector).innerText()).split(nbsp).join(" ").replace(/\s+/g, " ").trim();
export const calm = () => assert.deepEqual(page.complaints, []);

/// Opens `path` with the token of `role`; a page that is already open is left.
export async function open(path, role, options) {
    if (page) await leave_page(page);
    page = await open_page(browser, options);
    await page.goto(gateway.url + path + (role ? `#token=${tokens[role]}` : ""));
}

// What a stall's page does.

export const said = () => page.evaluate(() => window.said);
export const tones = () => page.evaluate(() => window.tones);

export async function open_stall(options) {
    await open("/stall/st17", "vendor", options);
    await page.locator("#sound-on").waitFor();
    await eventually("the stream is open", () => gateway.streams.size === 1);
}

export async function turn_on() {
    await page.locator("#sound-on").click();
    await page.locator("#listening").waitFor();
}

export async function hears(sentence) {
    await eventually(`"${sentence}" was said`, async () => (await said()).includes(sentence));
}
