// Officials of a commune or a province, in a browser against the real gateway: from the invitation to the counts of their markets.
import assert from "node:assert/strict";
import { after, afterEach, before, test } from "node:test";
import { eventually, open_browser, open_page, scrolls_sideways } from "./browser.mjs";
import { House } from "./house.mjs";

let browser, house, page;
const password = "bánh mì chả cá nóng";

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

/// On a phone, logged in by the link of an invitation.
async function enters(role, where) {
    const { invitation } = await house.call("POST", "/v1/users", { login: `${role}.${Date.now()}`, name: "Anh Minh", role, ...where });
    const { pathname, hash } = new URL(invitation.url);
    page = await open_page(browser, { viewport: { width: 360, height: 640 } });
    await page.goto(house.url + pathname + hash);
    for (const field of ["password", "again"]) await page.locator(`#${field}`).fill(password);
    await page.locator("#go").click();
    await page.locator("#links p").first().waitFor();
}

for (const [role, where] of [["province", { province: "Lào Cai" }], ["commune", { province: "Lào Cai", commune: "Sa Pa" }]])
    test(`officials: a ${role} is led to the counts of its markets, and to no stall`, async () => {
        await enters(role, where);
        const market = page.locator(".market").filter({ hasText: "Chợ Thử" });
        await market.waitFor();
        assert.equal(await page.locator(".stalls, .pairing, input:visible").count(), 0);
        assert.equal(await scrolls_sideways(page), false);
        await market.getByRole("link", { name: "Số liệu trong ngày" }).click();
        await page.locator("#funnel li").first().waitFor();
        assert.equal(new URL(page.url()).pathname, `/board/${house.market.id}`);
        await eventually("no link to what is the board's", async () => !await page.locator("#devices").isVisible());
        assert.equal(await page.locator("#reprint").isVisible(), false);
    });

test("officials: where there is no market that is said, and whoever has no page is told so, as a person", async () => {
    await enters("province", { province: "Cà Mau" });
    await page.getByText("Nơi bạn phụ trách chưa có chợ nào trong sổ.").waitFor();
    assert.equal(await page.locator(".market").count(), 0);
    await page.context().close();
    await enters("fee_officer", { province: "Lào Cai", commune: "Sa Pa" });
    await page.getByText("Vai trò này chưa có trang để xem.").waitFor();
    assert.equal(await page.getByText("dành cho máy").count(), 0);
});
