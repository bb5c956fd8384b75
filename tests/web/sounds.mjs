// Sounds for tests of what is recorded.

/// A hundred short pulses a second, as a voice is: far higher than it is loud. `noise`: its peak, heard all the time.
export function pulses({ rate = 48_000, silent_ms = 100, sounding_ms = 300, after_ms = 100, peak = 0.5, noise = 0 }) {
    const frames = (ms) => Math.round(rate * ms / 1_000);
    const samples = new Float32Array(frames(silent_ms + sounding_ms + after_ms));
    let chance = 1;
    for (let i = 0; i < samples.length; ++i) {
        const sounds = i >= frames(silent_ms) && i < frames(silent_ms + sounding_ms);
        const wave = peak * Math.sin(2 * Math.PI * 900 * i / rate) * Math.exp(-(i % (rate / 100)) * 735 / rate);
        chance = chance * 48_271 % 2_147_483_647;
        samples[i] = Math.max(-1, Math.min(1, (sounds ? wave : 0) + noise * (chance / 1_073_741_824 - 1)));
    }
    return samples;
}

/// A WAV of 16 bits and one channel.
export function wav_of(samples, rate = 48_000) {
    const bytes = Buffer.alloc(44 + 2 * samples.length);
    bytes.write("RIFF", 0, "latin1");
    bytes.writeUInt32LE(36 + 2 * samples.length, 4);
    bytes.write("WAVEfmt ", 8, "latin1");
    bytes.writeUInt32LE(16, 16);
    bytes.writeUInt16LE(1, 20);
    bytes.writeUInt16LE(1, 22);
    bytes.writeUInt32LE(rate, 24);
    bytes.writeUInt32LE(2 * rate, 28);
    bytes.writeUInt16LE(2, 32);
    bytes.writeUInt16LE(16, 34);
    bytes.write("data", 36, "latin1");
    bytes.writeUInt32LE(2 * samples.length, 40);
    samples.forEach((sample, i) => bytes.writeInt16LE(Math.max(-32_768, Math.min(32_767, Math.round(sample * 32_767))), 44 + 2 * i));
    return bytes;
}
