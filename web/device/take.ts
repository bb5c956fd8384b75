// A recorded sound: where it begins and ends, how loud it is over what else is heard, and as a file. Pure.

/// One channel, -1 to 1.
export interface Take { readonly samples: Float32Array; readonly rate: number }

const block_ms = 20, margin_ms = 60;
/// What is so much quieter than the loudest block is silence; in noise, what is less than so much over it.
const silence_db = 35, over_noise_db = 8;
/// A voice that stands out from its noise by less sounds like the market around it.
const noisy_db = 20;

const db = (power: number): number => 10 * Math.log10(Math.max(power, 1e-12));

/// The mean square of each whole block.
function powers_of({ samples, rate }: Take): number[] {
    const size = Math.round(rate * block_ms / 1_000);
    const powers: number[] = [];
    for (let at = 0; at + size <= samples.length; at += size) {
        let sum = 0;
        for (let i = at; i < at + size; ++i) sum += samples[i]! * samples[i]!;
        powers.push(sum / size);
    }
    return powers;
}

/// What is there when nobody speaks: the tenth part of the blocks that is quietest.
function noise_of(powers: readonly number[]): number {
    const sorted = powers.slice().sort((a, b) => a - b);
    return sorted[Math.floor(sorted.length / 10)] || 0;
}

/// Without the silence at its ends, but for a moment of it: whoever joins the clips cuts the rest (voice/samples).
export function trimmed(take: Take): Take {
    const powers = powers_of(take);
    const loudest = Math.max(0, ...powers);
    const least = Math.max(loudest / Math.pow(10, silence_db / 10), noise_of(powers) * Math.pow(10, over_noise_db / 10));
    const sounds = powers.map((power) => power > least);
    const first = sounds.indexOf(true), last = sounds.lastIndexOf(true);
    if (first < 0) return take;
    const frames = (ms: number): number => Math.round(take.rate * ms / 1_000);
    const from = Math.max(0, frames(first * block_ms - margin_ms));
    return { samples: take.samples.slice(from, frames((last + 1) * block_ms + margin_ms)), rate: take.rate };
}

/// Of the whole take: there is something else to be heard beside the voice.
export function is_noisy(take: Take): boolean {
    const powers = powers_of(take);
    const loudest = Math.max(0, ...powers);
    const speech = powers.filter((power) => power >= loudest / 10);
    const mean = speech.reduce((sum, power) => sum + power, 0) / Math.max(1, speech.length);
    return db(mean) - db(noise_of(powers)) < noisy_db;
}

/// The head of 44 bytes and 16 bits a sample: what the gateway takes (voice/wav.hpp).
export function wav_of({ samples, rate }: Take): Blob {
    const view = new DataView(new ArrayBuffer(44 + 2 * samples.length));
    const text = (at: number, letters: string): void => Array.from(letters).forEach((letter, i) => view.setUint8(at + i, letter.charCodeAt(0)));
    text(0, "RIFF");
    view.setUint32(4, 36 + 2 * samples.length, true);
    text(8, "WAVEfmt ");
    view.setUint32(16, 16, true);
    view.setUint16(20, 1, true);
    view.setUint16(22, 1, true);
    view.setUint32(24, rate, true);
    view.setUint32(28, 2 * rate, true);
    view.setUint16(32, 2, true);
    view.setUint16(34, 16, true);
    text(36, "data");
    view.setUint32(40, 2 * samples.length, true);
    samples.forEach((sample, i) => view.setInt16(44 + 2 * i, Math.max(-32_768, Math.min(32_767, Math.round(sample * 32_768))), true));
    return new Blob([view.buffer], { type: "audio/wav" });
}

/// Whoever has spoken and then been silent for a while is done. `peaks`: of pieces of `piece_ms` each, from the beginning.
export function has_ended(peaks: readonly number[], piece_ms: number): boolean {
    const heard = 0.05, quiet = 0.15, pause_ms = 900;
    const loudest = Math.max(0, ...peaks);
    const last = peaks.map((peak) => peak > loudest * quiet).lastIndexOf(true);
    return loudest > heard && (peaks.length - 1 - last) * piece_ms >= pause_ms;
}
