// Log-in in a browser against the real gateway: from an invitation to the board's page on a phone of 360 px, and out again.
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
    browser = await open_browser();
    work = process.env.CHOQR_SCREENSHOTS || mkdtempSync(join(tmpdir(), "choqr-login-"));
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
const path_of = (page) => new URL(page.url()).pathname;
const picture = (page, name) => page.screenshot({ path: join(work, `${name}.png`) });

async function phone(path, options) {
    const page = await open_page(browser, options);
    open.push(page);
    await page.goto(house.url + path);
    return page;
}
let number = 0;
async function invite(about) {
    const login = `lan${++number}.${Date.now()}`;
    const { invitation } = await house.call("POST", "/v1/users", { login, name: "Cô Lan", role: "board", market_id: house.market.id, ...about });
    const url = new URL(invitation.url);
    return { login, path: url.pathname + url.hash };
}
async function accept(path, password = good) {
    const page = await phone(path);
    await page.locator("#form").waitFor();
    for (const field of ["password", "again"]) await page.locator(`#${field}`).fill(password);
    await page.locator("#go").click();
    await page.locator("#who").waitFor();
    return page;
}

test("login: an invitation leads to a password and to the board's page, which needs no token", async () => {
    const { login, path } = await invite();
    const page = await phone(path);
    await page.locator("#form").waitFor();
    assert.equal(await text(page, "#whom"), "Chào Cô Lan. Đặt mật khẩu để dùng tài khoản này.");
    assert.equal(await page.locator("#login").inputValue(), login);
    assert.equal(new URL(page.url()).hash, "", "no page keeps the code in its address");
    assert.ok(!await scrolls_sideways(page));
    await picture(page, "invite");
    await page.locator("#password").fill(good);
    await page.locator("#again").fill(`${good}.`);
    await page.locator("#go").click();
    await eventually("they differ", async () => await text(page, "#wrong") === "Hai mật khẩu khác nhau.");
    for (const field of ["password", "again"]) await page.locator(`#${field}`).fill("ngắn quá");
    await page.locator("#go").click();
    await eventually("too short", async () => /ít nhất 12 ký tự/.test(await text(page, "#wrong")));
    await picture(page, "invite-short");
    for (const field of ["password", "again"]) await page.locator(`#${field}`).fill(good);
    await page.locator("#go").click();
    await page.locator("#who").waitFor();
    assert.equal(path_of(page), `/board/${house.market.id}`);
    assert.match(await text(page, "#who"), /^Đang dùng: Cô Lan Đăng xuất$/);
    await page.locator("#funnel li").first().waitFor();
    assert.ok(!await scrolls_sideways(page));
    await picture(page, "board");
    assert.equal(await page.evaluate(() => document.cookie), "", "no script sees the cookie");

    await page.reload();
    await page.locator("#funnel li").first().waitFor();
    assert.match(await text(page, "#who"), /Cô Lan/);
    await page.goto(house.url + "/");
    await page.locator(`a[href="/board/${house.market.id}"]`).waitFor();
    assert.match(await text(page, ".me"), /^Đang dùng: Cô Lan Đăng xuất$/);
    await picture(page, "start");

    const late = await phone(path);
    await eventually("used", async () => /đã dùng/.test(await text(late, "#refused")));
    assert.ok(await late.locator("#form").isHidden());
    await picture(late, "invite-used");
});

test("login: out, a wrong password, and in again where one was", async () => {
    const { login, path } = await invite();
    const page = await accept(path);
    await page.locator("#leave").click();
    await eventually("the log-in page", () => path_of(page) === "/login");
    await page.goto(`${house.url}/board/${house.market.id}`);
    await page.locator("#main a.go").waitFor();
    await picture(page, "board-nobody");
    await page.locator("#main a.go").click();
    await page.locator("#form").waitFor();
    assert.ok(!await scrolls_sideways(page));
    await page.locator("#name").fill(` ${login.toUpperCase()} `);
    await page.locator("#password").fill("sai mật khẩu rồi");
    await page.locator("#go").click();
    await eventually("wrong", async () => await text(page, "#wrong") === "Sai tên đăng nhập hoặc mật khẩu.");
    await picture(page, "login-wrong");
    await page.locator("#password").fill(good);
    await page.locator("#go").click();
    await page.locator("#who").waitFor();
    assert.equal(path_of(page), `/board/${house.market.id}`);
});

test("login: a session that has ended elsewhere leads to the log-in page, and back", async () => {
    const { login, path } = await invite();
    const page = await accept(path);
    const { items } = await house.call("GET", "/v1/users?limit=1000");
    await house.call("POST", `/v1/users/${items.find((one) => one.login === login).id}/reset`);
    await page.reload();
    await eventually("the log-in page", () => path_of(page) === "/login");
    assert.equal(new URL(page.url()).hash, `#/board/${house.market.id}`);
});

test("login: an operator finds the markets; a link's token still says who one is", async () => {
    const { path } = await invite({ role: "operator", market_id: undefined, name: "Anh Ba" });
    const page = await phone(path);
    await page.locator("#form").waitFor();
    for (const field of ["password", "again"]) await page.locator(`#${field}`).fill(good);
    await page.locator("#go").click();
    await page.locator(`a[href="/board/${house.market.id}"]`).waitFor();
    assert.equal(path_of(page), "/");
    await page.goto(`${house.url}/board/${house.market.id}#token=${house.board}`);
    await page.locator("#funnel li").first().waitFor();
    assert.ok(await page.locator("#who").isHidden());
    assert.deepEqual(page.complaints, []);
});

test("login: the pages are English for whoever reads English", async () => {
    const { path } = await invite({ name: "Lan" });
    const [where, code] = path.split("#");
    const page = await phone(`${where}?lang=en#${code}`);
    await page.locator("#form").waitFor();
    assert.equal(await text(page, "#whom"), "Welcome, Lan. Set a password to use this account.");
    await page.goto(`${house.url}/login?lang=en`);
    assert.equal(await text(page, "#go"), "LOG IN");
});
