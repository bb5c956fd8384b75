// What rings and speaks: bells at once, then joined clips or the telephone's own voice. A page brings it in when its loudspeaker
// is turned on (device/voice.ts), so that no page is heavier for it.

import type { Host, Sound, Speaker } from "../../device/voice";
import { keep_awake } from "./awake";
import { Bells } from "./bells";
import { JoinedVoice } from "./joined";
import { keep_page } from "../../device/kept";
import { own_voice } from "./own";
import { open_settings } from "./settings";

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

window.choqr_speaker = (host: Host): Speaker => {
    const output = host.audio.createGain();
    output.connect(host.audio.destination);
    const bells = new Bells(host.audio, output);
    const joined = new JoinedVoice(host, output);
    let has_voice = true;
    let spoken: Promise<void> = Promise.resolve();

    const set = (): void => {
        output.gain.value = host.read().volume / 100;
        joined.choose();
    };
    const speak = async (sentence: string): Promise<void> => {
        const { own, volume } = host.read();
        const voices = [() => joined.say(sentence), () => own_voice.say(sentence, volume / 100)];
        let said = false;
        for (const voice of own ? voices.reverse() : voices) said = said || await voice().catch(() => false);
        if (said === has_voice) return;
        has_voice = said;
        host.changed(said);
    };
    const say = (sound: Sound, sentence: string): Promise<void> => {
        const rung = pause(bells.ring(sound));
        spoken = spoken.then(() => rung).then(() => speak(sentence));
        return spoken;
    };
    const changed = (): void => {
        set();
        host.changed(has_voice);
    };
    set();
    keep_awake();
    keep_page().catch(() => undefined);  // Without it the page works while there is a network.
    return { say, set: () => open_settings(host.read(), joined, changed, (sentence) => say("trial", sentence)) };
};
