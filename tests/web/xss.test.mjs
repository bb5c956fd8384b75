// Whatever people and providers write is shown as text: 300 texts that would be a program elsewhere (xss/payloads.mjs), in every
// field that a page shows and in every address that it reads, none of which may run or become markup. The pages are tried by a
// browser that passes over the gateway's policy, so that it cannot hide a fault of a view, and with CHOQR_XSS=all under it as well.
// A sample of the texts that holds every kind goes everywhere; with CHOQR_XSS=all (script/check xss) all of them do.
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, afterEach, before, test } from "node:test";
import { eventually, leave_page, open_browser, open_page } from "./browser.mjs";
import { House, sign } from "./house.mjs";
import { alter_answers } from "./xss/altered.mjs";
import { inside_from, payloads, sample } from "./xss/payloads.mjs";

const all = payloads();
const texts = process.env.CHOQR_XSS === "all" ? all : sample();
/// Each `step`-th of them.
const every = (step) => texts.filter((_, i) => i % step === 0);
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

// What would show that something ran: xss() itself, a dialog, or a way to another site; and what shows that a text became markup
// though nothing has run it (yet).
// The first is told to the test itself: a page that leads elsewhere must not take it along.
const watch = () => { window.xss = (number) => window.xss_ran(number); };
const traces = () => {
    const elsewhere = (value) => {
        const { protocol, origin } = URL.canParse(value, location.href) ? new URL(value, location.href) : location;
        return /^https?:$/.test(protocol) && origin !== location.origin;
    };
    // What a page brings in later, as the page itself was sent.
    const is_ours = (element) => element.parentNode === document.body
        && /^(<link rel="stylesheet" href="\/assets\/[\w.-]+">)?<script src="\/assets\/[\w.-]+"><\/script>$/.test(element.innerHTML);
    const found = [...document.querySelectorAll("*")].filter((element) =>
        [...element.attributes].some(({ name, value }) => /^on/i.test(name) || (name !== "value" && /^\s*(javascript|vbscript):/i.test(value))
            || (/^(src|href|data|action|formaction)$/i.test(name) && (/^\s*data:text/i.test(value) || elsewhere(value))))
        || /^(iframe|object|embed|marquee|math|base|animate|audio|video)$/i.test(element.tagName)
        || (element.tagName === "TEMPLATE" && !is_ours(element))
        || (element.tagName === "SCRIPT" && !element.src));
    return found.map((element) => element.outerHTML.slice(0, 200));
};

/// A page as a browser of its own shows it. `lawless`: the gateway's policy is passed over. `person`: who is logged in (House.person()).
async function browse(lawless, person = null) {
    if (page) await leave_page(page);
    page = await open_page(browser, { bypassCSP: lawless, viewport: { width: 800, height: 900 } });
    if (!page.ran) {
        await page.exposeFunction("xss_ran", (number) => { page.ran.push(number); });
        page.on("dialog", (dialog) => { ++page.dialogs; dialog.dismiss(); });
        await page.addInitScript(watch);
    }
    Object.assign(page, { dialogs: 0, ran: [] });
    if (!person) return;
    const [name, value] = person.Cookie.split("=");
    await page.context().addCookies([{ name, value, url: house.url }]);
    await page.goto(`${house.url}/healthz`);
    await page.evaluate(() => localStorage.setItem("choqr.logged_in", "1"));
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
/// What somebody reads there: whose numbers stand in it, each once.
const reading = () => {
    const typed = [...document.querySelectorAll("input, option")].map((one) => one.value + one.textContent);
    return new Set([document.title, document.body.innerText, ...typed].join("\n").match(/ss(\(|\]=)\d+/g)).size;
};
/// So many of the texts stand there at last, as text.
async function shows(where, least) {
    let most = 0;
    await eventually(`${least} texts are read on ${where}`, async () => (most = Math.max(most, await page.evaluate(reading).catch(() => 0))) >= least)
        .catch(async (error) => {
            await nothing_ran(where);  // That would be why.
            throw new Error(`${error.message}: ${most}`);
        });
    await nothing_ran(where);
}
/// Without the policy a view's fault shows; with it as well where there is time.
const lives = [["with no policy", true], ["under the gateway's policy", false]].slice(0, process.env.CHOQR_XSS === "all" ? 2 : 1);

/// Where a text could stand if nobody took care.
const careless = [(text) => text, (text) => `<p title="${text}">`, (text) => `<p title='${text}'>`, (text) => `<a href="${text}">`, (text) => `<textarea>${text}</textarea>`,
                  (text) => `<script>var a="${text}";</script>`, (text) => `<script>var a='${text}';</script>`];

test("xss: the texts do run where nobody looks after them", async () => {
    await browse(true);
    await page.goto(`${house.url}/healthz`);
    for (const text of texts) for (const place of careless) {
        await page.setContent(place(text), { timeout: 2_000 }).catch(() => null);
        await page.evaluate(() => {
            document.querySelector("input")?.focus();
            document.querySelector("a[href]")?.click();
        }).catch(() => null);
        if (page.ran.includes(all.indexOf(text))) break;
    }
    const dead = texts.filter((text) => !page.ran.includes(all.indexOf(text)));
    // What stays inside an attribute or a script needs that very place: some of it is of no use in any of these.
    const markup = dead.filter((text) => all.indexOf(text) < inside_from);
    assert.deepEqual(markup, []);
    const [runs, least] = [texts.length - dead.length, texts.length === all.length ? 250 : 30];
    assert.ok(runs >= least, `only ${runs} of ${texts.length} run, not ${dead.slice(0, 60).join("  ")}`);
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
    assert.ok(taken.length * 6 >= texts.length * 5, `only ${taken.length} names were taken`);
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

/// Lets in what a code of `path` is for, by the name of `text`, and answers its cookie; "": no device may be called so.
async function pair(path, wish, text) {
    const { code } = await house.call("POST", path, wish);
    const send = () => fetch(`${house.url}/v1/pair`, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ code, name: text.slice(0, 60) }) });
    let response = await send();
    for (let tries = 0; response.status === 429 && tries < 30; ++tries) {
        await new Promise((resolve) => setTimeout(resolve, 500));
        response = await send();
    }
    assert.ok([201, 400].includes(response.status), `${response.status} for ${text}`);
    return response.status === 201 ? response.headers.getSetCookie()[0].split(";")[0] : "";
}

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
    const named = every(8);
    for (const text of named) await pair(`/v1/stalls/${stall.id}/pairing`, {}, text);
    await browse(lawless);
    await page.goto(`${house.url}/devices/${stall.id}#token=${house.token}`);
    await page.locator("#list li").first().waitFor();
    await shows("the list of phones", named.length / 2);
    await page.goto(`${house.url}/rights/${stall.id}#token=${house.token}`);
    await page.locator("#acts li").first().waitFor();
    await shows("who did what", Math.min(named.length / 2, 10));
});

for (const [how, lawless] of lives) test(`xss: people with an account, ${how}`, async () => {
    await browse(lawless);
    for (const text of every(30)) {
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

const short_name = (text) => [...text].slice(0, 60).join("");
async function as(person, path, body) {
    const response = await fetch(house.url + path, { method: "POST", headers: person, body: JSON.stringify(body) });
    assert.ok([200, 201, 422].includes(response.status), `${path}: ${response.status}`);
    return response.status === 422 ? null : response.json();
}

/// What the pages show before anybody has written anything odd: a change of accounts that was made and one that waits, devices, a
/// link for an account's owner; and two operators who are logged in.
async function settle() {
    const { market, stall, other } = house;
    await house.redirect(other, [{ bin: "970436", account_number: "0011009988", account_name: "TRAN VAN BAY" }]);
    const [boss, second] = house.operators;
    await as(boss, `/v1/stalls/${stall.id}/payee-changes`, { accounts: [{ bin: "970422", account_number: "0123454821", account_name: "NGUYEN THI LAN" }], reason: "đổi ngân hàng" });
    await pair(`/v1/stalls/${stall.id}/pairing`, {}, "Máy cô Lan");
    await pair(`/v1/markets/${market.id}/pairing`, { role: "volunteer" }, "Em Hoa");
    await pair(`/v1/markets/${market.id}/pairing`, { role: "display", shows: "counts" }, "Bảng chợ");
    const { url } = await house.call("POST", `/v1/stalls/${stall.id}/owner-consents`, { account: 0 }, house.board);
    const code = new URL(url).hash.slice(1);
    return { boss, second, owner: { code, question: await house.call("POST", "/v1/owner-consents", { code }) } };
}
let set_up;
const settled = async () => set_up ??= await settle();

/// The texts as reasons of changes that wait, were proposed and were refused, as names of people, and of volunteers and their zones.
async function write_all() {
    const { market, stalls } = await places();
    const { boss, second } = await settled();
    const accounts = (text) => [{ bin: "970422", account_number: "0123450000", account_name: text }];
    const told = stalls.slice(0, Math.ceil(texts.length / 50));
    for (const [i, text] of texts.entries()) {
        const path = `/v1/stalls/${told[i % told.length].id}/payee-changes`;
        const change = await as(boss, path, { accounts: accounts(text), reason: text });
        if (change) await as(second, `${path}/${change.id}/refuse`, { reason: text });
        await as(boss, "/v1/users", { login: `x${randomUUID().slice(0, 8)}`, name: short_name(text), role: "board", market_id: market.id });
    }
    for (const [i, stall] of stalls.slice(told.length, 100).entries())
        await as(boss, `/v1/stalls/${stall.id}/payee-changes`, { accounts: accounts(texts[i]), reason: texts[i] });
    for (const text of every(4)) await pair(`/v1/markets/${market.id}/pairing`, { role: "volunteer", zone: text }, text).catch(() => null);
    const [erased] = stalls.slice(-1);
    await house.call("POST", `/v1/vendors/${erased.vendor.id}/erase`, { reason: erased.zone });
    return { market, stalls, told, erased };
}
let written;
const writings = async () => written ??= await write_all();

for (const [how, lawless] of lives) test(`xss: reasons of changes, names of people and volunteers, what a board and a vendor are shown of them, ${how}`, async () => {
    const { market, stalls, told, erased } = await writings();
    const { second } = await settled();
    const most = texts.length * 0.8;
    await browse(lawless, second);
    const visit = async (path, row, least) => {
        await page.goto(house.url + path);
        await page.locator(row).first().waitFor();
        while (await page.locator("#more").isVisible()) await page.locator("#more").click();
        await shows(path, least);
    };
    await visit("/people", "#list li", most);
    for (const { id } of told) await visit(`/payees/${id}`, "#list li", most / told.length);
    await visit(`/changes/${market.id}`, ".change", Math.min(stalls.length - told.length, 100 - told.length) * 0.8);
    await visit(`/consents/${market.id}`, "#list li", most);
    await visit(`/volunteer/${market.id}`, "#list li", most);
    await visit(`/market-devices/${market.id}`, "#list li", most);
    await visit(`/rights/${erased.id}`, "#acts li", 0);
    await page.goto(`${house.url}/market-devices/${market.id}`);
    await page.locator("#pair-volunteer").click();
    await page.locator("#qr").waitFor();
    await pair(`/v1/markets/${market.id}/pairing`, { role: "volunteer" }, all[0]);
    await page.locator("#joined").filter({ hasText: "onerror" }).waitFor();
    await nothing_ran("who has just joined");
});

for (const [how, lawless] of lives) test(`xss: what an account's owner, a display and somebody logged in are shown, ${how}`, async () => {
    const { market, stalls } = await places();
    await browse(lawless);
    for (const stall of stalls.filter((_, i) => i % 24 === 0)) {
        const { url } = await house.call("POST", `/v1/stalls/${stall.id}/owner-consents`, { account: 0 });
        await page.goto("about:blank");
        await page.goto(url);
        await page.locator("#question").waitFor();
        await shows(`the question about ${stall.zone}`, 1);
    }
    for (const stall of stalls.filter((_, i) => i % 24 === 0)) {
        const cookie = await pair(`/v1/markets/${market.id}/pairing`, { role: "display", shows: "payments", zone: stall.zone }, "Loa");
        await browse(lawless, { Cookie: cookie });
        await page.goto(`${house.url}/display/${market.id}`);
        await page.locator("#sound-on").waitFor();
        await shows(`the display of ${stall.zone}`, 1);
    }
    for (const text of every(60)) {
        await browse(lawless, await house.person(short_name(text)));
        await page.goto(`${house.url}/account`);
        await page.locator("#session-list li").first().waitFor();
        await shows(`the account of ${text}`, 1);
    }
});

/// Pages, what stands there once they have been answered, and how many of the texts somebody reads then. `singly`: each text has to
/// come by itself, since there is no list. The start page lists the first forty stalls.
const altered_pages = ({ owner: { code, question } }) => {
    const { market, stall } = house, most = texts.length * 0.9;
    const speaker = { me: { capabilities: ["hear_aloud"] } }, wall = { me: { capabilities: ["see_counts"] } };
    return [["/", "#links a", 36, { me: { role: "operator" } }], ["/account", "#session-list li", most], ["/people", "#list li", most], [`/payees/${stall.id}`, "#list li", most],
            [`/changes/${market.id}`, ".change", most], [`/rights/${stall.id}`, "#acts li", most], [`/consents/${market.id}`, "#list li", most],
            [`/volunteer/${market.id}`, "#list li", most], [`/market-devices/${market.id}`, "#list li", most], [`/devices/${stall.id}`, "#list li", most],
            [`/board/${market.id}`, "#funnel li", 5], [`/display/${market.id}`, "#newest", 6, speaker],
            [`/display/${market.id}`, "#figures", 1, { ...wall, singly: true }], ["/privacy", "#text", 1, { singly: true }],
            [`/owner#${code}`, "#question", 3, { singly: true, instead: { "/v1/owner-consents": question } }]];
};
/// Odd and even ones in turn (xss/altered.mjs).
const tries = (singly, lawless) => {
    if (texts.length === all.length) return [...all.keys()].filter((i) => singly ? i % 2 === Number(lawless) : i % 49 === 0);
    return singly ? [lawless ? 11 : 30, lawless ? 41 : 20] : [lawless ? 31 : 0];
};

for (const [how, lawless] of lives) test(`xss: whatever the gateway answers, in every place that a page only shows, ${how}`, async () => {
    const place = await settled();
    await browse(lawless, place.second);
    const open = async (path, number, options) => {
        if (path.includes("#")) await page.goto("about:blank");  // Another fragment alone is no other page.
        await page.unrouteAll({ behavior: "ignoreErrors" });
        await alter_answers(page, texts, number, options);
        await page.goto(house.url + path);
    };
    for (const [path, row, least, options = {}] of altered_pages(place)) {
        for (const number of tries(options.singly, lawless)) {
            await open(path, number, options);
            await page.locator(row).first().waitFor();
            while (await page.locator("#more").isVisible()) await page.locator("#more").click();
            await shows(`${path}, altered ${number}`, least);
        }
        if (!lawless && texts.length < all.length) continue;
        await open(path, texts.length >> 1, { refusal: 403 });
        await shows(`${path}, refused`, 1);
    }
});

const addresses = ["/stall/", "/board/", "/devices/", "/wallet?stall=", "/?lang=", "/login?next=", "/login#", "/invite#", "/pair#", "/trust?", "/nothing/", "/assets/",
                   "/v1/stalls/", "/v1/markets/mk0?", "/q/", "/image/970422-0123456789020-compact.svg?accountName=", "/image/970422-0123456789020-compact.svg?addInfo=",
                   "/account?", "/account#", "/people?", "/people#token=", "/payees/", "/payees/st1?", "/payees/st1#", "/changes/", "/changes/mk1#", "/rights/", "/rights/st1#",
                   "/consents/", "/consents/mk1?", "/owner?", "/owner#", "/privacy?", "/privacy#", "/volunteer/", "/volunteer/mk1#", "/display/", "/display/mk1#",
                   "/market-devices/", "/market-devices/mk1?", "/pair?as=", "/login#/"];

/// Each address has others, and each text has one at least.
const texts_at = (number, lawless) => texts.length === all.length ? texts.filter((_, i) => i % 20 === number % 20)
    : [texts[(2 * number + Number(lawless)) % texts.length]];

for (const [how, lawless] of lives) test(`xss: whatever an address says, ${how}`, async () => {
    const { boss } = await settled();
    await browse(lawless, boss);
    for (const [number, address] of addresses.entries()) {
        for (const text of texts_at(number, lawless)) {
            const url = house.url + address + encodeURIComponent(text);
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
    for (const text of every(6)) {
        await page.locator("#typed").fill(text);
        await page.locator("#typed").press("Enter");
        await nothing_ran(`asked for ${text}`);
    }
    await page.goto(`${house.url}/wallet`);
    for (const text of every(12)) {
        await page.locator("#stall-id").fill(text);
        await page.locator("#choose button").click();
        await page.waitForLoadState("load");
        await nothing_ran(`sought ${text}`);
        await page.goto(`${house.url}/wallet`);
    }
});

for (const [how, lawless] of lives) test(`xss: whatever somebody types about people and accounts, ${how}`, async () => {
    const { boss, second } = await settled();
    const stall = await house.add_stall(`T-${lawless}`, lawless ? "0123456789061" : "0123456789062", "LE THI NAM");
    const said = (selector) => eventually(`${selector} says something`, async () => (await page.locator(selector).innerText()) !== "");
    await browse(lawless, boss);
    await page.goto(`${house.url}/people`);
    for (const text of every(18)) {
        await page.locator("#login").fill(text);
        await page.locator("#name").fill(text);
        await page.locator("#go").click();
        await said("#wrong");
        await nothing_ran(`invited ${text}`);
        await page.locator("#login").fill(`t${randomUUID().slice(0, 8)}`);
        await page.locator("#go").click();
        await page.locator("#invitation").waitFor();
        await shows(`invited ${text}`, 1);
        await page.locator("#close").click();
    }
    for (const text of every(18)) {
        await page.goto(`${house.url}/payees/${stall.id}`);
        for (const [id, value] of [["number", "0123450000"], ["holder", text], ["why", text]]) await page.locator(`#${id}`).fill(value);
        await page.locator("#propose button").click();
        await page.locator("#waiting .change").waitFor();
        await shows(`proposed because of ${text}`, 1);
        const [{ id }] = (await house.call("GET", `/v1/stalls/${stall.id}/payee-changes?limit=1`)).items;
        await as(second, `/v1/stalls/${stall.id}/payee-changes/${id}/refuse`, { reason: "không ai xin" });
    }
    for (const [path, id] of [[`/consents/${house.market.id}`, "sought"], [`/volunteer/${house.market.id}`, "sought"], [`/changes/${house.market.id}`, "reason"]]) {
        await page.goto(house.url + path);
        for (const text of every(6)) {
            await page.locator(`#${id}`).fill(text);
            await nothing_ran(`${path}: ${text}`);
        }
    }
    for (const text of every(100)) {
        await page.goto(`${house.url}/account`);
        for (const id of ["old", "new", "again"]) await page.locator(`#${id}`).fill(text);
        await page.locator("#change button").click();
        await said("#wrong-passwords");
        await nothing_ran(`a password ${text}`);
    }
    await browse(lawless);
    for (const text of every(30)) {
        await page.goto(`${house.url}/pair?as=volunteer#0123456789ABCDEFGHJKMNPQRS`);
        await page.locator("#name").fill(text);
        await page.locator("#go").click();
        await page.locator("#refused").waitFor();
        await nothing_ran(`a phone ${text}`);
        await page.goto(`${house.url}/login`);
        for (const id of ["name", "password"]) await page.locator(`#${id}`).fill(text);
        await page.locator("#go").click();
        await said("#wrong");
        await nothing_ran(`logged in as ${text}`);
        await page.goto(`${house.url}/payees/${stall.id}`);
        await page.locator("#token").fill(text);
        await page.locator("#main button").click();
        await page.locator("#token").waitFor();
        await nothing_ran(`the token ${text}`);
    }
});
