// From a provider's notice to the sound at the stall: one gateway, as many stalls as loudspeakers, each with a stream of its own, and a page of one
// stall in Chromium with its real loudspeaker. One JSON line for each number of listeners.
// usage: node sound.mjs LISTENERS…      CHOQR and CHOQR_WEB_TEST_NPM as tests/web has them; CHOQR_BENCH_SOUNDS: how many sounds are waited for.
import { readFileSync } from "node:fs";
import { Agent, get, request } from "node:http";
import { open_browser } from "../tests/web/browser.mjs";
import { House, sign } from "../tests/web/house.mjs";

const sounds = Number(process.env.CHOQR_BENCH_SOUNDS || 40), notices = 400, at_once = 16;
const now = () => performance.timeOrigin + performance.now();
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const number_of = (at) => `01${String(at).padStart(10, "0")}`;

function share(values, of) {
    const sorted = [...values].sort((a, b) => a - b);
    return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * of))];
}

async function in_turns(count, act) {
    let next = 0;
    await Promise.all(Array.from({ length: at_once }, async () => { while (next < count) await act(next++); }));
}

const memory_of = (process) => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${process.pid}/status`, "utf8"))[1]) * 1024;

const agent = new Agent({ keepAlive: true });
let paid = 0;
/// Sends one; answers when it went out and how long its answer took.
function pay(house, stall, account_number) {
    const body = JSON.stringify({ transaction_id: `FT${++paid}`, direction: "in", bin: "970422", account_number, amount: 20_000 + paid, currency: "VND",
                                  content: `${stall.stall_code} rau`, booked_at: new Date().toISOString(), payer: { bin: "970436", account_number: "0071000860917", name: "NGUYEN VAN A" } });
    return new Promise((resolve, reject) => {
        const headers = { ...sign(body), "Content-Length": Buffer.byteLength(body) };
        const at = now();
        const call = request(`${house.url}/v1/providers/simwallet/notices`, { method: "POST", headers, agent }, (answer) => {
            answer.resume().on("end", () => answer.statusCode === 200 ? resolve({ at, took: now() - at }) : reject(new Error(`answered ${answer.statusCode}`)));
        });
        call.on("error", reject).end(body);
    });
}

/// A loudspeaker without a browser: `told` is when a payment came last.
function listen(house, stall) {
    const listener = { told: 0, open: null };
    listener.open = new Promise((resolve, reject) => {
        const headers = { Authorization: `Bearer ${house.token}`, Accept: "text/event-stream" };
        get(`${house.url}/v1/stalls/${stall.id}/live`, { headers, agent: false }, (answer) => {
            if (answer.statusCode !== 200) return reject(new Error(`a stream was answered ${answer.statusCode}`));
            answer.setEncoding("utf8").on("data", (text) => {
                if (text.includes("event: hello")) resolve();
                if (text.includes("event: transfer")) listener.told = now();
            });
            listener.end = () => answer.destroy();
        }).on("error", reject);
    });
    return listener;
}

/// In the page: when a sound begins, on the clock that both processes have.
function note_sounds() {
    window.begun = [];
    for (const kind of [OscillatorNode, AudioBufferSourceNode]) {
        const { start } = kind.prototype;
        kind.prototype.start = function (when = 0, ...more) {
            const wait = Math.max(0, when - this.context.currentTime) * 1000;
            window.begun.push(performance.timeOrigin + performance.now() + wait);
            return start.call(this, when, ...more);
        };
    }
}

async function open_page(browser, house) {
    const page = await (await browser.newContext({ viewport: { width: 360, height: 640 } })).newPage();
    await page.addInitScript(note_sounds);
    await page.goto(`${house.url}/stall/${house.stall.id}#token=${house.vendor}`);
    await page.locator("#sound-on").click();
    await page.locator("#sound-off").waitFor({ state: "hidden" });
    await pause(4_000);  // It says that it is ready.
    return page;
}

async function sounds_of(page, house) {
    const took = [];
    for (let i = 0; i < sounds; ++i) {
        const { at } = await pay(house, house.stall, "0123456789020");
        const begun = await page.waitForFunction((since) => window.begun.find((one) => one >= since), at, { polling: 50, timeout: 10_000 });
        took.push(await begun.jsonValue() - at);
        await pause(4_000);  // The sentence is over.
    }
    return took;
}

async function measure(browser, count) {
    const house = new House();
    await house.open();
    try {
        const stalls = [];
        await in_turns(count, async (at) => { stalls[at] = await house.add_stall(`S-${at}`, number_of(at), "NGUYEN THI LAN"); });
        const before = memory_of(house.process);
        const listeners = stalls.map((stall) => listen(house, stall));
        await Promise.all(listeners.map(({ open }) => open));
        await pause(1_000);
        const per_listener = (memory_of(house.process) - before) / count;
        const answered = [], told = [];
        for (let i = 0; i < notices; ++i) {
            const which = (i * 7_919) % count;
            const { at, took } = await pay(house, stalls[which], number_of(which));
            answered.push(took);
            for (let tries = 0; listeners[which].told < at && tries < 2_000; ++tries) await pause(1);
            if (listeners[which].told < at) throw new Error("a listener was not told within two seconds");
            told.push(listeners[which].told - at);
        }
        const sounded = await sounds_of(await open_page(browser, house), house);
        listeners.forEach(({ end }) => end());
        const two = (values) => ({ p50: share(values, 0.5), p99: share(values, 0.99) });
        console.log(JSON.stringify({ listeners: count, answered_ms: two(answered), told_ms: two(told), sounded_ms: two(sounded), sounds: sounded.length, bytes_per_listener: Math.round(per_listener) }));
    } finally {
        await house.close();
    }
}

const browser = await open_browser();
try {
    for (const count of process.argv.slice(2).map(Number)) await measure(browser, count);
} finally {
    await browser.close();
}
