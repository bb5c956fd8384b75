// A stall's loudspeaker tells the gateway that it is there: the board sees which stalls have fallen silent. And which payments it has
// sounded, and how long ago by its own clock, which may be wrong by hours and is so only counted from.

import { act, leave } from "./calls";

const every_ms = 20_000;
const kept_max = 50;

export class Presence {
    private sounded_: { sequence: number; at: number }[] = [];

    /// `sound`: whether it can be heard now; null: this tab is none.
    constructor(private readonly path_: string, private readonly sound_: () => boolean | null) {
        setInterval(() => this.tell(), every_ms);
        addEventListener("pagehide", () => {
            if (this.sound_() !== null) leave(this.path_, { leaves: true, sounded: this.take_() });
        });
    }

    sounded(sequences: readonly number[]): void {
        const at = performance.now();
        this.sounded_ = this.sounded_.concat(sequences.map((sequence) => ({ sequence, at }))).slice(-kept_max);
    }

    tell(): void {
        const sound = this.sound_();
        if (sound === null) return;
        const { sounded_: taken } = this;
        const sounded = this.take_();
        act(this.path_, { sound, sounded }).catch(() => { this.sounded_ = taken.concat(this.sounded_).slice(-kept_max); });
    }

    private take_(): { sequence: number; ago_ms: number }[] {
        const now = performance.now();
        const told = this.sounded_.map(({ sequence, at }) => ({ sequence, ago_ms: Math.round(now - at) }));
        this.sounded_ = [];
        return told.filter(({ ago_ms }) => ago_ms <= 3_600_000);
    }
}
