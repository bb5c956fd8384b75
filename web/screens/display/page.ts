// A market's display: a speaker for an aisle, a screen at a stall, or a board of counts. This file only wires.

import * as words from "words";
import { get } from "../../api/calls";
import { LiveStream } from "../../api/live";
import type { DailyReport, Me } from "../../api/types";
import { read_settings } from "../../device/settings";
import { Voice } from "../../device/voice";
import { id_of_page } from "../../parts/address";
import { by_id, on_click, show } from "../../parts/dom";
import { reload_for_token, show_problem } from "../../parts/wall";
import { say_at_stall, say_received, say_trial } from "../../messages/speech";
import * as so from "./state";
import { show_state } from "./view";

const market_id = encodeURIComponent(id_of_page());
const market_path = `/v1/markets/${market_id}`;
const counts_every_ms = 60_000;

let state = so.first_state;

const voice = new Voice(() => show(by_id("sound-on"), state.shows === "payments" && !voice.ready), `market_id=${market_id}`, () => read_settings("north"));
const stream = new LiveStream(`${market_path}/live`, {
    opened: () => happens(so.line_opened),
    lost: () => happens(so.line_lost),
    refused: show_problem,
    received: (id, name, data) => {
        if (name === "payment") happens(so.payment_came(id, JSON.parse(data) as so.Payment));
        if (name !== "hello") return;
        const hello = JSON.parse(data) as { last_sequence: number; market: string; code: string | null };
        happens(so.said_hello(hello.last_sequence));
        happens(so.is_for("payments", hello.code ? words.stall_title(hello.code) : place));
    },
});
let place = "";

function happens(happening: so.Happening): void {
    const [next, effects] = happening(state);
    state = next;
    stream.last_id = state.last_id;
    show_state(state);
    for (const { payment } of effects) say(payment);
}

function say({ code, amount, trial }: so.Payment): void {
    const sound = trial ? "trial" : amount < 1_000 ? "warning" : "money";
    void voice.say(sound, say_at_stall(code, trial ? say_trial(amount) : say_received(amount)));
}

async function look(): Promise<void> {
    try {
        const report = await get<DailyReport>(`/v1/reports/daily?market_id=${market_id}`);
        happens(so.is_for("counts", words.market_title(report.market || "")));
        happens(so.report_came(report, Date.now()));
    } catch (problem) {
        if (!state.report) throw problem;
        happens(so.line_lost);
    }
}

async function start(): Promise<void> {
    const me = await get<Me>(`/v1/me?market_id=${market_id}`);
    const may = me.capabilities || [];
    if (may.includes("hear_aloud")) {
        place = me.zone ? words.zone_title(me.zone) : words.display_page;
        happens(so.is_for("payments", place));
        show(by_id("sound-on"), true);
        on_click("sound-on", () => void voice.turn_on());
        return stream.run();
    }
    await look();
    setInterval(() => void look().catch(show_problem), counts_every_ms);
}

start().catch(show_problem);
reload_for_token();
