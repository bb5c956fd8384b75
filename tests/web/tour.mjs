// The tour: every screen in the states that matter, each as somebody comes to it at the real gateway, on an ordinary morning of a
// market. Who adds a screen adds a stop: access.test.mjs looks at each, and screenshots.mjs takes its picture.
import { randomUUID } from "node:crypto";
import { eventually, open_page } from "./browser.mjs";
import { House, sign } from "./house.mjs";
import { load } from "./load.mjs";

const password = "bánh mì chả cá nóng";
const vendors = [["Cô Lan", "rau củ", "NGUYEN THI LAN"], ["Chú Bảy", "cá biển", "TRAN VAN BAY"], ["Bà Tư", "trái cây", "LE THI TU"], ["Chị Hoa", "thịt heo", "PHAM THI HOA"],
                 ["Anh Dũng", "hàng khô", "VO TIEN DUNG"], ["Cô Ba", "bún riêu", "DANG THI BA"], ["Chị Mai", "hoa tươi", "BUI THI MAI"], ["Anh Sáu", "gia vị", "HO VAN SAU"]];
const amounts = [35_000, 20_000, 12_000, 45_000, 60_000, 18_000, 25_000, 220_000];
const minute_ms = 60_000;

export class Tour {
    /// `language`: of the pages.
    constructor(browser, language = "vi") {
        Object.assign(this, { browser, language });
        this.house = new House({ place: { name: "Hùng Sơn", province: "Thái Nguyên", commune: "Xã Đại Từ" } });
        this.accounts = 4_800;
        this.scale = 1;  // Pixels of a picture for one of the page.
        this.pages = [];
    }

    async begin() {
        const { house } = this;
        this.words = await load(`messages/${this.language}`);
        await house.open();
        this.market = house.market;
        this.stalls = [house.stall];
        for (const [at, vendor] of vendors.entries()) if (at > 0) this.stalls.push(await this.add_stall(`B-${13 + at}`, vendor, at < 5 ? "Rau củ" : "Hàng khô"));
        this.lan = this.stalls[0];
        for (const stall of this.stalls) for (const [at, amount] of amounts.entries()) await this.pay(stall, amount, { minutes_ago: 30 + 6 * (amounts.length - at) });
        this.board = house.board;
        this.boss = await house.person("Cô Ngân");
        await this.person_of("lan", { role: "owner" }, this.lan);
    }

    async end() {
        await this.house.close();
        if (this.trial) await this.trial.close();
    }

    /// The page of a demonstration, which is another gateway: its ledger is a trial.
    async demo(options) {
        if (!this.trial) {
            this.trial = new House({ demo: true, place: { name: "Hùng Sơn", province: "Thái Nguyên", commune: "Xã Đại Từ" } });
            await this.trial.open();
        }
        const { url, market, vendor, board } = this.trial;
        const volunteer = (await this.trial.call("POST", "/v1/tokens", { role: "volunteer", market_id: market.id })).token;
        const page = await this.phone(null, options);
        const link = new URL(`/demo#vendor=${vendor}&board=${board}&volunteer=${volunteer}`, url);
        if (this.language !== "vi") link.searchParams.set("lang", this.language);
        await page.goto(link.href);
        await page.frameLocator("iframe[name=board]").locator("#funnel li").first().waitFor({ state: "attached" });
        return ready(page, "#vendor");
    }

    add_stall(code, [name, goods, account_name], zone = "Rau củ") {
        return this.house.call("POST", `/v1/markets/${this.market.id}/stalls`, {
            code, zone, goods, vendor: { name, phone: "0900000000", kind: "person" },
            accounts: account_name ? [{ bin: "970422", account_number: `012345678${this.accounts++}`, account_name }] : [] });
    }

    /// A bank's word.
    async pay(stall, amount, { minutes_ago = 0, content = stall.stall_code, payer = "1900000000917" } = {}) {
        const id = randomUUID();
        const { bin, account_number } = stall.accounts[0];
        const body = JSON.stringify({ transaction_id: id, direction: "in", bin, account_number, amount, currency: "VND", content,
                                      booked_at: new Date(Date.now() - minutes_ago * minute_ms).toISOString(), payer: { bin: "970436", account_number: payer, name: "TRAN VAN B" } });
        const response = await fetch(`${this.house.url}/v1/providers/simwallet/notices`, { method: "POST", headers: sign(body, id), body });
        if (!response.ok) throw new Error(`notice: ${response.status} ${await response.text()}`);
    }

    /// A phone that is nobody's yet.
    async phone(path, options = {}) {
        const page = await open_page(this.browser, this.scale > 1 ? { ...options, deviceScaleFactor: this.scale } : options);
        this.pages.push(page);
        if (path) await page.goto(this.at(path));
        return page;
    }
    /// The address of a page in the tour's language.
    at(path) {
        const url = new URL(path, this.house.url);
        if (this.language !== "vi") url.searchParams.set("lang", this.language);
        return url.href;
    }

    /// Of whoever has this cookie.
    async phone_with(cookie, path, options) {
        const page = await this.phone("/healthz", options);
        const [name, value] = cookie.split(";")[0].split("=");
        await page.context().addCookies([{ name, value, url: this.house.url }]);
        await page.evaluate(() => localStorage.setItem("choqr.logged_in", "1"));
        await page.goto(this.at(path));
        return page;
    }
    as_boss(path, options) { return this.phone_with(this.boss.Cookie, path, options); }
    as_board(path, options) { return this.phone(`${path}#token=${this.board}`, options); }
    as_operator(path, options) { return this.phone(`${path}#token=${this.house.token}`, options); }

    /// The cookie of a phone that was paired with a stall (`wish`: its role), or with the market.
    async paired(wish, stall) {
        const path = stall ? `/v1/stalls/${stall.id}/pairing` : `/v1/markets/${this.market.id}/pairing`;
        const { code } = await this.house.call("POST", path, wish);
        const body = JSON.stringify({ code, name: stall ? "Điện thoại cô Lan" : "Em Hoa" });
        let response;
        await eventually("a phone is paired", async () => {
            response = await fetch(`${this.house.url}/v1/pair`, { method: "POST", headers: { "Content-Type": "application/json" }, body });
            return response.status !== 429;
        });
        if (response.status !== 201) throw new Error(`pairing: ${response.status} ${await response.text()}`);
        return response.headers.getSetCookie()[0];
    }
    /// The same, once for all who ask by `name`.
    async person_of(name, wish, stall) {
        this.cookies ??= {};
        return this.cookies[name] ??= await this.paired(wish, stall);
    }

    /// A stall's screen on its owner's phone; `heard`: the loudspeaker is on.
    async stall(stall = this.lan, { heard = true, ...options } = {}) {
        const page = await this.phone_with(await this.person_of(stall.id === this.lan.id ? "lan" : stall.id, { role: "owner" }, stall), `/stall/${stall.id}`, options);
        await page.locator("#stall").filter({ hasText: stall.code }).waitFor();
        if (!heard) return page;
        await page.locator("#sound-on").click();
        await page.locator("#listening").waitFor();
        await press(page, this.words.other_things, { only_wait: true });
        return page;
    }
    /// A stall that nobody else on the tour uses.
    new_stall(...vendor) { return this.add_stall(`C-${++this.codes || (this.codes = 1)}`, vendor.length ? vendor : vendors[0]); }

    async pay_and_see(page, stall, amount, more) {
        const before = await page.locator("#count").innerText();
        await this.pay(stall, amount, more);
        await eventually("it was counted", async () => await page.locator("#count").innerText() !== before);
    }

    /// An invitation's address.
    async invitation(about = {}) {
        const { invitation } = await this.house.call("POST", "/v1/users", { login: `hoa-${randomUUID().slice(0, 6)}`, name: "Chị Hoa", role: "board", market_id: this.market.id, ...about });
        const url = new URL(invitation.url);
        return url.pathname + url.hash;
    }

    /// Accounts that somebody wants changed.
    async change_waits(stall) {
        const body = { accounts: [{ bin: "970436", account_number: "0011009988", account_name: "NGUYEN THI LAN" }], reason: "đổi ngân hàng" };
        const response = await fetch(`${this.house.url}/v1/stalls/${stall.id}/payee-changes`, { method: "POST", headers: this.boss, body: JSON.stringify(body) });
        if (!response.ok) throw new Error(`change: ${await response.text()}`);
    }
    async changing_stall() {
        if (!this.changing) {
            this.changing = await this.new_stall("Cô Lan", "rau củ", "NGUYEN THI LAN");
            await this.change_waits(this.changing);
        }
        return this.changing;
    }

    async owner_link(stall) {
        const { url } = await this.house.call("POST", `/v1/stalls/${stall.id}/owner-consents`, { account: 0 });
        return new URL(url).pathname + new URL(url).hash;
    }
}

const press = async (page, name, { only_wait = false } = {}) => {
    const button = page.getByRole("button", { name, exact: true }).first();
    await button.waitFor();
    if (!only_wait) await button.click();
};
const ready = async (page, selector) => {
    await page.locator(selector).first().waitFor();
    return page;
};

/// What KIỂM TRA says, so many minutes after 150.000 đ came.
async function check(tour, typed, look, minutes_later = 0) {
    const stall = await tour.new_stall();
    await tour.pay(stall, 150_000);
    const page = await tour.stall(stall, { skew_ms: minutes_later * minute_ms });
    await page.locator("#check-open").click();
    await page.locator("#typed").fill(typed);
    await press(page, tour.words.check_go);
    return ready(page, `#verdict.${look}`);
}

async function asked(tour) {
    const stall = await tour.new_stall();
    const page = await tour.stall(stall);
    await press(page, tour.words.ask_open);
    await page.locator("#asked-amount").fill("50000");
    return { stall, page };
}
async function shows_code(tour) {
    const { stall, page } = await asked(tour);
    await press(page, tour.words.ask_go);
    await ready(page, "img.code");
    return { stall, page };
}

async function paid_row(tour) {
    const stall = await tour.new_stall();
    const page = await tour.stall(stall);
    await tour.pay_and_see(page, stall, 80_000);
    await ready(page, "#list .row");
    await page.locator("#list .row").click();
    return page;
}
async function other_thing(tour, name) {
    const page = await tour.stall();
    await press(page, tour.words.other_things);
    await press(page, name);
    return ready(page, ".panel");
}
const with_code = async (page, button) => {
    await ready(page, button);
    await page.locator(button).click();
    return ready(page, "#qr");
};

/// A volunteer at a stall that has no account yet.
async function minute(tour) {
    const { code } = await tour.new_stall("Cô Ba", "bún riêu", "");
    const page = await tour.phone_with(await tour.person_of("volunteer", { role: "volunteer" }), `/volunteer/${tour.market.id}`);
    const button = page.locator("#list li", { hasText: code }).locator("button");
    await button.waitFor();
    await button.click();
    return ready(page, ".panel [aria-expanded]");
}

/// name → [screen, how somebody comes to it]. The page answers once it stands there as it is to be looked at.
const all = {
    "start": ["start", async (tour) => ready(await tour.phone("/"), "#enter")],
    "start-operator": ["start", async (tour) => ready(await tour.as_operator("/"), ".market .stalls li")],
    "start-board": ["start", async (tour) => ready(await tour.as_board("/"), ".market .pairing li")],
    "start-stall": ["start", async (tour) => ready(await tour.phone_with(await tour.person_of("lan"), "/"), "#links a")],
    "login": ["login", async (tour) => ready(await tour.phone("/login"), "#form")],
    "login-wrong": ["login", async (tour) => {
        const page = await tour.phone("/login");
        await page.locator("#name").fill("co.lan");
        await page.locator("#password").fill("sai rồi sai rồi");
        await page.locator("#go").click();
        return ready(page, "#wrong:not(:empty)");
    }],
    "invite": ["invite", async (tour) => ready(await tour.phone(await tour.invitation()), "#form")],
    "invite-refused": ["invite", async (tour) => ready(await tour.phone("/invite#0123456789ABCDEFGHJKMNPQRS"), "#refused")],
    "pair": ["pair", async (tour) => ready(await tour.phone("/pair#0123456789ABCDEFGHJKMNPQRS"), "#pair")],
    "pair-refused": ["pair", async (tour) => ready(await tour.phone("/pair"), "#refused")],
    "no-token": ["stall", async (tour) => ready(await tour.phone("/stall/st1"), ".wall")],
    "not-found": ["stall", async (tour) => ready(await tour.as_operator("/stall/st999999"), ".wall")],

    "stall-mute": ["stall", async (tour) => ready(await tour.stall(tour.lan, { heard: false }), "#sound-on")],
    "stall-empty": ["stall", async (tour) => ready(await tour.stall(await tour.new_stall()), "#nothing")],
    "stall": ["stall", async (tour) => {
        const page = await tour.stall();
        await tour.pay_and_see(page, tour.lan, 150_000);
        return ready(page, ".new #last");
    }],
    "stall-aged": ["stall", async (tour) => {
        const stall = await tour.new_stall();
        await tour.pay(stall, 356_000);
        return ready(await tour.stall(stall, { skew_ms: 7 * minute_ms }), ".over #last");
    }],
    "stall-large": ["stall", async (tour) => {
        const stall = await tour.new_stall();
        const page = await tour.stall(stall);
        await tour.pay_and_see(page, stall, 1_234_589_889);
        return ready(page, ".new #last");
    }],
    "stall-warning": ["stall", async (tour) => {
        const stall = await tour.new_stall();
        const page = await tour.stall(stall);
        await tour.pay_and_see(page, stall, 200);
        return ready(page, ".warning #last");
    }],
    "stall-trial": ["stall", async (tour) => {
        const stall = await tour.new_stall();
        const page = await tour.stall(stall);
        await tour.house.try_out(1_000, stall);
        return ready(page, ".trial #last");
    }],
    "stall-list": ["stall", async (tour) => {
        const page = await tour.stall();
        await press(page, tour.words.other_things);
        return ready(page, "#list .row");
    }],
    "stall-lost": ["stall", async (tour) => {
        const page = await tour.stall();
        await page.context().setOffline(true);
        return ready(page, "#lost");
    }],
    "stall-changing": ["stall", async (tour) => ready(await tour.stall(await tour.changing_stall(), { heard: false }), "#payee")],
    "stall-suspended": ["stall", async (tour) => {
        const stall = await tour.new_stall();
        await tour.house.call("POST", `/v1/stalls/${stall.id}/suspend`, {});
        return ready(await tour.stall(stall, { heard: false }), "#closed");
    }],
    "stall-unregistered": ["stall", async (tour) => ready(await tour.stall(await tour.new_stall("Cô Ba", "bún riêu", ""), { heard: false }), "#unregistered")],
    "stall-unclaimed": ["stall", async (tour) => {
        const stall = await tour.new_stall();
        await tour.house.call("POST", `/v1/markets/${tour.market.id}/stalls`, { code: `D-${randomUUID().slice(0, 4)}`, vendor: { name: "Chị Mai", kind: "person" }, accounts: stall.accounts.map(({ bin, account_number, account_name }) => ({ bin, account_number, account_name })) });
        const page = await tour.stall(stall);
        await tour.pay(stall, 20_000, { content: "tien hang" });
        return ready(page, ".unclaimed .go");
    }],
    "check-yes": ["stall", (tour) => check(tour, "150", "yes")],
    "check-no": ["stall", (tour) => check(tour, "99000", "no")],
    "check-told": ["stall", (tour) => check(tour, "150", "unsure", 20)],
    "ask": ["stall", async (tour) => (await asked(tour)).page],
    "ask-code": ["stall", async (tour) => (await shows_code(tour)).page],
    "ask-short": ["stall", async (tour) => {
        const { stall, page } = await shows_code(tour);
        const { items: [{ reference_code }] } = await tour.house.call("GET", `/v1/stalls/${stall.id}/payment-requests`);
        await tour.pay(stall, 20_000, { content: reference_code });
        return ready(page, ".panel .uneven");
    }],
    "payment": ["stall", async (tour) => ready(await paid_row(tour), ".panel .choices")],
    "refund": ["stall", async (tour) => {
        const page = await paid_row(tour);
        await press(page, tour.words.refund_open);
        return ready(page, ".panel .choices, .panel .bar");
    }],
    "own-day": ["stall", async (tour) => ready(await other_thing(tour, tour.words.own_day_open), ".panel table")],
    "shift": ["stall", async (tour) => ready(await other_thing(tour, tour.words.shift_open), ".panel .told")],
    "look": ["stall", (tour) => other_thing(tour, tour.words.look_open)],
    "trial-code": ["stall", async (tour) => ready(await other_thing(tour, tour.words.trial_open), "img.code")],
    "voice": ["stall", async (tour) => {
        const page = await tour.stall();
        await press(page, tour.words.voice_title);
        return ready(page, "#voice-settings");
    }],

    "board": ["board", async (tour) => ready(await tour.as_board(`/board/${tour.market.id}`), "#reprint li")],
    "board-wide": ["board", async (tour) => ready(await tour.as_board(`/board/${tour.market.id}`, { viewport: { width: 1280, height: 800 } }), "#reprint li")],
    "board-changes": ["board", async (tour) => {
        await tour.changing_stall();
        return ready(await tour.as_boss(`/board/${tour.market.id}`), "#changes");
    }],
    "wallet": ["wallet", async (tour) => ready(await tour.phone(`/wallet?stall=${tour.lan.public_id}`), "#holder:not(:empty)")],
    "wallet-choose": ["wallet", async (tour) => ready(await tour.phone("/wallet"), "#choose")],
    "wallet-sent": ["wallet", async (tour) => {
        const page = await tour.phone(`/wallet?stall=${(await tour.new_stall()).public_id}`);
        for (const key of ["3", "5", "000"]) await page.locator(`[data-key="${key}"]`).click();
        await page.locator("#pay").click();
        return ready(page, "#result.yes");
    }],
    "devices": ["devices", async (tour) => ready(await tour.phone_with(await tour.person_of("lan"), `/devices/${tour.lan.id}`), "#list li")],
    "devices-code": ["devices", async (tour) => with_code(await tour.phone_with(await tour.person_of("lan"), `/devices/${tour.lan.id}`), "#pair-helper")],
    "payees": ["payees", async (tour) => ready(await tour.as_boss(`/payees/${(await tour.changing_stall()).id}`), ".change")],
    "payees-vendor": ["payees", async (tour) => ready(await tour.phone_with(await tour.person_of("lan"), `/payees/${tour.lan.id}`), "#propose")],
    "changes": ["changes", async (tour) => {
        await tour.changing_stall();
        return ready(await tour.as_boss(`/changes/${tour.market.id}`), ".change");
    }],
    "market-devices": ["market_devices", async (tour) => {
        await tour.person_of("volunteer", { role: "volunteer" });
        return ready(await tour.as_board(`/market-devices/${tour.market.id}`), "#list li");
    }],
    "market-devices-code": ["market_devices", async (tour) => with_code(await tour.as_board(`/market-devices/${tour.market.id}`), "#pair-volunteer")],
    "recorder": ["recorder", async (tour) => ready(await tour.as_board(`/voice/${tour.market.id}`, { permissions: ["microphone"] }), "#list li")],
    "recorder-wrong": ["recorder", async (tour) => {
        const page = await ready(await tour.as_board(`/voice/${tour.market.id}`), "#list li");
        await page.locator("#file").setInputFiles({ name: "trang.txt", mimeType: "audio/wav", buffer: Buffer.from("no sound") });
        return ready(page, "#verdict.wrong");
    }],
    "check": ["check", async (tour) => ready(await tour.phone("/check"), "#code")],
    "request": ["request", async (tour) => {
        const request = await tour.house.call("POST", "/v1/payment-requests", { stall_id: tour.lan.id, amount: 120_000, description: "2 kg tôm khô" });
        return ready(await tour.phone(`/request/${request.public_id}`), "#code");
    }],
    "minute-payee": ["volunteer", (tour) => minute(tour)],
    "minute-goods": ["volunteer", async (tour) => {
        const page = await minute(tour);
        await page.locator(".panel [aria-expanded]").click();
        await page.locator(".panel form input").first().fill("MB");
        await page.locator(".panel form input").nth(1).fill("0123456789");
        await page.locator(".panel form button").click();
        await page.locator(".panel .field input").fill("NGUYEN THI LAN");
        await press(page, tour.words.minute_same);
        return ready(page, ".panel .icons");
    }],
    "volunteer-refusal": ["volunteer", async (tour) => {
        const page = await minute(tour);
        await press(page, tour.words.visit_refused);
        return ready(page, ".panel .icons");
    }],
    "volunteer": ["volunteer", async (tour) => ready(await tour.phone_with(await tour.person_of("volunteer", { role: "volunteer" }), `/volunteer/${tour.market.id}`), "#list li")],
    "display": ["display", async (tour) => {
        const page = await tour.phone_with(await tour.person_of("speaker", { role: "display", shows: "payments", zone: "Rau củ" }), `/display/${tour.market.id}`);
        await ready(page, "#sound-on");
        await page.locator("#sound-on").click();
        await tour.pay(tour.stalls[1], 55_000);
        return ready(page, "#newest");
    }],
    "display-counts": ["display", async (tour) => ready(await tour.phone_with(await tour.person_of("wall", { role: "display", shows: "counts" }), `/display/${tour.market.id}`), "#figures dd")],
    "rights": ["rights", async (tour) => ready(await tour.phone_with(await tour.person_of("lan"), `/rights/${tour.lan.id}`), "#acts li")],
    "rights-link": ["rights", async (tour) => {
        const page = await tour.phone_with(await tour.person_of("lan"), `/rights/${tour.lan.id}`);
        await ready(page, "#accounts button");
        await page.locator("#accounts button").click();
        return ready(page, "#link #qr");
    }],
    "consents": ["consents", async (tour) => ready(await tour.as_board(`/consents/${tour.market.id}`), "#list li")],
    "import": ["import", async (tour) => {
        const page = await tour.as_board(`/import/${tour.market.id}`);
        await page.locator("#main").waitFor();
        const list = "mã quầy,khu,ngành hàng,tên,điện thoại,Số TK,Ghi chú\nK-1,Cá,cá thu,Cô Lan,0901234567,,\nK-2,Cá,mực,Anh Ba,12,,vắng\nK-3,Cá,tôm,Chị Tư,0907654321,,\n";
        await page.locator("#file").setInputFiles({ name: "danh-sach.csv", mimeType: "text/csv", buffer: Buffer.from(list) });
        return ready(page, "#errors li");
    }],
    "consents-asking": ["consents", async (tour) => {
        const page = await tour.as_board(`/consents/${tour.market.id}`);
        await ready(page, "#list .go");
        await page.locator("#list .go").first().click();
        return ready(page, "#asking");
    }],
    "owner": ["owner", async (tour) => ready(await tour.phone(await tour.owner_link(tour.stalls[2])), "#question")],
    "owner-said": ["owner", async (tour) => {
        const page = await ready(await tour.phone(await tour.owner_link(tour.stalls[2])), "#question");
        await page.locator("#yes").click();
        return ready(page, "#ended");
    }],
    "privacy": ["privacy", async (tour) => ready(await tour.phone("/privacy"), "#text:not(:empty)")],
    "account": ["account", async (tour) => ready(await tour.as_boss("/account"), "#session-list li")],
    "account-codes": ["account", async (tour) => {
        const page = await ready(await tour.as_boss("/account"), "#session-list li");
        await page.locator("#codes-password").fill(password);
        await page.locator("#codes-go").click();
        return ready(page, "#codes-confirm");
    }],
    "people": ["people", async (tour) => ready(await tour.as_boss("/people"), "#list li")],
    "people-invited": ["people", async (tour) => {
        const page = await ready(await tour.as_boss("/people"), "#list li");
        await page.locator("#name").fill("Chị Hoa");
        await page.locator("#login").fill(`hoa-${randomUUID().slice(0, 6)}`);
        await page.locator("#go").click();
        return ready(page, "#invitation");
    }],
    "demo-phone": ["demo", (tour) => tour.demo()],
    "demo": ["demo", async (tour) => {
        const page = await tour.demo({ viewport: { width: 1280, height: 900 } });
        await page.frameLocator("iframe[name=vendor]").locator("#sound-on").click();
        const wallet = page.frameLocator("iframe[name=wallet]");
        for (const key of ["3", "5", "000"]) await wallet.locator(`[data-key="${key}"]`).click();
        await wallet.locator("#pay").click();
        await wallet.locator("#result.yes").waitFor();
        await page.frameLocator("iframe[name=vendor]").locator("#payment").waitFor();
        await page.waitForTimeout(4_000);  // The board looks every three seconds.
        return page;
    }],
    "trust": ["trust", async (tour) => {
        const page = await tour.phone();
        const authority = { authority_sha256: "3f2a91bc".repeat(8), expires: "2036-11-24T03:04:05Z" };
        await page.route("**/v1/trust", (route) => route.fulfill({ json: authority }));  // This gateway has no certificate of its own.
        await page.goto(tour.at("/trust"));
        return ready(page, "#groups-shown li");
    }],
};

export const stops = Object.entries(all).map(([name, [screen, go]]) => ({ name, screen, go }));
