// How this device's loudspeaker is set. It is the device's: another phone of the same stall stands in another noise.

export interface Settings {
    /// "nghìn, linh" or "ngàn, lẻ".
    accent: "north" | "south";
    /// The name of a voice; empty: the market's own, or the one that fits the accent.
    voice: string;
    volume: number;  ///< 0 to 100.
    lowest: number;  ///< Dong; what is less is announced as a warning. 0: no price of the stall's own.
    own: boolean;    ///< The telephone's own voice is tried first.
}

const key = "choqr.voice";

/// What was never set is as it usually is.
export const read_settings = (accent: Settings["accent"]): Settings =>
    Object.assign({ accent, voice: "", volume: 100, lowest: 0, own: false }, JSON.parse(localStorage.getItem(key) || "{}"));
export const keep_settings = (settings: Settings): void => localStorage.setItem(key, JSON.stringify(settings));
