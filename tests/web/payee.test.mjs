// Changes of accounts in a browser against the real gateway: two people; refused; one person alone; the screen that says so.
import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, afterEach, before, test } from "node:test";
import { eventually, leave_page, open_browser, open_page, scrolls_sideways } from "./browser.mjs";
import { House } from "./house.mjs";

const nbsp = "\u00a0";
const good = "bánh mì chả cá nóng";
let browser, house, work;
const open = [];

before(async () => {
    house = new House();
    await house.open();
    await house.call("PATCH", `/v1/markets/${house.market.id}`, { payee_delay_hours: 0 });
    browser = await open_browser();
    work = process.env.CHOQR_SCREENSHOTS || mkdtempSync(join(tmpdir(), "choqr-payee-"));
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
const picture = (page, name) => page.screenshot({ path: join(work, `${name}.png`), fullPage: true });

async function phone(path) {
    const page = await open_page(browser, {});
    open.push(page);
    await page.goto(house.url + path);
    return page;
}
/// A phone that the operator let in.
async function paired(stall, name) {
    const { qr_payload } = await house.call("POST", `/v1/stalls/${stall.id}/pairing`, { role: "owner" });
    const page = await phone(new URL(qr_payload).pathname + new URL(qr_payload).hash);
    await page.locator("#name").fill(name);
    await page.locator("#go").click();
    await page.locator("#sound-on").waitFor();
    return page;
}
let number = 0;
/// Somebody of the board, logged in on a phone of their own, at their market's page.
async function of_board(name) {
    const { invitation } = await house.call("POST", "/v1/users", { login: `${name}${++number}.${Date.now()}`, name: `Cô ${name}`, role: "board", market_id: house.market.id });
    const url = new URL(invitation.url);
    const page = await phone(url.pathname + url.hash);
    await page.locator("#form").waitFor();
    for (const field of ["password", "again"]) await page.locator(`#${field}`).fill(good);
    await page.locator("#go").click();
    await page.locator("#who").waitFor();
    return page;
}
async function propose(page, stall, account_number) {
    await page.goto(`${house.url}/payees/${stall.id}`);
    await page.locator("#propose").waitFor();
    await page.locator("#bank").selectOption("970422");
    await page.locator("#number").fill(account_number);
    await page.locator("#holder").fill("NGUYEN THI LAN");
    await page.locator("#why").fill("đổi ngân hàng");
    await page.locator("#propose button").click();
    await page.locator("#waiting .change").waitFor();
}
/// One press asks, the second one does it.
async function press(page, what) {
    await page.locator(`.change .${what}`).click();
    await page.locator(`.change .${what}.sure`).click();
}
const account_of = async (stall) => (await house.call("GET", `/v1/stalls/${stall.id}`)).accounts[0].account_number;

test("payee: the board proposes, the stall's screen says it at once, the vendor confirms, and it is another account", async () => {
    const stall = await house.add_stall("C-1", "0123456789031", "NGUYEN THI LAN");
    const vendor = await paired(stall, "Điện thoại cô Lan");
    assert.match(await text(vendor, "#who"), /MBBank …9031$/);
    const hoa = await of_board("Hoa");
    await propose(hoa, stall, "0123454821");
    await vendor.locator("#payee").waitFor({ timeout: 3_000 });
    assert.match(await text(vendor, "#payee"), /^ĐỔI TÀI KHOẢN: tiền của quầy sẽ vào MBBank …4821 nếu được xác nhận\. Không phải cô\/chú xin đổi\? → KHÔNG ĐỔI$/);
    assert.ok(!await scrolls_sideways(vendor));
    await picture(vendor, "payee-warning");
    assert.match(await text(hoa, "#waiting"), /không được tự xác nhận/);
    assert.equal(await hoa.locator(".change .confirm").count(), 0);
    assert.ok(!await scrolls_sideways(hoa));
    await picture(hoa, "payee-proposed");

    const popup = vendor.context().waitForEvent("page");
    await vendor.locator("#change").click();  // The speaker's page stays open.
    const page = await popup;
    await page.locator("#waiting .change").waitFor();
    assert.match(await text(page, "#waiting"), /đề nghị: ban quản lý chợ – Cô Hoa/);
    assert.ok(!await scrolls_sideways(page));
    await picture(page, "payee-vendor");
    await press(page, "confirm");
    await eventually("it is another account", async () => await account_of(stall) === "0123454821");
    await eventually("the screen shows it", async () => /MBBank …4821$/.test(await text(vendor, "#who")) && await vendor.locator("#payee").isHidden());
    await eventually("and so does the history, for ever", async () => /MBBank …9031 → MBBank …4821 đã đổi .*xác nhận: chủ quầy – Điện thoại cô Lan/.test(await text(page, "#list")));
    assert.match(await text(page, "#list"), /ghi trong một bước/);
});

test("payee: KHÔNG ĐỔI on the vendor's phone, and nothing changes", async () => {
    const stall = await house.add_stall("C-2", "0123456789032", "NGUYEN THI LAN");
    const vendor = await paired(stall, "Máy cô Lan");
    const hoa = await of_board("Hoa");
    await propose(hoa, stall, "0123450000");
    await vendor.locator("#payee").waitFor();
    await vendor.goto(`${house.url}/payees/${stall.id}`);
    await vendor.locator(".change .refuse").waitFor();
    await press(vendor, "refuse");
    await eventually("it is over", async () => /đã từ chối/.test(await text(vendor, "#list")));
    await eventually("the proposer sees it", async () => /đã từ chối/.test(await text(hoa, "#list")));
    assert.equal(await account_of(stall), "0123456789032");
});

test("payee: one person alone, with a phone that they let in, gets no money redirected", async () => {
    const stall = await house.add_stall("C-3", "0123456789033", "NGUYEN THI LAN");
    const hoa = await of_board("Hoa");
    await hoa.goto(`${house.url}/devices/${stall.id}`);
    await hoa.locator("#pair-owner").click();
    await hoa.locator("#qr").waitFor();
    const { qr_payload } = await hoa.evaluate(async (path) => (await fetch(path, { method: "POST", headers: { "Content-Type": "application/json" },
        body: JSON.stringify({ role: "owner" }) })).json(), `/v1/stalls/${stall.id}/pairing`);
    const own = await phone(new URL(qr_payload).pathname + new URL(qr_payload).hash);
    await own.locator("#name").fill("Máy thứ hai của Hoa");
    await own.locator("#go").click();
    await own.locator("#sound-on").waitFor();
    await propose(hoa, stall, "0123456666");
    for (const page of [hoa, own]) {
        await page.goto(`${house.url}/payees/${stall.id}`);
        await page.locator("#waiting .change").waitFor();
        assert.equal(await page.locator(".change .confirm").count(), 0);
        assert.match(await text(page, "#waiting"), /Người đề nghị, hay điện thoại do người đó ghép vào, không được tự xác nhận/);
    }
    const answer = await own.evaluate(async (path) => {
        const { items } = await (await fetch(path)).json();
        const response = await fetch(`${path}/${items[0].id}/confirm`, { method: "POST", headers: { "Content-Type": "application/json" }, body: "{}" });
        return [response.status, (await response.json()).code];
    }, `/v1/stalls/${stall.id}/payee-changes`);
    assert.deepEqual(answer, [409, "payee_change_alone"]);
    assert.equal(await account_of(stall), "0123456789033");
});

test("payee: the board's page counts what waits, and a colleague confirms with a reason where the stall has no phone", async () => {
    const stall = await house.add_stall("C-4", "0123456789034", "NGUYEN THI LAN");
    const hoa = await of_board("Hoa"), binh = await of_board("Binh");
    await propose(hoa, stall, "0123457777");
    await binh.reload();
    await binh.locator("#changes").waitFor();
    assert.match(await text(binh, "#changes"), /^Đổi tài khoản: \d+ lần đang chờ$/);
    await binh.locator("#changes").click();
    const row = binh.locator(".change", { hasText: "Quầy C-4" });
    await row.waitFor();
    assert.ok(!await scrolls_sideways(binh));
    await row.locator(".confirm").click();
    await row.locator(".confirm.sure").click();
    await eventually("a reason is asked for", async () => /phải ghi lý do/.test(await text(binh, "#lost")));
    await binh.locator("#reason").fill("gặp cô Lan tại quầy");
    await row.locator(".confirm").click();
    await row.locator(".confirm.sure").click();
    await picture(binh, "payee-board");
    await eventually("it is another account", async () => await account_of(stall) === "0123457777");
});
