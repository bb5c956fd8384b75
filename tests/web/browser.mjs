// A headless Chromium with ears: what the page would say and sound is written down, and so is everything it complains about.
import { playwright } from "./load.mjs";

const flags = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
               "--disable-component-update", "--disable-sync", "--lang=vi"];

export const open_browser = (...more) => playwright().chromium.launch({ executablePath: process.env.CHOQR_CHROMIUM || "/usr/bin/chromium", args: [...flags, ...more] });

/// Runs in the page, before its script. `voices`: languages the machine can speak. `minute_ms`: how long a minute's
/// interval takes. `own`: the loudspeaker is set to the machine's own voice, which is the one whose sentences can be read here.
/// `skew_ms`: how far its clock is ahead.
function ears({ voices, minute_ms, own, skew_ms }) {
    try {
        if (own && !localStorage.getItem("choqr.voice")) localStorage.setItem("choqr.voice", '{"own":true}');
    } catch (_) {
        // A page that is nowhere has no memory.
    }
    window.said = [];
    window.tones = [];
    window.skew_ms = skew_ms;
    const now = Date.now;
    Date.now = () => now() + window.skew_ms;
    const every = window.setInterval;
    window.setInterval = (call, ms) => every(call, ms === 60_000 ? minute_ms : ms);
    window.SpeechSynthesisUtterance = class { constructor(text) { this.text = text; } };
    const synthesis = {
        getVoices: () => voices.map((lang) => ({ lang })), cancel() {}, addEventListener() {},
        speak(utterance) {
            window.said.push(utterance.text);
            setTimeout(() => utterance.onend && utterance.onend(), 10);
        },
    };
    Object.defineProperty(window, "speechSynthesis", { value: synthesis });
    const start = OscillatorNode.prototype.start;
    OscillatorNode.prototype.start = function (...at) {
        window.tones.push(this.frequency.value);
        return start.apply(this, at);
    };
}

/// A page of a phone (or `viewport`). `page.complaints` collects console errors, uncaught errors and refused content;
/// `page.weight()` is what came over the network for it, pages and parts, without data and pictures.
export async function open_page(browser, options = {}) {
    const kind = JSON.stringify(options);
    const kept = (left.get(browser) || []).findIndex((page) => page.kind === kind);
    return kept >= 0 ? left.get(browser).splice(kept, 1)[0] : open_new_page(browser, options);
}

/// The same with nothing in the browser's cache.
export async function open_new_page(browser, options = {}) {
    const page = await make_page(browser, options);
    page.kind = JSON.stringify(options);
    return page;
}

/// Another tab of the same browser: what it remembers is the same. It ends with `page`.
export const open_tab = (page, options = {}) => make_tab(page.context(), { viewport: page.size, ...options });

async function make_page(browser, { viewport = { width: 360, height: 640 }, voices, minute_ms, own, skew_ms, ...context_options }) {
    const context = await browser.newContext({ viewport, locale: "vi-VN", ...context_options });
    return make_tab(context, { viewport, voices, minute_ms, own, skew_ms });
}

async function make_tab(context, { viewport, voices = ["vi-VN"], minute_ms = 60_000, own = true, skew_ms = 0 }) {
    const page = await context.newPage();
    Object.assign(page, { size: viewport, complaints: [], responses: [] });
    page.on("pageerror", (error) => page.complaints.push(String(error)));
    page.on("console", (message) => { if (["error", "warning"].includes(message.type())) page.complaints.push(message.text()); });
    page.on("response", (response) => { if (!/\/v1\/|favicon/.test(response.url())) page.responses.push(response); });
    page.weight = async () =>
        (await Promise.all(page.responses.map((response) => response.request().sizes().then(({ responseBodySize }) => responseBodySize, () => 0))))
            .reduce((sum, size) => sum + size, 0);
    await page.addInitScript(ears, { voices, minute_ms, own, skew_ms });
    return page;
}

/// Pages that were left, by browser.
const left = new Map();

/// `page` is not needed any more. A new context costs more than all that a page does in a test, so it is kept for the next one who
/// opens such a page: it is nowhere then, and nothing is remembered. Only the browser's cache of what never changes is.
/// `page.is_spoilt`: something was done to it that stays; it is closed.
export async function leave_page(page) {
    const kept = left.get(page.context().browser()) || [];
    if (page.isClosed() || kept.includes(page)) return;
    const context = page.context();
    const is_used_up = page.is_spoilt || context.pages().length > 1 || JSON.parse(page.kind).storageState;
    if (is_used_up) return context.close();
    await context.setOffline(false);
    await page.unrouteAll({ behavior: "ignoreErrors" });
    const origin = new URL(page.url()).origin;
    await page.evaluate(() => sessionStorage.clear()).catch(() => null);  // Of a page that is nowhere.
    await page.goto("about:blank");
    const client = await context.newCDPSession(page);
    if (origin !== "null") await client.send("Storage.clearDataForOrigin", { origin, storageTypes: "all" });
    await client.detach();
    await context.clearCookies();
    await page.setViewportSize(page.size);
    page.complaints.length = page.responses.length = 0;
    left.set(context.browser(), [...kept, page]);
}

export const scrolls_sideways = (page) =>
    page.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth);

export async function eventually(what, condition, limit_ms = 20_000) {
    const end = Date.now() + limit_ms;
    for (;;) {
        if (await condition()) return;
        if (Date.now() > end) throw new Error(`never happened: ${what}`);
        await new Promise((resolve) => setTimeout(resolve, 30));
    }
}
