// SOI MÃ: a photograph of the code that hangs at the stall. By the telephone's own camera, so that it works without TLS, too.

import * as words from "words";
import * as speech from "../../messages/speech";
import { make } from "../../parts/dom";
import type { SalesHost } from "../../parts/sales";
import { Panel, complain, fill_panel, show_panel } from "./panel";
import { Decoded, OwnAccount, judge } from "./state";

/// Enough to read a code by, and less than the gateway takes.
const longest_side = 1600, quality = 0.85;

function loaded(address: string): Promise<HTMLImageElement> {
    return new Promise((done, failed) => {
        const image = new Image();
        image.onload = () => done(image);
        image.onerror = () => failed(new Error(words.look_unread));
        image.src = address;
    });
}

async function reduced(photo: File): Promise<Blob> {
    const address = URL.createObjectURL(photo);
    try {
        const image = await loaded(address);
        const scale = Math.min(1, longest_side / Math.max(image.naturalWidth, image.naturalHeight));
        const canvas = make("canvas") as HTMLCanvasElement;
        canvas.width = Math.max(1, Math.round(image.naturalWidth * scale));
        canvas.height = Math.max(1, Math.round(image.naturalHeight * scale));
        canvas.getContext("2d")!.drawImage(image, 0, 0, canvas.width, canvas.height);
        const blob = await new Promise<Blob | null>((done) => canvas.toBlob(done, "image/jpeg", quality));
        if (!blob) throw new Error(words.look_unread);
        return blob;
    } finally {
        URL.revokeObjectURL(address);
    }
}

const verdicts = {
    right: { look: "even", text: words.look_right, said: speech.say_right_code },
    strange: { look: "uneven", text: words.look_strange, said: speech.say_strange_code },
    unread: { look: "unsure", text: words.look_unread, said: "" },
};

async function look_at(host: SalesHost, panel: Panel, photo: File): Promise<void> {
    const told = panel.body.querySelector(".balance")!;
    told.className = "balance";
    told.textContent = words.checking;
    try {
        const { accounts } = await host.send<{ accounts: OwnAccount[] }>("GET", `/v1/stalls/${encodeURIComponent(host.stall_id)}`);
        const { look, text, said } = verdicts[judge(await host.send_picture<Decoded>("/v1/qr/decode", await reduced(photo)), accounts)];
        told.className = `balance ${look}`;
        told.textContent = text;
        if (said) host.say(look === "uneven" ? "warning" : "none", said);
    } catch (error) {
        told.textContent = "";
        complain(panel, error);
    }
}

export function open_look(host: SalesHost): void {
    const panel = show_panel(words.look_open);
    const camera = make("input") as HTMLInputElement;
    Object.assign(camera, { type: "file", accept: "image/*" });
    camera.setAttribute("capture", "environment");
    camera.className = "unseen";  // Its own words are in the browser's language.
    camera.addEventListener("change", () => { if (camera.files && camera.files[0]) void look_at(host, panel, camera.files[0]); });
    const told = make("p.balance");
    told.setAttribute("role", "status");
    fill_panel(panel, make("label.camera", words.look_take, camera), told);
    camera.click();
}
