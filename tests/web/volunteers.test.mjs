// A market's devices in a browser against the real gateway: volunteers by the QR of the day, read off the board's screen by
// another program; displays; and the end of the market's day.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, afterEach, before, test } from "node:test";
import { eventually, leave_page, open_browser, open_page, scrolls_sideways } from "./browser.mjs";
import { House } from "./house.mjs";

let browser, house, work;
const open = [];

before(async () => {
    house = new House();
    await house.open();
    browser = await open_browser();
    work = process.env.CHOQR_SCREENSHOTS || mkdtempSync(join(tmpdir(), "choqr-volunteers-"));
});
after(async () => {
    if (browser) await browser.close();
    await house.close();
    if (work && !process.env.CHOQR_SCREENSHOTS) rmSync(work, { recursive: true, force: true });
});
afterEach(async () => {
    while (open.length > 0) await leave_page(open.pop());
});

const text = async (page, selector) => (await page.locator(selector).innerText()).replace(/\u00a0/g, " ").replace(/\s+/g, " ").trim();
const picture = async (page, name) => {
    const path = join(work, `${name}.png`);
    await page.screenshot({ path });
    return path;
};
const decoded = (path) => execFileSync("zbarimg", ["--quiet", "--raw", "-Sdisable", "-Sqrcode.enable", path], { encoding: "utf8" }).trim();

async function phone(path, options) {
    const page = await open_page(browser, options);
    open.push(page);
    await page.goto(house.url + path);
    return page;
}

/// The board's page of the market's devices.
async function board_of(market) {
    const { token } = await house.call("POST", "/v1/tokens", { role: "board", market_id: market.id, label: "ban quản lý" });
    const page = await phone(`/market-devices/${market.id}#token=${token}`);
    await page.locator("#pair-volunteer").waitFor();
    return page;
}

async function show(board, button, name) {
    await board.locator(button).click();
    await board.locator("#qr").waitFor();
    assert.ok(!await scrolls_sideways(board));
    return decoded(await picture(board, name)).slice(house.url.length);
}

/// A phone that scanned the QR of the day.
async function volunteer(address, name) {
    const page = await phone(address);
    assert.equal(await text(page, "#name-label"), "Tên của bạn");
    await page.locator("#name").fill(name);
    await page.locator("#go").click();
    return page;
}

const devices = async (market) => (await house.call("GET", `/v1/markets/${market.id}/devices`)).items;
/// What a page of this phone is answered.
const status_of = (page, path) => page.evaluate((to) => fetch(to).then(({ status }) => status), path);
/// The texts of a page that could be an amount.
const amounts_in = async (page) => (await text(page, "body")).match(/[\d.]+ ?đ\b/g) || [];

/// A market whose business day ends at the next full minute that is `ahead_ms` away at least.
async function market_that_closes_soon(ahead_ms) {
    const end = Math.ceil((Date.now() + ahead_ms) / 60_000) * 60_000;
    const local = new Date(end + 7 * 3_600_000).toISOString().slice(11, 16);
    const market = await house.call("POST", "/v1/markets", { name: "Chợ Đêm", code: "dem", province: "Lào Cai", commune: "Sa Pa", business_day_cutoff: local });
    return { market, end };
}

/// A market whose day ends while others are tested: { market, end, board, address, hoa, nam }, its pages open.
let night;

test("volunteers: many phones scan the QR of the day, see the stalls and no money", async () => {
    const { market, end } = await market_that_closes_soon(35_000);
    const add = (code, more) => house.call("POST", `/v1/markets/${market.id}/stalls`, { code, zone: "Rau", goods: "rau củ", ...more });
    const account = { bin: "970422", account_number: "0123456789055", account_name: "NGUYEN THI LAN" };
    const stall = await add("A-1", { accounts: [account] });
    await add("A-2", {});
    const board = await board_of(market);
    const address = await show(board, "#pair-volunteer", "code-of-day");
    assert.match(address, /^\/pair\?as=volunteer#[0-9A-Z]{26}$/);

    const hoa = await volunteer(address, "Em Hoa");
    await hoa.locator("#list li").first().waitFor();
    assert.equal(new URL(hoa.url()).pathname, `/volunteer/${market.id}`);
    assert.ok(!await scrolls_sideways(hoa));
    assert.match(await text(hoa, "#who"), /^tình nguyện viên · đến \d\d:\d\d$/);
    assert.equal(await text(hoa, "#counts"), "1/2 quầy đã đăng ký");
    assert.match(await text(hoa, "#list"), /Quầy A-1 Rau · rau củ Đã đăng ký, chưa in bảng QR BẢNG, LOA Quầy A-2 .* Chưa đăng ký/);
    await picture(hoa, "volunteer");
    const nam = await volunteer(address, "Anh Nam");
    await nam.locator("#list li").first().waitFor();
    await eventually("the board sees both", async () => /Em Hoa .* Anh Nam/.test(await text(board, "#list").catch(() => "")));
    assert.ok(await board.locator("#qr").isVisible());  // For the next one.

    await house.pay(45_000, stall);
    for (const path of ["/v1/transfers", `/v1/transfers?market_id=${market.id}`, `/v1/reports/daily?market_id=${market.id}`, `/v1/stalls/${stall.id}/live`,
                        `/v1/stalls/${stall.id}/payment-requests`, `/v1/stalls/${stall.id}/devices`, `/v1/markets/${market.id}/live`, "/v1/events", "/v1/users"])
        assert.equal(await status_of(hoa, path), 403, path);
    assert.equal(await status_of(hoa, `/v1/stalls/${stall.id}`), 200);
    assert.equal(await status_of(hoa, `/v1/stalls/${house.stall.id}`), 404);
    await hoa.reload();
    await hoa.locator("#list li").first().waitFor();
    assert.deepEqual(await amounts_in(hoa), []);
    const open_stall = hoa.locator("#open-only");
    await open_stall.check();
    assert.equal(await hoa.locator("#list li").count(), 1);
    night = { market, end, board, address, hoa, nam };
    open.length = 0;  // They stay open for the end of the day.
});

test("volunteers: who is revoked is out, and a code that was changed lets nobody in", async () => {
    const board = await board_of(house.market);
    const first = await show(board, "#pair-volunteer", "first");
    const hoa = await volunteer(first, "Em Hoa");
    await hoa.locator("#list li").first().waitFor();
    await board.locator("#anew").click();
    await eventually("another code", async () => decoded(await picture(board, "anew")).slice(house.url.length) !== first);
    const late = await volunteer(first, "Người lạ");
    await late.locator("#refused").waitFor();
    await board.locator("#close").click();
    const row = board.locator("#list li", { hasText: "Em Hoa" });
    await row.locator("button").click();
    await row.locator("button").click();
    await row.waitFor({ state: "detached" });
    await hoa.reload();
    await eventually("out", async () => /^Máy này đã bị ngắt/.test(await text(hoa, "#main")));
});

const in_panel = (page, name) => page.locator(".panel").getByRole("button", { name, exact: true });
const open_stall = (page, code) => page.locator("#list li", { hasText: `Quầy ${code}` }).locator("button").click();
/// The panel says that it is kept, and closes.
async function kept(page, sentence) {
    await page.locator(".panel .told", { hasText: sentence }).waitFor();
    await page.locator(".panel .go").click();
    await page.locator(".panel").waitFor({ state: "detached" });
}

test("volunteers: a refusal with its reason, a stand that hangs with its photograph, and the list that follows", async () => {
    const market = await house.call("POST", "/v1/markets", { name: "Chợ Trưa", code: "trua", province: "Lào Cai", commune: "Sa Pa" });
    const add = (code, more) => house.call("POST", `/v1/markets/${market.id}/stalls`, { code, zone: "Rau", goods: "rau củ", ...more });
    const lan = await add("E-01", { vendor: { name: "Trần Thị Đào", kind: "person" }, accounts: [{ bin: "970422", account_number: "0123456789066", account_name: "TRAN THI DAO" }] });
    await add("E-02", {});
    const { token } = await house.call("POST", "/v1/tokens", { role: "volunteer", market_id: market.id, label: "Em Hoa" });
    const page = await phone(`/volunteer/${market.id}#token=${token}`);
    await page.locator("#list li").first().waitFor();
    assert.match(await text(page, "#work"), /^Quầy E-01 .* chưa in bảng QR/);

    await open_stall(page, "E-02");
    await in_panel(page, "TỪ CHỐI").click();
    await picture(page, "refusal");
    assert.ok(!await scrolls_sideways(page));
    await page.locator(".panel .icon", { hasText: "Sợ thuế" }).click();
    await kept(page, "cô chú từ chối");
    await eventually("the list says why", async () => /Quầy E-02 .*Đã từ chối \(Sợ thuế\), từ \d\d\/\d\d\/\d{4}/.test(await text(page, "#work")));

    await open_stall(page, "E-01");
    await in_panel(page, "ĐÃ TREO BẢNG").click();
    await page.locator(".panel input[type=file]").setInputFiles(new URL("../../docs/images/board.png", import.meta.url).pathname);
    await page.locator(".panel", { hasText: "Đã có ảnh." }).waitFor();
    await in_panel(page, "ĐÃ TREO BẢNG").click();
    await kept(page, "bảng QR đã treo");
    await eventually("it is no work any more", async () => !/E-01/.test(await text(page, "#work")));
    assert.match(await text(page, "#list"), /Quầy E-01 .*Đã treo bảng QR/);
    await picture(page, "visited");

    const photo = await fetch(`${house.url}/v1/stalls/${lan.id}/stand-photo`, { headers: { Authorization: `Bearer ${house.token}` } });
    assert.equal(photo.headers.get("content-type"), "image/jpeg");
    const bytes = Buffer.from(await photo.arrayBuffer());
    assert.ok(bytes.length > 1_000 && bytes.length <= 200 * 1024, `${bytes.length} bytes`);
    assert.ok(!bytes.includes("Exif"));
    const today = new Date(Date.now() + 7 * 3_600_000).toISOString().slice(0, 10);
    const { items } = await house.call("GET", `/v1/markets/${market.id}/visits?from=${today}`);
    assert.deepEqual(items.map(({ stall_code, visit, by }) => [stall_code, visit.outcome, visit.reason, by.name]),
                     [["E-01", "stand_handed_over", null, "Em Hoa"], ["E-02", "refused", "fears_tax", "Em Hoa"]]);

    await page.locator("#sought").fill("tran");
    await eventually("found without marks", async () => await page.locator("#list li").count() === 1);
    await page.locator("#sought").fill("e02");
    await eventually("found by the number", async () => /E-02/.test(await text(page, "#list")) && await page.locator("#list li").count() === 1);
    assert.equal(await status_of(page, `/v1/stalls/${lan.id}/stand-photo`), 401);  // No cookie; and its token may not either.
});

test("volunteers: the owner of another's account is asked by a link from the stall", async () => {
    const { token } = await house.call("POST", "/v1/tokens", { role: "volunteer", market_id: house.market.id, label: "Em Hoa" });
    const page = await phone(`/volunteer/${house.market.id}#token=${token}`);
    await page.locator("#list li").first().waitFor();
    await open_stall(page, house.stall.code);
    await in_panel(page, "TÀI KHOẢN CỦA VỢ, CHỒNG, CON").click();
    await page.locator(".panel img.code").waitFor();
    await page.waitForFunction(() => document.querySelector(".panel img.code").naturalWidth > 0);
    const address = await page.locator(".panel input[readonly]").inputValue();
    assert.equal(decoded(await picture(page, "family")), address);
    assert.match(new URL(address).pathname, /^\/owner/);
});

test("volunteers: of hamlets, houses are named and no stall", async () => {
    const market = await house.call("POST", "/v1/markets", { name: "Tân Ân", code: "tan-an", kind: "hamlets" });
    await house.call("POST", `/v1/markets/${market.id}/stalls`, { code: "12", zone: "Ấp Tân Lập", goods: "tạp hóa" });
    const { token } = await house.call("POST", "/v1/tokens", { role: "volunteer", market_id: market.id, label: "Em Hoa" });
    const page = await phone(`/volunteer/${market.id}#token=${token}`);
    await page.locator("#list li").first().waitFor();
    assert.match(await text(page, "#list"), /^Ấp Tân Lập Số nhà 12 /);
    assert.equal(await text(page, "#market"), "Tân Ân");
    await page.locator("#list li button").click();
    assert.equal(await text(page, ".panel h2"), "Số nhà 12");
});

test("displays: a wall board shows the market's counts, and no stall", async () => {
    const board = await board_of(house.market);
    const wall = await phone(await show(board, "#pair-display", "wall-code"), { viewport: { width: 1280, height: 720 } });
    await wall.locator("#go").click();
    await wall.locator("#figures").waitFor();
    assert.match(await text(wall, "#place"), /^Chợ Thử$/);
    assert.match(await text(wall, "#figures"), /2\/2$/);
    assert.deepEqual(await amounts_in(wall), []);
    assert.equal(await status_of(wall, `/v1/markets/${house.market.id}/live?zone=Rau`), 403);
    await picture(wall, "wall");
});

// Before the gateway is started anew, which forgets what codes there were.
test("volunteers: who came by the QR of the day is out when the day ends, and it lets nobody in any more", async () => {
    assert.ok(night, "the market of the first test");
    const { market, end, board, address, hoa, nam } = night;
    open.push(board, hoa, nam);
    await new Promise((resolve) => setTimeout(resolve, Math.max(0, end - Date.now())));
    await eventually("out", async () => /^Hết ngày /.test(await text(hoa, "#main")), 15_000);
    assert.equal(await hoa.locator("#list").count(), 0);
    await picture(hoa, "day-over");
    await nam.reload();
    await eventually("out after a reload, too", async () => /^Hết ngày .*quét mã QR hôm nay/i.test(await text(nam, "#main")));
    assert.deepEqual(await devices(market), []);
    const late = await volunteer(address, "Chị Mai");
    await eventually("the code is over", async () => /hết hạn/.test(await text(late, "#refused")));
    await board.locator("#close").click();
    assert.notEqual(await show(board, "#pair-volunteer", "next-day"), address);
});

test("displays: an aisle's speaker says what comes to its zone, and nothing else; it stays through a restart", async () => {
    const board = await board_of(house.market);
    await board.locator("#what").selectOption("zone:Rau củ");
    const speaker = await phone(await show(board, "#pair-display", "display"));
    await speaker.locator("#go").click();
    await speaker.locator("#sound-on").click();
    await eventually("the code closes", () => board.locator("#code").isHidden());
    assert.match(await text(board, "#list"), /Loa chợ Báo tiền khu Rau củ/);
    await house.pay(37_000);
    const said = async () => speaker.evaluate(() => window.said);
    await eventually("heard", async () => (await said()).includes("Quầy B mười hai. Đã nhận, ba mươi bảy nghìn đồng."));
    await eventually("shown", async () => /Quầy B-12 37\.000 đ/.test(await text(speaker, "#newest")));
    assert.ok(!await scrolls_sideways(speaker));
    await picture(speaker, "speaker");
    for (const path of ["/v1/transfers", `/v1/stalls/${house.stall.id}/live`, `/v1/stalls/${house.stall.id}`, `/v1/markets/${house.market.id}/stalls`,
                        `/v1/reports/daily?market_id=${house.market.id}`])
        assert.equal(await status_of(speaker, path), 403, path);
    await house.kill();
    await speaker.locator("#lost").waitFor();
    await house.start();
    await speaker.locator("#lost").waitFor({ state: "hidden" });
    await house.pay(38_000, house.other);
    await eventually("heard again", async () => (await said()).includes("Quầy B mười ba. Đã nhận, ba mươi tám nghìn đồng."));
    assert.equal((await said()).filter((one) => one.includes("ba mươi bảy")).length, 1);
});
