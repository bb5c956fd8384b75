// The board's page without a browser: which day's figures stand there, and what becomes of a print.
import assert from "node:assert/strict";
import { test } from "node:test";
import { life } from "../../life.mjs";
import { load } from "../../load.mjs";

const so = await load("screens/board/state");

const now = Date.parse("2026-11-22T03:00:00Z");
const market = { id: "mk0", name: "Chợ Hùng Sơn", business_day_cutoff: "00:00" };
const open_board = () => {
    const board = life(so.first_state("mk0"));
    board.happens(so.market_came(market, now));
    return board;
};

test("board: it asks for today; a day back is another question, a day that has not come is none", () => {
    const board = open_board();
    assert.deepEqual(board.effects, [{ kind: "ask", asked: 1, day: "2026-11-22" }]);
    assert.deepEqual(board.happens(so.stepped(1, now)), []);
    assert.deepEqual(board.happens(so.stepped(-1, now)), [{ kind: "ask", asked: 2, day: "2026-11-21" }]);
    assert.deepEqual(board.happens(so.day_chosen("2026-10-31")), [{ kind: "ask", asked: 3, day: "2026-10-31" }]);
    assert.equal(board.state.today, "2026-11-22");
});

test("board: the answer to an earlier question does not come under a later day", () => {
    const board = open_board();
    board.happens(so.stepped(-1, now), so.report_came(1, { transactions: 5 }, now));
    assert.equal(board.state.shown, null);
    board.happens(so.report_came(2, { transactions: 7 }, now));
    assert.deepEqual(board.state.shown, { report: { transactions: 7 }, day: "2026-11-21", at: now });
});

test("board: a network that is lost leaves the figures and says so; a refusal is a wall, and the page stops asking", () => {
    const board = open_board();
    board.happens(so.report_came(1, { transactions: 5 }, now), so.minute_passed(now, true));
    assert.deepEqual(board.happens(so.report_failed(2, true, "no network")), []);
    assert.equal(board.state.lost, true);
    board.happens(so.minute_passed(now, true), so.report_came(3, { transactions: 6 }, now));
    assert.equal(board.state.lost, false);
    assert.deepEqual(board.happens(so.minute_passed(now, false)), [], "nobody can see the page");
    board.happens(so.minute_passed(now, true));
    assert.deepEqual(board.happens(so.report_failed(4, false, "403")), [{ kind: "wall", problem: "403" }]);
    assert.deepEqual(board.happens(so.minute_passed(now, true)), []);
});

test("board: without any figures even a passing failure is a wall", () => {
    assert.deepEqual(open_board().happens(so.report_failed(1, true, "503")), [{ kind: "wall", problem: "503" }]);
});

test("board: printed are the stands that came down, whatever became due meanwhile", () => {
    const due = (code) => ({ stall_id: `st-${code}`, code, stand_version: 1 });
    const board = open_board();
    board.happens(so.due_came([due("A-1")]));
    assert.deepEqual(board.happens(so.download_asked), [{ kind: "download" }]);
    assert.equal(board.state.prints.busy, true);
    board.happens(so.downloaded([due("A-1"), due("A-2")]), so.print_ended);
    board.happens(so.due_came([due("A-1"), due("A-2"), due("A-3")]));
    assert.deepEqual(board.happens(so.mark_asked), [{ kind: "mark", stands: [due("A-1"), due("A-2")] }]);
    board.happens(so.was_marked, so.due_came([due("A-3")]), so.print_ended);
    assert.deepEqual(board.state.prints,
                     { due: [due("A-3")], downloaded: null, busy: false, note: { kind: "recorded", stands: 2 }, kept_open: true });
});

test("board: a print that fails says why and can be tried again", () => {
    const board = open_board();
    board.happens(so.download_asked, so.print_failed("busy"), so.print_ended);
    assert.deepEqual([board.state.prints.note, board.state.prints.busy, board.state.prints.downloaded], [{ kind: "failed", why: "busy" }, false, null]);
});
