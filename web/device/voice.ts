// The loudspeaker: a sound, then a sentence, one payment after the other.
//
// Browsers keep a page silent until it is touched, and some take the sound away again later. `ready` is therefore asked of
// the audio itself, and whoever shows it must look mute whenever it is false.

export type Sound = "money" | "warning" | "trial" | "none";

interface Line { sound: Sound; sentence: string; said: () => void }

/// Without this, a sentence that never ends (a voice that was removed, a browser that lost the event) blocks the queue.
const sentence_limit_ms = (sentence: string): number => 4_000 + sentence.length * 140;

export class Voice {
    private audio_: AudioContext | null = null;
    private readonly queue_: Line[] = [];
    private busy_ = false;
    private readonly speaking_ = new Set<SpeechSynthesisUtterance>();  // Held, or Chrome collects it and never tells its end.

    /// `changed` is called when the sound came or went.
    constructor(private readonly changed_: () => void) {}

    get ready(): boolean { return this.audio_ !== null && this.audio_.state === "running"; }

    /// False when the machine has other voices but no Vietnamese one: then only the sounds are played. An empty list says
    /// nothing, Android fills it late or never and still speaks.
    get speaks(): boolean {
        if (!("speechSynthesis" in window)) return false;
        const voices = speechSynthesis.getVoices();
        return voices.length === 0 || voices.some((voice) => /^vi/i.test(voice.lang));
    }

    /// Only inside the handler of a touch: that is what unlocks the sound.
    async turn_on(): Promise<void> {
        if (!this.audio_) {
            this.audio_ = new AudioContext();
            this.audio_.onstatechange = this.changed_;
        }
        await this.audio_.resume();
        this.changed_();
    }

    /// Done when it has been heard.
    say(sound: Sound, sentence: string): Promise<void> {
        return new Promise((said) => {
            this.queue_.push({ sound, sentence, said });
            if (!this.busy_) void this.run_();
        });
    }

    private async run_(): Promise<void> {
        this.busy_ = true;
        for (let line = this.queue_.shift(); line; line = this.queue_.shift()) {
            await this.play_(line.sound);
            await this.speak_(line.sentence);
            line.said();
        }
        this.busy_ = false;
    }

    private speak_(sentence: string): Promise<void> {
        if (!this.speaks) return Promise.resolve();
        return new Promise((resolve) => {
            const utterance = new SpeechSynthesisUtterance(sentence);
            utterance.lang = "vi-VN";
            utterance.voice = speechSynthesis.getVoices().find((voice) => /^vi/i.test(voice.lang)) || null;
            const finish = (): void => {
                clearTimeout(limit);
                this.speaking_.delete(utterance);
                resolve();
            };
            const limit = setTimeout(() => {
                speechSynthesis.cancel();
                finish();
            }, sentence_limit_ms(sentence));
            utterance.onend = utterance.onerror = finish;
            this.speaking_.add(utterance);
            speechSynthesis.speak(utterance);
        });
    }

    /// Money: two rising bells. Warning: three low buzzes, trial: one falling tone, so that neither can be taken for money.
    private play_(sound: Sound): Promise<void> {
        if (sound === "money") {
            this.tone_("sine", 988, 0, 0.16);
            this.tone_("sine", 1319, 0.14, 0.4);
            return pause(450);
        }
        if (sound === "warning") {
            for (const at of [0, 0.25, 0.5]) this.tone_("square", 185, at, 0.18);
            return pause(750);
        }
        if (sound === "trial") {
            this.tone_("triangle", 523, 0, 0.2);
            this.tone_("triangle", 392, 0.2, 0.3);
            return pause(550);
        }
        return Promise.resolve();
    }

    private tone_(type: OscillatorType, frequency_hz: number, at_s: number, length_s: number): void {
        if (!this.audio_) return;
        const begin = this.audio_.currentTime + at_s;
        const oscillator = this.audio_.createOscillator();
        const volume = this.audio_.createGain();
        oscillator.type = type;
        oscillator.frequency.value = frequency_hz;
        volume.gain.setValueAtTime(0.0001, begin);
        volume.gain.exponentialRampToValueAtTime(0.8, begin + 0.01);
        volume.gain.exponentialRampToValueAtTime(0.0001, begin + length_s);
        oscillator.connect(volume);
        volume.connect(this.audio_.destination);
        oscillator.start(begin);
        oscillator.stop(begin + length_s);
    }
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
