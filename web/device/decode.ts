/// Any sound that the browser can read. The oldest browsers know decodeAudioData() with callbacks alone; the others' promise is the same news
/// twice.
export const decode = (audio: AudioContext, bytes: ArrayBuffer): Promise<AudioBuffer> =>
    new Promise((resolve, reject) => {
        const same = audio.decodeAudioData(bytes, resolve, reject) as Promise<AudioBuffer> | undefined;
        if (same) same.catch(() => undefined);
    });
