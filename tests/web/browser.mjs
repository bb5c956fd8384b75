// A headless Chromium with ears: what the page would say and sound is written down, and so is everything it complains about.
import { playwright } from "./load.mjs";

const flags = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
               "--disable-component-update", "--disable-sync", "--lang=vi"];

export const open_browser = () => playwright().chromium.launch({ executablePath: process.env.CHOQR_CHROMIUM || "/usr/bin/chromium", args: flags });

/// Runs in the page, before its script. `voices`: languages the machine can speak. `minute_ms`: how long a minute's
/// interval takes.
function ears({ voices, minute_ms }) {
    window.said = [];
    window.tones = [];
    window.skew_ms = 0;
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
export async function open_page(browser, { voices = ["vi-VN"], minute_ms = 60_000, viewport = { width: 360, height: 640 }, ...context_options } = {}) {
    const context = await browser.newContext({ viewport, locale: "vi-VN", ...context_options });
    const page = await context.newPage();
    page.complaints = [];
    page.on("pageerror", (error) => page.complaints.push(String(error)));
    page.on("console", (message) => { if (["error", "warning"].includes(message.type())) page.complaints.push(message.text()); });
    const sizes = [];
    page.on("response", (response) => {
        if (!/\/v1\/|favicon/.test(response.url())) sizes.push(response.body().then((body) => body.length, () => 0));
    });
    page.weight = async () => (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
    await page.addInitScript(ears, { voices, minute_ms });
    return page;
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
