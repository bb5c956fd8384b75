// One's account and who has one, in a browser against the real gateway: sessions, one-time codes with another program as the app,
// passkeys with the browser's own virtual authenticator, and the operator's page of people.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:http";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, afterEach, before, test } from "node:test";
import { eventually, leave_page, open_browser, open_page, scrolls_sideways } from "./browser.mjs";
import { House } from "./house.mjs";

const nbsp = "\u00a0";
const good = "bánh mì chả cá nóng", better = "mèo vàng ngủ trưa hè";
let browser, house, work, origin;
const open = [];

before(async () => {
    house = new House();
    await house.open();
    origin = house.url.replace("127.0.0.1", "localhost");  // Browsers make passkeys for names.
    browser = await open_browser();
    work = process.env.CHOQR_SCREENSHOTS || mkdtempSync(join(tmpdir(), "choqr-account-"));
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
const picture = (page, name) => page.screenshot({ path: join(work, `${name}.png`), fullPage: true });
const says = (page, selector, pattern) => eventually(`${selector} ${pattern}`, async () => pattern.test(await text(page, selector)));

async function phone(path, options) {
    const page = await open_page(browser, options);
    open.push(page);
    await page.goto(origin + path);
    return page;
}
let number = 0;
async function invited(about = {}) {
    const login = `lan${++number}.${Date.now()}`;
    const { invitation } = await house.call("POST", "/v1/users", { login, name: "Cô Lan", role: "board", market_id: house.market.id, ...about });
    const url = new URL(invitation.url);
    return { login, path: url.pathname + url.hash };
}
async function accept(path, options) {
    const page = await phone(path, options);
    await page.locator("#form").waitFor();
    for (const field of ["password", "again"]) await page.locator(`#${field}`).fill(good);
    await page.locator("#go").click();
    await eventually("somewhere else", () => path_of(page) !== "/invite");
    return page;
}
async function log_in(login, password = good) {
    const page = await phone("/login");
    await page.locator("#name").fill(login);
    await page.locator("#password").fill(password);
    await page.locator("#go").click();
    return page;
}
async function account(page) {
    await page.goto(`${origin}/account`);
    await page.locator("#session-list li").first().waitFor();
}
async function twice(page, locator) {
    await locator.click();
    await page.locator(".sure").click();
}
const in_by_now = (page) => eventually("in", () => path_of(page) === `/board/${house.market.id}`);

test("account: from the board's page to one's own sessions; one, then all others end", async () => {
    const { login, path } = await invited();
    const page = await accept(path);
    await page.locator("#name").click();
    await page.locator("#session-list li").first().waitFor();
    assert.equal(path_of(page), "/account");
    assert.match(await text(page, "#who"), new RegExp(`^Cô Lan · ${login} · ban quản lý chợ$`));
    assert.match(await text(page, "#session-list"), /^Chrome, Linux \(phiên này\) vào lúc \d\d:\d\d \d\d\/\d\d\/\d{4} · dùng lần cuối \d\d:\d\d/);
    const second = await log_in(login);
    await in_by_now(second);
    const third = await log_in(login);
    await in_by_now(third);
    await page.reload();
    await eventually("three", async () => await page.locator("#session-list li").count() === 3);
    assert.ok(!await scrolls_sideways(page));
    await picture(page, "account");
    await twice(page, page.locator("#session-list button").first());
    await says(page, "#done", /Đã đăng xuất nơi đó/);
    await third.reload();
    await eventually("the newest is out", () => path_of(third) === "/login");
    await twice(page, page.locator("#end-others"));
    await says(page, "#done", /mọi nơi khác/);
    await second.reload();
    await eventually("the other is out", () => path_of(second) === "/login");
    assert.equal(await page.locator("#session-list li").count(), 1);
    assert.deepEqual(page.complaints, []);
    await page.locator("#leave").click();
    await eventually("out", () => path_of(page) === "/login");
});

test("account: a new password asks for the old one, and is the only one from then on", async () => {
    const { login, path } = await invited();
    const page = await accept(path);
    await account(page);
    const change = async (old, fresh, again = fresh) => {
        for (const [id, value] of [["old", old], ["new", fresh], ["again", again]]) await page.locator(`#${id}`).fill(value);
        await page.locator("#change button").click();
    };
    await change(good, better, `${better}.`);
    await says(page, "#wrong-passwords", /khác nhau/);
    await change("sai mật khẩu rồi", better);
    await says(page, "#wrong-passwords", /^Sai mật khẩu\.$/);
    await change(good, "ngắn quá");
    await says(page, "#wrong-passwords", /ít nhất 12/);
    await change(good, better);
    await says(page, "#done", /Đã đổi mật khẩu/);
    assert.equal(await page.locator("#old").inputValue(), "");
    const old = await log_in(login);
    await says(old, "#wrong", /^Sai tên đăng nhập/);
    await in_by_now(await log_in(login, better));
});

const oathtool = (secret, seconds_ahead = 0) =>
    execFileSync("oathtool", ["--totp", "--base32", `--now=@${Math.floor(Date.now() / 1000) + seconds_ahead}`, secret], { encoding: "utf8" }).trim();

test("account: codes of another program are asked for at log-in, each once; one of paper stands for them", async () => {
    const { login, path } = await invited();
    const page = await accept(path);
    await account(page);
    assert.match(await text(page, "#codes-are"), /^Đang tắt/);
    await page.locator("#codes-password").fill("sai mật khẩu rồi");
    await page.locator("#codes-go").click();
    await says(page, "#wrong-codes", /^Sai mật khẩu/);
    await page.locator("#codes-password").fill(good);
    await page.locator("#codes-go").click();
    await page.locator("#codes-qr").waitFor();
    await page.locator("#codes-qr").screenshot({ path: join(work, "codes-qr.png") });
    const secret = (await text(page, "#codes-secret")).replace(/ /g, "");
    const read = execFileSync("zbarimg", ["--quiet", "--raw", "-Sdisable", "-Sqrcode.enable", join(work, "codes-qr.png")], { encoding: "utf8" }).trim();
    assert.equal(read, `otpauth://totp/choqr:${login}?secret=${secret}&issuer=choqr`);
    await page.locator("#codes-code").fill("000000");
    await page.locator("#codes-confirm .go").click();
    await says(page, "#wrong-codes", /Mã không đúng/);
    await page.locator("#codes-code").fill(oathtool(secret));
    await page.locator("#codes-confirm .go").click();
    await eventually("ten codes of paper", async () => await page.locator("#paper-codes li").count() === 10);
    assert.ok(!await scrolls_sideways(page));
    await picture(page, "account-paper");
    const paper = (await page.locator("#paper-codes li").first().innerText()).trim();
    await page.locator("#paper-done").click();
    await says(page, "#codes-are", /^Đang bật\. Còn 10 mã giấy/);

    const second = await log_in(login);
    await second.locator("#second").waitFor();
    assert.ok(await second.locator("#form").isHidden());
    await picture(second, "login-code");
    const next = oathtool(secret, 30);
    await second.locator("#code").fill("123456");
    await second.locator("#go-on").click();
    await says(second, "#wrong", /Mã không đúng/);
    await second.locator("#code").fill(next);
    await second.locator("#go-on").click();
    await in_by_now(second);

    const third = await log_in(login);
    await third.locator("#second").waitFor();
    await third.locator("#code").fill(next);
    await third.locator("#go-on").click();
    await says(third, "#wrong", /đã dùng/);
    await third.locator("#code").fill(paper.toLowerCase().replace(/-/g, " "));
    await third.locator("#go-on").click();
    await in_by_now(third);

    await page.reload();
    await says(page, "#codes-are", /Còn 9 mã giấy/);
    await page.locator("#codes-password").fill(good);
    await page.locator("#codes-go").click();
    await says(page, "#codes-are", /^Đang tắt/);
    await in_by_now(await log_in(login));
});

/// The browser's own authenticator, whose owner is always there.
async function with_authenticator(page) {
    const client = await page.context().newCDPSession(page);
    page.is_spoilt = true;
    await client.send("WebAuthn.enable");
    const options = { protocol: "ctap2", transport: "internal", hasResidentKey: true, hasUserVerification: true, isUserVerified: true, automaticPresenceSimulation: true };
    const { authenticatorId } = await client.send("WebAuthn.addVirtualAuthenticator", { options });
    return { client, authenticatorId };
}

const bring = (assertion) => fetch(`${origin}/v1/login/passkey`, {
    method: "POST", headers: { "Content-Type": "application/json", "Sec-Fetch-Site": "same-origin" }, body: assertion });

test("account: a passkey is made, lets its owner in once a time, and nobody once it is removed", async () => {
    const { path } = await invited();
    const page = await accept(path);
    const { client, authenticatorId } = await with_authenticator(page);
    await account(page);
    const make = async (password) => {
        await page.locator("#passkey-name").fill("Điện thoại của tôi");
        await page.locator("#passkey-password").fill(password);
        await page.locator("#add-passkey button").click();
    };
    await make("sai mật khẩu rồi");
    await says(page, "#wrong-passkeys", /^Sai mật khẩu/);
    await make(good);
    await says(page, "#done", /Đã thêm khóa/);
    await says(page, "#passkey-list", /^Điện thoại của tôi thêm lúc .* · chưa dùng BỎ$/);
    assert.ok(!await scrolls_sideways(page));
    await picture(page, "account-passkey");
    await make(good);  // The device has one already, and says so.
    await says(page, "#wrong-passkeys", /Chưa dùng được khóa/);

    await page.locator("#leave").click();
    await eventually("out", () => path_of(page) === "/login");
    const sent = [];
    page.on("request", (request) => { if (request.url().endsWith("/v1/login/passkey")) sent.push(request.postData()); });
    await page.locator("#passkey").click();
    await in_by_now(page);
    assert.equal(sent.length, 1);
    const again = await bring(sent[0]);
    assert.equal(again.status, 401);
    assert.equal((await again.json()).code, "passkey_unknown");

    // A page of another port: the browser lets it use the key, and says where it was.
    const elsewhere = createServer((_, response) => response.writeHead(200, { "Content-Type": "text/html" }).end("<title>x</title>")).listen(0, "localhost");
    await once(elsewhere, "listening");
    try {
        const asked = await (await fetch(`${origin}/v1/login/passkey/options`, { method: "POST", headers: { "Content-Type": "application/json" }, body: "{}" })).json();
        await page.goto(`http://localhost:${elsewhere.address().port}/`);
        const stolen = await page.evaluate(async ({ challenge, rp_id }) => {
            const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (letter) => letter.charCodeAt(0));
            const text = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
            const { id, response } = await navigator.credentials.get({ publicKey: { challenge: bytes(challenge), rpId: rp_id, userVerification: "required" } });
            return JSON.stringify({ id, client_data: text(response.clientDataJSON), authenticator_data: text(response.authenticatorData), signature: text(response.signature) });
        }, asked);
        const refused = await bring(stolen);
        assert.equal(refused.status, 401);
        assert.equal((await refused.json()).code, "passkey_unknown");
    } finally {
        elsewhere.close();
    }

    await account(page);
    assert.match(await text(page, "#passkey-list"), /dùng lần cuối/);
    await twice(page, page.locator("#passkey-list button"));
    await says(page, "#done", /Đã bỏ khóa/);
    await eventually("the list comes a moment after the word", async () => await page.locator("#passkey-list li").count() === 0);
    await page.locator("#leave").click();
    await eventually("out", () => path_of(page) === "/login");
    await page.locator("#passkey").click();
    await says(page, "#wrong", /Khóa này chưa được thêm/);
    assert.equal((await client.send("WebAuthn.getCredentials", { authenticatorId })).credentials.length, 1, "the device still has it");
    await client.send("WebAuthn.setUserVerified", { authenticatorId, isUserVerified: false });
    await page.locator("#passkey").click();
    await says(page, "#wrong", /Chưa dùng được khóa/);
});

test("account: at a number there are no passkeys, and the page says why", async () => {
    const { path } = await invited();
    const page = await accept(path);
    const cookies = await page.context().cookies();
    page.is_spoilt = true;  // Two origins remember somebody.
    await page.context().addCookies(cookies.map((one) => ({ ...one, domain: "127.0.0.1" })));
    await page.goto(`${house.url}/login`);
    await page.locator("#form").waitFor();
    assert.ok(await page.locator("#by-key").isHidden());
    await page.evaluate(() => localStorage.setItem("choqr.logged_in", "1"));
    await page.goto(`${house.url}/account`);
    await says(page, "#no-passkeys", /cần mở trang bằng tên miền với https/);
    assert.ok(await page.locator("#add-passkey").isHidden());
});

test("people: the operator invites by a code that scans, invites again, and disables", async () => {
    const boss = await accept((await invited({ role: "operator", market_id: undefined, name: "Anh Ba" })).path);
    await boss.locator('a[href="/people"]').click();
    await boss.locator("#list li").first().waitFor();
    const login = `hoa.${Date.now()}`;
    await boss.locator("#name").fill("Cô Hoa");
    await boss.locator("#login").fill(login);
    await boss.locator("#role").selectOption("board");
    await boss.locator("#place-market_id").selectOption(house.market.id);
    await boss.locator("#go").click();
    await boss.locator("#qr").waitFor();
    assert.match(await text(boss, "#whom"), /^Lời mời cho Cô Hoa$/);
    assert.ok(!await scrolls_sideways(boss));
    await boss.locator("#qr").screenshot({ path: join(work, "invitation-qr.png") });
    await picture(boss, "people");
    const read = execFileSync("zbarimg", ["--quiet", "--raw", "-Sdisable", "-Sqrcode.enable", join(work, "invitation-qr.png")], { encoding: "utf8" }).trim();
    assert.equal(read, await boss.locator("#link").inputValue());
    const hoa = await accept(new URL(read).pathname + new URL(read).hash);
    await in_by_now(hoa);

    const row = boss.locator("#list li", { hasText: login });
    await boss.reload();
    await row.waitFor();
    assert.match((await row.innerText()).replace(/\s+/g, " "), /ban quản lý chợ · Chợ Thử đang dùng · đăng nhập ở 1 nơi/);
    await boss.locator("#name").fill("Cô Hoa");
    await boss.locator("#login").fill(login);
    await boss.locator("#go").click();
    await says(boss, "#wrong", /đã có người dùng/);
    await twice(boss, row.locator("button").first());
    await boss.locator("#qr").waitFor();
    await hoa.reload();
    await eventually("out", () => path_of(hoa) === "/login");
    await twice(boss, row.locator("button").last());
    await says(boss, "#done", /Đã khóa tài khoản của Cô Hoa/);
    await eventually("the list comes a moment after the word", async () => await row.count() === 0);
    assert.equal(await boss.locator("#list li", { hasText: "Anh Ba" }).last().locator("button", { hasText: "KHÓA" }).count(), 0, "nobody disables themselves");
});

test("account: whoever came by a link's token has no account, and is asked to log in", async () => {
    const page = await phone("/account");
    await page.locator("#main a.go").waitFor();
    await page.goto(`${origin}/people#token=${house.board}`);
    await page.reload();
    await eventually("not allowed", async () => /Không xem được/.test(await text(page, "#main")));
});
