// The sounds before a sentence. They are made here, so that nothing has to be fetched for them.

import type { Sound } from "../../device/voice";

/// Kind, frequency in hertz, when and for how long in seconds. Money: two rising bells. Warning: three low buzzes, trial: one
/// falling tone, so that neither can be taken for money.
const sounds: { [sound in Sound]: [OscillatorType, number, number, number][] } = {
    money: [["sine", 988, 0, 0.16], ["sine", 1319, 0.14, 0.4]],
    warning: [["square", 185, 0, 0.18], ["square", 185, 0.25, 0.18], ["square", 185, 0.5, 0.18]],
    trial: [["triangle", 523, 0, 0.2], ["triangle", 392, 0.2, 0.3]],
    none: [],
};

export class Bells {
    private end_s_ = 0;

    constructor(private readonly audio_: AudioContext, private readonly output_: AudioNode) {}

    /// Now; behind another bell, but never behind a sentence. Answers in how many ms it is over.
    ring(sound: Sound): number {
        const now = this.audio_.currentTime;
        const begin = Math.max(now, this.end_s_);
        for (const [type, hertz, at_s, length_s] of sounds[sound]) {
            this.tone_(type, hertz, begin + at_s, length_s);
            this.end_s_ = begin + at_s + length_s;
        }
        return Math.max(0, this.end_s_ - now) * 1_000;
    }

    private tone_(type: OscillatorType, frequency_hz: number, begin: number, length_s: number): void {
        const oscillator = this.audio_.createOscillator();
        const volume = this.audio_.createGain();
        oscillator.type = type;
        oscillator.frequency.value = frequency_hz;
        volume.gain.setValueAtTime(0.0001, begin);
        volume.gain.exponentialRampToValueAtTime(0.8, begin + 0.01);
        volume.gain.exponentialRampToValueAtTime(0.0001, begin + length_s);
        oscillator.connect(volume);
        volume.connect(this.output_);
        oscillator.start(begin);
        oscillator.stop(begin + length_s);
    }
}
