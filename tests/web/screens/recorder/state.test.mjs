// What the page of a market's own voice knows.
import assert from "node:assert/strict";
import { test } from "node:test";
import { life } from "../../life.mjs";
import { load } from "../../load.mjs";

const so = await load("screens/recorder/state");
const clip = (name, fault = null) => ({ name, spoken: name, recorded: fault !== "missing", loudness_dbfs: -20, length_ms: 300, fault, detail: null, detail_vi: null });
const voice = (faults, about = {}) => ({ market_id: "mk1", in_use: false, changed: false, clips: ["mot", "hai", "ba"].map((name, at) => clip(name, faults[at])), ...about });
const text = { good: "Tốt", noisy: "Ồn" };

test("recorder: it begins at the first clip that is missing, and goes on to the next one, and round", () => {
    const page = life(so.first_state(true));
    page.happens(so.voice_came(voice([null, "missing", "too_quiet"])));
    assert.equal(page.state.at, "hai");
    assert.equal(so.good_count(page.state), 1);
    page.happens(so.went_on);
    assert.equal(page.state.at, "ba");
    page.happens(so.went_on);
    assert.equal(page.state.at, "hai");
    page.happens(so.kept(clip("hai"), text, false, ""), so.went_to("ba"), so.kept(clip("ba"), text, false, ""), so.went_on);
    assert.equal(page.state.at, "mot", "where all are well, the next");
});

test("recorder: one button begins and ends, and nothing else happens meanwhile", () => {
    const page = life(so.first_state(true));
    page.happens(so.voice_came(voice([null, "missing", "missing"])));
    const [recording, began] = so.record_tapped(page.state);
    assert.deepEqual(began, [{ kind: "record" }]);
    assert.deepEqual(so.record_tapped(recording), [recording, [{ kind: "end" }]]);
    for (const other of [so.went_on, so.went_to("mot"), so.hear_tapped, so.use_tapped, so.take_back_tapped]) assert.deepEqual(other(recording), [recording, []]);
    const [sending] = so.recorded(recording);
    assert.deepEqual(so.record_tapped(sending), [sending, []]);
});

test("recorder: what is kept is heard, and what of it is wrong is said", () => {
    const page = life(so.first_state(true));
    page.happens(so.voice_came(voice(["missing", null, null], { in_use: true })));
    const [kept, effects] = so.kept(clip("mot"), text, false, "")(page.state);
    assert.deepEqual(effects, [{ kind: "hear", name: "mot" }]);
    assert.deepEqual(kept.verdict, { kind: "good", text: "Tốt" });
    assert.equal(kept.voice.changed, true, "the loudspeakers still have the one before");
    assert.equal(so.good_count(kept), 3);
    assert.deepEqual(so.kept(clip("mot"), text, true, "")(page.state)[0].verdict, { kind: "noisy", text: "Ồn" });
    assert.deepEqual(so.kept(clip("mot", "quieter"), text, true, "nhỏ hơn")(page.state)[0].verdict, { kind: "wrong", text: "nhỏ hơn" });
    const [refused] = so.refused("quá nhỏ")(page.state);
    assert.equal(so.clip_at(refused).fault, "missing");
    assert.equal(refused.doing, "rest");
});

test("recorder: the meter goes from what nobody hears to full scale", () => {
    const level = (peak) => so.heard(peak)(so.first_state(true))[0].level;
    assert.deepEqual([0, 0.001, 0.03162, 1, 2].map(level), [0, 0, 50, 100, 100]);
});
