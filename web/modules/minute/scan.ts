// What the vendor's bank code means: by the gateway, which knows what a VietQR code is; without a network by the page (state.ts).

import * as words from "words";
import { Look, texts_in } from "../../device/camera";
import { reduced } from "../../device/photo";
import { MinuteHost, is_cut } from "../../parts/minute";
import { Decoded, decoded_here, fault_of } from "./state";

export interface Found { decoded: Decoded; payload: string }

const faults = { several: words.scan_several, unread: words.scan_unread, foreign: words.scan_foreign };

/// Throws the sentence for people.
function good(decoded: Decoded, payload: string): Found {
    const fault = fault_of(decoded);
    if (fault) throw new Error(faults[fault]);
    return { decoded, payload };
}

const told_or = async (asked: Promise<Decoded>, otherwise: () => Decoded): Promise<Decoded> => {
    try {
        return await asked;
    } catch (error) {
        if (!is_cut(error)) throw error;
        return otherwise();
    }
};

/// Two codes at once are nobody's choice.
async function of_texts(host: MinuteHost, texts: readonly string[]): Promise<Found> {
    const [payload = ""] = texts;
    if (texts.length > 1) throw new Error(words.scan_several);
    return good(await told_or(host.send<Decoded>("POST", "/v1/qr/decode", { payload }), () => decoded_here(payload)), payload);
}

/// Null: there is no code in a frame, and the next one is looked at.
export async function meaning_of(host: MinuteHost, look: Look): Promise<Found | null> {
    if ("texts" in look) return of_texts(host, look.texts);
    const decoded = await host.send_picture<Decoded>("/v1/qr/decode", look.frame);
    return fault_of(decoded) === "unread" ? null : good(decoded, "");
}

/// A picture's code is not told as text: its account is sent as it was read.
export async function read_photo(host: MinuteHost, photo: Blob): Promise<Found> {
    try {
        return good(await host.send_picture<Decoded>("/v1/qr/decode", await reduced(photo)), "");
    } catch (error) {
        if (!is_cut(error)) throw error;
        const texts = await texts_in(photo);
        if (texts.length === 0) throw new Error(words.scan_unread);
        return of_texts(host, texts);
    }
}
