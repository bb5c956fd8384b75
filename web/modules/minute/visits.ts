// What a volunteer tells of a visit: the stand hangs, the vendor refuses and why, or they spoke; and the link that asks an account's owner.
// The calls first, each a value that may be sent later as well; then what is drawn in the panel.

import * as words from "words";
import { reduced_to } from "../../device/photo";
import { fill, make, make_button } from "../../parts/dom";
import type { AtStall, MinuteHost } from "../../parts/minute";
import { complain } from "../../parts/panel";
import type { Way } from "./main";

export type Reason = "other_bank_code" | "fears_tax" | "no_smartphone" | "owner_absent" | "other";
export interface Visit {
    readonly outcome: "spoke" | "stand_handed_over" | "refused";
    readonly reason?: Reason;
    /// When it was, RFC 3339: sent later, it is still that time.
    readonly at: string;
    readonly photo_sha256?: string;
}
interface OwnerLink { readonly url: string; readonly qr_svg: string; readonly bank: string; readonly last_four: string }

const path_of = ({ id }: AtStall): string => `/v1/stalls/${encodeURIComponent(id)}`;

/// Sent again, the same visit is no second one.
export const tell_visit = (host: MinuteHost, stall: AtStall, visit: Visit): Promise<unknown> => host.send("POST", `${path_of(stall)}/visits`, visit);

/// What the event holds of the photograph. It takes the place of the one before.
export const keep_photo = async (host: MinuteHost, stall: AtStall, jpeg: Blob): Promise<string> =>
    (await host.send_picture<{ photo_sha256: string }>(`${path_of(stall)}/stand-photo`, jpeg, "PUT")).photo_sha256;

export const ask_owner = (host: MinuteHost, stall: AtStall): Promise<OwnerLink> => host.send("POST", `${path_of(stall)}/owner-consents`, { account: 0 });

// In the panel

const now = (): string => new Date().toISOString();

/// Android 7 has these.
const reason_pictures: { [reason in Reason]: string } = { other_bank_code: "🏦", fears_tax: "📄", no_smartphone: "📵", owner_absent: "🚪", other: "💬" };

function told(way: Way, sentence: string): void {
    way.host.changed();
    fill(way.panel.body, make("p.told", sentence), make_button(words.close_panel, "go", way.panel.close));
}

/// Back to where the panel was.
const back = (way: Way): HTMLElement => make_button(words.minute_back, "plain", () => way.go(way.draft));

function tell(way: Way, visit: Visit, sentence: string): void {
    tell_visit(way.host, way.draft.stall, visit).then(() => told(way, sentence), (error) => complain(way.panel, error));
}

function photo_field(way: Way, came: (jpeg: Blob) => void): HTMLElement {
    const file = make("input") as HTMLInputElement;
    Object.assign(file, { type: "file", accept: "image/*", hidden: true });
    file.setAttribute("capture", "environment");
    const seen = make("p.muted");
    file.addEventListener("change", () => {
        const photo = file.files && file.files[0];
        if (!photo) return;
        reduced_to(photo_bytes_max, photo).then((jpeg) => { came(jpeg); seen.textContent = words.visit_photo_taken; }, () => complain(way.panel, words.visit_photo_unread));
    });
    return make("p", make_button(words.visit_photo, "", () => file.click()), file, seen);
}

/// As much as the gateway takes.
const photo_bytes_max = 200 * 1024;

function ask_handed_over(way: Way): void {
    const { host, draft } = way;
    let jpeg: Blob | null = null;
    const save = async (): Promise<void> => {
        const at = now();
        const photo_sha256 = jpeg ? await keep_photo(host, draft.stall, jpeg) : undefined;
        tell(way, { outcome: "stand_handed_over", at, photo_sha256 }, words.visit_told_stand);
    };
    fill(way.panel.body, make("p", words.visit_stand_advice), photo_field(way, (one) => { jpeg = one; }),
         make_button(words.visit_stand, "go", () => void save().catch((error) => complain(way.panel, error))), back(way));
}

function ask_refusal(way: Way): void {
    const reasons = Object.keys(reason_pictures) as Reason[];
    const buttons = reasons.map((reason) => {
        const text = words.refusal_reasons[reason] || reason;
        const button = make_button("", "icon", () => tell(way, { outcome: "refused", reason, at: now() }, words.visit_told_refused));
        fill(button, make("span", reason_pictures[reason]), text);
        return button;
    });
    fill(way.panel.body, make("p", words.visit_refused_why), make("div.icons", ...buttons), back(way));
}

async function share(url: string, title: string): Promise<void> {
    const { share: send } = navigator as { share?: (what: { url: string; title: string }) => Promise<void> };
    if (send) await send.call(navigator, { url, title }).catch(() => undefined);  // Thought better of it.
}

async function show_owner_link(way: Way): Promise<void> {
    const link = await ask_owner(way.host, way.draft.stall);
    const code = make("img.code") as HTMLImageElement;
    code.alt = words.visit_family;
    code.src = `data:image/svg+xml,${encodeURIComponent(link.qr_svg)}`;
    const address = make("input") as HTMLInputElement;
    Object.assign(address, { readOnly: true, value: link.url });
    address.setAttribute("aria-label", words.visit_family);
    fill(way.panel.body, make("p.told", words.payee_face(link.bank, link.last_four)), make("p", words.visit_family_advice), code, address,
         "share" in navigator ? make_button(words.visit_family_send, "go", () => void share(link.url, words.visit_family)) : null, back(way));
}

/// What may be told where the panel begins: below the first step of whoever is not registered, and below the stand.
export function visit_choices(way: Way): HTMLElement {
    const { stall } = way.draft;
    const family = (): void => void show_owner_link(way).catch((error) => complain(way.panel, error));
    return make("div.visit",
        stall.registered ? make_button(words.visit_stand, "", () => ask_handed_over(way)) : null,
        stall.registered ? make_button(words.visit_family, "", family) : null,
        make_button(words.visit_refused, "", () => ask_refusal(way)),
        make_button(words.visit_spoke, "", () => tell(way, { outcome: "spoke", at: now() }, words.visit_told_spoke)));
}
