// Everybody can use every screen: WCAG 2.2 AA as far as axe can tell, and what it cannot: text twice as large on a phone of 360 px,
// the keyboard alone, targets for wet fingers, no motion for whoever wants none, paper. Each stop of the tour (tour.mjs), at the real gateway.
import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { after, afterEach, before, test } from "node:test";
import { leave_page, open_browser } from "./browser.mjs";
import { test_package_file } from "./load.mjs";
import { Tour, stops } from "./tour.mjs";
import { covered_or_unseen, layout_faults, top_layer_controls } from "./layout.mjs";

const axe = readFileSync(test_package_file("axe-core/axe.min.js"), "utf8");
const levels = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];
const only = new RegExp(process.env.CHOQR_STOPS || ".");
/// With CHOQR_STOPS=. (script/check web-axe) every stop; else every second of the screens as they are first seen, and of the states that have a look of
/// their own.
const looks = ["stall", "stall-warning", "stall-trial", "stall-aged", "stall-unclaimed", "check-yes", "ask-code", "payment", "board-wide", "devices-code", "minute-goods"];
const is_first = ({ name, screen }) => stops.find((one) => one.screen === screen).name === name;
const every_second = stops.filter((stop) => is_first(stop) || looks.includes(stop.name)).filter((_, at) => at % 2 === 0);
const chosen = process.env.CHOQR_STOPS ? stops.filter((stop) => only.test(stop.name)) : every_second;

let browser, tour;

before(async () => {
    browser = await open_browser();
    tour = new Tour(browser, process.env.CHOQR_LANGUAGE || "vi");
    await tour.begin();
});
after(async () => {
    await browser.close();
    await tour.end();
});
afterEach(async () => { while (tour.pages.length > 0) await leave_page(tour.pages.pop()); });

async function violations(page) {
    if (!await page.evaluate(() => "axe" in window)) await page.evaluate(axe);
    const { violations: found } = await page.evaluate((tags) => window.axe.run({ runOnly: { type: "tag", values: tags } }), levels);
    return found.flatMap(({ id, nodes }) => nodes.map(({ html, failureSummary }) => `${id}: ${html.slice(0, 160)} ${failureSummary.replace(/\s+/g, " ")}`));
}

async function twice_as_large(page) {
    await page.evaluate(() => {
        document.documentElement.style.fontSize = "200%";
        dispatchEvent(new Event("resize"));
    });
    await page.waitForTimeout(50);
}

/// Tab from the top of the page, or of what stands over it, until it comes round: what was reached, in this order.
async function tabbed(page) {
    await page.evaluate(() => {
        const dialogs = [...document.querySelectorAll("[role=dialog]")].filter((one) => one.getClientRects().length > 0);
        const top = dialogs.pop() || document.body;
        const had = top.getAttribute("tabindex");
        top.tabIndex = -1;
        top.focus({ preventScroll: true });
        if (had === null) top.removeAttribute("tabindex");
    });
    const reached = [], faults = [];
    for (let presses = 0; presses < 400; ++presses) {
        await page.keyboard.press("Tab");
        const { path, why } = await page.evaluate(covered_or_unseen);
        if (path === reached[reached.length - 1]) continue;  // The parts of a date are one control.
        if (!path || path === reached[0]) break;
        reached.push(path);
        if (why) faults.push(`${path} ${why}`);
    }
    return { reached, faults };
}

for (const { name, go } of chosen) {
    test(`access: ${name}`, async () => {
        const page = await go(tour);
        const of_axe = await violations(page);
        const of_layout = await page.evaluate(layout_faults);
        const controls = await page.evaluate(top_layer_controls);
        const { reached, faults: of_focus } = await tabbed(page);
        await twice_as_large(page);
        const of_large = await page.evaluate(layout_faults);
        assert.deepEqual({ of_axe, of_layout, of_focus, of_large }, { of_axe: [], of_layout: [], of_focus: [], of_large: [] });
        assert.deepEqual(reached, controls, "what Tab reaches, in reading order");
    });
}

/// Who opened what stands over the page, by what is pressed to have it.
const opened = [["devices", "#pair-helper", "#code"], ["market-devices", "#pair-volunteer", "#code"], ["rights", "#accounts button", "#link"], ["consents", "#list .go", "#asking"],
                ["stall-list", "#ask", ".panel"], ["stall-list", "#list .row", ".panel"], ["stall-list", "#voice", "#voice-settings"]];

for (const [name, button, over] of opened.filter(([one], at) => process.env.CHOQR_STOPS ? only.test(one) : at % 2 === 0)) {
    test(`access: on ${name} the keyboard stays in what ${button} opened, Escape closes it, and the keyboard is back`, async () => {
        const page = await stops.find((one) => one.name === name).go(tour);
        await page.locator(button).first().focus();
        await page.keyboard.press("Enter");
        await page.locator(over).waitFor();
        await page.waitForTimeout(200);  // Some of it comes from the gateway.
        const is_inside = () => page.evaluate((selector) => document.querySelector(selector).contains(document.activeElement), over);
        assert.ok(await is_inside(), "it is there at once");
        for (const key of ["Tab", "Tab", "Tab", "Tab", "Tab", "Tab", "Tab", "Tab", "Shift+Tab", "Shift+Tab", "Shift+Tab"]) {
            await page.keyboard.press(key);
            assert.ok(await is_inside(), `${key} leaves it`);
        }
        await page.keyboard.press("Escape");
        await page.locator(over).waitFor({ state: "hidden" });
        await page.waitForTimeout(200);
        assert.ok(await page.evaluate((selector) => document.activeElement === document.querySelector(selector), button), "who opened it has the keyboard again");
    });
}

test("access: a list that is drawn anew under somebody's hands leaves the keyboard where it was", { skip: !only.test("devices") }, async () => {
    const page = await stops.find(({ name }) => name === "devices").go(tour);
    await page.locator("#list button").first().focus();
    await page.keyboard.press("Enter");
    await page.locator("#list .sure").waitFor();
    assert.ok(await page.evaluate(() => document.activeElement.matches("#list .sure")), "the second press is the same key");
});

test("access: whoever wants no motion has none", { skip: !only.test("stall") }, async () => {
    const moving = () => tour.pages[tour.pages.length - 1].evaluate(() => document.getAnimations().length);
    const page = await stops.find(({ name }) => name === "stall").go(tour);
    page.is_spoilt = true;
    assert.ok(await moving() > 0, "a new payment moves");
    await page.emulateMedia({ reducedMotion: "reduce" });
    assert.equal(await moving(), 0);
    assert.equal(await page.locator("#last").evaluate((one) => getComputedStyle(one).backgroundColor), "rgb(6, 100, 43)", "it is filled all the same");
});

test("access: the board's day is one sheet of paper, with its bars and without what is pressed", { skip: !only.test("board") }, async () => {
    const page = await stops.find(({ name }) => name === "board").go(tour);
    page.is_spoilt = true;
    await page.emulateMedia({ media: "print" });
    for (const selector of ["#before", "#leave", "#copy", "#download", "#layout", "#devices", "#zalo"]) assert.ok(!await page.locator(selector).isVisible(), `${selector} on paper`);
    for (const selector of ["#market", "#funnel", "#counts", "#hours", "#zones", "#definitions", "#day-text"]) assert.ok(await page.locator(selector).isVisible(), `${selector} on paper`);
    const paper = (await page.pdf({ format: "A4", printBackground: false })).toString("latin1");
    assert.equal(paper.match(/\/Type \/Page\b/g).length, 1);
    assert.equal(await page.locator("#funnel i").first().evaluate((bar) => getComputedStyle(bar).webkitPrintColorAdjust), "exact");
});

test("access: a code that is shown is printed by itself", { skip: !only.test("devices-code") }, async () => {
    const page = await stops.find(({ name }) => name === "market-devices-code").go(tour);
    page.is_spoilt = true;
    await page.emulateMedia({ media: "print" });
    assert.ok(await page.locator("#qr").isVisible());
    for (const selector of ["#close", "#anew", "#pair-volunteer", "#list"]) assert.ok(!await page.locator(selector).isVisible(), `${selector} on paper`);
});

test("access: the tour visits every screen", { skip: only.source !== "." }, () => {
    const screens = readdirSync(new URL("../../web/screens", import.meta.url));
    assert.deepEqual(screens.filter((one) => !stops.some(({ screen }) => screen === one)), []);
});
