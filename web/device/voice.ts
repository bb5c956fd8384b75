// The loudspeaker of a page. What rings and speaks is a module of its own (modules/speaker), which comes when the loudspeaker is
// turned on; until it is there, the page is mute and looks it.
//
// Browsers keep a page silent until it is touched, and some take the sound away again later. `ready` is therefore asked of
// the audio itself, and whoever shows it must look mute whenever it is false.

import { bring } from "./bring";
import type { Settings } from "./settings";

export type Sound = "money" | "warning" | "trial" | "none";

/// What the module needs of a page, and what it is to a page.
export interface Host {
    audio: AudioContext;
    place: string;  ///< Whose voice: "stall_id=st17".
    read: () => Settings;
    /// The settings or `voice` did: false when nothing could say the last sentence.
    changed: (voice: boolean) => void;
}
export interface Speaker {
    /// Done when it has been heard, or nothing could say it. The sound is heard at once, whatever is still being said.
    say: (sound: Sound, sentence: string) => Promise<void>;
    set: () => void;  ///< Opens the settings.
}
declare global {
    interface Window { choqr_speaker?: (host: Host) => Speaker }
}

export class Voice {
    private audio_: AudioContext | null = null;
    private speaker_: Speaker | null = null;
    /// False when nothing could say the last sentence: there are only the sounds.
    speaks = true;

    /// `changed`: the sound, the voice or the settings did. The page holds <template id="speaker"> with the module's script.
    constructor(private readonly changed_: () => void, private readonly place_: string, private readonly read_: () => Settings) {}

    get ready(): boolean { return this.speaker_ !== null && this.audio_ !== null && this.audio_.state === "running"; }

    /// Only inside the handler of a touch: that is what unlocks the sound. Without a network it stays off.
    async turn_on(): Promise<void> {
        const audio = this.audio_ = this.audio_ || new AudioContext();
        audio.onstatechange = this.changed_;
        const resumed = audio.resume();
        if (!this.speaker_) await bring("speaker");
        const changed = (voice: boolean): void => {
            this.speaks = voice;
            this.changed_();
        };
        if (!this.speaker_ && window.choqr_speaker) this.speaker_ = window.choqr_speaker({ audio, place: this.place_, read: this.read_, changed });
        await resumed;
        this.changed_();
    }

    /// Another tab is heard instead.
    turn_off(): void {
        if (this.audio_) void this.audio_.suspend();
    }

    async set(): Promise<void> {
        await this.turn_on();
        if (this.speaker_) this.speaker_.set();
    }

    async say(sound: Sound, sentence: string): Promise<void> {
        if (this.speaker_) await this.speaker_.say(sound, sentence);
    }
}
