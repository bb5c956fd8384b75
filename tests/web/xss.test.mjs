// Whatever people and providers write is shown as text: 300 texts that would be a program elsewhere (xss/payloads.mjs), in every
// field that a page shows and in every address that it reads, none of which may run or become markup. The pages are tried twice:
// with the policy that the gateway sends, and with a browser that passes over it, so that the policy cannot hide a fault of a view.
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, afterEach, before, test } from "node:test";
import { eventually, open_browser, open_page } from "./browser.mjs";
import { House, sign } from "./house.mjs";
import { payloads } from "./xss/payloads.mjs";

const texts = payloads();
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
    if (page) await page.context().close();
    page = null;
});

// What would show that something ran: xss() itself, a dialog, or a way to another site; and what shows that a text became markup
// though nothing has run it (yet).
// The first is told to the test itself: a page that leads elsewhere must not take it along.
const watch = () => { window.xss = (number) => window.xss_ran(number); };
const traces = () => {
    const found = [...document.querySelectorAll("*")].filter((element) =>
        [...element.attributes].some(({ name, value }) => /^on/i.test(name) || /^\s*(javascript|vbscript):/i.test(value)
            || (/^(src|href|data|action|formaction)$/i.test(name) && /^data:text|evil\.invalid/i.test(value)))
        || /^(iframe|object|embed|marquee|math|template|base|animate|audio|video)$/i.test(element.tagName)
        || (element.tagName === "SCRIPT" && !element.src));
    return found.map((element) => element.outerHTML.slice(0, 200));
};

/// A page as a browser of its own shows it. `lawless`: the gateway's policy is passed over.
async function browse(lawless) {
    page = await open_page(browser, { bypassCSP: lawless, viewport: { width: 800, height: 900 } });
    page.dialogs = 0;
    page.ran = [];
    await page.exposeFunction("xss_ran", (number) => { page.ran.push(number); });
    page.on("dialog", (dialog) => { ++page.dialogs; dialog.dismiss(); });
    await page.addInitScript(watch);
}
async function nothing_ran(where) {
    await page.mouse.move(200, 300);
    // A page may lead to another one of ours at that moment: then it is that one's turn.
    const markup = await page.evaluate(traces).catch(async () => {
        await page.waitForLoadState("load");
        return page.evaluate(traces);
    });
    assert.deepEqual(markup, [], where);
    assert.deepEqual(page.ran, [], where);
    assert.equal(page.dialogs, 0, where);
}
const lives = [["under the gateway's policy", false], ["with no policy", true]];

/// Where a text could stand if nobody took care.
const careless = [(text) => text, (text) => `<p title="${text}">`, (text) => `<p title='${text}'>`, (text) => `<a href="${text}">`, (text) => `<textarea>${text}</textarea>`,
                  (text) => `<script>var a="${text}";</script>`, (text) => `<script>var a='${text}';</script>`];

test("xss: the texts do run where nobody looks after them", async () => {
    await browse(true);
    await page.goto(`${house.url}/healthz`);
    for (const [number, text] of texts.entries()) for (const place of careless) {
        await page.setContent(place(text), { timeout: 2_000 }).catch(() => null);
        await page.evaluate(() => {
            document.querySelector("input")?.focus();
            document.querySelector("a[href]")?.click();
        }).catch(() => null);
        if (page.ran.includes(number)) break;
    }
    const alive = new Set(page.ran);
    const dead = texts.filter((_, number) => !alive.has(number));
    assert.ok(alive.size >= 250, `only ${alive.size} of ${texts.length} run, not ${dead.slice(0, 60).join("  ")}`);
});

/// The texts in fields of places: which of them a name may hold is the gateway's business. Each stall has another text in each.
async function fill_market() {
    const market = await house.call("POST", "/v1/markets", { name: texts[0], code: `x-${randomUUID().slice(0, 8)}`, province: texts[1], commune: texts[2] });
    const stalls = [];
    for (const [number, text] of texts.entries()) {
        const body = { code: `X-${number}`, zone: text, goods: text, vendor: { name: text, kind: "person" },
                       accounts: [{ bin: "970422", account_number: String(7_700_000_000_000 + number), account_name: text }] };
        stalls.push(await house.call("POST", `/v1/markets/${market.id}/stalls`, body).catch(() => null));
    }
    const taken = stalls.filter(Boolean);
    assert.ok(taken.length >= 250, `only ${taken.length} names were taken`);
    return { market, stalls: taken };
}

let filled;
const places = async () => filled ??= await fill_market();

for (const [how, lawless] of lives) test(`xss: names of places, goods, vendors and accounts, ${how}`, async () => {
    const { market, stalls } = await places();
    await browse(lawless);
    await page.goto(`${house.url}/#token=${house.token}`);
    await page.locator(".market").first().waitFor();
    while (await page.getByRole("button", { name: /thêm/i }).count() > 0) {
        const button = page.getByRole("button", { name: /thêm/i }).first();
        if (!await button.isVisible()) break;
        await button.click();
        await page.waitForTimeout(100);
    }
    await nothing_ran("the start page");
    await page.goto(`${house.url}/board/${market.id}`);
    await page.locator("#funnel li").first().waitFor();
    await page.locator("#reprint li").first().waitFor();
    await nothing_ran("the board's page");
    for (let i = 0; i < stalls.length; i += 12) {
        await page.goto(`${house.url}/stall/${stalls[i].id}`);
        await page.locator("#stall").filter({ hasText: stalls[i].code }).waitFor();
        await nothing_ran(`the stall ${stalls[i].vendor.name}`);
        await page.goto(`${house.url}/wallet?stall=${stalls[i].id}`);
        await page.locator("#holder").filter({ hasText: /./ }).waitFor();
        await nothing_ran(`the wallet at ${stalls[i].vendor.name}`);
    }
});

async function pay(stall, number, text) {
    const account = stall.accounts[0];
    const notice = { transaction_id: randomUUID(), direction: "in", bin: account.bin, account_number: account.account_number, amount: 1_000 + number,
                     currency: "VND", content: text, booked_at: new Date().toISOString(), payer: { bin: "970436", account_number: "0011223344", name: text } };
    const body = JSON.stringify(notice);
    const response = await fetch(`${house.url}/v1/providers/simwallet/notices`, { method: "POST", headers: sign(body), body });
    assert.equal(response.status, 200, text);
}

for (const [how, lawless] of lives) test(`xss: what payers and their banks write, ${how}`, async () => {
    await browse(lawless);
    await page.goto(`${house.url}/stall/${house.stall.id}#token=${house.vendor}`);
    await page.locator("#sound-on").click();
    await page.locator("#listening").waitFor();
    const before = Number((await page.locator("#count").innerText()).replace(/\D/g, ""));
    for (let from = 0; from < texts.length; from += 25) {
        const some = texts.slice(from, from + 25);
        for (const [i, text] of some.entries()) await pay(house.stall, from + i, text);
        const until = String(before + from + some.length);
        await eventually(`${until} were shown`, async () => (await page.locator("#count").innerText()).replace(/\D/g, "") === until);
        await nothing_ran(`payments ${from} to ${from + some.length}`);
    }
    assert.ok((await page.locator("#list").innerText()).includes("onerror"), "the texts are shown, as text");
});

for (const [how, lawless] of lives) test(`xss: names of phones, ${how}`, async () => {
    const stall = await house.add_stall(`P-${lawless}`, lawless ? "0123456789051" : "0123456789052", "LE THI NAM");
    for (const text of texts.filter((_, number) => number % 8 === 0)) {
        const { code } = await house.call("POST", `/v1/stalls/${stall.id}/pairing`, {});
        const response = await fetch(`${house.url}/v1/pair`, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ code, name: text.slice(0, 60) }) });
        assert.ok([201, 400].includes(response.status), text);
    }
    await browse(lawless);
    await page.goto(`${house.url}/devices/${stall.id}#token=${house.token}`);
    await page.locator("#list li").nth(20).waitFor();
    await nothing_ran("the list of phones");
});

for (const [how, lawless] of lives) test(`xss: people with an account, ${how}`, async () => {
    await browse(lawless);
    for (const text of texts.filter((_, number) => number % 30 === 0)) {
        const asked = { login: `x${randomUUID().slice(0, 8)}`, name: text.slice(0, 60), role: "board", market_id: house.market.id };
        const person = await house.call("POST", "/v1/users", asked).catch(() => null);
        if (!person) continue;
        const { pathname, hash } = new URL(person.invitation.url);
        await page.goto(house.url + pathname + hash);
        await page.locator("#form").waitFor();
        await nothing_ran(`the invitation of ${text}`);
        await page.goto("about:blank");
    }
});

const addresses = ["/stall/", "/board/", "/devices/", "/wallet?stall=", "/?lang=", "/login?next=", "/login#", "/invite#", "/pair#", "/trust?", "/nothing/", "/assets/",
                   "/v1/stalls/", "/v1/markets/mk0?", "/q/", "/image/970422-0123456789020-compact.svg?accountName=", "/image/970422-0123456789020-compact.svg?addInfo="];

for (const [how, lawless] of lives) test(`xss: whatever an address says, ${how}`, async () => {
    await browse(lawless);
    for (const [number, address] of addresses.entries()) {
        for (let i = number % 20; i < texts.length; i += 20) {
            const url = house.url + address + encodeURIComponent(texts[i]);
            await page.goto(url, { waitUntil: "commit" }).catch(() => null);
            await page.waitForLoadState("load").catch(() => null);
            assert.equal(new URL(page.url()).origin, house.url, `${url} leads away`);
            await nothing_ran(url);
        }
    }
});

for (const [how, lawless] of lives) test(`xss: whatever somebody types, ${how}`, async () => {
    await browse(lawless);
    await page.goto(`${house.url}/stall/${house.stall.id}#token=${house.vendor}`);
    await page.locator("#sound-on").click();
    await page.locator("#check-open").click();
    for (let i = 0; i < texts.length; i += 6) {
        await page.locator("#typed").fill(texts[i]);
        await page.locator("#typed").press("Enter");
        await nothing_ran(`asked for ${texts[i]}`);
    }
    await page.goto(`${house.url}/wallet`);
    for (let i = 0; i < texts.length; i += 12) {
        await page.locator("#stall-id").fill(texts[i]);
        await page.locator("#choose button").click();
        await page.waitForLoadState("load");
        await nothing_ran(`sought ${texts[i]}`);
        await page.goto(`${house.url}/wallet`);
    }
});
