// What an account's owner has said, in words.

import * as words from "words";
import type { OwnerState } from "../api/types";
import { make } from "./dom";

/// "yes", "no", "waiting", "none": what counts now. A "no" stays until it is answered anew.
export const owner_word = ({ answer, waiting_until }: OwnerState): string => answer || (waiting_until ? "waiting" : "none");

export function owner_line(owner: OwnerState): HTMLElement | null {
    const word = owner_word(owner);
    const text = words.owner_answers[word];
    return text ? make(word === "no" ? "p.no" : "p.muted", text) : null;
}
