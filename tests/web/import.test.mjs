// A market's list from an office's file, in a browser against the real gateway: what it would do, what headings mean, and that it is
// written once.
import assert from "node:assert/strict";
import { after, afterEach, before, test } from "node:test";
import { eventually, leave_page, open_browser, open_page, scrolls_sideways } from "./browser.mjs";
import { House } from "./house.mjs";

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

const text = async (selector) => (await page.locator(selector).innerText()).split("\u00a0").join(" ").replace(/\s+/g, " ").trim();
const counts = (says) => eventually(`the page says "${says}"`, async () => (await text("#counts")) === says);

async function choose(name, content) {
    await page.locator("#file").setInputFiles({ name, mimeType: "text/csv", buffer: Buffer.from(content) });
}

async function open_import() {
    page = await open_page(browser);
    await page.goto(`${house.url}/import/${house.market.id}#token=${house.board}`);
    await page.locator("#main").waitFor({ state: "visible" });
}

const stalls = async () => (await house.call("GET", `/v1/markets/${house.market.id}/stalls?limit=200`, undefined, house.board)).items;

test("import: a list is shown before it is written, written once, and says the second time that nothing is left", async () => {
    await open_import();
    const had = (await stalls()).length;
    const list = "mã quầy,khu,tên\n" + Array.from({ length: 30 }, (_, index) => `L-${index + 1},Lưới,Cô Lan`).join("\n");
    await choose("danh sách.csv", list);
    await counts("30 quầy mới, 0 quầy đổi, 0 đã có, 0 lỗi cần sửa");
    assert.equal((await stalls()).length, had, "nothing is written yet");
    assert.equal(await scrolls_sideways(page), false);
    assert.equal(await page.locator("#rows tr").count(), 5);
    await page.locator("#write").click();
    await counts("0 quầy mới, 0 quầy đổi, 30 đã có, 0 lỗi cần sửa");
    assert.equal(await text("#says"), "Đã ghi: 30 quầy mới, 0 quầy đổi.");
    assert.equal((await stalls()).length, had + 30);
    assert.equal(await page.locator("#write").isDisabled(), true);
    await choose("danh sách.csv", list + "\n");
    await eventually("the page says that nothing is left", async () => (await text("#says")) === "Mọi quầy trong tệp đã có trong sổ. Không có gì để ghi.");
    assert.equal((await stalls()).length, had + 30);
});

test("import: what a heading means is chosen once, and the next list is read by it", async () => {
    await open_import();
    await choose("a.csv", "Điểm số,Chủ sạp\nM-1,Cô Lan\n");
    await eventually("the page asks for the stall's number", async () => /mã quầy/.test(await text("#errors")));
    assert.equal(await page.locator("#write").isDisabled(), true);
    await page.getByLabel("Ý nghĩa cột Điểm số").selectOption("code");
    await counts("1 quầy mới, 0 quầy đổi, 0 đã có, 0 lỗi cần sửa");
    await page.getByLabel("Ý nghĩa cột Chủ sạp").selectOption("vendor_name");
    await eventually("both are chosen", async () => (await page.locator("#columns small").allInnerTexts()).every((why) => why === "vừa chọn"));
    await page.locator("#write").click();
    await counts("0 quầy mới, 0 quầy đổi, 1 đã có, 0 lỗi cần sửa");
    await choose("b.csv", "Điểm số,Chủ sạp\nM-2,Anh Ba\n");
    await counts("1 quầy mới, 0 quầy đổi, 0 đã có, 0 lỗi cần sửa");
    assert.deepEqual(await page.locator("#columns small").allInnerTexts(), ["nhớ từ lần trước", "nhớ từ lần trước"]);
});

test("import: each mistake names its line and column in Vietnamese, cells are text, and files that cannot be are refused", async () => {
    await open_import();
    await choose("c.csv", "mã quầy,tên,điện thoại\nC-1,Cô Ba,12\nC-2,<img src=x onerror=alert(1)>,0901234567\n");
    await counts("1 quầy mới, 0 quầy đổi, 0 đã có, 1 lỗi cần sửa");
    assert.match(await text("#errors"), /^Dòng 2: cột "điện thoại": không phải số điện thoại Việt Nam$/);
    assert.match(await text("#rows"), /<img src=x/);
    assert.equal(await page.locator("#rows img").count(), 0);
    await choose("cũ.xls", "x");
    assert.match(await text("#wrong"), /lưu thành \.xlsx/);
    assert.equal(await page.locator("#plan").isVisible(), false);
    await choose("lớn.csv", "x".repeat(4 * 1024 * 1024 + 1));
    assert.match(await text("#wrong"), /lớn hơn 4 MB/);
});
