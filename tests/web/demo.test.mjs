// The demonstration as its program starts it: a stall, a customer's wallet and the board side by side on one page.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, afterEach, before, test } from "node:test";
import { eventually, open_browser, open_page, scrolls_sideways } from "./browser.mjs";
import { free_port } from "./house.mjs";

let browser, demo, page;

class Demo {
    async open() {
        this.work = mkdtempSync(join(tmpdir(), "choqr-demo-"));
        this.url = `http://127.0.0.1:${await free_port()}`;
        this.process = spawn(process.env.CHOQR, ["demo", "--data", join(this.work, "data"), "--listen", new URL(this.url).host]);
        this.told = "";
        this.process.stdout.on("data", (bytes) => { this.told += bytes; });
        this.process.stderr.on("data", () => undefined);
        await eventually("the demo says where to look", async () => /simulate --url/.test(this.told), 60_000);
        this.link = /http:\S+\/demo#\S+/.exec(this.told)[0];
    }
    async close() {
        this.process.kill("SIGINT");
        const [code] = await once(this.process, "exit");
        rmSync(this.work, { recursive: true, force: true });
        return code;
    }
}

before(async () => {
    demo = new Demo();
    await demo.open();
    browser = await open_browser();
});
after(async () => {
    if (browser) await browser.close();
    assert.equal(await demo.close(), 0);
});
afterEach(async () => {
    if (page) await page.context().close();
    page = null;
});

async function opens(viewport) {
    page = await open_page(browser, { viewport });
    await page.goto(demo.link);
    await page.locator("#choose, #panes").first().waitFor({ state: "attached" });
    await page.frameLocator("iframe[name=board]").locator("#funnel li").first().waitFor({ state: "attached" });
}

const frame = (name) => page.frameLocator(`iframe[name=${name}]`);
const counted = async () => Number(await frame("board").locator("#counts .card strong").first().textContent());
const look_at = async (name) => {
    const tab = page.locator(`[data-pane=${name}]`);
    if (await tab.isVisible()) await tab.click();
};

for (const [width, height] of [[1280, 900], [360, 640]])
    test(`demo: at ${width} px what is paid in the wallet is heard at the stall and counted by the board`, async () => {
        await opens({ width, height });
        assert.equal(await scrolls_sideways(page), false);
        const before = await counted();
        await look_at("vendor");
        await frame("vendor").locator("#sound-on").click();
        await frame("vendor").locator("#listening").waitFor();
        await look_at("wallet");
        for (const key of ["3", "5", "000"]) await frame("wallet").locator(`[data-key="${key}"]`).click();
        await frame("wallet").locator("#pay").click();
        await frame("wallet").locator("#result.yes").waitFor();
        await look_at("vendor");
        await eventually("the stall shows it", async () => (await frame("vendor").locator("#figure").textContent()).replace(/\D/g, "") === "35000");
        const stall = page.frames().find((one) => one.name() === "vendor");
        await eventually("the stall says it", async () => (await stall.evaluate(() => window.said)).some((one) => /ba mươi lăm nghìn đồng/.test(one)));
        await look_at("board");
        await eventually("the board counts it", async () => await counted() === before + 1);
        assert.deepEqual(page.complaints, []);
    });

test("demo: on a desk all three are seen, on a phone one, which the pressed button names; the others are hidden from everybody", async () => {
    await opens({ width: 1280, height: 900 });
    for (const name of ["vendor", "wallet", "board"]) assert.equal(await page.locator(`#${name}`).isVisible(), true, name);
    assert.equal(await page.locator("#choose").isVisible(), false);
    await page.setViewportSize({ width: 360, height: 640 });
    for (const chosen of ["wallet", "board", "vendor"]) {
        await page.locator(`[data-pane=${chosen}]`).click();
        for (const name of ["vendor", "wallet", "board"]) {
            assert.equal(await page.locator(`#${name}`).isVisible(), name === chosen, `${chosen}: ${name}`);
            assert.equal(await page.locator(`[data-pane=${name}]`).getAttribute("aria-pressed"), String(name === chosen));
        }
    }
});

test("demo: no token stays in an address, each frame keeps its own, and the tab's own pages have none of them", async () => {
    await opens({ width: 1280, height: 900 });
    assert.equal(new URL(page.url()).hash, "");
    for (const one of page.frames()) assert.equal(new URL(one.url()).hash, "", one.url());
    const kept = await page.evaluate(() => Object.keys(sessionStorage).sort());
    assert.deepEqual(kept, ["choqr.demo", "choqr.token.board", "choqr.token.vendor"]);
    const tokens = await page.evaluate(() => [sessionStorage.getItem("choqr.token.board"), sessionStorage.getItem("choqr.token.vendor")]);
    assert.notEqual(tokens[0], tokens[1]);
    await page.reload();
    await frame("board").locator("#funnel li").first().waitFor();
    await frame("vendor").locator("#sound-on").waitFor();
    await page.goto(`${demo.url}/`);
    await page.locator("#by-token").waitFor();
    assert.match(await page.locator(".door").first().getAttribute("href"), /^\/demo/);
});

test("demo: without its link the page says where that is had", async () => {
    page = await open_page(browser, { viewport: { width: 360, height: 640 } });
    await page.goto(`${demo.url}/demo`);
    await page.getByText("Mở trang này bằng đường dẫn").waitFor();
    assert.equal(await page.locator("iframe").count(), 0);
});

test("demo: an exercise is answered on the page, and its result is told there", async () => {
    const token = /Operator's token\s+(\S+)/.exec(demo.told)[1];
    const call = (method, path, body) => fetch(demo.url + path, { method, body: body && JSON.stringify(body),
        headers: { Authorization: `Bearer ${token}`, "Content-Type": "application/json" } });
    const question = { text: "Đưa hàng không?", choices: ["Đưa hàng", "Chưa đưa"], answer: null };
    const lesson = { state: "runs", number: 2, of: 10, name: "two_hundred", who: "vendor", title: "Trả 200 đồng", told: "Khách trả.", picture: "", question, outcomes: [] };
    assert.equal((await call("PUT", "/demo/training", lesson)).status, 204);
    await opens({ width: 360, height: 640 });
    await page.getByRole("heading", { name: "Bài 2/10: Trả 200 đồng" }).waitFor();
    await page.getByRole("button", { name: "Chưa đưa" }).click();
    await eventually("the answer is kept", async () =>
        (await (await call("GET", "/demo/training/answers")).json()).items.some((one) => one.exercise === "two_hundred" && one.answer === "1"));
    await call("PUT", "/demo/training", { ...lesson, state: "over", outcomes: [{ title: "Trả 200 đồng", missed: ["Mới có 200 đồng."] }, { title: "Mất mạng", missed: [] }] });
    await page.getByText("Làm đúng 1/2 bài.").waitFor();
    assert.equal(await page.locator("#training li").textContent(), "Mới có 200 đồng.");
    assert.equal(await scrolls_sideways(page), false);
    await call("PUT", "/demo/training", { state: "none" });
    await page.locator("#training").waitFor({ state: "hidden" });
});
