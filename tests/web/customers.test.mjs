// What customers see, who have no account, in a browser against the real gateway: whose stall a code is, and a payment request by
// its link; zbar reads the codes off the screen. Every public answer of these pages is searched for what nobody may be told.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { randomUUID } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, afterEach, before, test } from "node:test";
import { eventually, leave_page, open_browser, open_new_page, open_page, scrolls_sideways } from "./browser.mjs";
import { House, sign } from "./house.mjs";

const weight_max = 30_000;
const nbsp = "\u00a0";
let browser, house, work, page;
let secrets = [], answers = [];

before(async () => {
    house = new House();
    await house.open();
    const { id, public_id, vendor, market_id } = house.stall;
    secrets = [house.stall.accounts[0].account_number, "0900000000", "Cô Lan", "NGUYEN", "TRAN VAN", "1900000000917", "0917", `"${id}"`, `"${market_id}"`, public_id,
               vendor.id, "Rau củ"];
    browser = await open_browser();
    work = process.env.CHOQR_SCREENSHOTS || mkdtempSync(join(tmpdir(), "choqr-customers-"));
});
after(async () => {
    if (browser) await browser.close();
    await house.close();
    if (work && !process.env.CHOQR_SCREENSHOTS) rmSync(work, { recursive: true, force: true });
});
afterEach(async () => {
    if (!page) return;
    for (const answer of answers) for (const secret of secrets) assert.ok(!answer.includes(secret), `${secret} in ${answer}`);
    assert.deepEqual(await page.context().cookies(), []);
    assert.deepEqual(await page.evaluate(() => [localStorage.length, sessionStorage.length]), [0, 0]);
    assert.deepEqual(page.complaints.filter((one) => !/status of (404|409|503)|ERR_FAILED/.test(one)), []);
    page.is_spoilt = true;  // It listens to answers.
    await leave_page(page);
    page = null;
    answers = [];
});

const text = async (selector) => (await page.locator(selector).first().innerText()).split(nbsp).join(" ").replace(/\s+/g, " ").trim();
const shows = (selector, expected) => eventually(`${selector} shows ${expected}`, async () => (await text(selector).catch(() => "")).includes(expected));
const picture = async (name) => {
    const path = join(work, `${name}.png`);
    await page.screenshot({ path, fullPage: true });
    return path;
};
const decoded = (path) => execFileSync("zbarimg", ["--quiet", "--raw", "-Sdisable", "-Sqrcode.enable", path], { encoding: "utf8" }).trim();

/// `path` on a phone that has never been here; what the gateway answers it is kept.
async function open(path, { fresh = false, ...options } = {}) {
    page = await (fresh ? open_new_page : open_page)(browser, { own: false, ...options });  // Nothing of the tests in its memory either.
    page.on("response", async (response) => {
        if (/\/v1\//.test(response.url()) && !/qr\./.test(response.url())) answers.push(await response.text().catch(() => ""));
    });
    await page.goto(house.url + path);
}

const ask = (more = {}) => house.call("POST", "/v1/payment-requests", { stall_id: house.stall.id, amount: 50_000, ...more });
async function moves(amount, { reference_code }) {
    const id = randomUUID();
    const body = JSON.stringify({ transaction_id: id, direction: "in", bin: "970422", account_number: house.stall.accounts[0].account_number, amount, currency: "VND",
                                  content: reference_code, booked_at: new Date().toISOString(), payer: { bin: "970436", account_number: "1900000000917", name: "TRAN VAN B" } });
    const response = await fetch(`${house.url}/v1/providers/simwallet/notices`, { method: "POST", headers: sign(body, id), body });
    assert.ok(response.ok, await response.clone().text());
}

/// What a person with weak eyes, with a keyboard or a screen reader needs of a page.
async function is_for_everybody() {
    assert.ok(!await scrolls_sideways(page));
    await page.setViewportSize({ width: 180, height: 640 });  // 360 px at 200 %.
    assert.ok(!await scrolls_sideways(page), "at 200 %");
    await page.setViewportSize({ width: 360, height: 640 });
    const unnamed = await page.evaluate(() => [...document.querySelectorAll("input, img")].filter((one) =>
        !(one.labels && one.labels.length) && !one.alt).map((one) => one.outerHTML));
    assert.deepEqual(unnamed, []);
    assert.equal(await page.locator("h1").count(), 1);
}

test("check: the code on the stand tells whose stall it is, the end of its account and when it was printed", async () => {
    await house.call("POST", `/v1/markets/${house.market.id}/stands:printed`, { stands: [{ stall_id: house.stall.id, version: house.stall.stand_version }] });
    const [year, month] = new Date(Date.now() + 7 * 3_600_000).toISOString().split("-");
    await open("/check", { fresh: true });
    const code = house.stall.short_code;
    await page.getByLabel("Mã trên bảng QR của quầy").fill(` ${code.slice(0, 2).toLowerCase()}-${code.slice(2)}`);
    await page.keyboard.press("Enter");
    await shows("#place", "Quầy B-12, rau củ");
    assert.equal(await text("#stall"), `Quầy B-12, rau củ Chợ Thử MBBank …9020 Bảng QR in ${month}/${year} ` +
        "So ngân hàng và số cuối với màn hình chuyển tiền. Khác thì đừng chuyển, báo ban quản lý chợ.");
    const weight = await page.weight();
    assert.ok(weight > 3_000 && weight < weight_max, `${weight} bytes`);
    console.log(`/check weighs ${weight} bytes`);
    await picture("check");
    await is_for_everybody();
});

test("check: a code that leads nowhere says what to do; what stood there is gone", async () => {
    await open(`/check?code=${house.stall.short_code}`);
    await shows("#place", "Quầy B-12");
    const mistyped = house.stall.short_code.replace(/^./, (letter) => letter === "A" ? "B" : "A");
    for (const wrong of [mistyped, "ABCDE", "123", "'; --"]) {
        await page.locator("#code").fill(wrong);
        await page.locator("#look").click();
        await shows("#wrong", "Không có quầy nào mang mã này. Xem lại mã, hoặc hỏi ban quản lý chợ.");
        assert.ok(!await page.locator("#stall").isVisible());
        assert.equal(await page.evaluate(() => document.activeElement.id), "code");
    }
    await picture("check-none");
});

test("check: a stall that takes no money says so in red, without an account", async () => {
    const bare = await house.call("POST", `/v1/markets/${house.market.id}/stalls`, { code: "C-1", zone: "Rau củ", goods: "cá" });
    await open(`/check?code=${bare.short_code}`);
    await shows("#advice", "Quầy chưa có mã QR trong sổ của chợ.");
    assert.equal(await page.locator("#stall").getAttribute("class"), "stop");
    assert.ok(!await page.locator("#account").isVisible());
    const other = await house.add_stall("C-2", "0123456789077", "LE THI CUC");
    await house.call("POST", `/v1/stalls/${other.id}/suspend`, { reason: "kiểm tra" });
    await page.locator("#code").fill(other.short_code);
    await page.locator("#look").click();
    await shows("#advice", "Quầy đang tạm ngừng. Đừng chuyển tiền");
    assert.ok(!/9077/.test(await text("main")));
});

test("request: paid while its page is open, in two parts; order, code and receipt in one", async () => {
    const request = await ask({ description: "2 kg tôm khô <b>", expires_in_s: 3 * 86_400 });
    await open(`/request/${request.public_id}`, { fresh: true });
    await shows("#state", "ĐANG CHỜ TIỀN");
    assert.equal(await text("h1"), "Quầy B-12, rau củ");
    assert.equal(await text("#what"), "2 kg tôm khô <b>");
    assert.equal(await text("#amount"), "50.000 đ");
    assert.equal(await text(".account"), "MBBank …9020");
    assert.match(await text("#facts"), /Lập lúc \d\d:\d\d \d\d\/\d\d\/\d{4} Trả trước \d\d:\d\d \d\d\/\d\d\/\d{4}/);
    await eventually("the code is drawn", () => page.locator("#code").evaluate((image) => image.complete && image.naturalWidth > 0));
    const weight = await page.weight();
    assert.ok(weight > 3_000 && weight < weight_max, `${weight} bytes`);
    console.log(`/request weighs ${weight} bytes`);
    const payload = decoded(await picture("request"));
    assert.match(payload, /540550000/);
    assert.ok(payload.includes(request.reference_code));
    const [file] = await Promise.all([page.waitForEvent("download"), page.locator("#save").click()]);
    assert.equal(decoded(await file.path()), payload);
    await is_for_everybody();

    await moves(20_000, request);
    await shows("#state", "THIẾU 30.000 đ");
    await shows("#to-pay", "30.000 đ");
    await shows("#facts", "Đã trả 20.000 đ Lúc");
    await eventually("the code asks for the rest", async () => /540530000/.test(decoded(await picture("request-missing"))));
    await moves(30_000, request);
    await shows("#state", "ĐÃ NHẬN ĐỦ");
    assert.ok(!await page.locator("#pay").isVisible());
    assert.match(await text("#facts"), /^Đã trả 50\.000 đ Lúc \d\d:\d\d \d\d\/\d\d\/\d{4} Vào tài khoản MBBank …9020 Lập lúc/);
    await picture("request-settled");
    await is_for_everybody();
    const asked = answers.length;
    await new Promise((resolve) => setTimeout(resolve, 4_000));
    assert.equal(answers.length, asked, "what is paid is not asked for again");
});

test("request: too much, cancelled, over, a trial and none at all, in words", async () => {
    const over = await ask();
    await moves(60_000, over);
    await open(`/request/${over.public_id}`);
    await shows("#state", "THỪA 10.000 đ");
    const cancelled = await ask();
    await house.call("POST", `/v1/payment-requests/${cancelled.id}/cancel`);
    await page.goto(`${house.url}/request/${cancelled.public_id}`);
    await shows("#state", "ĐÃ HỦY");
    await shows("#advice", "Đừng chuyển nữa.");
    const short = await ask({ expires_in_s: 2 });
    await page.goto(`${house.url}/request/${short.public_id}`);
    await shows("#state", "HẾT HẠN");
    assert.ok(!await page.locator("#pay").isVisible());
    await picture("request-expired");
    const trial = await ask({ amount: 1_000, trial: true });
    await page.goto(`${house.url}/request/${trial.public_id}`);
    await shows("#of-trial", "THỬ");
    await moves(1_000, trial);
    await shows("#state", "ĐÃ NHẬN THỬ");
    await page.goto(`${house.url}/request/${"0".repeat(26)}`);
    await shows("#none", "Không có đơn này Xem lại đường dẫn");
});

test("request: who cannot ask does not say that the money has come", async () => {
    const request = await ask();
    await moves(50_000, request);
    await open(`/request/${request.public_id}`);
    await shows("#state", "ĐÃ NHẬN ĐỦ");
    let refused = 0;
    await page.route("**/v1/public/requests/*", (route) => {
        ++refused;
        return route.fulfill({ status: 503, contentType: "application/problem+json", body: JSON.stringify({ code: "reports_behind", detail_vi: "Số liệu đang chậm." }) });
    });
    await page.evaluate(() => document.dispatchEvent(new Event("visibilitychange")));  // Somebody looks at it again.
    await shows("#state", "ĐANG KIỂM TRA LẠI");
    await shows("#stale", "Chưa hỏi lại được từ");
    assert.doesNotMatch(await text("body"), /ĐÃ NHẬN|Đã trả|đã về/);
    await picture("request-stale");
    await eventually("it asks again by itself", () => refused >= 2);
    await page.unroute("**/v1/public/requests/*");
    await shows("#state", "ĐÃ NHẬN ĐỦ");
    assert.ok(!await page.locator("#stale").isVisible());
});

test("request: a page that nobody sees does not ask", async () => {
    const request = await ask();
    await open(`/request/${request.public_id}`);
    await shows("#state", "ĐANG CHỜ TIỀN");
    await page.evaluate(() => {
        Object.defineProperty(document, "visibilityState", { value: "hidden", configurable: true });
        document.dispatchEvent(new Event("visibilitychange"));
    });
    const asked = answers.length;
    await new Promise((resolve) => setTimeout(resolve, 7_000));
    assert.equal(answers.length, asked);
    await moves(50_000, request);
    await page.evaluate(() => {
        delete document.visibilityState;
        document.dispatchEvent(new Event("visibilitychange"));
    });
    await shows("#state", "ĐÃ NHẬN ĐỦ");
});

test("both pages in English, on a phone without a script a sentence", async () => {
    const request = await ask();
    await open(`/request/${request.public_id}?lang=en`);
    await shows("#state", "WAITING FOR THE MONEY");
    await page.goto(`${house.url}/check?lang=en&code=${house.stall.short_code}`);
    await shows("#place", "Stall B-12");
    page.complaints.length = 0;
    const context = await browser.newContext({ javaScriptEnabled: false });
    const bare = await context.newPage();
    for (const path of ["/check", `/request/${request.public_id}`]) {
        await bare.goto(house.url + path);
        assert.match(await bare.locator("body").innerText(), /Trình duyệt này tắt JavaScript/);
    }
    await context.close();
});
