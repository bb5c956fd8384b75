// node screenshots.mjs OUT [NAME]: a picture of every screen at 360 px for the documentation. Those with a morning's figures come from a
// gateway in memory, all others from the tour (tour.mjs) at the real one. Needs the environment that ctest gives to web_axe (CMakeLists.txt);
// with pngquant there they are a third of the size.
import { execFileSync, spawnSync } from "node:child_process";
import { join } from "node:path";
import { leave_page, open_browser, open_page } from "./browser.mjs";
import { FakeGateway, stall, tokens } from "./fake_gateway.mjs";
import { Tour, stops } from "./tour.mjs";

const [, , out, name_pattern = ""] = process.argv;
const wanted = (name) => new RegExp(`^(${name_pattern || ".*"})$`).test(name);
const phone = { width: 360, height: 640 };
const gateway = new FakeGateway();
await gateway.start();
gateway.qr_svg = execFileSync(process.env.CHOQR, ["qr", "encode", "--bin", "mb", "--account", "0123456789020", "--content", "CHQH7K4X9", "--format", "svg"]).toString();

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
async function take(page, name, full) {
    await page.evaluate(() => { if (document.activeElement.tagName !== "INPUT") document.activeElement.blur(); });
    await page.waitForTimeout(400);
    const path = join(out, `${name}.png`);
    await page.screenshot({ path, fullPage: full });
    spawnSync("pngquant", ["--force", "--ext", ".png", "--strip", "48", path]);
}

// An ordinary morning

async function shoot(name, path, role, { viewport = phone, full = false, before = async () => undefined } = {}) {
    if (!wanted(name)) return;
    const page = await open_page(browser, { viewport, deviceScaleFactor: 2 });
    await page.goto(`${gateway.url}${path}${role ? `#token=${tokens[role]}` : ""}`);
    await page.locator("main").waitFor();
    await before(page);
    await take(page, name, full);
    if (page.complaints.length) console.error(name, page.complaints);
    await page.context().close();
}
const type = async (page) => { for (const key of ["3", "5", "000"]) await page.locator(`[data-key="${key}"]`).click(); };

await shoot("stall-mute", "/stall/st17", "vendor");
const due = (code, zone, reason_vi) => ({ stall_id: `st-${code}`, code, zone, stand_version: 2, reason_vi });
gateway.due = [due("B-12", "Rau củ", "đổi tài khoản"), due("B-31", "Rau củ", "đổi tên tài khoản"),
               ...Array.from({ length: 17 }, (_, i) => due(`C-${i + 1}`, "Thịt cá", "chưa in"))];
await shoot("board", "/board/mk0", "board", { viewport: { width: 1280, height: 800 } });
await shoot("board-phone", "/board/mk0", "board", { full: true });
await shoot("wallet", "/wallet?stall=st17", "operator", { before: type });
await gateway.stop();

// All others

const drawn = ["stall-mute", "board", "board-wide", "wallet"];
const sharp = ["stall", "stall-warning"];  // In README.md.
const others = stops.filter(({ name }) => !drawn.includes(name) && wanted(name));
const tour = new Tour(browser);
if (others.length > 0) await tour.begin();
for (const { name, go } of others) {
    tour.scale = sharp.includes(name) ? 2 : 1;
    const page = await go(tour);
    const is_over = await page.locator("[role=dialog]:visible").count() > 0;
    const is_long = await page.evaluate(() => document.documentElement.scrollHeight > 1_700);
    await take(page, name, !is_over && !is_long && tour.scale === 1);
    while (tour.pages.length > 0) await leave_page(tour.pages.pop());
}
await browser.close();
if (others.length > 0) await tour.end();
