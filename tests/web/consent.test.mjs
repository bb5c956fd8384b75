// What a vendor agrees to and asks, in a browser against the real gateway: the board's page, the stall's own phone of 360 px, and
// the owner of an account.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, afterEach, before, test } from "node:test";
import { eventually, leave_page, open_browser, open_page, scrolls_sideways } from "./browser.mjs";
import { House } from "./house.mjs";

const nbsp = "\u00a0";
let browser, house;
const open = [];

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
    while (open.length > 0) {
        const page = open.pop();
        assert.deepEqual(page.errors, []);
        await leave_page(page);
    }
});

const text = async (page, selector) => (await page.locator(selector).innerText()).split(nbsp).join(" ").replace(/\s+/g, " ").trim();

async function phone() {
    const page = await open_page(browser);
    open.push(page);
    if (!page.errors) page.on("pageerror", (error) => page.errors.push(String(error)));
    page.errors = [];
    return page;
}

/// A phone that is the stall's owner's, as by the code.
async function paired_phone(stall) {
    const { code } = await house.call("POST", `/v1/stalls/${stall.id}/pairing`, { role: "owner" });
    const page = await phone();
    await page.goto(`${house.url}/pair#${code}`);
    await page.locator("#go").click();
    await page.waitForURL(/\/stall\//);
    return page;
}

async function board_page(path) {
    const page = await phone();
    await page.goto(`${house.url}${path}#token=${house.board}`);
    return page;
}

const listed = async (stall) => (await house.call("GET", `/v1/markets/${house.market.id}/consents`, undefined, house.board)).items.find(({ stall_id }) => stall_id === stall.id);

test("consent: said before the board, taken back on the vendor's phone by two taps, and the board sees the name no more", async () => {
    const board = await board_page(`/consents/${house.market.id}`);
    const row = board.locator("#list li").filter({ hasText: "B-12" });
    await row.getByRole("button", { name: "HỎI", exact: true }).click();
    assert.match(await text(board, "#text"), /^Ban quản lý chỉ xem tổng của cả chợ, không xem tiền của từng quầy\./);
    assert.equal(await scrolls_sideways(board), false);
    await board.locator("#heard").click();
    await eventually("the consent is recorded", async () => (await listed(house.stall)).consent.status === "given");

    const vendor = await paired_phone(house.stall);
    await vendor.goto(`${house.url}/devices/${house.stall.id}`);
    await vendor.locator("#rights").click();
    await eventually("the page says that it was given", async () => (await text(vendor, "#status")).startsWith("ĐÃ ĐỒNG Ý."));
    assert.equal(await scrolls_sideways(vendor), false);
    await vendor.locator("#withdraw").click();
    assert.equal((await listed(house.stall)).consent.status, "given");
    assert.equal(await text(vendor, "#withdraw"), "CHẮC CHẮN RÚT LẠI?");
    await vendor.locator("#withdraw").click();
    await eventually("the page says that it was taken back", async () => (await text(vendor, "#status")).startsWith("ĐÃ RÚT."));
    await eventually("who did what names it first", async () => /^rút lại đồng ý/.test(await text(vendor, "#acts li:first-child")));

    const seen = await listed(house.stall);
    assert.deepEqual([seen.consent.status, seen.vendor_name], ["withdrawn", null]);
    await board.reload();
    await board.getByRole("button", { name: /^Đã rút/ }).click();
    const withdrawn = await board.locator("#list li").filter({ hasText: "B-12" }).innerText();
    assert.match(withdrawn, /người bán không cho xem tên/);
    assert.doesNotMatch(withdrawn, /Cô Lan/);

    await vendor.locator("#agree").click();
    await vendor.locator("#agree").click();
    await eventually("the vendor's own phone says yes again", async () => (await listed(house.stall)).consent.status === "given");
});

test("one's own data: downloaded whole, erasure asked for, taken back, asked for again and done by the operator", async () => {
    const stall = await house.add_stall("E-1", "0123456789055", "LE VAN EM");
    await house.pay(45_000, stall);
    await house.pay(12_000, stall);
    const vendor = await paired_phone(stall);
    await vendor.goto(`${house.url}/rights/${stall.id}`);
    await vendor.locator("#csv").waitFor();
    const file = async (button) => {
        const [download] = await Promise.all([vendor.waitForEvent("download"), vendor.locator(button).click()]);
        return readFileSync(await download.path(), "utf8");
    };
    const json = JSON.parse(await file("#json"));
    assert.equal(json.stall.vendor.name, "Cô Lan");
    assert.deepEqual(json.transfers.map(({ amount }) => amount), [45_000, 12_000]);
    await eventually("it says how many", async () => (await text(vendor, "#exported")) === "Đã tải, có 2 khoản.");
    const csv = await file("#csv");
    assert.match(csv, /^\ufeffwhat,at,name,value,amount,note\r\n/);
    assert.match(csv, /vendor,,"name","Cô Lan"/);

    const waiting = async () => (await house.call("GET", "/v1/erasure-requests")).items.filter(({ stall_id }) => stall_id === stall.id);
    await vendor.locator("#erase").click();
    assert.deepEqual(await waiting(), []);
    await vendor.locator("#erase").click();
    await eventually("it waits", async () => (await waiting()).length === 1);
    await eventually("the page says until when", async () => /^Đã xin xóa, sẽ xong trước \d\d:\d\d \d\d\/\d\d\/\d{4}\.$/.test(await text(vendor, "#erasure")));
    await vendor.locator("#unerase").click();
    await eventually("it waits no more", async () => (await waiting()).length === 0);
    await vendor.locator("#erase").click();
    await vendor.locator("#erase").click();
    await eventually("it waits again", async () => (await waiting()).length === 1);
    const [{ vendor_id }] = await waiting();
    await house.call("POST", `/v1/vendors/${vendor_id}/erase`, { reason: "người bán xin" });
    await vendor.reload();
    await eventually("the page says that it is done", async () => (await text(vendor, "#erasure")).startsWith("Đã xóa"));
    assert.equal(JSON.parse(await file("#json")).stall.vendor, null);
});

test("an account's owner opens the link once and says no; the board's list puts it first", async () => {
    const stall = await house.add_stall("F-1", "0123456789066", "TRAN VAN CHONG");
    const board = await board_page(`/consents/${house.market.id}`);
    await board.locator("#sought").fill("F-1");
    await board.locator("#list li").filter({ hasText: "F-1" }).getByRole("button", { name: "HỎI CHỦ TÀI KHOẢN" }).click();
    await board.locator("#link").waitFor();
    const link = await board.locator("#url").inputValue();
    assert.match(link, /\/owner#[0-9a-f]{32}$/);

    const owner = await phone();
    await owner.goto(link);
    await owner.locator("#yes").waitFor();
    assert.equal(new URL(owner.url()).hash, "");
    assert.match(await text(owner, "#asks"), /^Quầy F-1 – rau củ, Chợ Thử, xin nhận tiền/);
    assert.match(await text(owner, "#account"), /…9066$/);
    assert.equal(await text(owner, "#whose"), "Người bán: Cô Lan");
    assert.equal(await scrolls_sideways(owner), false);
    await owner.locator("#no").click();
    await eventually("it is recorded", async () => (await text(owner, "#title")).startsWith("Đã ghi: KHÔNG ĐỒNG Ý."));

    await board.locator("#close").click();
    await eventually("the board's page shows it", async () => /chủ tài khoản KHÔNG đồng ý/.test(await board.locator("#list").innerText()));
    await board.locator("#sought").fill("");
    assert.match(await board.locator("#list li").first().innerText(), /F-1/);

    await owner.goto("about:blank");
    await owner.goto(link);
    await eventually("the link is of no use any more", async () => (await text(owner, "#title")) === "Đường dẫn không dùng được");
    assert.equal((await listed(stall)).accounts[0].owner.answer, "no");
});

test("privacy: who sees what is there for everybody, in both languages", async () => {
    const page = await phone();
    await page.goto(`${house.url}/privacy`);
    await eventually("the configuration is told", async () => (await text(page, "#texts")) !== "");
    assert.match(await text(page, "#text"), /^Ban quản lý chỉ xem tổng/);
    assert.equal(await scrolls_sideways(page), false);
    await page.goto(`${house.url}/privacy?lang=en`);
    await eventually("in English", async () => (await text(page, "#text")).startsWith("The board sees only the sums"));
});
