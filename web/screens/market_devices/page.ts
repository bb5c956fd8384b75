// The devices of a market: volunteers by the QR of the day, displays, and who is there. This file only wires.

import { Problem, get, get_all, post, remove, take_token } from "../../api/calls";
import { may_be_logged_in } from "../../api/session";
import type { Market, MarketDevice, Page, PairingCode, Stall } from "../../api/types";
import { address, id_of_page } from "../../parts/address";
import { by_id, on_click } from "../../parts/dom";
import { ask_who, refuse } from "../../parts/log_in";
import { reload_for_token } from "../../parts/wall";
import * as so from "./state";
import { show_state } from "./view";

const market_id = id_of_page();
const market_path = `/v1/markets/${encodeURIComponent(market_id)}`;
const look_every_ms = 2_000;
/// More than these are found by nobody in a list; zones of all the others are typed by hand.
const stalls_max = 2_000;

let state = so.first_state(Date.now());

function happens(happening: so.Happening): void {
    const before = state;
    const [next, effects] = happening(state);
    state = next;
    show_state(state, before, happens);
    effects.forEach(carry_out);
}

function carry_out(effect: so.Effect): void {
    if (effect.kind === "look") void look();
    else void revoke(effect.id);
}

/// What cannot go on takes the page's place; what may pass stands on top of it.
function fail(error: unknown): void {
    const known = error instanceof Problem ? error : null;
    if (!state.devices || (known && [401, 403, 404].includes(known.status))) return refuse(error);
    happens(so.went_wrong(known ? known.message : String(error)));
}

const look = (): Promise<void> =>
    get<Page<MarketDevice>>(`${market_path}/devices`).then(({ items }) => happens(so.list_came(items)), fail);

async function show_code(wish: so.Wish): Promise<void> {
    await look();
    await post<PairingCode>(`${market_path}/pairing`, wish).then((shown) => happens(so.code_came(wish, shown)), fail);
}

async function revoke(id: string): Promise<void> {
    await remove(`${market_path}/devices/${id}`).catch((error) => { if (!(error instanceof Problem && error.status === 404)) fail(error); });
    await look();
}

const chosen = (id: string): string => by_id<HTMLSelectElement>(id).value;

async function start(): Promise<void> {
    if (!take_token() && !may_be_logged_in()) return ask_who();
    const market = await get<Market>(market_path);
    happens(so.places_came(market, await get_all<Stall>(`${market_path}/stalls`, stalls_max)));
    on_click("pair-volunteer", () => void show_code(so.wish_of_volunteer(chosen("zone"))));
    on_click("pair-display", () => void show_code(so.wish_of_display(chosen("what"))));
    on_click("anew", () => { if (state.wish) void show_code(Object.assign({ anew: true }, state.wish)); });
    on_click("close", () => happens(so.code_closed));
    by_id<HTMLAnchorElement>("voice").href = address(`/voice/${market_id}`);
    by_id<HTMLAnchorElement>("back").href = address(`/board/${market_id}`);
    await look();
    setInterval(() => happens(so.clock_moved(Date.now())), 500);
    setInterval(() => { if (document.visibilityState === "visible") void look(); }, look_every_ms);
}

start().catch(refuse);
reload_for_token();
