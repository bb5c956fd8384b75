// Codes before a camera that is a film: read in the page by zxing, since this browser has no reader of its own; each is the account that
// it was made for. CHOQR_WEB_CODES: how many.
import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, afterEach, before, test } from "node:test";
import { eventually, leave_page, open_browser, open_page } from "./browser.mjs";
import { codes_of_others, hold, numbers, own_codes } from "./codes.mjs";
import { House } from "./house.mjs";

const codes_wanted = Number(process.env.CHOQR_WEB_CODES || 10);
const any = numbers(711);
const work = mkdtempSync(join(tmpdir(), "choqr-camera-"));
const film = join(work, "film.mjpeg");
let browser, house, token;
const open = [];

before(async () => {
    house = new House();
    await house.open();
    hold(work, film, [], any);
    browser = await open_browser("--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream", `--use-file-for-fake-video-capture=${film}`);
    ({ token } = await house.call("POST", "/v1/tokens", { role: "volunteer", market_id: house.market.id, label: "Em Hoa" }));
});
after(async () => {
    if (browser) await browser.close();
    await house.close();
    rmSync(work, { recursive: true, force: true });
});
afterEach(async () => {
    while (open.length > 0) await leave_page(open.pop());
});

/// `page.asked`: what the gateway was asked to decode, a text or "picture"; `page.elsewhere`: what was asked of anybody else.
async function phone(path) {
    const page = await open_page(browser, { permissions: ["camera"] });
    page.is_spoilt = true;
    open.push(page);
    Object.assign(page, { asked: [], elsewhere: [] });
    page.on("request", (request) => {
        if (!request.url().startsWith(house.url) && !/^(data|blob):/.test(request.url())) page.elsewhere.push(request.url());
        if (!request.url().endsWith("/v1/qr/decode")) return;
        page.asked.push(/json/.test(request.headers()["content-type"]) ? request.postDataJSON().payload : "picture");
    });
    await page.goto(house.url + path);
    return page;
}

async function volunteer(code) {
    await house.call("POST", `/v1/markets/${house.market.id}/stalls`, { code, zone: "Rau củ", goods: "" });
    const page = await phone(`/volunteer/${house.market.id}#token=${token}`);
    await page.locator("#list li").first().waitFor();
    assert.equal(await page.evaluate(() => typeof window.BarcodeDetector), "undefined", "then it is not zxing that is tested");
    return page;
}

const button = (page, name) => page.locator(".panel").getByRole("button", { name, exact: true });
const open_stall = (page, code) => page.locator("#list li", { hasText: `Quầy ${code}` }).locator("button").click();

/// The bank and the account that the page goes on with.
async function read(page, stall, code) {
    hold(work, film, [code], any);
    page.asked.length = 0;
    const decoded = page.waitForResponse((response) => response.url().endsWith("/v1/qr/decode") && /json/.test(response.request().headers()["content-type"]), { timeout: 20_000 });
    decoded.catch(() => undefined);
    const began = Date.now();
    await open_stall(page, stall);
    await page.locator(".panel .told", { hasText: `…${code.account.slice(-4)}` }).waitFor({ timeout: 20_000 });
    const took = Date.now() - began;
    const { bin, account } = await (await decoded).json();
    await button(page, "ĐÓNG").click();
    return { bin, account, took };
}

/// All of others' before our own, if there is room for both; else half and half.
function chosen() {
    const others = codes_of_others();
    const first = others.slice(0, Math.min(others.length, codes_wanted >> 1));
    return [...first, ...own_codes(codes_wanted - first.length, 28)];
}

test(`camera: ${codes_wanted} bank codes as a hand holds them, read in the page: no wrong account`, { timeout: 3_600_000 }, async () => {
    const page = await volunteer("C-1");
    const unread = [], times = [];
    const codes = chosen();
    for (const code of codes) {
        const found = await read(page, "C-1", code).catch((error) => { unread.push(`${code.name}: ${error.message.split("\n")[0]}`); return null; });
        if (!found) {
            await button(page, "ĐÓNG").click();
            continue;
        }
        assert.deepEqual([found.bin, found.account], [code.bin, code.account], code.name);
        assert.equal(page.asked.filter((one) => one !== "picture").pop(), code.payload, code.name);
        times.push(found.took);
    }
    times.sort((a, b) => a - b);
    console.log(`# ${times.length} of ${codes.length} codes read, 0 wrong; from the touch to the account: median ${times[times.length >> 1]} ms, longest ${times[times.length - 1]} ms`);
    assert.deepEqual(unread, []);
    assert.deepEqual(page.elsewhere, [], "nothing is fetched from others");
    assert.deepEqual(page.complaints, []);
});

test("camera: once zxing is there no picture leaves the phone, and two codes at once are nobody's choice", async () => {
    const page = await volunteer("C-2");
    const [one, other] = own_codes(2, 5);
    hold(work, film, [one, other], any);
    await open_stall(page, "C-2");
    await page.locator(".panel .problem", { hasText: "nhiều mã" }).waitFor({ timeout: 30_000 });
    await button(page, "ĐÓNG").click();
    await read(page, "C-2", one);
    assert.deepEqual(page.asked, [one.payload]);
});

const is_kept = (page) => eventually("page and reader are kept", () => page.evaluate(async () => {
    const names = (await (await caches.open("choqr.shell")).keys()).map(({ url }) => new URL(url).pathname);
    return [/^\/volunteer\//, /zxing\..*\.js$/, /zxing\..*\.wasm$/, /minute\..*\.js$/].every((one) => names.some((name) => one.test(name)));
}));

test("camera: without a network the page is opened, reads the code and its account; it arrives when the network is back", async () => {
    const page = await volunteer("C-3");
    const [code] = own_codes(1, 77);
    await is_kept(page);
    await house.kill();
    try {
        await page.reload();
        await page.locator("#list li").first().waitFor({ timeout: 40_000 });
        hold(work, film, [code], any);
        await open_stall(page, "C-3");
        await page.locator(".panel .told", { hasText: `…${code.account.slice(-4)}` }).waitFor({ timeout: 30_000 });
        await page.locator(".panel input").fill("NGUYEN THI LAN");
        await button(page, "GIỐNG").click();
        await button(page, "VÀO").click();
        await button(page, "ĐỒNG Ý").click();
        await page.locator(".panel .told", { hasText: "đã ghi trên máy này" }).waitFor();
    } finally {
        await house.start();
    }
    await eventually("it is sent", () => page.locator("#waiting").isHidden(), 60_000);
    const { items } = await house.call("GET", `/v1/markets/${house.market.id}/stalls?limit=200`);
    const { accounts } = items.find((one) => one.code === "C-3");
    assert.deepEqual(accounts.map(({ bin, account_number, account_name }) => [bin, account_number, account_name]), [[code.bin, code.account, "NGUYEN THI LAN"]]);
});

test("SOI MÃ: live, the stall's own code is right, and another one's is strange", async () => {
    const page = await phone(`/stall/${house.stall.id}#token=${house.vendor}`);
    await page.locator("#sound-on").click();
    await page.getByRole("button", { name: "VIỆC KHÁC" }).click();
    const [, stranger] = own_codes(2, 9);
    hold(work, film, [{ payload: (await house.call("GET", `/q/${house.stall.public_id}.txt`)).trim() }], any);
    await page.getByRole("button", { name: "SOI MÃ" }).click();
    await page.locator(".panel .balance.even", { hasText: "ĐÚNG mã của quầy" }).waitFor({ timeout: 30_000 });
    assert.ok(await page.locator(".panel video").isHidden());
    hold(work, film, [stranger], any);
    await button(page, "SOI LẠI").click();
    await page.locator(".panel .balance.uneven", { hasText: "MÃ LẠ! Gỡ xuống" }).waitFor({ timeout: 30_000 });
    assert.deepEqual(page.complaints, []);
});

test("camera: WebAssembly is compiled by the pages that read codes, and by no other", async () => {
    for (const [path, compiles] of [[`/volunteer/${house.market.id}`, true], [`/stall/${house.stall.id}`, true], ["/", false], [`/board/${house.market.id}`, false],
                                    ["/check", false], ["/wallet", false], ["/login", false], [`/payees/${house.stall.id}`, false]]) {
        const policy = (await fetch(house.url + path)).headers.get("content-security-policy");
        assert.match(policy, compiles ? /script-src 'nonce-[\w-]+' 'wasm-unsafe-eval';/ : /script-src 'nonce-[\w-]+';/, path);
        assert.doesNotMatch(policy, /'unsafe-eval'|'unsafe-inline'/, path);
    }
    const page = await (await fetch(`${house.url}/volunteer/${house.market.id}`)).text();
    const part = await fetch(house.url + /\/assets\/zxing\.[0-9a-f]{16}\.wasm/.exec(page)[0]);
    assert.equal(part.headers.get("content-type"), "application/wasm");
    assert.match(part.headers.get("cache-control"), /immutable/);
});
