// A voice that needs nobody's engine: one small file of clips, decoded once, of which a sentence is joined without a gap.

import { parts_of, shift_of, steps_of } from "../../device/clips";
import type { Part, VoiceFile } from "../../device/clips";
import { decode } from "../../device/decode";
import type { Host } from "../../device/voice";

const notice_ms = 2_000;
const again_ms = 10_000;
const kept = "choqr.voices";

interface Decoded { file: VoiceFile; buffer: AudioBuffer; shift: number }

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/// Kept for when there is no network: over TLS in a store of our own, else where the browser keeps what never changes.
async function bytes_of(address: string): Promise<ArrayBuffer> {
    const store = "caches" in window ? await caches.open(kept).catch(() => null) : null;
    const found = store && await store.match(address);
    if (found) return found.arrayBuffer();
    const answer = await fetch(address);
    if (!answer.ok) throw new Error(`${address}: ${answer.status}`);
    if (store) await store.put(address, answer.clone()).catch(() => undefined);
    return answer.arrayBuffer();
}

export class JoinedVoice {
    voices: VoiceFile[] = [];
    private wanted_ = "";
    private decoded_: Decoded | null = null;
    private loading_: Promise<void> = Promise.resolve();

    constructor(private readonly host_: Host, private readonly output_: AudioNode) {}

    /// The voice of the settings, from now on; the one before speaks until it is here.
    choose(): void {
        this.loading_ = this.load_().catch(() => {
            void pause(again_ms).then(() => this.choose());
        });
    }

    /// True when it was heard to its end.
    async say(sentence: string): Promise<boolean> {
        if (!this.decoded_) await Promise.race([this.loading_, pause(notice_ms)]);
        if (!this.decoded_) return false;
        const { file, buffer, shift } = this.decoded_;
        const texts = new Set(file.clips.map(([text]) => text));
        const parts = parts_of(steps_of(sentence, (text) => texts.has(text)), file, shift);
        return this.play_(parts, buffer);
    }

    /// The list of voices, from the gateway or, without it, as it last was.
    private async list_(): Promise<VoiceFile[]> {
        const answer = await fetch(`/v1/voices?${this.host_.place}`).catch(() => null);
        if (answer && answer.ok) localStorage.setItem(kept, await answer.text());
        return JSON.parse(localStorage.getItem(kept) || "[]") as VoiceFile[];
    }

    private async load_(): Promise<void> {
        if (this.voices.length === 0) this.voices = await this.list_();
        const { voice, accent } = this.host_.read();
        const fits = ({ name, accent: its }: VoiceFile): boolean => name === "market" || its === accent;
        const file = this.voices.find(({ name }) => name === voice) || this.voices.find(fits) || this.voices[0];
        if (!file) throw new Error("there is no voice");
        if (this.wanted_ === file.file && this.decoded_) return;
        this.wanted_ = file.file;
        const buffer = await decode(this.host_.audio, await bytes_of(file.file));
        const shift = shift_of(buffer.getChannelData(0), buffer.sampleRate, file);
        if (shift === null) throw new Error(`${file.file} is no voice`);
        if (this.wanted_ === file.file) this.decoded_ = { file, buffer, shift };
    }

    private async play_(parts: readonly Part[], buffer: AudioBuffer): Promise<boolean> {
        const { audio } = this.host_;
        const begin = audio.currentTime + 0.05;  // So that the first clip is not late, either.
        const sources = parts.map((part) => this.start_(part, buffer, begin));
        const last = parts[parts.length - 1];
        const end = last ? begin + last.when + last.length : begin;
        const heard = await this.reaches_(end);
        if (!heard) for (const source of sources) source.stop();
        return heard;
    }

    /// False when the audio stands still for two seconds: a telephone call, a browser that took the sound away.
    private async reaches_(end: number): Promise<boolean> {
        const { audio } = this.host_;
        let moved_at = performance.now();
        for (let before = audio.currentTime; audio.currentTime < end; before = audio.currentTime) {
            await pause(Math.max(20, Math.min(250, (end - audio.currentTime) * 1_000)));
            if (audio.currentTime > before) moved_at = performance.now();
            else if (performance.now() - moved_at >= notice_ms - 250) return false;
        }
        return true;
    }

    private start_({ when, at, length, fade }: Part, buffer: AudioBuffer, begin: number): AudioBufferSourceNode {
        const { audio } = this.host_;
        const source = audio.createBufferSource();
        const volume = audio.createGain();
        const from = begin + when;
        source.buffer = buffer;
        volume.gain.setValueAtTime(0, from);
        volume.gain.linearRampToValueAtTime(1, from + fade);
        volume.gain.setValueAtTime(1, from + length - fade);
        volume.gain.linearRampToValueAtTime(0, from + length);
        source.connect(volume);
        volume.connect(this.output_);
        source.start(from, at, length);
        return source;
    }
}
