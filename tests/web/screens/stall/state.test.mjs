// The stall's screen without a browser: what follows from what happens.
import assert from "node:assert/strict";
import { test } from "node:test";
import { life } from "../../life.mjs";
import { load } from "../../load.mjs";

const so = await load("screens/stall/state");
const { read_typed } = await load("modules/check/typed");
const { said } = await load("modules/check/answers");

const morning = Date.parse("2026-11-22T03:00:00Z"), came = Date.parse("2026-11-22T03:42:01Z"), minute_ms = 60_000;
const stall = { code: "B-12", who: "Cô Lan – rau củ", stall_code: "CHQH7K4X9", status: "open", payee: "MB …4821" };
const described = { code: "B-12", vendor_name: "Cô Lan", goods: "rau củ", stall_code: "CHQH7K4X9", business_day_cutoff: "00:00", today: null,
                    accounts: [{ bank: "MB", last_digits: "4821" }], payee_change: null };
const hello = (more = {}) => so.said_hello({ status: "open", last_sequence: 100, ...described, ...more }, morning);
const transfer = (sequence, amount, more = {}) =>
    ({ sequence, id: `tx${sequence}`, amount, status: "matched", booked_at: "2026-11-22T03:42:00Z", received_at: "2026-11-22T03:42:01Z", ...more });
const comes = (sequence, amount, more) => so.transfer_came(transfer(sequence, amount, more), sequence);
const sentences = (effects) => effects.filter((effect) => effect.kind === "say").map((effect) => effect.sentence);
const kinds = (effects) => effects.map((effect) => effect.kind);

/// A stall whose stream is open behind sequence 100, with the sound on.
function listening({ region = "north", trial_ledger = false } = {}) {
    const screen = life(so.first_state(morning, region, trial_ledger));
    screen.happens(so.stall_came(stall, "00:00", morning), so.line_opened(morning), hello());
    screen.happens(so.sound_changed(true, true), so.turned_on);
    return screen;
}

test("stall: a payment is written and said, and remembered only once its sentence is over", () => {
    const screen = listening();
    const effects = screen.happens(comes(101, 35_000));
    assert.deepEqual(effects, [{ kind: "write", sentence: "Đã nhận, ba mươi lăm nghìn đồng." }, { kind: "age", id: "tx101" },
                               { kind: "say", sound: "money", sentence: "Đã nhận, ba mươi lăm nghìn đồng.", place: 101, payments: [101] }]);
    assert.deepEqual(screen.happens(so.heard(101)), [{ kind: "remember", day: "2026-11-22", cutoff: "00:00", sequence: 101 }]);
    assert.equal(screen.state.place, 101);
});

test("stall: what the stream sends twice, or the list brings too, is said once", () => {
    const screen = listening();
    screen.happens(comes(101, 35_000), comes(101, 35_000));
    screen.happens(so.list_came("2026-11-22", [transfer(101, 35_000), transfer(102, 20_000)]));
    screen.happens(comes(102, 20_000));
    assert.deepEqual(sentences(screen.effects).slice(1), ["Đã nhận, ba mươi lăm nghìn đồng.", "Đã nhận, hai mươi nghìn đồng."]);
    assert.deepEqual([screen.state.payments.count, screen.state.payments.sum], [2, 55_000]);
});

test("stall: what the list brings from before this device listened is no news", () => {
    const screen = listening();
    assert.deepEqual(screen.happens(so.list_came("2026-11-22", [transfer(90, 35_000)])), []);
    assert.equal(screen.state.payments.count, 1);
    assert.equal(screen.state.listed_to, 90);
});

test("stall: a list of yesterday that comes late is dropped", () => {
    const screen = listening();
    assert.deepEqual(screen.happens(so.list_came("2026-11-21", [transfer(101, 35_000)])), []);
    assert.equal(screen.state.payments.count, 0);
});

test("stall: what came while the loudspeaker was off is summed up when it is on, and remembered after that", () => {
    const screen = listening();
    screen.happens(so.sound_changed(false, true));
    assert.deepEqual(kinds(screen.happens(comes(101, 35_000), comes(102, 200))), ["write", "age", "write", "age"]);
    assert.deepEqual(screen.happens(so.heard(101)), [], "something is still unheard");
    const effects = screen.happens(so.sound_changed(true, true), so.turned_on);
    assert.deepEqual(effects[1], { kind: "say", sound: "warning", place: 102, payments: [101, 102],
        sentence: "Trong lúc loa tắt có hai khoản, tổng ba mươi lăm nghìn hai trăm đồng. Chú ý! Chỉ hai trăm đồng. Dưới một nghìn đồng." });
    assert.equal(screen.happens(so.heard(102)).length, 1);
});

test("stall: after a short cut each payment is said, after a long one a summary first", () => {
    for (const [cut_ms, expected] of [[59_000, ["Đã nhận, mười nghìn đồng.", "Đã nhận, hai mươi nghìn đồng."]],
                                      [61_000, ["Trong lúc mất mạng có hai khoản, tổng ba mươi nghìn đồng."]]]) {
        const screen = listening();
        screen.happens(so.line_lost(morning));
        screen.happens(so.line_lost(morning + cut_ms));  // Tried again in vain: the cut is as long as before.
        const effects = screen.happens(so.line_opened(morning + cut_ms), comes(101, 10_000), comes(102, 20_000), so.replay_ended);
        assert.deepEqual(sentences(effects), expected, `${cut_ms} ms`);
    }
});

test("stall: each payment of a replay lets the summary wait; one that comes after it is said by itself", () => {
    const screen = listening();
    screen.happens(so.line_lost(morning));
    const effects = screen.happens(so.line_opened(morning + 2 * minute_ms), comes(101, 10_000));
    assert.deepEqual(kinds(effects), ["wait_for_replay", "write", "age", "wait_for_replay"]);
    screen.happens(so.replay_ended);
    assert.deepEqual(sentences(screen.happens(comes(102, 20_000))), ["Đã nhận, hai mươi nghìn đồng."]);
});

test("stall: a device that was here this morning goes on where it stopped, yesterday's does not", () => {
    for (const [day, place] of [["2026-11-22", 40], ["2026-11-21", 100]]) {
        const screen = life(so.first_state(morning, "north", false));
        screen.happens(so.stall_came(stall, "", morning), so.recalled({ day, sequence: 40, at: morning - 5 * minute_ms }, morning));
        screen.happens(so.line_opened(morning), hello());
        assert.equal(screen.state.place, place, day);
        assert.equal(screen.state.replay, day === "2026-11-22" ? "muted" : null);
    }
});

test("stall: a trial is said as a trial and summed up nowhere; in a trial ledger all money is", () => {
    const screen = listening();
    screen.happens(so.sound_changed(false, true), comes(101, 35_000, { trial: true }), so.sound_changed(true, true));
    assert.deepEqual(sentences(screen.happens(so.turned_on)), ["Loa quầy B mười hai đã sẵn sàng."]);
    assert.deepEqual(screen.happens(comes(102, 35_000, { trial: true })).pop().sound, "trial");
    const trial = listening({ trial_ledger: true });
    assert.deepEqual(sentences(trial.happens(comes(101, 35_000), comes(102, 200))),
                     ["Đã nhận thử, ba mươi lăm nghìn đồng.", "Chú ý! Chỉ hai trăm đồng. Dưới một nghìn đồng."]);
});

test("stall: in the south it speaks as the south does", () => {
    assert.deepEqual(sentences(listening({ region: "south" }).happens(comes(101, 205_000))), ["Đã nhận, hai trăm lẻ năm ngàn đồng."]);
});

test("stall: what the gateway says of the day stands there until the list is here", () => {
    const screen = life(so.first_state(morning, "north", false));
    const effects = screen.happens(hello({ code: "B-12", today: { count: 4, amount: 90_000 } }));
    assert.deepEqual(kinds(effects), ["remember", "look_again"]);
    assert.deepEqual(screen.state.promised, { count: 4, amount: 90_000 });
    screen.happens(so.list_came("2026-11-22", [transfer(90, 90_000)]));
    assert.equal(screen.state.promised, null);
});

test("stall: at the market's cut-off the list begins anew", () => {
    const screen = life(so.first_state(morning, "north", false));
    screen.happens(so.stall_came(stall, "12:00", morning), hello({ business_day_cutoff: "12:00" }), comes(101, 35_000));
    assert.equal(screen.state.today, "2026-11-21", "before noon a night market is in yesterday's day");
    assert.deepEqual(screen.happens(so.clock_moved(morning + minute_ms)), []);
    assert.deepEqual(screen.happens(so.clock_moved(Date.parse("2026-11-22T05:00:00Z"))).pop(), { kind: "look_again" });
    assert.deepEqual([screen.state.today, screen.state.payments.count, screen.state.listed_to], ["2026-11-22", 0, 0]);
});

test("stall: the check answers with what came, with the small amount, with no, or that it cannot know", () => {
    const screen = listening();
    screen.happens(comes(101, 150_000), comes(102, 200));
    const answer = (typed, fresh = true, now = came + minute_ms) => {
        const [effect] = screen.happens(so.check_asked, so.looked(read_typed(typed), fresh, now));
        assert.deepEqual(effect, { kind: "answer", answer: screen.state.verdict });
        const { kind, found: [newest] } = effect.answer;
        return [kind, said(kind, "10:42", newest ? newest.amount : 0, "north")].filter(Boolean);
    };
    assert.deepEqual(answer("150"), ["found", "Có, lúc mười giờ bốn mươi hai, một trăm năm mươi nghìn đồng."]);
    assert.deepEqual(answer("200"), ["trick", "Chú ý! Chỉ hai trăm đồng. Dưới một nghìn đồng."]);
    assert.deepEqual(answer("99"), ["absent", "Chưa có khoản này."]);
    assert.deepEqual(answer("99", false), ["unknown"]);
    // Five minutes later another customer may be holding the same picture up.
    assert.deepEqual(answer("150", true, came + 5 * minute_ms - 1), ["found", "Có, lúc mười giờ bốn mươi hai, một trăm năm mươi nghìn đồng."]);
    assert.deepEqual(answer("150", true, came + 5 * minute_ms), ["told", "Đã báo lúc mười giờ bốn mươi hai, một trăm năm mươi nghìn đồng."]);
    for (const typed of ["1,5", "150.0", "một trăm", "20 30"]) assert.deepEqual(answer(typed), ["unclear", "Chưa rõ số tiền."], typed);
    assert.deepEqual(answer("0,15tr"), ["found", "Có, lúc mười giờ bốn mươi hai, một trăm năm mươi nghìn đồng."]);
});

test("stall: what was told late answers no check as if it had come just now, however new its notice is", () => {
    const screen = listening();
    screen.happens(comes(101, 150_000, { announce: false, status: "assigned" }), so.looked(read_typed("150"), true, came));
    assert.equal(screen.state.verdict.kind, "told");
});

test("stall: a payment is new for ten seconds, each of two equal ones for its own", () => {
    const screen = listening();
    assert.deepEqual(kinds(screen.happens(comes(101, 20_000))), ["write", "age", "say"]);
    assert.equal(screen.state.fresh, "tx101");
    screen.happens(comes(102, 20_000));
    assert.equal(screen.state.fresh, "tx102");
    screen.happens(so.aged("tx101"));
    assert.equal(screen.state.fresh, "tx102", "the first one's time is no other's");
    screen.happens(so.aged("tx102"));
    assert.equal(screen.state.fresh, "");
    screen.happens(so.list_came("2026-11-22", [transfer(90, 20_000)]));
    assert.equal(screen.state.fresh, "", "what was there before is not new");
});

test("stall: the question closes when the sound goes, and opens empty", () => {
    const screen = listening();
    screen.happens(so.check_opened(true), so.looked(read_typed("99"), true, morning), so.sound_changed(false, true));
    assert.equal(screen.state.check_open, false);
    screen.happens(so.sound_changed(true, true), so.check_opened(true));
    assert.deepEqual([screen.state.check_open, screen.state.verdict.kind], [true, "none"]);
});

test("stall: heard again are the last three that are money, with their numbers", () => {
    const screen = listening();
    screen.happens(comes(101, 10_000), comes(102, 20_000, { trial: true }), comes(103, 30_000));
    assert.deepEqual(sentences(screen.happens(so.asked_again)), [
        "Khoản số hai. Đã nhận, ba mươi nghìn đồng.", "Khoản số một. Đã nhận, mười nghìn đồng."]);
    assert.deepEqual(sentences(screen.happens(so.asked_for_sum)), ["Hôm nay hai khoản, tổng bốn mươi nghìn đồng."]);
});

test("stall: suspended, behind, refused; a stream that opens again is not behind until it says so", () => {
    const screen = listening();
    screen.happens(so.stands_as("suspended"), so.is_behind(true));
    assert.deepEqual([screen.state.stall.status, screen.state.behind], ["suspended", true]);
    screen.happens(so.line_lost(morning), so.line_opened(morning));
    assert.equal(screen.state.behind, false);
    screen.happens(so.was_refused);
    assert.deepEqual([screen.state.line, screen.state.refused], ["lost", true]);
    assert.deepEqual(screen.happens(so.clock_moved(morning + 2 * 86_400_000)), [], "nobody looks any more");
});

test("stall: the stream says whose it is, and needs nothing else", () => {
    const screen = life(so.first_state(morning, "north", false));
    assert.deepEqual(kinds(screen.happens(hello({ business_day_cutoff: "12:00" }))), ["look_again", "remember", "look_again"]);
    assert.deepEqual(screen.state.stall, stall);
    assert.equal(screen.state.today, "2026-11-21");
    assert.deepEqual(kinds(life(so.first_state(morning, "north", false)).happens(hello())), ["remember", "look_again"]);
});

test("stall: a night market's morning belongs to the day that its device remembers", () => {
    for (const [day, place] of [["2026-11-21", 40], ["2026-11-22", null]]) {
        const screen = life(so.first_state(morning, "north", false));
        screen.happens(so.recalled({ day, cutoff: "12:00", sequence: 40, at: morning }, morning));
        assert.equal(screen.state.place, place, day);
    }
});

test("stall: what the stream could not bring after a cut is looked for in the list", () => {
    assert.deepEqual(listening().happens(so.had_gap), [{ kind: "look_again" }]);
});

test("stall: without an account it is unregistered, until one comes", () => {
    const screen = listening();
    assert.ok(!so.is_unregistered(screen.state));
    screen.happens(hello({ accounts: [] }));
    assert.ok(so.is_unregistered(screen.state));
    screen.happens(so.payees_came({ accounts: described.accounts, payee_change: null }));
    assert.ok(!so.is_unregistered(screen.state));
    assert.equal(screen.state.stall.payee, "MB …4821");
});

test("stall: that its accounts are to change is known at once, and that they are not", () => {
    const screen = listening(), payee_change = { id: "pc9", to: [{ bank: "MB", last_digits: "0917" }], takes_effect_at: null };
    screen.happens(so.payees_came({ accounts: described.accounts, payee_change }));
    assert.equal(screen.state.payee_change.id, "pc9");
    screen.happens(hello({ payee_change }));
    assert.equal(screen.state.payee_change.id, "pc9", "to a screen that was away, too");
    screen.happens(so.payees_came({ accounts: described.accounts, payee_change: null }));
    assert.equal(screen.state.payee_change, null);
});
