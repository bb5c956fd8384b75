// Which recorded clips a sentence is joined from, and when each of them begins. Pure. The same stands in C++ (voice/clips,
// voice/join); tests/vectors/speech.json holds both to one truth.

/// One voice as the gateway lists it.
export interface VoiceFile {
    name: string;
    label: string;
    accent: string;
    file: string;       ///< Its address.
    rate: number;       ///< Places below are frames at this rate.
    marker_at: number;  ///< Where the file first reaches `marker_permille` of full scale: decoders begin up to 0.1 s apart.
    marker_permille: number;
    overlap_ms: number;
    comma_ms: number;
    stop_ms: number;
    clips: [text: string, at: number, length: number][];
}

export type Pause = "" | "," | ".";
export interface Step { text: string; pause: Pause }

const words_max = 6;
const uncapitalized = (word: string): string => word.charAt(0).toLowerCase() + word.slice(1);

/// The longest clip that the words begin with, and how many they are.
function longest(words: string[], pauses: Pause[], known: (text: string) => boolean): [string, number] {
    let found: [string, number] = ["", 0];
    for (let n = 1; n <= Math.min(words.length, words_max); ++n) {
        const text = words.slice(0, n).join(" ");
        if (known(text)) found = [text, n];
        if (pauses[n - 1]) break;
    }
    return found;
}

/// Letters have clips of their own; one with another mark (Ấ) is said as the bare letter.
function spelled(word: string, known: (text: string) => boolean): string[] {
    const bare = (letter: string): string => letter.normalize("NFD").replace(/[\u0300-\u036f]/g, "");
    return [...word].map((letter) => letter.toUpperCase()).map((letter) => known(letter) ? letter : bare(letter)).filter(known);
}

/// What has to be played. Words that are none of the clips', which only a stall's code brings in, are spelled.
export function steps_of(sentence: string, known: (text: string) => boolean): Step[] {
    const tokens = sentence.normalize("NFC").split(" ").filter((word) => word);
    const pauses = tokens.map((word): Pause => /,$/.test(word) ? "," : /[.!]$/.test(word) ? "." : "");
    const words = tokens.map((word, at) => pauses[at] ? word.slice(0, -1) : word);
    const steps: Step[] = [];
    for (let at = 0, begins = true; at < words.length;) {
        const rest = words.slice(at);
        if (begins && rest[0]) rest[0] = uncapitalized(rest[0]);
        const [text, count] = longest(rest, pauses.slice(at), known);
        const texts = text ? [text] : spelled(words[at] || "", known);
        steps.push(...texts.map((one): Step => ({ text: one, pause: "" })));
        at += Math.max(count, 1);
        const pause = pauses[at - 1] || "";
        const last = steps[steps.length - 1];
        if (last && pause > last.pause) last.pause = pause;
        begins = pause === ".";
    }
    const last = steps[steps.length - 1];
    if (last) last.pause = "";
    return steps;
}

/// A part of the decoded file and when it is heard, in seconds; it rises and falls for `fade`.
export interface Part { when: number; at: number; length: number; fade: number }

/// `shift`: by how many seconds the decoded file stands behind the places of the list.
export function parts_of(steps: readonly Step[], voice: VoiceFile, shift: number): Part[] {
    let when = 0;
    return steps.map(({ text, pause }) => {
        const [, at = 0, frames = 0] = voice.clips.find(([one]) => one === text) || [];
        const length = frames / voice.rate;
        const fade = Math.min(voice.overlap_ms / 1_000, length / 2);
        const part = { when, at: at / voice.rate + shift, length, fade };
        when += length + (pause === "" ? -fade : (pause === "," ? voice.comma_ms : voice.stop_ms) / 1_000);
        return part;
    });
}

/// How far a decoded file is shifted, in seconds. Null: it begins with no marker, so it is no voice.
export function shift_of(samples: Float32Array, rate: number, voice: VoiceFile): number | null {
    const found = samples.subarray(0, rate).findIndex((sample) => Math.abs(sample) * 1_000 >= voice.marker_permille);
    return found < 0 ? null : found / rate - voice.marker_at / voice.rate;
}
