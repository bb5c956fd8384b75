// The pages in a browser against the real gateway: what the fake one of pages.test.mjs assumes is held to the truth here.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, afterEach, before, test } from "node:test";
import { eventually, leave_page, open_browser, open_page, scrolls_sideways } from "./browser.mjs";
import { House } from "./house.mjs";

const nbsp = "\u00a0";
let browser, house, page;

before(async () => {
    house = new House();
    await house.open();
    browser = await open_browser();
});
after(async () => {
    if (browser) await browser.close();
    await house.close();
});
afterEach(async () => {
    if (page) await leave_page(page);
    page = null;
});

const text = async (selector) => (await page.locator(selector).innerText()).split(nbsp).join(" ").replace(/\s+/g, " ").trim();
const said = () => page.evaluate(() => window.said);
const calm = () => assert.deepEqual(page.complaints, []);
const hears = (sentence) => eventually(`"${sentence}" was said`, async () => (await said()).includes(sentence));

async function open(path, token, options) {
    page = await open_page(browser, options);
    await page.goto(house.url + path + (token ? `#token=${token}` : ""));
}

async function listen() {
    await open(`/stall/${house.stall.id}`, house.vendor);
    await page.locator("#sound-on").click();
    await page.locator("#listening").waitFor();
}

test("stall: the first payment after the stream opened is heard, and the next", async () => {
    await listen();
    await hears("Loa quầy B mười hai đã sẵn sàng.");
    await house.pay(150_000);
    await hears(house.received("một trăm năm mươi nghìn"));
    await house.pay(200);
    await hears("Chú ý! Chỉ hai trăm đồng. Dưới một nghìn đồng.");
    assert.equal(await text("#title"), "CHÚ Ý! CHỈ");
    await house.pay(35_000);
    await hears(house.received("ba mươi lăm nghìn"));
    assert.equal(await text("#amount"), "35.000 đ");
    assert.equal(await text("#stall"), "Quầy B-12");
    await eventually("counted", async () => await text("#count") === "3" && await text("#sum") === "185.200 đ");
    assert.ok(!await scrolls_sideways(page));
    calm();
});

test("stall: another stall's money is not heard", async () => {
    await listen();
    await house.pay(99_000, house.other);
    await house.pay(36_000);
    await hears(house.received("ba mươi sáu nghìn"));
    assert.ok(!(await said()).some((one) => one.includes("chín mươi chín")));
    calm();
});

test("stall: what came while the phone was offline is said when it is back, once", async () => {
    await listen();
    await house.pay(11_000);
    await hears(house.received("mười một nghìn"));
    await page.context().setOffline(true);
    await page.locator("#lost").waitFor();
    await house.pay(12_000);
    await house.pay(13_000);
    await page.context().setOffline(false);
    await hears(house.received("mười ba nghìn"));
    for (const words of ["mười một", "mười hai", "mười ba"]) {
        assert.equal((await said()).filter((one) => one === house.received(`${words} nghìn`)).length, 1, words);
    }
});

test("stall: the gateway is killed and started again: the screen comes back by itself and misses nothing", { skip: process.env.CHOQR_URL && "not ours to kill" }, async () => {
    await listen();
    await house.pay(21_000);
    await hears(house.received("hai mươi mốt nghìn"));
    await house.kill();
    await page.locator("#lost").waitFor();
    await house.start();
    await house.pay(22_000);
    await hears(house.received("hai mươi hai nghìn"));
    assert.equal((await said()).filter((one) => one.startsWith("Đã nhận")).length, 2);
});

test("stall: KIỂM TRA finds what the ledger holds", async () => {
    await house.pay(123_000);
    await listen();
    await page.locator("#check-open").click();
    await page.locator("#typed").fill("123");
    await page.locator("#check button").click();
    await eventually("an answer", async () => /^CÓ, \d\d:\d\d 123\.000 đ/.test(await text("#verdict")));
    await page.locator("#typed").fill("999000");
    await page.locator("#check button").click();
    await eventually("an answer", async () => /^CHƯA có khoản này/.test(await text("#verdict")));
    calm();
});

test("board: the page shows the report's own numbers", async () => {
    const day = new Date(Date.now() + 7 * 3_600_000).toISOString().slice(0, 10);
    const report = await house.call("GET", `/v1/reports/daily?market_id=${house.market.id}&date=${day}`, undefined, house.board);
    await open(`/board/${house.market.id}`, house.board);
    await page.locator("#funnel li").first().waitFor();
    const counts = await text("#counts");
    assert.equal(report.total_stalls, 2);
    assert.ok(report.transactions > 0);
    assert.ok(counts.includes(`Số giao dịch ${report.transactions} `), counts);
    assert.ok(counts.includes(`chia cho ${report.active} điểm`), counts);
    assert.ok(counts.includes(`${report.per_active_stall.toFixed(1).replace(".", ",")} chia cho`), counts);
    assert.ok(counts.includes("Số tiền < 5 điểm"), "fewer than five stalls: a board sees no sum");
    assert.ok((await text("#definitions")).includes("Đã đăng ký"));
    assert.equal(await page.locator("#hours rect").count(), 24);
    assert.ok(!await scrolls_sideways(page));
    calm();
    await leave_page(page);
    await open(`/board/${house.market.id}`, house.token);
    await page.locator("#funnel li").first().waitFor();
    assert.match(await text("#counts"), /Số tiền [\d.]+ đ/);
    calm();
});

test("wallet: a customer without a token pays what the stall then hears, as a trial that counts nowhere", async () => {
    await listen();
    const counted = await text("#count");
    const wallet = await open_page(browser);
    await wallet.goto(`${house.url}/wallet?stall=${house.stall.public_id}`);
    await wallet.locator("#keys").waitFor();
    assert.ok(await wallet.locator("#qr").evaluate((image) => image.decode().then(() => image.naturalWidth > 0)));
    for (const key of ["4", "7", "000"]) await wallet.locator(`[data-key="${key}"]`).click();
    await wallet.locator("#pay").click();
    await wallet.locator("#result.yes").waitFor();
    await hears("Đã nhận thử, bốn mươi bảy nghìn đồng.");
    if (!house.trial) {
        assert.equal(await text("#title"), "ĐÃ NHẬN THỬ");
        assert.equal(await text("#count"), counted);
        assert.match(await text("#list li:first-child"), /47\.000 đ THỬ/);
    }
    assert.deepEqual(wallet.complaints, []);
    await leave_page(wallet);
    calm();
});

test("board: a stand whose account changed is on the list until it was printed", async () => {
    await house.call("POST", `/v1/markets/${house.market.id}/stands:printed`, {}, house.board);
    await open(`/board/${house.market.id}`, house.board);
    await page.locator("#funnel li").first().waitFor();
    assert.ok(!await page.locator("#reprint-section").isVisible());
    await house.redirect(house.other, [{ bin: "970436", account_number: "0011009988", account_name: "TRAN VAN BAY" }]);
    await page.reload();
    await page.locator("#reprint li").first().waitFor();
    assert.equal(await text("#reprint"), "Rau củ · 1 B-13 đổi tài khoản");
    const [file] = await Promise.all([page.waitForEvent("download"), page.locator("#download").click()]);
    assert.match(readFileSync(await file.path(), "latin1"), /^%PDF/);
    await page.locator("#printed").click();
    await eventually("recorded", async () => /Đã ghi: in 1 bảng/.test(await text("#print-state")));
    const other = await house.call("GET", `/v1/stalls/${house.other.id}`);
    assert.deepEqual([other.stand_version, other.stand_printed_version], [2, 2]);
    calm();
});

test("start: operator, board and vendor find their pages; a revoked token is told what to do", async () => {
    await open("/", house.token);
    await page.locator(`a[href="/board/${house.market.id}"]`).waitFor();
    await page.locator(`a[href="/stall/${house.stall.id}"]`).waitFor();
    calm();
    await leave_page(page);
    await open("/", house.vendor);
    await page.locator(`a[href="/stall/${house.stall.id}"]`).waitFor();
    await leave_page(page);
    const short_lived = await house.call("POST", "/v1/tokens", { role: "vendor", stall_id: house.stall.id, label: "sẽ thu hồi" });
    await house.call("DELETE", `/v1/tokens/${short_lived.id}`);
    await open(`/stall/${house.stall.id}`, short_lived.token);
    await eventually("the wall", async () => /Cần mã truy cập/.test(await text("#main")));
    await leave_page(page);
    await open(`/stall/${house.other.id}`, house.vendor);
    await eventually("no right or not there", async () => /Không (tìm thấy|xem được)/.test(await text("#main")));
    await leave_page(page);
    await open(`/board/${house.market.id}`, house.vendor);
    await eventually("no right or not there", async () => /Không (tìm thấy|xem được)/.test(await text("#main")));
});

test("pages: served with a strict policy, no cookie, kept by the browser, light", async () => {
    const paths = ["/", `/stall/${house.stall.id}`, `/board/${house.market.id}`, `/wallet?stall=${house.stall.id}`];
    for (const path of [...paths, ...paths.map((one) => `${one}${one.includes("?") ? "&" : "?"}lang=en`)]) {
        const response = await fetch(house.url + path);
        const body = await response.text();
        assert.match(body, path.includes("lang=en") ? /<html lang="en">/ : /<html lang="vi">/, path);
        const policy = response.headers.get("content-security-policy");
        assert.match(policy, /default-src '(self|none)'/, path);
        assert.doesNotMatch(policy.replace(path.startsWith("/stall/") ? " 'wasm-unsafe-eval'" : "", ""), /unsafe|\*|https?:/, path);
        assert.equal(response.headers.get("set-cookie"), null);
        const again = await fetch(house.url + path, { headers: { "If-None-Match": response.headers.get("etag") } });
        assert.equal(again.status, 304, path);
        let weight = body.length;
        // What stands in a template comes only when somebody uses it.
        const later = new Set([...body.matchAll(/<template.*?<\/template>/gs)].flatMap(([template]) => [...template.matchAll(/"(\/assets\/[^"]+)"/g)].map(([, part]) => part)));
        for (const [, part] of body.matchAll(/"(\/assets\/[^"]+)"/g)) {
            const asset = await fetch(house.url + part);
            assert.equal(asset.status, 200, part);
            assert.match(asset.headers.get("cache-control"), /immutable/, part);
            const { byteLength } = await asset.arrayBuffer(), sent = Number(asset.headers.get("content-length"));
            const plain = await fetch(house.url + part, { headers: { "Accept-Encoding": "gzip;q=0, br" } });
            assert.equal(asset.headers.get("content-encoding"), "gzip", part);
            assert.equal(plain.headers.get("content-encoding"), null, part);
            assert.equal(Number(plain.headers.get("content-length")), byteLength, part);
            assert.notEqual(plain.headers.get("etag"), asset.headers.get("etag"), part);
            weight += later.has(part) ? 0 : sent;
        }
        assert.ok(weight < 30_000, `${path} weighs ${weight}`);
    }
});

test("stall: from the wallet's notice to the announcement on the screen", async (context) => {
    await listen();
    await page.evaluate(() => {
        window.announced_at = [];
        new MutationObserver(() => window.announced_at.push(Date.now())).observe(document.getElementById("spoken"), { childList: true });
    });
    const delays = [];
    for (let round = 0; round < 30; ++round) {
        const before = Date.now();
        await house.pay(1_000 + round);
        await eventually("announced", async () => await page.evaluate(() => window.announced_at.length) === round + 1);
        delays.push(await page.evaluate(() => window.announced_at[window.announced_at.length - 1]) - before);
    }
    delays.sort((a, b) => a - b);
    context.diagnostic(`payment sent to announced, ms: p50 ${delays[15]}, p95 ${delays[28]}`);
    assert.ok(delays[28] < 2_000, `p95 ${delays[28]} ms`);
});

test("reports held: the stall hears at once and can be opened anew, the board says within five seconds that it is behind", async () => {
    if (!house.own) return;
    await listen();
    const board = await open_page(browser);
    await board.goto(`${house.url}/board/${house.market.id}#token=${house.board}`);
    await board.locator("#funnel li").first().waitFor();
    const holder = spawn("sqlite3", [join(house.data, "reports.sqlite")], { stdio: ["pipe", "ignore", "inherit"] });
    try {
        holder.stdin.write("PRAGMA busy_timeout = 5000;\nBEGIN IMMEDIATE;\n");
        await new Promise((resolve) => setTimeout(resolve, 300));
        const paid = Date.now();
        await house.pay(41_000);
        await hears(house.received("bốn mươi mốt nghìn"));
        assert.ok(await page.locator("#behind").isHidden(), "the stall's screen itself is not behind");
        await board.locator("#figures-behind").waitFor({ timeout: 8_000 });
        assert.ok(Date.now() - paid < 6_000, "said within five seconds");
        assert.match(await board.locator("#figures-behind").innerText(), /Số liệu đang chậm \d+ giây/);
        await page.reload();
        await page.locator("#sound-on").click();
        await page.locator("#listening").waitFor();
    } finally {
        holder.stdin.end("ROLLBACK;\n");
        await once(holder, "exit");
    }
    await board.locator("#figures-behind").waitFor({ state: "hidden", timeout: 8_000 });
    await leave_page(board);
});

test("trial ledger: every page carries the banner, a payment is said as a trial and counts", async () => {
    const demo = new House({ demo: true });
    try {
        await demo.open();
        assert.ok(demo.trial);
        await demo.try_out(35_000);
        const paths = [["/", demo.token], [`/stall/${demo.stall.id}`, demo.vendor], [`/board/${demo.market.id}`, demo.board], [`/wallet?stall=${demo.stall.public_id}`, ""]];
        for (const [path, token] of paths) {
            const fresh = await open_page(browser);
            await fresh.goto(demo.url + path + (token ? `#token=${token}` : ""));
            await fresh.locator("main").waitFor();
            assert.match(await fresh.locator("#trial").innerText(), /^THỬ: không phải tiền thật/, path);
            assert.deepEqual(fresh.complaints, []);
            if (path.startsWith("/stall")) await eventually("counted", async () => /^35\.000/.test(await fresh.locator("#sum").innerText()));
            await leave_page(fresh);
        }
        const asked = await fetch(demo.url + "/"), again = await fetch(demo.url + "/", { headers: { "If-None-Match": asked.headers.get("etag") } });
        assert.equal(again.status, 304);
    } finally {
        await demo.close();
    }
});
