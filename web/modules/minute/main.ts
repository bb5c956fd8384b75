// The minute at the stall (parts/minute.ts): the vendor's bank code, the holder's name, goods, consent; then stand, loudspeaker and test
// payment. Nothing is kept before the vendor has agreed, and it is kept by one call.

import * as words from "words";
import { but } from "../../parts/but";
import { fill, make, make_button } from "../../parts/dom";
import type { AtStall, ConsentAsked, MinuteHost } from "../../parts/minute";
import { Panel, complain, show_panel } from "../../parts/panel";
import { ask_consent, ask_goods, ask_holder, ask_payee, show_done, show_waits } from "./asking";
import { show_speaker, show_stand } from "./handing";
import { Draft, Step, before, first_draft, registration_of, went_on, went_wrong } from "./state";

/// What a step is drawn with, and what it may do.
export interface Way {
    readonly host: MinuteHost;
    readonly draft: Draft;
    readonly panel: Panel;
    /// From here on things are so; the next step is drawn.
    go: (draft: Draft) => void;
    save: (how: "spoken" | "signature") => void;
    /// One at a time, and none once the panel is closed.
    hold: (camera: { close(): void }) => void;
    readonly consent: ConsentAsked | null;
}

const draw: { [step in Step]: (way: Way) => void } = {
    payee: ask_payee, holder: ask_holder, goods: ask_goods, consent: ask_consent,
    saving: ({ panel }) => fill(panel.body, make("p.told", words.checking)),
    waits: show_waits, stand: show_stand, speaker: show_speaker, done: show_done,
};

const titles: { [step in Step]: string } = {
    payee: words.minute_payee, holder: words.minute_holder, goods: words.minute_goods, consent: words.minute_consent, saving: words.minute_consent, waits: words.minute_waits,
    stand: words.minute_stand, speaker: words.minute_speaker, done: words.minute_done,
};

function open(host: MinuteHost, stall: AtStall): void {
    let camera: { close(): void } | null = null;
    let draft = first_draft(stall);
    let consent: ConsentAsked | null = null;
    const close_camera = (): void => { if (camera) camera.close(); camera = null; };
    const panel = show_panel(words.stall_title(stall.code), close_camera);

    const show = (): void => {
        close_camera();
        draw[draft.step]({ host, draft, panel, go, save: (how) => void save(how), hold: (one) => { camera = one; }, consent });
        panel.body.insertBefore(make("h3", titles[draft.step]), panel.body.firstChild);
        const back = before(draft.step);
        if (back) panel.body.append(make_button(words.minute_back, "plain", () => go(went_on(draft, back))));
        if (draft.trouble) complain(panel, draft.trouble);
    };
    const go = (next: Draft): void => {
        if (!panel.is_open()) return;
        draft = next;
        show();
    };

    const save = async (how: "spoken" | "signature"): Promise<void> => {
        if (!consent) return;
        const registration = registration_of(draft, consent, how);
        go(went_on(draft, "saving"));
        try {
            const saved = await host.register(registration);
            go(saved ? but(went_on(draft, "stand"), { stall: saved }) : went_on(draft, "waits"));
        } catch (error) {
            go(went_wrong(draft, error instanceof Error ? error.message : String(error), "consent"));
        }
    };

    host.consent_asked().then((asked) => {
        consent = asked;
        if (draft.step === "consent") show();
    }, () => undefined);
    show();
}

window.choqr_minute = { open };
