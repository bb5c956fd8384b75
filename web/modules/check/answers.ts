// The answer to a check, in words. Pure.

import * as words from "words";
import * as speech from "../../messages/speech";
import type { AnswerKind } from "../../parts/check";

/// What is said, "" where nothing is.
export function said(kind: AnswerKind, clock: string, amount: number, region: speech.Region): string {
    switch (kind) {
        case "found": return speech.say_found(clock, amount, region);
        case "told": return speech.say_told(clock, amount, region);
        case "trick": return speech.say_received(amount, region);
        case "absent": return speech.say_absent;
        case "unclear": return speech.say_unclear;
        default: return "";
    }
}

/// The class of the answer, its title and its lines.
export function lines(kind: AnswerKind, found: readonly (readonly [string, string])[]): readonly string[] {
    const [[time, payment] = ["", ""], ...others] = found;
    const all = [payment, ...others.map(([at, other]) => words.check_also(at, other))];
    switch (kind) {
        case "none": return [""];
        case "asking": return ["wait", words.checking];
        case "found": return ["yes", words.check_yes(time), ...all];
        case "told": return ["unsure", words.check_told(time), ...all, words.check_told_advice];
        case "trick": return ["no", words.check_no, words.check_only(payment, time)];
        case "absent": return ["no", words.check_no, words.check_wait];
        case "unclear": return ["unsure", words.check_unclear, words.check_unclear_advice];
        case "unknown": return ["unsure", words.no_network, words.check_unsure];
    }
}
