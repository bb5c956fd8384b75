// The microphone, as it hears: without what telephones do to speech, which would be another loudness for each clip.
//
// A ScriptProcessor gives the samples themselves, in every browser since Chrome 60. A MediaRecorder would code them, after which nobody can
// see that they were clipped; an AudioWorklet is a script of its own, which no nonce lets in.

import { decode } from "./decode";
import { Take, has_ended } from "./take";

const piece_frames = 4_096;

/// Over plain http browsers have none.
export const has_microphone = (): boolean => Boolean(navigator.mediaDevices && navigator.mediaDevices.getUserMedia);

export class Microphone {
    private stream_: MediaStream | null = null;
    private end_: (() => void) | null = null;

    /// Throws where somebody refuses it. Only inside the handler of a touch. `level`: the peak of each piece, 0 to 1. Done when it was told to
    /// end, when whoever speaks is silent again, or after `limit_ms`.
    async record(audio: AudioContext, level: (peak: number) => void, limit_ms: number): Promise<Take> {
        void audio.resume();
        this.stream_ = this.stream_ || await navigator.mediaDevices.getUserMedia({ audio: { echoCancellation: false, noiseSuppression: false, autoGainControl: false } });
        return this.take_(audio, audio.createMediaStreamSource(this.stream_), level, limit_ms);
    }

    /// What is recorded now is done.
    end(): void { if (this.end_) this.end_(); }

    /// Nobody listens any more: the telephone's light goes out.
    close(): void {
        this.end();
        if (this.stream_) this.stream_.getTracks().forEach((track) => track.stop());
        this.stream_ = null;
    }

    private take_(audio: AudioContext, source: AudioNode, level: (peak: number) => void, limit_ms: number): Promise<Take> {
        const processor = audio.createScriptProcessor(piece_frames, 1, 1);
        const piece_ms = piece_frames / audio.sampleRate * 1_000;
        const pieces: Float32Array[] = [], peaks: number[] = [];
        return new Promise((resolve) => {
            this.end_ = () => {
                this.end_ = null;
                source.disconnect();
                processor.disconnect();
                processor.onaudioprocess = null;
                resolve({ samples: joined(pieces), rate: audio.sampleRate });
            };
            processor.onaudioprocess = ({ inputBuffer }) => {
                const piece = inputBuffer.getChannelData(0).slice();
                pieces.push(piece);
                peaks.push(piece.reduce((peak, sample) => Math.max(peak, Math.abs(sample)), 0));
                level(peaks[peaks.length - 1]!);
                if (has_ended(peaks, piece_ms) || peaks.length * piece_ms >= limit_ms) this.end();
            };
            source.connect(processor);
            processor.connect(audio.destination);  // Silence; without an end it would not run.
        });
    }
}

function joined(pieces: readonly Float32Array[]): Float32Array {
    const samples = new Float32Array(pieces.length * piece_frames);
    pieces.forEach((piece, i) => samples.set(piece, i * piece_frames));
    return samples;
}

/// Any sound that the browser can read, its channels as one.
export async function read_sound(audio: AudioContext, bytes: ArrayBuffer): Promise<Take> {
    const buffer = await decode(audio, bytes);
    const samples = new Float32Array(buffer.length);
    for (let channel = 0; channel < buffer.numberOfChannels; ++channel)
        buffer.getChannelData(channel).forEach((sample, i) => { samples[i]! += sample / buffer.numberOfChannels; });
    return { samples, rate: buffer.sampleRate };
}

let playing: AudioBufferSourceNode | null = null;

/// Nothing is played any more: the microphone would hear it.
export function hush(): void {
    if (playing) playing.stop();
    playing = null;
}

/// Heard to its end, or until something else is to be heard.
export function play({ samples, rate }: Take, audio: AudioContext): Promise<void> {
    const buffer = audio.createBuffer(1, samples.length, rate);
    buffer.getChannelData(0).set(samples);
    hush();
    const source = playing = audio.createBufferSource();
    source.buffer = buffer;
    source.connect(audio.destination);
    void audio.resume();
    return new Promise((resolve) => {
        source.onended = () => resolve();
        source.start();
    });
}
