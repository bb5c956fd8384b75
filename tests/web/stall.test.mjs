// The stall's screen in a browser, against a gateway in memory: heard, seen, never twice, never missed.
import assert from "node:assert/strict";
import { test } from "node:test";
import { eventually, scrolls_sideways } from "./browser.mjs";
import { stall } from "./fake_gateway.mjs";
import { calm, gateway, hears, open, open_stall, page, said, shown, text, tones, turn_on } from "./stage.mjs";

test("stall: it is mute and says so until it is touched", async () => {
    await open_stall();
    assert.ok(await shown("#mute"));
    assert.equal(await text("#mute"), "Loa đang tắt");
    assert.ok(!await shown("#listening"));
    gateway.pay(35_000);
    await new Promise((resolve) => setTimeout(resolve, 300));
    assert.deepEqual(await said(), []);
    await turn_on();
    assert.ok(!await shown("#mute"));
    await hears("Loa quầy B mười hai đã sẵn sàng.");
    await hears("Trong lúc loa tắt có một khoản, ba mươi lăm nghìn đồng.");
    calm();
});

test("stall: money that arrives is shown large, said and rung", async () => {
    await open_stall();
    await turn_on();
    gateway.pay(150_000, { booked_at: new Date().toISOString() });
    await hears("Đã nhận, một trăm năm mươi nghìn đồng.");
    assert.equal(await text("#amount"), "150.000 đ");
    assert.equal(await text("#words"), "Một trăm năm mươi nghìn đồng");
    assert.match(await text("#about"), /^\d\d:\d\d từ …0917 · khoản số 1$/);
    assert.equal(await text("#count"), "1");
    assert.equal(await text("#sum"), "150.000 đ");
    assert.ok((await tones()).every((hertz) => hertz > 900), "bells, no buzzer");
    // 12 mm on a phone of 360 px: digits are about 0,7 of the letter size, a pixel is 1/160 inch.
    const size = await page.locator("#amount").evaluate((element) => parseFloat(getComputedStyle(element).fontSize));
    assert.ok(size * 0.71 / 160 * 25.4 >= 12, `digits of ${size} px`);
    assert.equal(await page.locator("#spoken").getAttribute("aria-live"), "assertive");
    assert.ok(!await scrolls_sideways(page));
    calm();
});

test("stall: two hundred dong turn the screen red, with another sound and another sentence", async () => {
    await open_stall();
    await turn_on();
    await eventually("the ready bell", async () => (await tones()).length === 2);
    gateway.pay(200);
    await hears("Chú ý! Chỉ hai trăm đồng. Dưới một nghìn đồng.");
    assert.ok((await tones()).slice(2).every((hertz) => hertz < 300), "a buzzer, no bells");
    assert.equal(await text("#title"), "CHÚ Ý! CHỈ");
    assert.equal(await page.locator("#last").evaluate((element) => getComputedStyle(element).backgroundColor), "rgb(184, 0, 18)");
    gateway.pay(300_000);
    await hears("Đã nhận, ba trăm nghìn đồng.");
    assert.equal(await text("#title"), "ĐÃ NHẬN");
    calm();
});

test("stall: a payment that is sent twice is said once", async () => {
    await open_stall();
    await turn_on();
    const first = gateway.pay(35_000);
    gateway.send(first);
    gateway.pay(20_000);
    gateway.send(first);
    await hears("Đã nhận, hai mươi nghìn đồng.");
    gateway.pay(50_000);
    await hears("Đã nhận, năm mươi nghìn đồng.");
    assert.equal((await said()).filter((one) => one.includes("ba mươi lăm")).length, 1);
    assert.equal(await text("#count"), "3");
});

test("stall: after the gateway was down it resumes behind the last event and says what it missed, once", async () => {
    await open_stall();
    await turn_on();
    const before_cut = gateway.pay(35_000);
    await hears("Đã nhận, ba mươi lăm nghìn đồng.");
    await gateway.stop();
    await page.locator("#lost").waitFor();
    assert.ok(!await shown("#listening"), "never looks ready when it is not");
    gateway.pay(41_000);
    gateway.pay(42_000);
    await gateway.start();
    await hears("Đã nhận, bốn mươi hai nghìn đồng.");
    assert.ok(!await shown("#lost"));
    const resumed = gateway.of("/v1/stalls/st17/live").pop();
    assert.equal(resumed.headers["last-event-id"], String(before_cut.sequence));
    for (const words of ["ba mươi lăm", "bốn mươi mốt", "bốn mươi hai"]) {
        assert.equal((await said()).filter((one) => one === `Đã nhận, ${words} nghìn đồng.`).length, 1, words);
    }
    assert.equal(await text("#count"), "3");
});

test("stall: after more than a minute without network a summary is said first", async () => {
    await open_stall();
    await turn_on();
    gateway.pay(10_000);
    await hears("Đã nhận, mười nghìn đồng.");
    await gateway.stop();
    await page.locator("#lost").waitFor();
    await page.evaluate(() => { window.skew_ms = 61_000; });
    for (const amount of [200_000, 300_000, 100_000, 100_000, 50_000, 50_000, 100_000]) gateway.pay(amount);
    await gateway.start();
    await hears("Trong lúc mất mạng có bảy khoản, tổng chín trăm nghìn đồng.");
    assert.ok(!(await said()).includes("Đã nhận, hai trăm nghìn đồng."));
    gateway.pay(60_000);
    await hears("Đã nhận, sáu mươi nghìn đồng.");
    assert.equal(await text("#count"), "9");
});

test("stall: random cuts and repetitions: nothing missed, nothing said twice", async () => {
    await open_stall();
    await turn_on();
    let chance = 7;
    const next = (most) => (chance = (chance * 48_271) % 2_147_483_647) % most;
    const paid = [];
    for (let round = 0; round < 25; ++round) {
        paid.push(gateway.pay((round + 1) * 1_000));
        const happening = next(5);
        if (happening === 0) for (const stream of gateway.streams) stream.socket.destroy();
        if (happening === 1) gateway.send(paid[next(paid.length)]);
        if (happening === 2) await new Promise((resolve) => setTimeout(resolve, next(200)));
    }
    await eventually("all are listed", async () => await text("#count") === "25");
    await eventually("all are said", async () => (await said()).filter((one) => one.startsWith("Đã nhận")).length >= 25, 30_000);
    const sentences = (await said()).filter((one) => one.startsWith("Đã nhận"));
    assert.equal(sentences.length, 25);
    assert.equal(new Set(sentences).size, 25);
});

test("stall: after a reload it asks for the sound again, and tells what came meanwhile", async () => {
    const heard_up_to = () => page.evaluate(() => JSON.parse(localStorage.getItem("choqr.heard.st17")).sequence);
    await open_stall();
    await turn_on();
    const before = await heard_up_to();
    gateway.pay(35_000);
    await hears("Đã nhận, ba mươi lăm nghìn đồng.");
    await eventually("the sentence is over", async () => await heard_up_to() > before);  // In the middle of it, it would be said again.
    await page.goto("about:blank");
    gateway.pay(44_000);
    await page.goto(`${gateway.url}/stall/st17`);
    await page.locator("#mute").waitFor();
    assert.ok(await shown("#sound-on"));
    await eventually("both are listed", async () => await text("#count") === "2");
    await turn_on();
    await hears("Trong lúc loa tắt có một khoản, bốn mươi tư nghìn đồng.");
    assert.ok(!(await said()).some((one) => one.includes("ba mươi lăm")), "already heard before");
    gateway.pay(53_000);
    await eventually("shown, not yet said", async () => await text("#count") === "3");
    await page.reload();
    await eventually("all are listed", async () => await text("#count") === "3");
    await turn_on();
    await eventually("said at last", async () => (await said()).some((one) => one.includes("năm mươi ba nghìn")));
    calm();
});

test("stall: a payment that the stream lost is found at the second look", async () => {
    await open_stall({ minute_ms: 500 });
    await turn_on();
    gateway.streams.clear();  // Open, but nothing is written to it any more.
    gateway.pay(77_000);
    await hears("Đã nhận, bảy mươi bảy nghìn đồng.");
    gateway.pay(78_000);
    await hears("Đã nhận, bảy mươi tám nghìn đồng.");
    assert.equal((await said()).filter((one) => one.includes("bảy mươi bảy")).length, 1);
    assert.equal(await text("#count"), "2");
});

test("stall: a token that is revoked while it listens ends in a wall that says so, and looks mute", async () => {
    await open_stall();
    await turn_on();
    gateway.pay(35_000);
    await hears("Đã nhận, ba mươi lăm nghìn đồng.");
    gateway.refuse = (path) => path.startsWith("/v1/") ? 401 : 0;
    for (const stream of gateway.streams) stream.socket.destroy();
    await eventually("the wall", async () => /Cần mã truy cập/.test(await text("#main")));
    assert.ok(await shown("#mute"));
    assert.ok(!await shown("#listening") && !await shown("#lost"));
    await page.setViewportSize({ width: 400, height: 640 });
    assert.deepEqual(page.complaints.filter((one) => !/Failed to load resource/.test(one)), []);
});

test("stall: NGHE LẠI repeats the last three with their numbers", async () => {
    await open_stall();
    await turn_on();
    for (const amount of [10_000, 20_000, 30_000, 40_000]) gateway.pay(amount);
    await hears("Đã nhận, bốn mươi nghìn đồng.");
    await page.locator("#again").click();
    await hears("Khoản số hai. Đã nhận, hai mươi nghìn đồng.");
    assert.deepEqual((await said()).slice(-3), [
        "Khoản số bốn. Đã nhận, bốn mươi nghìn đồng.", "Khoản số ba. Đã nhận, ba mươi nghìn đồng.", "Khoản số hai. Đã nhận, hai mươi nghìn đồng."]);
    await page.locator("#today").click();
    await hears("Hôm nay bốn khoản, tổng một trăm nghìn đồng.");
});

test("stall: KIỂM TRA answers yes, no and 'only two hundred dong'", async () => {
    gateway.pay(150_000, { debtor_account_tail: "4821" });
    gateway.pay(200, { debtor_account_tail: "1111" });
    await open_stall();
    await turn_on();
    await page.locator("#check-open").click();
    const ask = async (typed) => {
        await page.locator("#typed").fill(typed);
        await page.locator("#check button").click();
        await eventually(`an answer to ${typed}`, async () => /yes|no|unsure/.test(await page.locator("#verdict").getAttribute("class")));
        return [await page.locator("#verdict").getAttribute("class"), await text("#verdict")];
    };
    const [yes, by_tail] = await ask("4821");
    assert.equal(yes, "yes");
    assert.match(by_tail, /^CÓ, \d\d:\d\d 150\.000 đ · từ …4821$/);
    assert.equal((await ask("150"))[0], "yes");
    assert.deepEqual((await ask("99000"))[0], "no");
    assert.match((await ask("99000"))[1], /^CHƯA có khoản này/);
    const [trick, sentence] = await ask("200");
    assert.equal(trick, "no");
    assert.match(sentence, /^CHƯA có khoản này Chỉ có 200 đ lúc \d\d:\d\d!$/);
    gateway.transfers.push({ ...gateway.transfers[0], id: "tx_silent", sequence: 999, amount: 77_000 });
    assert.equal((await ask("77"))[0], "yes", "asks the gateway, not only its own list");
    assert.ok(!await scrolls_sideways(page));
    calm();
});

test("stall: what payers and vendors write stays text", async () => {
    const bait = "<img src=x onerror=\"window.hacked=1\"><script>window.hacked=1</script> http://lua.dao";
    gateway.stalls = [{ ...stall, code: "<b>B</b>", goods: bait, vendor: { ...stall.vendor, name: bait } }];
    await open_stall();
    await turn_on();
    gateway.pay(35_000, { content: bait, debtor_account_tail: "<i>0917</i>" });
    await hears("Đã nhận, ba mươi lăm nghìn đồng.");
    assert.ok((await text("#list")).includes(bait));
    assert.equal(await page.locator("main img, main script, main a").count(), 0);
    assert.equal(await page.evaluate(() => window.hacked), undefined);
    assert.ok(!(await said()).some((one) => /lua\.dao|script/.test(one)));
    assert.ok(!await scrolls_sideways(page));
    calm();
});

test("stall: without a Vietnamese voice it still rings, and says that it cannot speak", async () => {
    await open_stall({ voices: ["en-US"] });
    await turn_on();
    await page.locator("#voiceless").waitFor();  // With the first sentence, which nothing can say.
    const before_payment = (await tones()).length;
    gateway.pay(35_000);
    await eventually("bells", async () => (await tones()).length >= before_payment + 2);
    assert.deepEqual(await said(), []);
});

test("stall: it opens and hears while every list is refused, and says that the lists are behind", async () => {
    gateway.behind = 9;
    gateway.refuse = (path) => path.startsWith("/v1/") && !path.endsWith("/live") ? 503 : 0;
    await open_stall();
    await turn_on();
    gateway.pay(64_000);
    await hears("Đã nhận, sáu mươi tư nghìn đồng.");
    assert.match(await text("#figures-behind"), /chậm 9 giây/);
    assert.equal(gateway.of("/v1/stalls/st17").filter((one) => !/\/(live|loudspeaker)$/.test(one.path)).length, 0);
});

test("stall: a large amount fits the screen", async () => {
    await open_stall();
    await turn_on();
    gateway.pay(499_999_999);
    await eventually("shown", async () => await text("#amount") === "499.999.999 đ");
    const fits = await page.locator("#amount").evaluate((element) => element.scrollWidth <= element.clientWidth);
    assert.ok(fits);
    assert.ok(!await scrolls_sideways(page));
});

test("stall: the token leaves the address and no cookie is set", async () => {
    await open_stall();
    assert.equal(page.url(), `${gateway.url}/stall/st17`);
    assert.deepEqual(await page.context().cookies(), []);
    assert.ok(gateway.requests.every((request) => !request.path.includes("tok-")));
});

test("stall: what the demonstration wallet pays looks and sounds like no money, and counts nowhere", async () => {
    await open_stall();
    await turn_on();
    await eventually("the ready bell", async () => (await tones()).length === 2);
    gateway.pay(35_000);
    await hears("Đã nhận, ba mươi lăm nghìn đồng.");
    const bells = (await tones()).length;
    gateway.pay(150_000, { trial: true });
    await hears("Đã nhận thử, một trăm năm mươi nghìn đồng.");
    assert.ok((await tones()).slice(bells).every((hertz) => hertz > 300 && hertz < 900), "neither bells nor a buzzer");
    assert.equal(await text("#title"), "ĐÃ NHẬN THỬ");
    assert.match(await text("#about"), /THỬ, không phải tiền thật$/);
    assert.match(await page.locator("#last").evaluate((element) => getComputedStyle(element).borderStyle), /dashed/);
    assert.equal(await text("#count"), "1");
    assert.equal(await text("#sum"), "35.000 đ");
    assert.match(await text("#list li:first-child"), /^– \d\d:\d\d 150\.000 đ THỬ/);
    gateway.pay(200, { trial: true });
    await hears("Đã nhận thử, hai trăm đồng.");
    gateway.pay(20_000);
    await hears("Đã nhận, hai mươi nghìn đồng.");
    assert.equal(await text("#title"), "ĐÃ NHẬN");
    assert.match(await text("#about"), /khoản số 2$/);
    await page.locator("#again").click();
    await hears("Khoản số hai. Đã nhận, hai mươi nghìn đồng.");
    assert.ok(!(await said()).some((one) => one.startsWith("Khoản") && one.includes("thử")));
    await page.locator("#check-open").click();
    await page.locator("#typed").fill("150");
    await page.locator("#check button").click();
    await eventually("an answer", async () => /^CHƯA có khoản này/.test(await text("#verdict")));
    assert.ok(!await scrolls_sideways(page));
    calm();
});

test("stall: a trial that nobody could hear is not summed up as money", async () => {
    await open_stall();
    gateway.pay(35_000, { trial: true });
    await new Promise((resolve) => setTimeout(resolve, 300));
    await turn_on();
    await hears("Loa quầy B mười hai đã sẵn sàng.");
    gateway.pay(20_000);
    await hears("Đã nhận, hai mươi nghìn đồng.");
    assert.ok(!(await said()).some((one) => one.includes("Trong lúc")));
});

test("stall: money booked long ago that a person assigned is listed and counted, not said as if it came now", async () => {
    await open_stall();
    await turn_on();
    gateway.pay(90_000, { status: "assigned", match_basis: "none_booked_long_ago", announce: false, booked_at: "2020-01-01T03:00:00Z" });
    gateway.pay(20_000);
    await hears("Đã nhận, hai mươi nghìn đồng.");
    assert.ok(!(await said()).some((one) => one.includes("chín mươi")));
    assert.equal(await text("#count"), "2");
    assert.equal(await text("#sum"), "110.000 đ");
    assert.match(await text("#list li:last-child"), /90\.000 đ ghi sau$/);
    assert.equal(await text("#amount"), "20.000 đ");
});

test("stall: in a trial ledger everything counts, and is said as a trial", async () => {
    gateway.trial_ledger = true;
    await open_stall();
    assert.match(await text("#trial"), /THỬ: không phải tiền thật.*TRIAL: not real money/);
    await turn_on();
    gateway.pay(35_000);
    await hears("Đã nhận thử, ba mươi lăm nghìn đồng.");
    assert.equal(await text("#title"), "ĐÃ NHẬN THỬ");
    assert.equal(await text("#sum"), "35.000 đ");
    gateway.pay(200);
    await hears("Chú ý! Chỉ hai trăm đồng. Dưới một nghìn đồng.");
    await page.locator("#again").click();
    await hears("Khoản số một. Đã nhận thử, ba mươi lăm nghìn đồng.");
    assert.ok(!await scrolls_sideways(page));
    calm();
});

test("stall: without an account it says that it is not registered, and offers no loudspeaker until it is", async () => {
    gateway.stalls = [{ ...stall, registered: false, accounts: [] }];
    await open("/stall/st17", "vendor");
    await page.locator("#unregistered").waitFor();
    assert.match(await text("#unregistered"), /chưa đăng ký tài khoản nhận tiền/);
    for (const id of ["#sound-on", "#mute", "#listening"]) assert.ok(!await shown(id), id);
    assert.ok(!await scrolls_sideways(page));
    gateway.stalls = [stall];
    gateway.say("payee", { what: "changed", ...gateway.payees() });
    await page.locator("#sound-on").waitFor();
    assert.ok(!await shown("#unregistered"));
    await turn_on();
    calm();
});

test("stall: where its money goes is always there, and a change says itself at once and to whoever was away", async () => {
    await open("/stall/st17", "vendor");
    await page.locator("#who").waitFor();
    const tail = stall.accounts[0].account_number.slice(-4);
    assert.ok((await text("#who")).includes(`…${tail}`), await text("#who"));
    assert.ok(!await shown("#payee"));
    gateway.payee_change = { id: "pc9", to: [{ bank: "MB", last_digits: "4821" }], proposed_by: "tk7", takes_effect_at: null };
    gateway.say("payee", { what: "proposed", ...gateway.payees() });
    await page.locator("#payee").waitFor();
    assert.match(await text("#payee"), /ĐỔI TÀI KHOẢN: tiền của quầy sẽ vào MB …4821 nếu được xác nhận.*KHÔNG ĐỔI/);
    assert.equal(await page.locator("#change").getAttribute("href"), "/payees/st17");
    assert.ok(!await scrolls_sideways(page));
    gateway.payee_change = { ...gateway.payee_change, takes_effect_at: "2026-11-28T03:00:00Z" };
    await page.reload();
    await page.locator("#payee").waitFor();
    assert.match(await text("#payee"), /từ 10:00 28\/11\/2026/);
    gateway.payee_change = null;
    gateway.say("payee", { what: "refused", ...gateway.payees() });
    await page.waitForFunction(() => document.getElementById("payee").hidden);
    calm();
});

test("stall: a gateway that is busy when the page is opened is asked again, and nobody has to touch anything", async () => {
    gateway.refuse = (path) => path.startsWith("/v1/") ? 503 : 0;
    await open("/stall/st17", "vendor");
    await page.locator("#connecting").waitFor();
    await eventually("asked again", () => gateway.of("/v1/stalls/st17/live").length > 1);
    gateway.refuse = null;
    await page.locator("#sound-on").waitFor();
    await turn_on();
    gateway.pay(35_000);
    await hears("Đã nhận, ba mươi lăm nghìn đồng.");
});
