// The other pages in a browser, against a gateway in memory.
import assert from "node:assert/strict";
import { test } from "node:test";
import { eventually, open_new_page, scrolls_sideways } from "./browser.mjs";
import { report, stall, tokens } from "./fake_gateway.mjs";
import { browser, calm, gateway, hears, open, page, shown, text } from "./stage.mjs";

const weight_max = 30_000;

test("pages: no token, a wrong one, no right, nothing there, too busy: each says what to do", async () => {
    await open("/stall/st17");
    await eventually("asked", async () => /Cần mã truy cập .*Mở lại đường dẫn/.test(await text("#main")));
    await page.locator("#token").fill("wrong");
    await page.locator("#main button").click();
    await eventually("refused", async () => /không đúng hoặc đã bị thu hồi/.test(await text("#main")));
    await page.locator("#token").fill(tokens.vendor);
    await page.locator("#main button").click();
    await page.locator("#sound-on").waitFor();

    const cases = [["/board/mk0", "vendor", /Không xem được .*không được xem/], ["/stall/st404", "vendor", /Không tìm thấy .*Xem lại đường dẫn/]];
    for (const [path, role, expected] of cases) {
        await open(path, role);
        await eventually(path, async () => expected.test(await text("#main")));
        assert.ok(!await scrolls_sideways(page));
        }
    gateway.refuse = (path) => path.startsWith("/v1/") ? 503 : 0;
    await open("/board/mk0", "board");
    await eventually("busy", async () => /Máy chủ đang bận/.test(await text("#main")));
    gateway.refuse = null;
    await page.locator("#main button").click();
    await page.locator("#funnel").waitFor();
});

test("board: the funnel, both denominators, money, median, what nobody claimed", async () => {
    await open("/board/mk0", "board");
    await page.locator("#funnel li").first().waitFor();
    assert.equal(await text("#market"), "Chợ Hùng Sơn");
    const funnel = await text("#funnel");
    for (const part of ["506 điểm kinh doanh", "200 đã đăng ký", "70 có giao dịch trong ngày"]) assert.ok(funnel.includes(part), part);
    assert.equal(await text("#rates"), "Tỷ lệ đăng ký 39,5 % (200/506) · có giao dịch trong ngày 35,0 % (70/200)");
    const counts = await text("#counts");
    for (const part of ["Số giao dịch 393", "31.415.000 đ", "5,6 chia cho 70 điểm", "2,0 chia cho 200 điểm", "35.000 đ", "Chưa rõ quầy 2"]) {
        assert.ok(counts.includes(part), `${part} in ${counts}`);
    }
    assert.ok((await text("#zones")).includes("Hàng khô 4 8 < 5 điểm"));
    assert.equal(await page.locator("#hours rect").count(), 24);
    assert.ok((await text("#definitions")).includes("điểm có ít nhất một giao dịch trong ngày"));
    assert.match(await page.locator("#zalo").inputValue(), /bình quân 5,6 giao dịch\/điểm có giao dịch \(2,0\/điểm đã đăng ký\)/);
    await page.locator("#copy").click();
    await eventually("copied", async () => /Đã sao chép/.test(await text("#copied")));
    assert.ok(!await scrolls_sideways(page));
    calm();
});

const due = (code, zone, version, reason_vi) => ({ stall_id: `st-${code}`, code, zone, stand_version: version, stand_printed_version: null, reason: "x", reason_vi });

test("board: the stands to print stand there by aisle; the PDF of just those comes down, and printed ones go", async () => {
    gateway.due = [due("A-1", "Cá", 2, "đổi tài khoản"), ...Array.from({ length: 14 }, (_, i) => due(`B-${i + 1}`, "Rau củ", 1, "chưa in"))];
    await open("/board/mk0", "board");
    await page.locator("#reprint li").first().waitFor();
    assert.equal(await page.locator("#reprint li").count(), 2);
    assert.equal(await text("#reprint li:first-child"), "Cá · 1 A-1 đổi tài khoản");
    assert.match(await text("#reprint li:last-child"), /^Rau củ · 14 B-1 chưa in .*B-12 chưa in … và 2 quầy nữa$/);
    assert.equal(await text("#download"), "Tải PDF (15 bảng)");
    assert.ok(!await shown("#printed"));

    await page.locator("#layout").selectOption("sheet8");
    const [file] = await Promise.all([page.waitForEvent("download"), page.locator("#download").click()]);
    assert.equal(file.suggestedFilename(), "bang-qr-can-in.pdf");
    assert.equal(gateway.of("/v1/markets/mk0/stands.pdf")[0].path, "/v1/markets/mk0/stands.pdf?reprint=true&layout=sheet8");
    await eventually("downloaded", async () => await shown("#printed"));

    gateway.due[0] = due("A-1", "Cá", 3, "đổi tài khoản");  // Its account changes while the printer runs.
    await page.locator("#printed").click();
    await eventually("recorded", async () => /Đã ghi: in 15 bảng/.test(await text("#print-state")));
    assert.deepEqual(JSON.parse(gateway.of("/v1/markets/mk0/stands:printed")[0].body).stands[0], { stall_id: "st-A-1", version: 2 });
    await eventually("one is left", async () => await text("#reprint") === "Cá · 1 A-1 đổi tài khoản");
    assert.ok(!await scrolls_sideways(page));
    calm();
});

test("board: no list where nothing is to be printed, and a refusal is said beside the buttons", async () => {
    await open("/board/mk0", "board");
    await page.locator("#funnel li").first().waitFor();
    assert.ok(!await shown("#reprint-section"));
    gateway.due = [due("A-1", "", 1, "chưa in")];
    await open("/board/mk0", "board");
    await page.locator("#reprint li").first().waitFor();
    assert.equal(await text("#reprint h3"), "Chưa ghi khu · 1");
    gateway.refuse = (path) => path.endsWith("stands.pdf") ? 503 : 0;
    await page.locator("#download").click();
    await eventually("refused", async () => /Máy chủ đang bận/.test(await text("#print-state")));
    assert.ok(!await shown("#printed"));
});

test("board: another day is another question, a lost network keeps the numbers and says so", async () => {
    await open("/board/mk0", "operator");
    await page.locator("#funnel li").first().waitFor();
    await page.locator("#before").click();
    const yesterday = new Date(Date.now() + 7 * 3_600_000 - 86_400_000).toISOString().slice(0, 10);
    await eventually("yesterday asked", () => gateway.of("/v1/reports/daily").some((one) => one.path.endsWith(`date=${yesterday}`)));
    assert.equal(await page.locator("#day").inputValue(), yesterday);
    assert.ok((await text("#day-text")).endsWith(yesterday.split("-").reverse().join("/")));
    await gateway.stop();
    await page.locator("#before").click();
    await page.locator("#lost").waitFor();
    assert.ok((await text("#counts")).includes("393"));
    await gateway.start();
});

test("board: figures that are behind say so on top within two seconds, beside a refusal too, and it goes by itself", async () => {
    await open("/board/mk0", "operator");
    await page.locator("#funnel li").first().waitFor();
    assert.ok(await page.locator("#figures-behind").isHidden());
    gateway.behind = 7;
    await page.locator("#figures-behind").waitFor({ timeout: 2_000 });
    assert.match(await text("#figures-behind"), /Số liệu đang chậm 7 giây/);
    gateway.refuse = (path) => path.startsWith("/v1/reports") ? 503 : 0;
    await page.locator("#before").click();
    await page.locator("#lost").waitFor();
    assert.ok(await page.locator("#figures-behind").isVisible());
    gateway.refuse = null;
    gateway.behind = 0;
    await page.locator("#figures-behind").waitFor({ state: "hidden", timeout: 2_000 });
});

test("board: a day without payments and a market without stalls are said, not drawn", async () => {
    gateway.report = { ...report, active: 0, transactions: 0, amount: 0, per_active_stall: 0, per_registered_stall: 0, median_amount: null,
                       unmatched: 0, by_zone: [], by_provider: [], by_hour: [] };
    await open("/board/mk0", "board");
    await page.locator("#empty").waitFor();
    assert.match(await text("#empty"), /^Chưa có giao dịch nào trong ngày/);
    assert.ok(!await shown("#hours-section"));
    calm();
});

test("wallet: compare, type, send; then wait for the loudspeaker", async () => {
    await open("/wallet?stall=st17", "operator");
    await page.locator("#keys").waitFor();
    assert.equal(await text("#stall"), "Quầy B-12");
    assert.equal(await text("#holder"), "NGUYEN THI LAN");
    assert.equal(await text("#tail"), "…9020");
    assert.ok(await page.locator("#qr").evaluate((image) => image.complete && image.naturalWidth > 0));
    assert.ok(await page.locator("#pay").isDisabled());
    for (const key of ["3", "5", "000"]) await page.locator(`[data-key="${key}"]`).click();
    assert.equal(await text("#amount"), "35.000 đ");
    await page.locator("#pay").click();
    await eventually("sent", async () => /Đã gửi; chờ loa quầy/.test(await text("#result")));
    const sent = JSON.parse(gateway.of("/demo/pay")[0].body);
    assert.equal(sent.amount, 35_000);
    assert.match(sent.qr_payload, /^000201.*CHQH7K4X96304[0-9A-F]{4}$/);
    assert.ok(!await scrolls_sideways(page));
    calm();
});

test("wallet: a stand is public, so a customer needs no token", async () => {
    await open(`/wallet?stall=${stall.public_id}`);
    await page.locator("#keys").waitFor();
    assert.equal(await text("#bank"), "MB, 4 số cuối");
    assert.equal(await text("#tail"), "…9020");
    calm();
});

test("start: the operator finds markets, boards, stalls and wallets; the others their own page", async () => {
    gateway.stalls = Array.from({ length: 250 }, (_, index) => ({ ...stall, id: `st${index + 17}`, code: `B-${index + 1}`, registered: index % 2 === 0 }));
    await open("/", "operator");
    await page.locator(".stalls li").first().waitFor();
    assert.equal(await page.locator('a[href="/board/mk0"]').count(), 1);
    assert.equal(await page.locator(".stalls li").count(), 40);
    await page.locator("input[type=search]").fill("b-249");
    await eventually("found", async () => await page.locator(".stalls li").count() === 1);
    assert.equal(await page.locator('a[href="/stall/st265"]').count(), 1);
    assert.ok(!await scrolls_sideways(page));
    calm();

    await open("/", "vendor");
    await page.locator('a[href="/stall/st17"]').waitFor();
    await open("/", "board");
    await page.locator('a[href="/board/mk0"]').waitFor();
    assert.equal(await page.locator(".stalls").count(), 0);
    await page.locator("input[type=search]").fill("b-249");
    await page.locator('a[href="/devices/st265"]').waitFor();  // A board lets phones in, and hears nothing itself.
    assert.ok(!await scrolls_sideways(page));
    gateway.markets = [];
    await open("/", "operator");
    await eventually("empty", async () => /Chưa có chợ nào/.test(await text("#links")));
    calm();
});

test("trust: the fingerprint to compare, the file, and one kind of phone's steps with a picture each", async () => {
    gateway.trust = { authority_sha256: "3f2a91bc".repeat(8), expires: "2036-11-24T03:04:05Z" };
    await open("/trust", "vendor");
    await page.locator("#take").waitFor();
    assert.ok(gateway.requests.every(({ headers }) => headers.authorization === undefined), "nobody knows yet who listens");
    assert.equal(await text("#groups-shown"), "3F2A 91BC ".repeat(8).trim());
    assert.equal(await page.locator("#take").getAttribute("href"), "/trust/authority.crt");
    assert.equal(await text("#until"), "Tệp dùng được đến 24/11/2036.");
    assert.match(await text("#main"), /Khách trả tiền KHÔNG cần làm việc này\. .*Khác một nhóm: ĐỪNG CÀI\./);
    assert.deepEqual([await shown("#none"), await shown("#android"), await shown("#iphone")], [false, true, false]);
    const pictured = (list) => page.locator(`${list} li`).evaluateAll((steps) => steps.map((step) => {
        const drawn = [...step.querySelectorAll("svg *")].map((one) => one.getBoundingClientRect());
        return drawn.length > 2 && drawn.every(({ width, height }) => width + height > 0) && step.querySelector("p").innerText.length > 10;
    }));
    assert.deepEqual(await pictured("#android"), Array(6).fill(true));
    assert.ok(!await scrolls_sideways(page));
    await page.locator("#choose-iphone").click();
    assert.deepEqual([await shown("#android"), await shown("#iphone")], [false, true]);
    assert.deepEqual(await pictured("#iphone"), Array(5).fill(true));
    assert.ok(!await scrolls_sideways(page));
    calm();
});

test("trust: a gateway without a local authority asks nobody to install anything; one that does not answer says so", async () => {
    await open("/trust");
    await page.locator("#none").waitFor();
    assert.ok(!await shown("#local"));
    assert.match(await text("#none"), /không phải cài gì/);
    gateway.refuse = (path) => path.startsWith("/v1/") ? 503 : 0;
    await open("/trust");
    await eventually("busy", async () => /Máy chủ đang bận/.test(await text("#main")));
});

test("pages: each weighs less than 30 KB with everything it needs, and asks nobody else", async () => {
    for (const [path, role] of [["/", "operator"], ["/stall/st17", "vendor"], ["/board/mk0", "board"], ["/wallet?stall=st17", "operator"], ["/trust", "vendor"],
                                ["/devices/st17", "vendor"], ["/pair", "vendor"], ["/login", "vendor"], ["/invite", "vendor"]]) {
        const fresh = await open_new_page(browser);
        const elsewhere = [];
        fresh.on("request", (request) => { if (!request.url().startsWith(gateway.url)) elsewhere.push(request.url()); });
        await fresh.goto(`${gateway.url}${path}#token=${tokens[role]}`);
        await fresh.locator("main").waitFor();
        const weight = await fresh.weight();
        assert.ok(weight > 3_000 && weight < weight_max, `${path} weighs ${weight}`);
        assert.deepEqual(elsewhere, []);
        await fresh.context().close();
    }
});

test("pages: every page of a trial ledger says so on top, and no other page does", async () => {
    for (const trial of [true, false]) {
        gateway.trial_ledger = trial;
        gateway.report = { ...report, trial };
        for (const [path, role] of [["/", "operator"], ["/stall/st17", "vendor"], ["/board/mk0", "board"], ["/wallet?stall=st17", "operator"], ["/trust", ""],
                                    ["/devices/st17", "vendor"], ["/pair", ""], ["/login", ""], ["/invite", ""], ["/board/mk0", ""]]) {
            await open(path, role);
            await page.locator("main").waitFor();
            assert.equal(await shown("#trial"), trial, path);
            if (trial) assert.equal(await text("#trial"), "THỬ: không phải tiền thật TRIAL: not real money");
            assert.ok(!await scrolls_sideways(page));
        }
        await open("/board/mk0", "board");
        await page.locator("#funnel li").first().waitFor();
        assert.equal((await page.locator("#zalo").inputValue()).startsWith("THỬ"), trial);
    }
    calm();
});

const vietnamese_words = /[\u00c0-\u1ef9]/;

test("pages: with ?lang=en they are English, and so are the pages behind their links; the loudspeaker stays Vietnamese", async () => {
    for (const path of ["/", "/stall/st17", "/board/mk0", "/wallet", "/trust", "/devices/st17", "/pair", "/login", "/invite"]) {
        await open(`${path}?lang=en`);
        await eventually(path, async () => await page.locator("main, form").first().isVisible());
        assert.equal(await page.locator("html").getAttribute("lang"), "en", path);
        const read = (await text("body")).split("THỬ: không phải tiền thật").join("").replace("Tiếng Việt", "");  // The other language's own name.
        assert.doesNotMatch(read, vietnamese_words, path);
        assert.ok(!await scrolls_sideways(page));
    }
    await open("/?lang=en", "operator");
    await page.locator(".stalls li").first().waitFor();
    assert.deepEqual(await page.locator("#links a").evaluateAll((links) => links.map((link) => link.getAttribute("href"))),
                     ["/people?lang=en", "/board/mk0?lang=en", "/consents/mk0?lang=en", "/stall/st17?lang=en", "/wallet?stall=st17&lang=en"]);
    await open("/board/mk0?lang=en", "board");
    await page.locator("#funnel li").first().waitFor();
    assert.match(await text("#counts"), /Payments 393 Amount 31,415,000 đ .*5\.6 divided by 70 stalls/);
    calm();
    await open("/stall/st17?lang=en", "vendor");
    await page.locator("#sound-on").click();
    await page.locator("#listening").waitFor();
    gateway.pay(150_000);
    await hears("Đã nhận, một trăm năm mươi nghìn đồng.");
    assert.equal(await text("#amount"), "150,000 đ");
    assert.match(await text("#about"), /^\d\d:\d\d from …0917 · payment 1$/);
    calm();
});

test("pages: a phone set to English gets Vietnamese all the same", async () => {
    await open("/", "", { locale: "en-US" });
    assert.match(await text("header"), /Phần mềm ghi nhận/);
});
