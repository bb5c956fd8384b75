// What the configuration makes of the page about privacy, as people see it.

import { write } from "../../parts/dom";
import type { Said } from "./state";

export function show_said({ text, texts, erasing }: Said): void {
    write("text", text);
    write("texts", texts);
    write("erasing", erasing);
}
