// The state of a stall's devices as people see it.

import * as words from "words";
import type { Device } from "../../api/types";
import { by_id, make, make_button, refill, show, write } from "../../parts/dom";
import { business_day, clock, day } from "../../parts/format";
import { show_over } from "../../parts/over";
import { Happening, State, code_closed, revoke_tapped, seconds_left } from "./state";

const moment = (iso: string): string => `${clock(iso)} ${day(business_day(Date.parse(iso)))}`;
const name_of = (name: string): string => name || words.unnamed_device;

function seen(device: Device): HTMLElement {
    if (device.listening) return make("span.open", words.device_open);
    return make("span", device.last_seen_at ? words.device_seen(moment(device.last_seen_at)) : words.device_unseen);
}

function paired(device: Device): string {
    const { role, name } = device.paired_by;
    const kind = words.device_roles[role] || role;
    return words.device_paired_by(name ? `${kind} – ${name}` : kind, moment(device.paired_at));
}

function row(state: State, device: Device, happens: (happening: Happening) => void): HTMLElement {
    const sure = state.sure === device.id;
    const role = words.device_roles[device.role] || device.role;
    return make("li", make("b", name_of(device.name)), device.id === state.own_id ? ` (${words.this_device})` : null,
                make("p", `${role} · `, seen(device)), make("p.muted", paired(device)),
                make_button(sure ? words.revoke_sure : words.revoke, sure ? "sure" : "plain", () => happens(revoke_tapped(device.id))));
}

function show_code(state: State, happens: (happening: Happening) => void): void {
    const { shown } = state;
    show_over(by_id("code"), shown !== null, () => happens(code_closed));
    if (!shown) return;
    const left = seconds_left(state);
    write("pairs", words.code_pairs[shown.role] || "");
    const picture = `data:image/svg+xml,${encodeURIComponent(shown.qr_svg)}`;
    const image = by_id<HTMLImageElement>("qr");
    if (image.src !== picture) image.src = picture;
    show(image, left > 0);  // What scans no more is not shown.
    write("left", left > 0 ? words.code_left(`${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}`) : words.code_over);
}

/// What the user does is told to `happens`.
export function show_state(state: State, before: State | null, happens: (happening: Happening) => void): void {
    show_code(state, happens);
    show(by_id("lost"), state.trouble !== "");
    write("lost", state.trouble);
    show(by_id("joined"), state.joined !== null);
    write("joined", state.joined === null ? "" : words.device_joined(name_of(state.joined)));
    const { devices } = state;
    if (!devices) return;
    show(by_id("main"), true);
    show(by_id("none"), devices.length === 0);
    // A button that is drawn anew under a finger is another button.
    const same = before && JSON.stringify([before.devices, before.sure, before.own_id]) === JSON.stringify([devices, state.sure, state.own_id]);
    if (!same) refill(by_id("list"), ...devices.map((device) => row(state, device, happens)));
}
