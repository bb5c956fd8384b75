// The state of a market's devices as people see it.

import * as words from "words";
import type { MarketDevice, Stall } from "../../api/types";
import { by_id, fill, make, make_button, refill, show, write } from "../../parts/dom";
import { business_day, clock, day } from "../../parts/format";
import { show_over } from "../../parts/over";
import { Happening, State, code_closed, is_of_the_day, revoke_tapped, seconds_left, zones_of } from "./state";

const moment = (iso: string): string => `${clock(iso)} ${day(business_day(Date.parse(iso)))}`;

function option(value: string, text: string): HTMLElement {
    const one = make("option", text) as HTMLOptionElement;
    one.value = value;
    return one;
}

function show_places({ market, stalls }: State): void {
    if (!market) return;
    by_id("market").textContent = document.title = words.market_title(market.name);
    const zones = zones_of(stalls);
    fill(by_id("zone"), option("", words.whole_market), ...zones.map((zone) => option(zone, words.zone_title(zone))));
    fill(by_id("what"), option("counts", words.shows_counts), ...zones.map((zone) => option(`zone:${zone}`, words.shows_zone(zone))),
         ...stalls.map(({ id, code }) => option(`stall:${id}`, words.shows_stall(code))));
}

function what(stalls: readonly Stall[], device: MarketDevice): string {
    const stall = stalls.find(({ id }) => id === device.stall_id);
    if (device.role === "volunteer")
        return [words.device_roles.volunteer, device.zone ? words.zone_title(device.zone) : "", device.ends_at ? words.until(moment(device.ends_at)) : ""].filter(Boolean).join(" · ");
    if (device.shows === "counts") return words.shows_counts;
    return device.zone ? words.shows_zone(device.zone) : words.shows_stall(stall ? stall.code : device.stall_id || "");
}

function seen(device: MarketDevice): HTMLElement {
    if (device.listening) return make("span.open", words.device_open);
    return make("span", device.last_seen_at ? words.device_seen(moment(device.last_seen_at)) : words.device_unseen);
}

function paired(device: MarketDevice): string {
    const { role, name } = device.paired_by;
    const kind = words.device_roles[role] || role;
    return words.device_paired_by(name ? `${kind} – ${name}` : kind, moment(device.paired_at));
}

function row(state: State, device: MarketDevice, happens: (happening: Happening) => void): HTMLElement {
    const sure = state.sure === device.id;
    return make("li", make("b", device.name), make("p", `${what(state.stalls, device)} · `, seen(device)), make("p.muted", paired(device)),
                make_button(sure ? words.revoke_sure : words.revoke, sure ? "sure" : "plain", () => happens(revoke_tapped(device.id))));
}

function time_left(state: State, left: number): string {
    if (left === 0) return words.code_over;
    if (is_of_the_day(state) && state.shown) return words.until(moment(state.shown.expires_at));
    return words.code_left(`${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}`);
}

function show_code(state: State, happens: (happening: Happening) => void): void {
    const { shown } = state;
    show_over(by_id("code"), shown !== null, () => happens(code_closed));
    if (!shown) return;
    const left = seconds_left(state);
    const of_day = is_of_the_day(state);
    write("pairs", of_day ? words.code_of_day : words.display_code);
    write("advice", of_day ? words.code_of_day_advice : words.display_advice);
    show(by_id("anew"), of_day);
    const picture = `data:image/svg+xml,${encodeURIComponent(shown.qr_svg)}`;
    const image = by_id<HTMLImageElement>("qr");
    if (image.src !== picture) image.src = picture;
    show(image, left > 0);  // What scans no more is not shown.
    write("left", time_left(state, left));
}

/// What the user does is told to `happens`.
export function show_state(state: State, before: State | null, happens: (happening: Happening) => void): void {
    if (!before || before.market !== state.market) show_places(state);
    show_code(state, happens);
    show(by_id("lost"), state.trouble !== "");
    write("lost", state.trouble);
    show(by_id("joined"), state.joined !== null);
    write("joined", state.joined === null ? "" : words.device_joined(state.joined));
    const { devices } = state;
    if (!devices) return;
    show(by_id("main"), true);
    show(by_id("none"), devices.length === 0);
    // A button that is drawn anew under a finger is another button.
    const same = before && JSON.stringify([before.devices, before.sure]) === JSON.stringify([devices, state.sure]);
    if (!same) refill(by_id("list"), ...devices.map((device) => row(state, device, happens)));
}
