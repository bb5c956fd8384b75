// SOI MÃ: a photograph of the code that hangs at the stall. By the telephone's own camera, so that it works without TLS, too.

import * as words from "words";
import * as speech from "../../messages/speech";
import { reduced } from "../../device/photo";
import { make } from "../../parts/dom";
import type { SalesHost } from "../../parts/sales";
import { Panel, complain, fill_panel, show_panel } from "../../parts/panel";
import { Decoded, OwnAccount, judge } from "./state";

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
