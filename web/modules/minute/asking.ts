// What a volunteer asks at a stall, step by step.

import * as words from "words";
import { but } from "../../parts/but";
import { Camera } from "../../device/camera";
import { fill, make, make_button, show } from "../../parts/dom";
import { complain } from "../../parts/panel";
import type { Way } from "./main";
import { Found, meaning_of, read_photo } from "./scan";
import { as_held, code_came, last_four, payee_typed, went_on } from "./state";

function field(label: string, value: string, options: Partial<HTMLInputElement> = {}): { line: HTMLElement; input: HTMLInputElement } {
    const input = make("input") as HTMLInputElement;
    Object.assign(input, { value, autocomplete: "off", id: `minute-${label.length}-${Math.random().toString(36).slice(2, 7)}` }, options);
    const text = make("label", label) as HTMLLabelElement;
    text.htmlFor = input.id;
    return { line: make("p.field", text, input), input };
}

// The account

function photo_button(way: Way, came: (found: Found) => void): HTMLElement {
    const file = make("input") as HTMLInputElement;
    Object.assign(file, { type: "file", accept: "image/*", hidden: true });
    file.setAttribute("capture", "environment");
    file.addEventListener("change", () => {
        const photo = file.files && file.files[0];
        if (photo) read_photo(way.host, photo).then(came, (error) => complain(way.panel, error));
    });
    return make("p", make_button(words.scan_photo, "go", () => file.click()), file);
}

function typed_form(way: Way): HTMLElement {
    const bank = field(words.minute_bank, ""), account = field(words.minute_account, "", { inputMode: "text" });
    const submit = make("button.go", words.go_on) as HTMLButtonElement;
    submit.type = "submit";
    const form = make("form", bank.line, account.line, submit);
    form.addEventListener("submit", (event) => {
        event.preventDefault();
        if (bank.input.value.trim() && account.input.value.trim()) way.go(payee_typed(way.draft, bank.input.value, account.input.value));
        else (bank.input.value.trim() ? account : bank).input.focus();
    });
    return form;
}

export function ask_payee(way: Way): void {
    const came = ({ decoded, payload }: Found): void => way.go(code_came(way.draft, decoded, payload));
    const camera = new Camera(words.scan_camera, (look) => meaning_of(way.host, look), came, (fault) => complain(way.panel, fault));
    const typed = typed_form(way);
    typed.hidden = true;
    const opens = make_button(words.minute_type, "plain", () => {
        show(typed, Boolean(typed.hidden));
        opens.setAttribute("aria-expanded", String(!typed.hidden));
    });
    opens.setAttribute("aria-expanded", "false");
    fill(way.panel.body, make("p", words.minute_payee_advice), camera.video, photo_button(way, came), opens, typed);
    way.hold(camera);
    void camera.open();
}

// Whose it is

export function ask_holder(way: Way): void {
    const { draft } = way;
    const name = field(words.minute_holder_label, draft.holder, { autocapitalize: "characters" } as Partial<HTMLInputElement>);
    const held = make("p.asked", as_held(draft.holder));
    name.input.addEventListener("input", () => { held.textContent = as_held(name.input.value); });
    const same = make_button(words.minute_same, "go", () => {
        if (!as_held(name.input.value)) return name.input.focus();
        way.go(went_on(but(draft, { holder: name.input.value }), "goods"));
    });
    const { payee } = draft;
    fill(way.panel.body, make("p.told", payee ? words.payee_face(payee.bank, last_four(payee)) : ""), name.line, held, make("p", words.minute_same_question),
         make("div.choices", same, make_button(words.minute_other, "", () => name.input.select())));
    if (!draft.holder) name.input.focus();
}

// What is sold, and by whom

/// Of each of words.goods_kinds; Android 7 has them.
const goods_pictures = ["🍅", "🐟", "🍖", "🍎", "🍜", "👕", "🛒", "🌸", "🍚"];

export function ask_goods(way: Way): void {
    const goods = field(words.minute_goods_label, way.draft.goods), phone = field(words.minute_phone, way.draft.phone, { type: "tel" });
    const icons = words.goods_kinds.map((text, at) => {
        const button = make_button("", "icon", () => { goods.input.value = text; });
        fill(button, make("span", goods_pictures[at] || ""), text);
        return button;
    });
    const household = make("input") as HTMLInputElement;
    Object.assign(household, { type: "checkbox", checked: way.draft.household, id: "minute-household" });
    const label = make("label", words.minute_household) as HTMLLabelElement;
    label.htmlFor = household.id;
    const on = make_button(words.go_on, "go", () => way.go(went_on(but(way.draft, {
        goods: goods.input.value, phone: phone.input.value, household: household.checked }), "consent")));
    fill(way.panel.body, make("div.icons", ...icons), goods.line, phone.line, make("p.choice", household, label), on);
}

// What the vendor agrees to

/// By the telephone's own voice, if it speaks Vietnamese: the text is another one each time that it changes.
function read_aloud(text: string): HTMLElement | null {
    if (!("speechSynthesis" in window)) return null;
    return make_button(words.minute_read_aloud, "", () => {
        const sentence = new SpeechSynthesisUtterance(text);
        sentence.lang = "vi-VN";
        speechSynthesis.cancel();
        speechSynthesis.speak(sentence);
    });
}

export function ask_consent(way: Way): void {
    const { consent, panel } = way;
    if (!consent) return fill(panel.body, make("p.told", words.checking));
    fill(panel.body, make("p.told", consent.vi), read_aloud(consent.vi),
         make("div.choices", make_button(words.minute_agrees, "go", () => way.save("spoken")), make_button(words.minute_signed, "", () => way.save("signature"))));
}

export function show_waits({ panel, draft }: Way): void {
    fill(panel.body, make("p.told", words.minute_is_waiting(draft.stall.code)));
}

export function show_done({ panel, draft }: Way): void {
    fill(panel.body, make("p.told", words.minute_is_done(draft.stall.code)));
}
