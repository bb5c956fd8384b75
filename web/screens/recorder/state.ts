// What the page of a market's own voice knows, and what follows from each thing that happens. Pure.

import { but } from "../../parts/but";
import type { Market, RecordedClip, Recordings } from "../../api/types";

/// What is said of the clip that stands there: it was kept, kept though it is noisy, or has to be recorded again.
export interface Verdict { readonly kind: "good" | "noisy" | "wrong"; readonly text: string }

export interface State {
    readonly market: Market | null;
    /// Null: not read yet.
    readonly voice: Recordings | null;
    /// The name of the clip that stands there.
    readonly at: string;
    readonly doing: "rest" | "record" | "send" | "take";
    readonly level: number;  ///< 0 to 100.
    readonly verdict: Verdict | null;
    /// Why the recordings are not in use yet, after it was tried.
    readonly not_whole: string;
    readonly has_microphone: boolean;
    readonly trouble: string;
}

export type Effect = { kind: "record" } | { kind: "end" } | { kind: "hear"; name: string } | { kind: "use" } | { kind: "take_back" };
export type Step = [State, Effect[]];
export type Happening = (state: State) => Step;

const none: Effect[] = [];

export const first_state = (has_microphone: boolean): State =>
    ({ market: null, voice: null, at: "", doing: "rest", level: 0, verdict: null, not_whole: "", has_microphone, trouble: "" });

const clips_of = ({ voice }: State): readonly RecordedClip[] => voice ? voice.clips : [];
export const clip_at = (state: State): RecordedClip | null => clips_of(state).find(({ name }) => name === state.at) || null;
export const good_count = (state: State): number => clips_of(state).filter(({ fault }) => fault === null).length;

/// The next one behind `at` that is missing or has to be recorded again; where all are well, the next.
export function next_of(state: State): string {
    const clips = clips_of(state);
    const from = clips.findIndex(({ name }) => name === state.at) + 1;
    const behind = clips.slice(from).concat(clips.slice(0, from));
    const found = behind.find(({ name, fault }) => fault !== null && name !== state.at) || behind[0];
    return found ? found.name : "";
}

export const market_came = (market: Market): Happening => (state) => [but(state, { market }), none];
export const voice_came = (voice: Recordings): Happening => (state) => {
    const read = but(state, { voice, trouble: "", doing: "rest", not_whole: "" });
    return [read.at ? read : but(read, { at: next_of(read) }), none];
};

export const went_to = (name: string): Happening => (state) =>
    state.doing === "rest" ? [but(state, { at: name, verdict: null }), none] : [state, none];
export const went_on: Happening = (state) => went_to(next_of(state))(state);

/// One button: it begins, and it ends.
export const record_tapped: Happening = (state) => {
    if (state.doing === "record") return [state, [{ kind: "end" }]];
    return state.doing === "rest" ? [but(state, { doing: "record", verdict: null, level: 0 }), [{ kind: "record" }]] : [state, none];
};
/// A voice's loudness in the middle of the meter: -60 dB is nothing, full scale is all of it.
export const heard = (peak: number): Happening => (state) =>
    [but(state, { level: Math.max(0, Math.min(100, Math.round(100 + 20 * Math.log10(peak + 1e-6) * 100 / 60))) }), none];
export const recorded: Happening = (state) => [but(state, { doing: "send", level: 0, verdict: null }), none];

/// The gateway keeps it, and says how it is beside the others. A noisy one is kept, too: some markets are never quiet.
export const kept = (clip: RecordedClip, text: { good: string; noisy: string }, noisy: boolean, detail: string): Happening => (state) => {
    const voice = state.voice && but(state.voice, { changed: state.voice.in_use, clips: state.voice.clips.map((one) => one.name === clip.name ? clip : one) });
    const verdict: Verdict = clip.fault ? { kind: "wrong", text: detail } : { kind: noisy ? "noisy" : "good", text: noisy ? text.noisy : text.good };
    return [but(state, { doing: "rest", voice, verdict, not_whole: "", trouble: "" }), [{ kind: "hear", name: clip.name }]];
};
/// Nothing is kept of it, or nothing was recorded.
export const refused = (text: string): Happening => (state) => [but(state, { doing: "rest", level: 0, verdict: { kind: "wrong", text } }), none];

export const hear_tapped: Happening = (state) => [state, state.doing === "rest" ? [{ kind: "hear", name: state.at }] : none];
export const use_tapped: Happening = (state) => state.doing === "rest" ? [but(state, { doing: "take", not_whole: "" }), [{ kind: "use" }]] : [state, none];
export const take_back_tapped: Happening = (state) => state.doing === "rest" ? [but(state, { doing: "take" }), [{ kind: "take_back" }]] : [state, none];
export const not_used = (not_whole: string): Happening => (state) => [but(state, { doing: "rest", not_whole }), none];
export const went_wrong = (trouble: string): Happening => (state) => [but(state, { trouble, doing: "rest", level: 0 }), none];
