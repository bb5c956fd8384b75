// What the page that says whose stall a code is knows.
import assert from "node:assert/strict";
import { test } from "node:test";
import { load } from "../../load.mjs";

const so = await load("screens/check/state");
const stall = { market: "Hùng Sơn", stall_code: "B-12", goods: "rau củ", kind: "stall", standing: "open" };

test("check: what stood there goes with the next question, not with its answer", () => {
    const told = so.stall_came(stall)(so.was_asked(so.first_state));
    assert.deepEqual([told.stall, told.asking], [stall, false]);
    const again = so.was_asked(told);
    assert.deepEqual([again.stall, again.asking], [null, true]);
    const refused = so.was_refused("Không có quầy nào mang mã này.")(again);
    assert.deepEqual([refused.stall, refused.asking, refused.wrong], [null, false, "Không có quầy nào mang mã này."]);
    assert.equal(so.was_asked(refused).wrong, "");
});

test("check: a month as people write it", () => assert.equal(so.month_of("2026-03"), "03/2026"));
