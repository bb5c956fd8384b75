// The state of a market's own voice as people see it.

import * as words from "words";
import type { RecordedClip } from "../../api/types";
import { by_id, fill, make, make_button, show, write } from "../../parts/dom";
import { Happening, State, clip_at, good_count, went_to } from "./state";

const kind_of = ({ fault, recorded }: RecordedClip): string => fault === null ? "good" : recorded ? "wrong" : "";
const short = ({ fault }: RecordedClip): string => fault === null ? words.recorder_good : words.recorder_faults[fault] || fault;

function row(clip: RecordedClip, is_here: boolean, happens: (happening: Happening) => void): HTMLElement {
    const button = make_button("", kind_of(clip), () => {
        happens(went_to(clip.name));
        by_id("clip").scrollIntoView();
    });
    const spoken = make("b", clip.spoken);
    spoken.lang = "vi";
    fill(button, spoken, make("small", short(clip)));
    if (is_here) button.setAttribute("aria-current", "true");
    return make("li", button);
}

function show_clip(state: State): void {
    const clip = clip_at(state);
    if (!clip) return;
    const { verdict, doing } = state;
    write("spoken", clip.spoken);
    write("verdict", verdict ? verdict.text : doing === "send" ? words.recorder_sending : "");
    by_id("verdict").className = verdict ? verdict.kind : "";
    write("record", doing === "record" ? words.recorder_end : clip.recorded ? words.recorder_again : words.recorder_record);
    by_id("record").className = doing === "record" ? "go recording" : "go";
    by_id<HTMLMeterElement>("level").value = state.level;
    by_id<HTMLButtonElement>("hear").disabled = !clip.recorded || doing !== "rest";
    for (const id of ["next", "file"]) by_id<HTMLButtonElement>(id).disabled = doing !== "rest";
    by_id<HTMLButtonElement>("record").disabled = doing === "send" || doing === "take";
}

function show_use(state: State): void {
    const { voice, doing } = state;
    if (!voice) return;
    const missing = voice.clips.length - good_count(state);
    write("progress", words.recorder_progress(good_count(state), voice.clips.length));
    write("in-use", voice.in_use ? voice.changed ? words.recorder_changed : words.recorder_in_use : words.recorder_not_in_use);
    write("all-wrong", state.not_whole);
    show(by_id("all-wrong"), state.not_whole !== "");
    show(by_id("take-back"), voice.in_use);
    by_id<HTMLButtonElement>("use").disabled = missing > 0 || doing !== "rest" || (voice.in_use && !voice.changed);
    by_id<HTMLButtonElement>("take-back").disabled = doing !== "rest";
}

/// What the user does is told to `happens`.
export function show_state(state: State, before: State | null, happens: (happening: Happening) => void): void {
    if (state.market) write("market", document.title = words.market_title(state.market.name));
    show(by_id("lost"), state.trouble !== "");
    write("lost", state.trouble);
    show(by_id("by-microphone"), state.has_microphone);
    show(by_id("no-microphone"), !state.has_microphone);
    const { voice } = state;
    if (!voice) return;
    show(by_id("main"), true);
    show_clip(state);
    show_use(state);
    // A button that is drawn anew under a finger is another button.
    const same = before && before.voice === voice && before.at === state.at;
    if (!same) fill(by_id("list"), ...voice.clips.map((clip) => row(clip, clip.name === state.at, happens)));
}
