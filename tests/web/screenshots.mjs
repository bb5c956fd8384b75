// node screenshots.mjs OUT: pictures of the pages for the documentation, from a gateway in memory on an ordinary morning.
// Needs the environment that ctest gives to web_stall (see CMakeLists.txt).
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { open_browser, open_page } from "./browser.mjs";
import { FakeGateway, stall, tokens } from "./fake_gateway.mjs";

const out = process.argv[2];
const phone = { width: 360, height: 640 };
const gateway = new FakeGateway();
await gateway.start();
const payload = await (await fetch(`${gateway.url}/q/${stall.public_id}.txt`)).text();
gateway.qr_svg = execFileSync("qrencode", ["-t", "SVG", "-l", "M", "-m", "2", "-o", "-", payload]).toString();

const amounts = [35_000, 20_000, 12_000, 150_000, 45_000, 60_000, 18_000, 25_000, 220_000, 30_000, 15_000, 50_000, 8_000, 95_000, 40_000, 22_000];
const tails = ["0917", "4821", "3306", "7742", "1180"];
// Minutes before now, so that the picture shows a morning's list whenever it is taken.
amounts.forEach((amount, index) => gateway.pay(amount, {
    booked_at: new Date(Date.now() - (amounts.length - index) * 400_000).toISOString(), debtor_account_tail: tails[index % tails.length] }));
gateway.stalls = ["Cô Lan – rau củ", "Chú Bảy – cá biển", "Bà Tư – trái cây", "Chị Hoa – thịt heo", "Anh Dũng – hàng khô", "Cô Ba – bún riêu"].map((who, index) => {
    const [name, goods] = who.split(" – ");
    return { ...stall, id: `st${17 + index}`, code: `B-${12 + index}`, vendor: { ...stall.vendor, name }, goods, registered: index !== 4 };
});

const browser = await open_browser();
async function shoot(name, path, role, { viewport = phone, full = false, before = async () => undefined } = {}) {
    const page = await open_page(browser, { viewport, deviceScaleFactor: 2 });
    await page.goto(`${gateway.url}${path}${role ? `#token=${tokens[role]}` : ""}`);
    await page.locator("main").waitFor();
    await before(page);
    await page.waitForTimeout(400);
    await page.screenshot({ path: join(out, `${name}.png`), fullPage: full });
    if (page.complaints.length) console.error(name, page.complaints);
    await page.context().close();
}
const turn_on = async (page) => {
    await page.waitForTimeout(400);
    await page.locator("#sound-on").click();
    await page.locator("#listening").waitFor();
    await page.evaluate(() => document.activeElement.blur());
};
const type = async (page) => { for (const key of ["3", "5", "000"]) await page.locator(`[data-key="${key}"]`).click(); };

await shoot("stall-mute", "/stall/st17", "vendor");
gateway.pay(150_000);
await shoot("stall", "/stall/st17", "vendor", { before: turn_on });
await shoot("stall-check", "/stall/st17", "vendor", { full: true, before: async (page) => {
    await turn_on(page);
    await page.locator("#check-open").click();
    await page.locator("#typed").fill("99000");
    await page.locator("#check button").click();
} });
await shoot("stall-lost", "/stall/st17", "vendor", { before: async (page) => {
    await turn_on(page);
    await gateway.stop();
    await page.locator("#lost").waitFor();
} });
await gateway.start();
await shoot("stall-full", "/stall/st17", "vendor", { full: true, before: turn_on });
gateway.pay(200, { debtor_account_tail: "6208" });
await shoot("stall-warning", "/stall/st17", "vendor", { before: turn_on });
await shoot("board", "/board/mk0", "board", { viewport: { width: 1280, height: 800 } });
await shoot("board-phone", "/board/mk0", "board", { full: true });
const due = (code, zone, reason_vi) => ({ stall_id: `st-${code}`, code, zone, stand_version: 2, reason_vi });
gateway.due = [due("B-12", "Rau củ", "đổi tài khoản"), due("B-31", "Rau củ", "đổi tên tài khoản"),
               ...Array.from({ length: 17 }, (_, i) => due(`C-${i + 1}`, "Thịt cá", "chưa in"))];
await shoot("board-reprint", "/board/mk0", "board", { full: true, viewport: { width: 1280, height: 800 } });
await shoot("board-reprint-phone", "/board/mk0", "board", { full: true });
gateway.due = [];
await shoot("wallet", "/wallet?stall=st17", "operator", { before: type });
await shoot("wallet-sent", "/wallet?stall=st17", "operator", { full: true, before: async (page) => {
    await type(page);
    await page.locator("#pay").click();
    await page.locator("#result.yes").waitFor();
} });
await shoot("start", "/", "operator");
await shoot("start-empty", "/", "");
await shoot("no-token", "/stall/st17", "");
await browser.close();
await gateway.stop();
