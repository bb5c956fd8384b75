// SOI MÃ: the code that hangs at the stall before the camera; without TLS a photograph by the telephone's own.

import * as words from "words";
import * as speech from "../../messages/speech";
import { Camera, Look } from "../../device/camera";
import { reduced } from "../../device/photo";
import { make, make_button, show } from "../../parts/dom";
import type { SalesHost } from "../../parts/sales";
import { complain, fill_panel, show_panel } from "../../parts/panel";
import { Decoded, OwnAccount, judge } from "./state";

type Verdict = ReturnType<typeof judge>;

const verdicts = {
    right: { look: "even", text: words.look_right, said: speech.say_right_code },
    strange: { look: "uneven", text: words.look_strange, said: speech.say_strange_code },
    unread: { look: "unsure", text: words.look_unread, said: "" },
};

async function judged(host: SalesHost, decoded: Decoded): Promise<Verdict> {
    const { accounts } = await host.send<{ accounts: OwnAccount[] }>("GET", `/v1/stalls/${encodeURIComponent(host.stall_id)}`);
    return judge(decoded, accounts);
}

const decoded_picture = (host: SalesHost, picture: Blob): Promise<Decoded> => host.send_picture<Decoded>("/v1/qr/decode", picture);

async function decoded_texts(host: SalesHost, texts: readonly string[]): Promise<Decoded> {
    const codes = await Promise.all(texts.map((payload) => host.send<Decoded>("POST", "/v1/qr/decode", { payload })));
    return { valid: true, codes };
}

/// Null: there is no code before the camera yet.
async function verdict_of(host: SalesHost, look: Look): Promise<Verdict | null> {
    const verdict = await judged(host, "texts" in look ? await decoded_texts(host, look.texts) : await decoded_picture(host, look.frame));
    return verdict === "unread" ? null : verdict;
}

export function open_look(host: SalesHost): void {
    const told = make("p.balance");
    told.setAttribute("role", "status");
    const write = (look: string, text: string): void => { told.className = `balance ${look}`; told.textContent = text; };
    const tell = (verdict: Verdict): void => {
        const { look, text, said } = verdicts[verdict];
        write(look, text);
        if (said) host.say(look === "uneven" ? "warning" : "none", said);
    };
    const fail = (error: unknown): void => { write("", ""); complain(panel, error); };

    const camera = new Camera<Verdict>(words.scan_camera, (look) => verdict_of(host, look), (verdict) => { show(again, true); tell(verdict); }, fail);
    const panel = show_panel(words.look_open, () => camera.close());
    const again = make_button(words.look_again, "go", () => { show(again, false); write("", ""); void camera.open(); });
    show(again, false);

    const file = make("input") as HTMLInputElement;
    Object.assign(file, { type: "file", accept: "image/*" });
    file.setAttribute("capture", "environment");
    file.className = "unseen";  // Its own words are in the browser's language.
    file.addEventListener("change", () => {
        const photo = file.files && file.files[0];
        if (!photo) return;
        write("", words.checking);
        void reduced(photo).then((picture) => decoded_picture(host, picture)).then((decoded) => judged(host, decoded)).then(tell).catch(fail);
    });
    fill_panel(panel, camera.video, make("label.camera", words.look_take, file), again, told);
    void camera.open().then((is_open) => { if (!is_open) file.click(); });
}
