// What a stall that is registered gets: its stand, a loudspeaker, and a payment that is a test.

import * as words from "words";
import { fill, make, make_button, make_link } from "../../parts/dom";
import { dong } from "../../parts/format";
import { complain } from "../../parts/panel";
import type { Way } from "./main";
import { went_on } from "./state";

// The stand

interface Sharing { canShare?: (what: { files: File[] }) => boolean; share?: (what: { files: File[]; title: string }) => Promise<void> }

/// By whatever the telephone sends pictures with; where it has nothing, the picture opens and can be kept.
async function send_picture(way: Way): Promise<void> {
    const { stall } = way.draft;
    const address = `/q/${encodeURIComponent(stall.public_id)}.png`;
    const { canShare, share } = navigator as Sharing;
    if (!canShare || !share) return void window.open(address, "_blank");
    const picture = new File([await (await fetch(address)).blob()], `${stall.code}.png`, { type: "image/png" });
    if (!canShare.call(navigator, { files: [picture] })) return void window.open(address, "_blank");
    await share.call(navigator, { files: [picture], title: words.stall_title(stall.code) }).catch(() => undefined);  // Thought better of it.
}

export function show_stand(way: Way): void {
    const { panel, draft } = way;
    const on = (): void => way.go(went_on(draft, "speaker"));
    const print = make_link(words.minute_print, `/q/${encodeURIComponent(draft.stall.public_id)}.pdf`, "go");
    print.target = "_blank";
    fill(panel.body, make("div.choices", print, make_button(words.minute_zalo, "", () => void send_picture(way).catch((error) => complain(panel, error))),
                          make_button(words.minute_print_later, "", on)),
         make_button(words.go_on, "go", on));
}

// The loudspeaker

function code_picture(svg: string, alt: string): HTMLElement {
    const picture = make("img.code") as HTMLImageElement;
    picture.alt = alt;
    picture.src = `data:image/svg+xml,${encodeURIComponent(svg)}`;
    return picture;
}

interface Trial { amount: number; reference_code: string }

async function show_trial(way: Way, place: HTMLElement): Promise<void> {
    const { stall } = way.draft;
    const trial = await way.host.send<Trial>("POST", `/v1/stalls/${encodeURIComponent(stall.id)}/trial-requests`, {});
    const code = make("img.code") as HTMLImageElement;
    code.alt = words.ask_code;
    code.src = `/q/${encodeURIComponent(stall.public_id)}.svg?amount=${trial.amount}&content=${encodeURIComponent(trial.reference_code)}`;
    fill(place, code, make("p.asked", dong(trial.amount)), make("p", words.minute_trial_hears));
}

async function show_pairing(way: Way, place: HTMLElement): Promise<void> {
    const path = `/v1/stalls/${encodeURIComponent(way.draft.stall.id)}/pairing`;
    const { qr_svg } = await way.host.send<{ qr_svg: string }>("POST", path, { role: "owner" });
    fill(place, code_picture(qr_svg, words.minute_pair), make("p", words.minute_pair_advice));
}

export function show_speaker(way: Way): void {
    const place = make("div");
    const tell = (error: unknown): void => complain(way.panel, error);
    const trial = make_button(words.trial_open, "", () => void show_trial(way, place).catch(tell));
    fill(way.panel.body, place, make("div.choices", trial, make_button(words.minute_no_phone, "", () => way.go(went_on(way.draft, "done")))),
         make_button(words.minute_finish, "go", () => way.go(went_on(way.draft, "done"))));
    void show_pairing(way, place).catch(tell);
}
