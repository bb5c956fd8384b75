// A volunteer without a network, against the real gateway: the list is there, what is registered waits sealed on the phone, goes once each
// when the network is back, and what somebody else was faster with is shown.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { after, afterEach, before, test } from "node:test";
import { eventually, leave_page, open_browser, open_page, open_tab, scrolls_sideways } from "./browser.mjs";
import { House } from "./house.mjs";

let browser, house, token;
const open = [];

before(async () => {
    house = new House();
    await house.open();
    browser = await open_browser("--host-resolver-rules=MAP market.test 127.0.0.1");
    ({ token } = await house.call("POST", "/v1/tokens", { role: "volunteer", market_id: house.market.id, label: "Em Hoa" }));
});
after(async () => {
    if (browser) await browser.close();
    await house.close();
});
afterEach(async () => {
    while (open.length > 0) await leave_page(open.pop());
    if (house.process.exitCode !== null || house.process.signalCode) await house.start();  // A test that failed without a network.
});

const add = (code) => house.call("POST", `/v1/markets/${house.market.id}/stalls`, { code, zone: "Rau củ", goods: "" });
const stall_of = (id) => house.call("GET", `/v1/stalls/${id}`);
const encoded = (account, ...more) => execFileSync(process.env.CHOQR, ["qr", "encode", "--static", "--bin", "mb", "--account", account, ...more], { encoding: "utf8" }).trim();
const button = (page, name) => page.locator(".panel").getByRole("button", { name, exact: true });
const text = async (page, selector) => (await page.locator(selector).innerText()).replace(/\s+/g, " ").trim();
const row = (page, code) => page.locator("#list li", { hasText: `Quầy ${code} ` }).or(page.locator("#list li", { has: page.locator("b", { hasText: new RegExp(`^Quầy ${code}$`) }) })).first();

/// Before the page's script: a camera that shows nothing, and a reader that sees `window.seen`. `page.changes`: what was sent that changes a stall.
function stand_in() {
    window.BarcodeDetector = class { async detect() { return window.seen ? [{ rawValue: window.seen }] : []; } };
    const canvas = document.createElement("canvas");
    let drawn = 0;
    setInterval(() => canvas.getContext("2d").fillRect(0, 0, ++drawn % 9, 9), 100);
    if (navigator.mediaDevices) Object.defineProperty(navigator, "mediaDevices", { value: { getUserMedia: async () => canvas.captureStream(5) } });
}

async function begin(page, url = house.url, fragment = `#token=${token}`) {
    page.is_spoilt = true;
    page.changes = [];
    page.on("request", (request) => { if (/PATCH|POST/.test(request.method()) && /\/v1\/stalls\//.test(request.url())) page.changes.push(`${request.method()} ${new URL(request.url()).pathname}`); });
    await page.addInitScript(stand_in);
    await page.goto(`${url}/volunteer/${house.market.id}${fragment}`);
    await page.locator("#list li").first().waitFor();
    return page;
}

async function phone(options = {}, prepare = () => null) {
    const page = await open_page(browser, { permissions: options.url ? [] : ["camera"] });
    open.push(page);
    await prepare(page);
    return begin(page, options.url);
}

/// The page opens without a network from now on.
const is_kept = (page) => eventually("the page is kept", () => page.evaluate(async () => {
    const store = await caches.open("choqr.shell");
    const names = (await store.keys()).map(({ url }) => new URL(url).pathname);
    return names.some((name) => name.startsWith("/volunteer/")) && names.some((name) => /\/assets\/minute\..*js/.test(name));
}));

/// Up to the consent. A code that the page has to read itself where there is no network.
async function ask(page, code, payload, holder) {
    await row(page, code).locator("button").click();
    await page.locator(".panel video").waitFor();
    await page.evaluate((one) => { window.seen = one; }, payload);
    await page.locator(".panel .told").waitFor();
    await page.evaluate(() => { window.seen = ""; });
    await page.locator(".panel input").fill(holder);
    await button(page, "GIỐNG").click();
    await page.locator(".panel").getByRole("button", { name: /rau củ/ }).click();
    await button(page, "VÀO").click();
}

async function register_offline(page, code, payload, holder) {
    await ask(page, code, payload, holder);
    await button(page, "ĐỒNG Ý").click();
    await page.locator(".panel .told", { hasText: `Quầy ${code} đã ghi trên máy này` }).waitFor();
    await button(page, "ĐÓNG").click();
}

/// Everything that the phone keeps of it, as the database holds it.
const kept_bytes = (page) => page.evaluate(async (name) => {
    const done = (request) => new Promise((resolve, reject) => { request.onsuccess = () => resolve(request.result); request.onerror = () => reject(request.error); });
    const base = await done(indexedDB.open(name));
    const all = await done(base.transaction("items").objectStore("items").getAll());
    const names = await done(base.transaction("items").objectStore("items").getAllKeys());
    const key = await done(base.transaction("keys").objectStore("keys").get("aes"));
    const taken_out = await crypto.subtle.exportKey("raw", key).then(() => true, () => false);
    base.close();
    const latin = all.map(({ sealed }) => Array.from(new Uint8Array(sealed), (byte) => String.fromCharCode(byte)).join("")).join("");
    return { names, latin, taken_out, as_text: JSON.stringify(all.map((one) => Object.keys(one).sort())) };
}, `choqr.volunteer.${house.market.id}`);
const databases = (page) => page.evaluate(async () => (await indexedDB.databases()).map(({ name }) => name));

const given = async (id) => (await house.call("GET", `/v1/stalls/${id}/consent`)).consent.status;

test("offline: three stalls are registered without a network, the page is opened anew, and each goes once when it is back", async () => {
    const stalls = [await add("O-1"), await add("O-2"), await add("O-3")];
    const page = await phone();
    await is_kept(page);
    await house.kill();
    for (const [at, holder] of [[0, "NGUYEN THI LAN"], [1, "TRAN VAN BAY"], [2, "LE THI HOA"]])
        await register_offline(page, `O-${at + 1}`, encoded(`070000000${at}`), holder);
    assert.equal(await text(page, "#waiting"), "3 quầy chờ gửi");
    assert.match(await text(page, "#lost"), /^Mất mạng\..* Danh sách lúc \d\d:\d\d\.$/);
    assert.match(await row(page, "O-2").innerText(), /Đã ghi trên máy, chờ gửi/);
    assert.ok(!await scrolls_sideways(page));
    const { names, latin, taken_out, as_text } = await kept_bytes(page);
    assert.equal(names.filter((name) => name.startsWith("item ")).length, 3);
    assert.doesNotMatch(latin, /07000000|NGUYEN|BAY|970422|account|Chợ Thử/);
    assert.doesNotMatch(names.join(), /07000000|st\d/);
    assert.ok(!taken_out, "the key leaves the browser");
    assert.deepEqual(new Set(JSON.parse(as_text).map(String)), new Set(["iv,sealed"]));

    await page.reload();
    await eventually("the list without a network", async () => await page.locator("#list li").count() >= 3, 40_000);
    assert.equal(await text(page, "#waiting"), "3 quầy chờ gửi");
    page.changes.length = 0;
    await house.start();
    await eventually("all are sent", () => page.locator("#waiting").isHidden(), 60_000);
    for (const [at, stall] of stalls.entries()) {
        const path = `/v1/stalls/${stall.id}`;
        const last = page.changes.filter((one) => one.includes(`${path}/`) || one.endsWith(path));
        assert.deepEqual(last, [`PATCH ${path}`, `POST ${path}/consent`], "each once");
        assert.deepEqual((await stall_of(stall.id)).accounts.map(({ account_number }) => account_number), [`070000000${at}`]);
        assert.equal(await given(stall.id), "given");
    }
    await eventually("the list is new", async () => /chưa in bảng QR/.test(await row(page, "O-3").innerText()));
    assert.deepEqual((await kept_bytes(page)).names, ["day"]);
});

/// No network for this page alone.
const cut = (page) => page.route("**/v1/**", (route) => route.abort());
const mend = (page) => page.unroute("**/v1/**");

test("offline: somebody else was faster: both are shown, nothing is merged, and it stays until a person drops it", async () => {
    const [taken, same] = [await add("K-1"), await add("K-2")];
    const page = await phone();
    await cut(page);
    await register_offline(page, "K-1", encoded("0711000001"), "NGUYEN THI LAN");
    await register_offline(page, "K-2", encoded("0711000002"), "TRAN VAN BAY");
    await house.call("PATCH", `/v1/stalls/${taken.id}`, { vendor: { name: "Cô Mai", kind: "person" }, accounts: [{ bin: "970436", account_number: "999888777", account_name: "MAI" }] });
    await house.call("PATCH", `/v1/stalls/${same.id}`, { goods: "cá", vendor: { name: "Anh Bảy", kind: "person" }, accounts: [{ bin: "970422", account_number: "0711000002", account_name: "TRAN VAN BAY" }] });
    await mend(page);
    await eventually("the conflicts are shown", async () => await page.locator("#waiting li").count() === 2, 60_000);
    const shown = await text(page, "#waiting");
    assert.match(shown, /Quầy K-1 Quầy này vừa được người khác đăng ký .* Đã đăng ký: Vietcombank · …8777 Bản của tôi: MB · …0001 · NGUYEN THI LAN BỎ BẢN CỦA TÔI/);
    assert.ok(!await scrolls_sideways(page));
    assert.deepEqual((await stall_of(taken.id)).accounts.map(({ account_number }) => account_number), ["999888777"]);
    assert.equal((await stall_of(same.id)).goods, "cá", "even with the same account nothing of ours goes in");
    assert.deepEqual(page.changes.filter((one) => one.includes(taken.id) || one.includes(same.id)).filter((one) => one.startsWith("POST")), [], "and no consent of ours");
    await page.reload();
    await eventually("it is still there", async () => await page.locator("#waiting li").count() === 2, 30_000);
    await page.locator("#waiting li", { hasText: "K-1" }).getByRole("button").click();
    await page.locator("#waiting li", { hasText: "K-2" }).getByRole("button").click();
    await page.locator("#waiting").waitFor({ state: "hidden" });
    assert.deepEqual((await kept_bytes(page)).names, ["day"]);
});

for (const [where, path, again] of [["before its account is answered", "", 1], ["between account and consent", "/consent", 0]])
    test(`offline: a page that is closed ${where} is gone on with where it stood`, async () => {
        const stall = await add(`Z-${again}`);
        const page = await phone();
        const address = `${house.url}/v1/stalls/${stall.id}${path}`;
        let reached = false;
        await page.route(address, async (route) => {
            if (route.request().method() === "GET") return route.continue();
            if (path === "") await route.fetch();  // It arrived; the answer is lost with the page.
            reached = true;
        });
        await ask(page, `Z-${again}`, encoded(`071200000${again}`), "LE THI HOA");
        await button(page, "ĐỒNG Ý").click();
        await eventually("it is under way", async () => reached);
        const other = await open_tab(page);
        await page.close();
        open.push(other);
        await begin(other);
        await eventually("the rest is sent", async () => await given(stall.id) === "given", 30_000);
        await eventually("nothing waits", () => other.locator("#waiting").isHidden());
        assert.equal(other.changes.filter((one) => one === `PATCH /v1/stalls/${stall.id}`).length, again);
        assert.deepEqual((await stall_of(stall.id)).accounts.map(({ account_number }) => account_number), [`071200000${again}`]);
        await other.context().close();
        open.length = 0;
    });

test("offline: who is taken out takes nothing along: list, items and key are deleted, and what was not sent is named", async () => {
    await add("E-1");
    const { code } = await house.call("POST", `/v1/markets/${house.market.id}/pairing`, { role: "volunteer" }).catch((error) => assert.fail(error));
    const page = await open_page(browser, { permissions: ["camera"] });
    open.push(page);
    page.is_spoilt = true;
    await page.goto(`${house.url}/pair?as=volunteer#${code}`);
    await page.locator("#name").fill("Em Hoa");
    await page.locator("#go").click();
    await page.locator("#list li").first().waitFor();
    await begin(page, house.url, "");
    await cut(page);
    await register_offline(page, "E-1", encoded("0713000001"), "NGUYEN THI LAN");
    assert.deepEqual(await databases(page), [`choqr.volunteer.${house.market.id}`]);
    const { items } = await house.call("GET", `/v1/markets/${house.market.id}/devices`);
    await house.call("DELETE", `/v1/markets/${house.market.id}/devices/${items[0].id}`);
    await mend(page);
    await eventually("out", async () => /Máy này đã bị ngắt.*Chưa gửi và đã xóa khỏi máy: Quầy E-1/s.test(await text(page, "#main")), 40_000);
    await eventually("nothing is left", async () => (await databases(page)).length === 0);
    assert.doesNotMatch(await text(page, "body"), /Quầy O-1|NGUYEN/);
});

test("offline: on plain HTTP nothing waits, and the page says so; online all works", async () => {
    const stall = await add("P-1");
    const page = await phone({ url: house.url.replace("127.0.0.1", "market.test") });
    assert.equal(await page.evaluate(() => window.isSecureContext), false);
    assert.match(await text(page, "#no-queue"), /không mở bằng https: mất mạng thì không ghi được/);
    const typed = async () => {
        await row(page, "P-1").locator("button").click();
        await page.locator(".panel [aria-expanded]").click();
        await page.locator(".panel form input").first().fill("MB");
        await page.locator(".panel form input").nth(1).fill("0714000001");
        await page.locator(".panel form button").click();
        await page.locator(".panel input").fill("LE THI HOA");
        await button(page, "GIỐNG").click();
        await button(page, "VÀO").click();
    };
    await typed();
    await cut(page);
    await button(page, "ĐỒNG Ý").click();
    await page.locator(".panel .problem", { hasText: "Mất mạng" }).waitFor();
    assert.ok(await page.locator("#waiting").isHidden());
    await mend(page);
    await button(page, "ĐỒNG Ý").click();
    await button(page, "IN SAU, CÙNG CẢ DÃY").waitFor();
    assert.equal(await given(stall.id), "given");
});

test("offline: a phone without a database, and one that is full, say so and still register with a network", async () => {
    const [without, full] = [await add("D-1"), await add("D-2")];
    const bare = await phone({}, (page) => page.addInitScript(() => Object.defineProperty(window, "indexedDB", { value: undefined })));
    assert.match(await text(bare, "#no-queue"), /không lưu được/);
    await ask(bare, "D-1", encoded("0715000001"), "LE THI HOA");
    await button(bare, "ĐỒNG Ý").click();
    await button(bare, "IN SAU, CÙNG CẢ DÃY").waitFor();
    assert.equal(await given(without.id), "given");
    const page = await phone({}, (one) => one.addInitScript(() => { IDBObjectStore.prototype.put = () => { throw new DOMException("full", "QuotaExceededError"); }; }));
    await ask(page, "D-2", encoded("0715000002"), "LE THI HOA");
    await cut(page);
    await button(page, "ĐỒNG Ý").click();
    await page.locator(".panel .problem", { hasText: "Mất mạng" }).waitFor();
    assert.match(await text(page, "#no-queue"), /Máy đã đầy/);
    await mend(page);
    await button(page, "ĐỒNG Ý").click();
    await button(page, "IN SAU, CÙNG CẢ DÃY").waitFor();
    assert.equal(await given(full.id), "given");
});
