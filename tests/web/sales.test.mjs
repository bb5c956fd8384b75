// What a vendor says of payments and asks of customers, in a browser against the real gateway; zbar reads the codes off the screen.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { randomUUID } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, afterEach, before, test } from "node:test";
import { eventually, leave_page, open_browser, open_page, scrolls_sideways } from "./browser.mjs";
import { House, sign } from "./house.mjs";

let browser, house, sister, work, page, codes = 20;

before(async () => {
    house = new House();
    await house.open();
    browser = await open_browser();
    work = process.env.CHOQR_SCREENSHOTS || mkdtempSync(join(tmpdir(), "choqr-sales-"));
});
after(async () => {
    if (browser) await browser.close();
    await house.close();
    if (work && !process.env.CHOQR_SCREENSHOTS) rmSync(work, { recursive: true, force: true });
});
afterEach(async () => {
    if (page) assert.deepEqual(page.complaints.filter((one) => !/status of 409/.test(one)), []);
    if (page) await leave_page(page);
    page = null;
});

const text = async (selector) => (await page.locator(selector).first().innerText()).split("\u00a0").join(" ").replace(/\s+/g, " ").trim();
const shows = (selector, expected) => eventually(`${selector} shows ${expected}`, async () => (await text(selector).catch(() => "")).includes(expected));
const hears = (sentence) => eventually(`"${sentence}" was said`, async () => (await page.evaluate(() => window.said)).includes(sentence));
const press = (name) => page.getByRole("button", { name, exact: true }).click();
const picture = async (name) => {
    const path = join(work, `${name}.png`);
    await page.screenshot({ path });
    return path;
};
const decoded = (path) => execFileSync("zbarimg", ["--quiet", "--raw", "-Sdisable", "-Sqrcode.enable", path], { encoding: "utf8" }).trim();

/// A bank's word: money on an account, or from it.
async function moves(amount, { content = "tien hang", account = house.stall.accounts[0].account_number, direction = "in", payer = "1900000000917" } = {}) {
    const id = randomUUID();
    const body = JSON.stringify({ transaction_id: id, direction, bin: "970422", account_number: account, amount, currency: "VND", content,
                                  booked_at: new Date().toISOString(), payer: { bin: "970436", account_number: payer, name: "TRAN VAN B" } });
    const response = await fetch(`${house.url}/v1/providers/simwallet/notices`, { method: "POST", headers: sign(body, id), body });
    assert.ok(response.ok, await response.clone().text());
    return response.json();
}

/// A stall of its own for each test, and a phone that hears it.
async function stall_with_phone(role = "owner", account = `01234567890${codes}`) {
    const stall = await house.add_stall(`S-${codes++}`, account, "NGUYEN THI LAN");
    const { qr_payload } = await house.call("POST", `/v1/stalls/${stall.id}/pairing`, { role });
    page = await open_page(browser, {});
    await page.goto(house.url + new URL(qr_payload).pathname + new URL(qr_payload).hash);
    await page.locator("#go").click();
    await page.locator("#sound-on").click();
    await page.locator("#listening").waitFor();
    await page.getByRole("button", { name: "VIỆC KHÁC" }).waitFor();
    return stall;
}
const account_of = (stall) => stall.accounts[0].account_number;

test("CỦA TÔI: two stalls of one account hear of it, one takes it, and it is a payment of hers", async () => {
    const stall = await stall_with_phone();
    sister = await house.add_stall(`S-${codes++}`, account_of(stall), "NGUYEN THI LAN");
    await moves(20_000, { account: account_of(stall) });
    await hears("Có một khoản hai mươi nghìn đồng, chưa rõ quầy.");
    await shows(".unclaimed", "20.000 đ");
    assert.match(await text(".unclaimed li"), /^\d\d:\d\d 20\.000 đ …0917 CỦA TÔI$/);
    assert.ok(!await scrolls_sideways(page));
    await picture("cua-toi");
    await press("CỦA TÔI");
    await hears("Đã nhận, hai mươi nghìn đồng.");
    await eventually("the row is gone", async () => !await page.locator(".unclaimed").isVisible());
    await shows("#list", "20.000 đ");
    const { items } = await house.call("GET", `/v1/transfers?stall_id=${stall.id}`);
    assert.deepEqual(items.map(({ status }) => status), ["assigned"]);
});

test("CỦA TÔI: whoever comes second is told that the board will ask", async () => {
    const stall = await stall_with_phone();
    sister = await house.add_stall(`S-${codes++}`, account_of(stall), "NGUYEN THI LAN");
    const { sequence } = await moves(30_000, { account: account_of(stall) });
    await page.locator(".unclaimed .go").waitFor();
    await page.route(`**/v1/transfers/tx${sequence}/claim*`, async (route) => {
        const vendor = await house.call("POST", "/v1/tokens", { role: "vendor", stall_id: sister.id, label: "loa chị" });
        await house.call("POST", `/v1/transfers/tx${sequence}/claim`, {}, vendor.token);
        await route.continue();
    });
    await press("CỦA TÔI");
    await shows(".panel .problem", "Quầy khác cũng nhận khoản này. Ban quản lý sẽ hỏi cả hai quầy.");
    assert.ok(!(await page.evaluate(() => window.said)).includes("Đã nhận, ba mươi nghìn đồng."));
});

test("GÕ SỐ TIỀN: a customer scans the amount; too little and enough are said and shown", async () => {
    const stall = await stall_with_phone();
    await press("GÕ SỐ TIỀN");
    await page.locator("#asked-amount").fill("50");
    await press("000");
    assert.equal(await text(".asked"), "50.000 đ");
    await shows(".panel", "Năm mươi nghìn đồng");
    await press("HIỆN MÃ");
    await page.locator("img.code").waitFor();
    await eventually("the code is drawn", () => page.locator("img.code").evaluate((image) => image.complete && image.naturalWidth > 0));
    assert.ok(!await scrolls_sideways(page));
    const payload = decoded(await picture("go-so-tien"));
    assert.match(payload, /540550000/);
    const { items: [request] } = await house.call("GET", `/v1/stalls/${stall.id}/payment-requests`);
    assert.ok(payload.includes(request.reference_code));
    await moves(20_000, { account: account_of(stall), content: request.reference_code });
    await hears("Thiếu ba mươi nghìn đồng.");
    assert.ok((await page.evaluate(() => window.said)).indexOf("Đã nhận, hai mươi nghìn đồng.") < (await page.evaluate(() => window.said)).indexOf("Thiếu ba mươi nghìn đồng."));
    await shows(".panel .balance", "THIẾU 30.000 đ");
    await picture("thieu");
    await moves(30_000, { account: account_of(stall), content: request.reference_code });
    await hears("Đủ tiền.");
    await shows(".panel .balance", "ĐỦ TIỀN");
    await press("ĐÓNG");
    await shows("#payment .balance", "ĐỦ TIỀN");
    await moves(7_000, { account: account_of(stall), content: stall.stall_code });
    await hears("Đã nhận, bảy nghìn đồng.");
    assert.ok(!await page.locator("#payment .balance").isVisible(), "of the next payment nothing was asked");
});

test("GÕ SỐ TIỀN: an order goes out as a link, stays when the panel is closed, and is heard when it is paid", async () => {
    const stall = await stall_with_phone();
    await page.evaluate(() => { navigator.share = (what) => { window.shared = what; return Promise.resolve(); }; });
    await press("GÕ SỐ TIỀN");
    await page.locator("#asked-what").fill("2 kg tôm khô");
    await press("GỬI ĐƯỜNG DẪN CHO KHÁCH");
    assert.equal(await page.evaluate(() => document.activeElement.id), "asked-amount", "no amount, no link");
    await page.locator("#asked-amount").fill("120000");
    await press("GỬI ĐƯỜNG DẪN CHO KHÁCH");
    await page.locator("#sent-link").waitFor();
    const { items: [request] } = await house.call("GET", `/v1/stalls/${stall.id}/payment-requests`);
    const link = `${house.url}/request/${request.public_id}`;
    assert.equal(await page.locator("#sent-link").inputValue(), link);
    await press("GỬI");
    assert.deepEqual((await page.evaluate(() => window.shared)).url, link);
    assert.match((await page.evaluate(() => window.shared)).text, /^Quầy S-\d+: 2 kg tôm khô, 120\.000.đ$/);
    await press("CHÉP ĐƯỜNG DẪN");
    await shows(".panel", "Đã sao chép.");
    assert.ok(!await scrolls_sideways(page));
    await picture("gui-link");
    await press("ĐÓNG");
    const now = await house.call("GET", `/v1/payment-requests/${request.id}`);
    assert.deepEqual([now.status, Date.parse(now.expires_at) - Date.parse(now.opened_at)], ["open", 3 * 86_400_000]);
    await moves(120_000, { account: account_of(stall), content: request.reference_code });
    await hears("Đủ tiền.");
});

test("GÕ SỐ TIỀN: what nobody paid is taken back with the panel", async () => {
    const stall = await stall_with_phone();
    await press("GÕ SỐ TIỀN");
    await page.locator("#asked-amount").fill("70000");
    await press("HIỆN MÃ");
    await page.locator("img.code").waitFor();
    await page.keyboard.press("Escape");
    await eventually("it is cancelled", async () => {
        const { items: [request] } = await house.call("GET", `/v1/stalls/${stall.id}/payment-requests`);
        return request.status === "cancelled";
    });
});

test("no sale, and a sale again; what is sold is without it", async () => {
    const stall = await stall_with_phone();
    await moves(80_000, { account: account_of(stall), content: stall.stall_code });
    await hears("Đã nhận, tám mươi nghìn đồng.");
    await page.locator("#list .row").click();
    await press("Người nhà");
    await press("LÀ TIỀN BÁN HÀNG").catch(() => null);
    await page.getByRole("button", { name: "Người nhà", exact: true }).waitFor();
    await press("Đổi tiền mặt");
    await page.getByRole("button", { name: "LÀ TIỀN BÁN HÀNG" }).waitFor();
    await picture("khong-phai-ban-hang");
    await press("ĐÓNG");
    await shows("#list .said", "Đổi tiền mặt");
    await press("VIỆC KHÁC");
    await press("TIỀN HÔM NAY");
    await shows(".panel .total", "Bán được 0 đ");
    await page.locator("#cash").fill("150000");
    await press("LƯU");
    await shows(".panel .total", "Bán được 150.000 đ");
    assert.match(await text(".panel table"), /Chuyển khoản 80\.000 đ − Không phải tiền bán hàng 80\.000 đ \+ Tiền mặt 150\.000 đ Bán được 150\.000 đ/);
    await picture("tien-hom-nay");
    await page.reload();
    await page.locator("#sound-on").click();
    await shows("#list .said", "Đổi tiền mặt");
});

test("TRẢ LẠI: the sender's account first, then which money went out; another account is told loudly", async () => {
    const stall = await stall_with_phone();
    await moves(90_000, { account: account_of(stall), content: stall.stall_code });
    await hears("Đã nhận, chín mươi nghìn đồng.");
    await page.locator("#list .row").click();
    await press("TRẢ LẠI KHÁCH");
    await shows(".panel .bar", "Chuyển lại đúng tài khoản …0917 trong ứng dụng ngân hàng. Ai bảo chuyển sang tài khoản khác là lừa đảo.");
    await shows(".panel", "Chưa thấy khoản tiền ra nào.");
    await press("ĐÓNG");
    await moves(40_000, { account: account_of(stall), direction: "out", payer: "1900000000918" });
    await moves(50_000, { account: account_of(stall), direction: "out" });
    await page.locator("#list .row").click();
    await press("TRẢ LẠI KHÁCH");
    await page.getByRole("button", { name: /50\.000.đ đến …0917/ }).click();
    await shows(".panel .note", "Đã trả lại 50.000 đ");
    assert.equal(await page.locator(".panel .problem").count(), 0);
    await press("TRẢ LẠI KHÁCH");
    await page.getByRole("button", { name: /40\.000.đ đến …0918/ }).click();
    await shows(".panel .problem", "KHÔNG phải tài khoản đã gửi tiền! Xem lại ngay.");
    await picture("tra-lai");
    await press("ĐÓNG");
    await shows("#list .said", "Đã trả lại 90.000 đ");
});

test("a helper gives nothing back, and hands over: since when, how many, how much", async () => {
    const stall = await stall_with_phone("helper");
    await press("VIỆC KHÁC");
    await press("GIAO CA");
    await shows(".panel", "Hôm nay chưa có khoản nào để giao.");
    await press("ĐÓNG");
    for (const amount of [20_000, 30_000]) await moves(amount, { account: account_of(stall), content: stall.stall_code });
    await hears("Đã nhận, ba mươi nghìn đồng.");
    await page.locator("#list .row").first().click();
    await page.getByRole("button", { name: "Người nhà" }).waitFor();
    assert.equal(await page.getByRole("button", { name: "TRẢ LẠI KHÁCH" }).count(), 0);
    await press("ĐÓNG");
    await press("GIAO CA");
    assert.match(await text(".panel .told"), /^Từ \d\d:\d\d: 2 khoản, 50\.000 đ\. Ca mới bắt đầu từ bây giờ\.$/);
    await eventually("it is said", async () => (await page.evaluate(() => window.said)).some((one) => /^Từ .* giờ.*, hai khoản, tổng năm mươi nghìn đồng\.$/.test(one)));
    await press("ĐÓNG");
    await moves(5_000, { account: account_of(stall), content: stall.stall_code });
    await hears("Đã nhận, năm nghìn đồng.");
    await press("GIAO CA");
    assert.match(await text(".panel .told"), /: 1 khoản, 5\.000 đ\./);
});

test("GIAO CA counts all of the day, though the list shows thirty", async () => {
    const stall = await stall_with_phone();
    for (let number = 0; number < 33; ++number) await moves(1_000, { account: account_of(stall), content: stall.stall_code });
    await eventually("all have come", async () => await text("#count") === "33");
    await page.locator("#list li").nth(29).waitFor();
    assert.equal(await page.locator("#list li").count(), 30);
    assert.match(await text("#list li"), /^33 /);
    await press("VIỆC KHÁC");
    await press("GIAO CA");
    assert.match(await text(".panel .told"), /: 33 khoản, 33\.000 đ\./);
});

test("SOI MÃ: the stall's own code, another's, and none", async () => {
    const stall = await stall_with_phone();
    const print = async (account, name) => {
        const response = await fetch(`${house.url}/image/970422-${account}-print.png`);
        assert.ok(response.ok);
        const path = join(work, `${name}.png`);
        writeFileSync(path, Buffer.from(await response.arrayBuffer()));
        return path;
    };
    const shown = await picture("khong-ma");
    await press("VIỆC KHÁC");
    const chooser = page.waitForEvent("filechooser");
    await press("SOI MÃ");
    await chooser;
    const camera = page.locator(".panel input[type=file]");
    await camera.setInputFiles(await print(account_of(stall), "dung"));
    await shows(".panel .balance", "ĐÚNG mã của quầy");
    await hears("Đúng mã của quầy.");
    await camera.setInputFiles(await print("0123456789999", "la"));
    await shows(".panel .balance", "MÃ LẠ! Gỡ xuống, gọi ban quản lý.");
    await hears("Mã lạ! Gỡ xuống, gọi ban quản lý.");
    await camera.setInputFiles(shown);
    await shows(".panel .balance", "Không đọc được mã.");
});

test("THỬ: it looks like an amount's code, is said as a test, and counts nowhere", async () => {
    const stall = await stall_with_phone();
    await press("VIỆC KHÁC");
    await press("THỬ 1.000 đ");
    await page.locator("img.code").waitFor();
    await shows(".panel", "THỬ: chuyển đúng số tiền này. Không tính vào doanh thu.");
    const { items: [request] } = await house.call("GET", `/v1/stalls/${stall.id}/payment-requests`);
    await moves(1_000, { account: account_of(stall), content: request.reference_code });
    await hears("Đã nhận thử, một nghìn đồng.");
    await shows(".panel .balance", "ĐÃ NHẬN THỬ");
    await press("ĐÓNG");
    assert.equal(await text("#count"), "0");
    assert.equal(await page.locator("#list .row").count(), 0, "of no money nothing can be said");
});
