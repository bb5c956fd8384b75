// How the loudspeaker is set, over the page. Each change holds at once.

import * as words from "words";
import { but } from "../../parts/but";
import { make, make_button } from "../../parts/dom";
import { stand_over } from "../../parts/over";
import { keep_settings } from "../../device/settings";
import type { Settings } from "../../device/settings";
import { say_trial } from "../../messages/speech";
import type { JoinedVoice } from "./joined";

const tried_amount = 35_000;

function labelled(text: string, field: HTMLElement): HTMLElement {
    const label = make("label", text, field);
    label.style.margin = "12px 0";
    return label;
}

function choice(chosen: string, options: [string, string][], take: (value: string) => void): HTMLSelectElement {
    const select = make("select") as HTMLSelectElement;
    for (const [value, text] of options) {
        const option = make("option", text) as HTMLOptionElement;
        option.value = value;
        option.selected = value === chosen;
        select.append(option);
    }
    select.addEventListener("change", () => take(select.value));
    return select;
}

function input(type: string, value: string, take: (field: HTMLInputElement) => void): HTMLInputElement {
    const field = make("input") as HTMLInputElement;
    field.type = type;
    field.value = value;
    field.addEventListener("change", () => take(field));
    return field;
}

function volume_of(settings: Settings, set: (change: Partial<Settings>) => void): HTMLElement {
    const field = input("range", "", ({ valueAsNumber }) => set({ volume: valueAsNumber }));
    Object.assign(field, { min: "0", max: "100", step: "5", value: String(settings.volume) });
    return labelled(words.voice_volume, field);
}

function lowest_of(settings: Settings, set: (change: Partial<Settings>) => void): HTMLElement {
    const field = input("tel", settings.lowest ? String(settings.lowest) : "", (typed) => {
        const lowest = Number(typed.value.replace(/\D/g, "").slice(0, 9));
        typed.value = lowest ? String(lowest) : "";
        set({ lowest });
    });
    return labelled(words.voice_lowest, field);
}

function own_of(settings: Settings, set: (change: Partial<Settings>) => void): HTMLElement {
    const field = input("checkbox", "", ({ checked }) => set({ own: checked }));
    field.checked = settings.own;
    Object.assign(field.style, { width: "28px", minHeight: "28px", marginRight: "10px", verticalAlign: "middle" });
    const label = make("label", field, words.voice_own);
    label.style.padding = "12px 0";
    return label;
}

/// Over all of the page, and the page behind it again once it is closed.
export function open_settings(given: Settings, joined: JoinedVoice, changed: () => void, hear: (sentence: string) => void): void {
    let settings = given;
    const set = (change: Partial<Settings>): void => {
        settings = but(settings, change);
        keep_settings(settings);
        changed();
    };
    const close = (): void => {
        panel.remove();
        leave();
    };
    const title = make("h2", words.voice_title);
    const voices = joined.voices.map(({ name, label }): [string, string] => [name, label]);
    const panel = make("div", title,
        labelled(words.voice_accent, choice(settings.accent, [["north", words.voice_north], ["south", words.voice_south]],
                                            (accent) => set({ accent: accent as Settings["accent"] }))),
        labelled(words.voice_which, choice(settings.voice, [["", words.voice_usual], ...voices], (voice) => set({ voice }))),
        volume_of(settings, set), lowest_of(settings, set), own_of(settings, set),
        make_button(words.voice_try, "go", () => hear(say_trial(tried_amount, settings.accent))), " ", make_button(words.voice_done, "", close));
    Object.assign(panel.style, { position: "fixed", top: "0", left: "0", right: "0", bottom: "0", overflow: "auto", background: "#fff", padding: "0 16px 16px", zIndex: "9" });
    panel.id = "voice-settings";
    panel.setAttribute("role", "dialog");
    panel.setAttribute("aria-modal", "true");
    panel.setAttribute("aria-label", words.voice_title);
    document.body.append(panel);
    const leave = stand_over(panel, close);
}
