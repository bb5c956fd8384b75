// Pairing in a browser against the real gateway: two phones of 360 px, and another program that reads the code off the screen.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, afterEach, before, test } from "node:test";
import { eventually, leave_page, open_browser, open_page, scrolls_sideways } from "./browser.mjs";
import { House } from "./house.mjs";

const nbsp = "\u00a0";
let browser, house, work;
const open = [];

before(async () => {
    house = new House();
    await house.open();
    browser = await open_browser();
    work = process.env.CHOQR_SCREENSHOTS || mkdtempSync(join(tmpdir(), "choqr-pairing-"));
});
after(async () => {
    if (browser) await browser.close();
    await house.close();
    if (work && !process.env.CHOQR_SCREENSHOTS) rmSync(work, { recursive: true, force: true });
});
afterEach(async () => {
    while (open.length > 0) await leave_page(open.pop());
});

const text = async (page, selector) => (await page.locator(selector).innerText()).split(nbsp).join(" ").replace(/\s+/g, " ").trim();
const picture = async (page, name) => {
    const path = join(work, `${name}.png`);
    await page.screenshot({ path });
    return path;
};
/// What another program reads off the screen.
const decoded = (path) => execFileSync("zbarimg", ["--quiet", "--raw", "-Sdisable", "-Sqrcode.enable", path], { encoding: "utf8" }).trim();

async function phone(path, options) {
    const page = await open_page(browser, options);
    open.push(page);
    await page.goto(house.url + path);
    return page;
}

/// The operator lets a phone in; the page of the stall stands open on it.
async function paired(name, role = "owner") {
    const { qr_payload } = await house.call("POST", `/v1/stalls/${house.stall.id}/pairing`, { role });
    const page = await phone(new URL(qr_payload).pathname + new URL(qr_payload).hash);
    if (name) await page.locator("#name").fill(name);
    await page.locator("#go").click();
    await page.locator("#sound-on").waitFor();
    return page;
}
const devices = async () => (await house.call("GET", `/v1/stalls/${house.stall.id}/devices`)).items;

test("pairing: an owner's phone shows the code, another reads it off the screen, and both are devices", async () => {
    const owner = await paired("Điện thoại cô Lan");
    assert.ok(!await scrolls_sideways(owner));
    await owner.locator("#devices").click();
    await owner.locator("#list li").first().waitFor();
    assert.match(await text(owner, "#list"), /^Điện thoại cô Lan \(máy này\) [Cc]hủ quầy · .* [Gg]hép lúc .*, bởi người vận hành/);
    await picture(owner, "devices");
    await owner.locator("#pair-helper").click();
    await owner.locator("#qr").waitFor();
    assert.match(await text(owner, "#left"), /^Còn (5:00|4:\d\d)$/);
    assert.ok(!await scrolls_sideways(owner));
    const address = decoded(await picture(owner, "code"));
    assert.match(address, new RegExp(`^${house.url}/pair#[0-9A-Z]{26}$`));

    const helper = await phone(address.slice(house.url.length));
    assert.match(await helper.locator("#name").inputValue(), /^Điện thoại của quầy/);
    assert.ok(!await scrolls_sideways(helper));
    await picture(helper, "pair");
    await helper.locator("#name").fill("Máy em Hoa");
    await helper.locator("#go").click();
    await helper.locator("#sound-on").waitFor();
    assert.equal(new URL(helper.url()).pathname, `/stall/${house.stall.id}`);
    assert.equal(new URL(helper.url()).hash, "");
    await owner.locator("#joined").waitFor();
    assert.equal(await text(owner, "#joined"), "Đã ghép: Máy em Hoa");
    await eventually("the code is closed", () => owner.locator("#code").isHidden());
    await eventually("both are open", async () => /Máy em Hoa [Nn]gười phụ · đang mở/.test(await text(owner, "#list")));
    await picture(owner, "joined");

    const late = await phone(address.slice(house.url.length));
    await late.locator("#go").click();
    await eventually("used", async () => /Mã ghép máy này đã có máy khác dùng/.test(await text(late, "#refused")));
    assert.ok(await late.locator("#pair").isHidden());
    await picture(late, "used");

    await helper.locator("#devices").click();
    await eventually("a helper lets nobody in", async () => /Không xem được/.test(await text(helper, "#main")));
    assert.deepEqual(owner.complaints, []);
});

test("pairing: a reload, a new tab, a new start of the browser and of the gateway stay logged in", async () => {
    const page = await paired("Máy bền");
    await page.reload();
    await page.locator("#sound-on").waitFor();
    const tab = await page.context().newPage();
    await tab.goto(`${house.url}/stall/${house.stall.id}`);
    await tab.locator("#sound-on").waitFor();
    const [cookie] = await page.context().cookies();
    assert.ok(cookie.httpOnly && cookie.sameSite === "Strict" && cookie.name === `choqr-device-${house.stall.id}`);
    const days = (cookie.expires - Date.now() / 1000) / 86_400;
    assert.ok(days > 399 && days <= 400, `${days} days`);
    await house.kill();
    await page.locator("#lost").waitFor();
    await house.start();
    await page.locator("#lost").waitFor({ state: "hidden" });
    await page.locator("#sound-on").click();
    await page.locator("#listening").waitFor();  // What comes before is said as what was missed.
    await house.pay(31_000);
    await eventually("heard", async () => (await page.evaluate(() => window.said)).includes(house.received("ba mươi mốt nghìn")));
    // What a browser keeps when it is closed: its cookies, and not what a tab remembered.
    const again = await phone("/", { storageState: { cookies: await page.context().cookies(), origins: [] } });
    await again.goto(`${house.url}/stall/${house.stall.id}`);
    await again.locator("#sound-on").waitFor();
    await again.goto(`${house.url}/`);
    await again.locator(`a[href="/stall/${house.stall.id}"]`).waitFor();
});

test("pairing: a phone that is revoked while its screen is open says so within a second, and what to do", async () => {
    const page = await paired("Máy sẽ ngắt");
    await page.locator("#sound-on").click();
    await page.locator("#listening").waitFor();
    const [cut] = (await devices()).filter(({ name }) => name === "Máy sẽ ngắt");
    const begun = Date.now();
    await house.call("DELETE", `/v1/stalls/${house.stall.id}/devices/${cut.id}`);
    await page.locator(".wall").waitFor();
    const took = Date.now() - begun;
    assert.match(await text(page, "#main"), /^Máy này đã bị ngắt khỏi quầy .*quét mã ghép máy mới/);
    await picture(page, "revoked");
    assert.ok(took < 1_500, `${took} ms`);
    await house.pay(32_000);
    await new Promise((resolve) => setTimeout(resolve, 500));
    assert.ok(!(await page.evaluate(() => window.said)).some((one) => one.includes("ba mươi hai")));
    await page.reload();
    await eventually("it stays so", async () => /Máy này đã bị ngắt/.test(await text(page, "#main")));
});

test("pairing: the owner revokes with two taps; every screen of the stall is told of a new device", async () => {
    const owner = await paired("Máy chủ");
    const listed = await phone("/", { storageState: { cookies: await owner.context().cookies(), origins: [] } });
    await listed.goto(`${house.url}/devices/${house.stall.id}`);
    await listed.locator("#list li").first().waitFor();
    await paired("Máy lạ");
    await owner.locator("#paired").waitFor();
    assert.equal(await text(owner, "#paired"), "Máy mới được ghép: Máy lạ");
    await picture(owner, "announced");
    const row = listed.locator("#list li", { hasText: "Máy lạ" });
    await row.waitFor();
    await row.locator("button").click();
    assert.equal(await row.locator("button").innerText(), "BẤM LẦN NỮA ĐỂ NGẮT");
    await picture(listed, "sure");
    await row.locator("button").click();
    await row.waitFor({ state: "detached" });
    assert.ok(!(await devices()).some(({ name }) => name === "Máy lạ"));
});

test("pairing: a screen that was away when a device was paired is told when it comes back", async () => {
    const owner = await paired("Máy vắng");
    await owner.context().setOffline(true);
    await owner.locator("#lost").waitFor();
    await paired("Máy đêm");
    await owner.context().setOffline(false);
    await owner.locator("#paired").waitFor();
    assert.equal(await text(owner, "#paired"), "Máy mới được ghép");
});

test("pairing: an old code, a wrong one and none say what to do", async () => {
    const none = await phone("/pair");
    assert.match(await text(none, "#refused"), /^Chưa có mã ghép máy .*quét mã QR/);
    await picture(none, "no-code");
    const wrong = await phone("/pair#0123456789ABCDEFGHJKMNPQRS");
    await wrong.locator("#go").click();
    await eventually("refused", async () => /Mã ghép máy không đúng/.test(await text(wrong, "#refused")));
});
