// The voice of the telephone itself: some have a good one, many have none, and some hang.

/// Silence for so long is a failure.
const notice_ms = 2_000;
/// After a failure it is not asked for a while: each time costs two seconds.
const rest_ms = 60_000;
/// A sentence that has begun takes no longer, whatever its engine says.
const sentence_limit_ms = (sentence: string): number => notice_ms + sentence.length * 140;

class OwnVoice {
    private failed_at_ = -rest_ms;
    private readonly speaking_ = new Set<SpeechSynthesisUtterance>();  // Held, or Chrome collects it and never tells its end.

    /// False when the machine has other voices but no Vietnamese one. An empty list says nothing, Android fills it late or never
    /// and still speaks.
    private get is_there_(): boolean {
        if (!("speechSynthesis" in window)) return false;
        const voices = speechSynthesis.getVoices();
        return voices.length === 0 || voices.some((voice) => /^vi/i.test(voice.lang));
    }

    async say(sentence: string, volume: number): Promise<boolean> {
        if (!this.is_there_ || performance.now() - this.failed_at_ < rest_ms) return false;
        const said = await this.speak_(sentence, volume);
        if (!said) {
            speechSynthesis.cancel();
            this.failed_at_ = performance.now();
        }
        return said;
    }

    private speak_(sentence: string, volume: number): Promise<boolean> {
        return new Promise((resolve) => {
            const utterance = new SpeechSynthesisUtterance(sentence);
            utterance.lang = "vi-VN";
            utterance.volume = volume;
            utterance.voice = speechSynthesis.getVoices().find((voice) => /^vi/i.test(voice.lang)) || null;
            const finish = (said: boolean): void => {
                clearTimeout(limit);
                this.speaking_.delete(utterance);
                resolve(said);
            };
            let limit = setTimeout(finish, notice_ms, false);
            utterance.onstart = () => {
                clearTimeout(limit);
                limit = setTimeout(finish, sentence_limit_ms(sentence), false);
            };
            utterance.onend = () => finish(true);
            utterance.onerror = () => finish(false);
            this.speaking_.add(utterance);
            speechSynthesis.speak(utterance);
        });
    }
}

export const own_voice = new OwnVoice();
