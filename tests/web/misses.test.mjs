// Never a silent miss: thousands of payments, told twice and in storms, to two phones of a stall whose lines are cut and whose pages are
// loaded anew, from a gateway that is killed. Each phone says each payment once, alone or in a summary. CHOQR_WEB_NOTICES: how many.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { eventually, open_browser } from "./browser.mjs";
import { House, sign } from "./house.mjs";
import { load } from "./load.mjs";

const notices = Number(process.env.CHOQR_WEB_NOTICES || 250);
const seed = Number(process.env.CHOQR_WEB_SEED || 11);
const speech = await load("messages/speech");

let browser, house;
before(async () => {
    browser = await open_browser();
    house = new House();
    await house.open();
});
after(async () => {
    await browser.close();
    await house.close();
});

let chance = seed;
const next = (most) => (chance = (chance * 48_271) % 2_147_483_647) % most;
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/// A phone that says at once, into a list that outlives its pages.
class Phone {
    said = [];
    async open() {
        this.context = await browser.newContext({ viewport: { width: 360, height: 640 } });
        this.page = await this.context.newPage();
        await this.page.exposeFunction("tell_said", (sentence) => { this.said.push(sentence); });
        await this.page.addInitScript(() => {
            const say = (sound, sentence) => { window.tell_said(sentence); return Promise.resolve(); };  // Heard once it is told.
            const speaker = () => ({ say, set: () => undefined });
            Object.defineProperty(window, "choqr_speaker", { get: () => speaker, set: () => undefined });
        });
        await this.page.goto(`${house.url}/stall/${house.stall.id}#token=${house.vendor}`);
        await this.turn_on();
    }
    async turn_on() {
        await this.page.locator("#sound-on").click({ timeout: 30_000 });
        await this.page.locator("#sound-off").waitFor({ state: "hidden", timeout: 30_000 });
    }
    async cut(ms) {
        await this.context.setOffline(true);
        await pause(ms);
        await this.context.setOffline(false);
    }
    async reload() {
        await this.page.reload({ timeout: 30_000 });
        await this.turn_on();
    }
}

/// A provider that tries until it is told that the notice is recorded, and sometimes once more.
async function deliver(amount) {
    const body = JSON.stringify({ transaction_id: `FT${amount}`, direction: "in", bin: "970422", account_number: "0123456789020", amount, currency: "VND",
                                  content: `${house.stall.stall_code} rau`, booked_at: new Date().toISOString(), payer: { bin: "970436", account_number: "0071000860917", name: "NGUYEN VAN A" } });
    for (let again = next(10) === 0 ? 1 : 0; ;) {
        const answer = await fetch(`${house.url}/v1/providers/simwallet/notices`, { method: "POST", headers: sign(body), body }).catch(() => null);
        if (answer && answer.ok && again-- <= 0) return;
        if (!answer || !answer.ok) await pause(50);
    }
}

/// What the sentences say, as amounts: each alone, and what summaries hold, which are of the oldest that were not said alone.
function amounts_said(said, paid) {
    const alone = new Map(paid.map((amount) => [speech.say_received(amount), amount]));
    const singles = said.filter((sentence) => alone.has(sentence)).map((sentence) => alone.get(sentence));
    const summaries = said.filter((sentence) => sentence.startsWith("Trong lúc"));
    let rest = paid.filter((amount) => !singles.includes(amount));
    const summed = [];
    for (const summary of summaries) {
        const why = /^Trong lúc (.*?) có /.exec(summary)[1];
        const count = rest.findIndex((_, at) => speech.say_missed(why, rest.slice(0, at + 1)) === summary) + 1;
        assert.ok(count > 0, `${summary}: not the next ${rest.slice(0, 8)} …`);
        summed.push(...rest.slice(0, count));
        rest = rest.slice(count);
    }
    return { singles, summed, missed: rest };
}

test(`misses: ${notices} payments to two phones, through cuts, repetitions, reloads and kills: each said once`, { timeout: 3_600_000 }, async () => {
    const phones = [new Phone(), new Phone()];
    for (const phone of phones) await phone.open();
    const paid = [];
    let trouble = Promise.resolve(), kills = 0, cuts = 0, reloads = 0;
    while (paid.length < notices) {
        const storm = 1 + next(12);
        const amounts = Array.from({ length: Math.min(storm, notices - paid.length) }, (_, at) => 1_000_000 + (paid.length + at) * 1_000);
        paid.push(...amounts);
        for (const amount of amounts) await deliver(amount);  // In order: summaries are judged by it.
        const [what, which] = [next(40), phones[next(2)]];
        const cause = (act) => { trouble = trouble.then(act); };
        if (what < 3) cause(async () => { ++cuts; await which.cut(next(1_500)); });
        else if (what < 5) cause(async () => { ++reloads; await which.reload(); });
        else if (what === 5) cause(async () => { ++kills; await house.kill(); await pause(next(1_000)); await house.start(); });
        await pause(next(60));
    }
    await trouble;
    for (const phone of phones) {
        const told = () => amounts_said(phone.said, paid);
        await eventually("all are said", () => told().missed.length === 0, 60_000);
        const { singles, summed } = told();
        assert.equal(new Set(singles).size, singles.length, "one was said twice");
        assert.equal(singles.length + summed.length, paid.length);
        assert.equal((await phone.page.locator("#count").innerText()).replace(/\D/g, ""), String(paid.length));
    }
    console.log(`# ${paid.length} payments, ${cuts} cuts, ${reloads} reloads, ${kills} kills; in summaries ${phones.map(({ said }) => amounts_said(said, paid).summed.length)}`);
    assert.ok(cuts > 0 && reloads > 0, "nothing happened to them");
});
