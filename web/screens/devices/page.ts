// The devices of a stall: who hears it, when they were here, and a code for another one. This file only wires.

import { Problem, get, post, remove } from "../../api/calls";
import type { Device, Me, Page, PairingCode } from "../../api/types";
import { address, id_of_page } from "../../parts/address";
import { by_id, on_click, show } from "../../parts/dom";
import { account_link } from "../../parts/log_in";
import { reload_for_token, show_problem } from "../../parts/wall";
import * as so from "./state";
import { show_state } from "./view";

const stall_id = id_of_page();
const stall_path = `/v1/stalls/${encodeURIComponent(stall_id)}`;
const look_every_ms = 2_000;

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
    if (!state.devices || (known && [401, 403, 404].includes(known.status))) return show_problem(error);
    happens(so.went_wrong(known ? known.message : String(error)));
}

const look = (): Promise<void> =>
    get<Page<Device>>(`${stall_path}/devices`).then(({ items }) => happens(so.list_came(items)), fail);

async function show_code(role: string): Promise<void> {
    await look();
    await post<PairingCode>(`${stall_path}/pairing`, { role }).then((shown) => happens(so.code_came(shown)), fail);
}

async function revoke(id: string): Promise<void> {
    await remove(`${stall_path}/devices/${id}`).catch((error) => { if (!(error instanceof Problem && error.status === 404)) fail(error); });
    await look();
}

function tick(): void {
    happens(so.clock_moved(Date.now()));
}

async function start(): Promise<void> {
    const me = await get<Me>("/v1/me");
    happens(so.met_oneself(me.id));
    if (me.login) by_id("who").append(account_link(me.name || me.login));
    show(by_id("who"), me.login !== undefined);
    on_click("pair-owner", () => void show_code("owner"));
    on_click("pair-helper", () => void show_code("helper"));
    on_click("close", () => happens(so.code_closed));
    by_id<HTMLAnchorElement>("rights").href = address(`/rights/${stall_id}`);
    by_id<HTMLAnchorElement>("back").href = address(`/stall/${stall_id}`);
    by_id<HTMLAnchorElement>("payees").href = address(`/payees/${stall_id}`);
    await look();
    setInterval(tick, 500);
    setInterval(() => { if (document.visibilityState === "visible") void look(); }, look_every_ms);
}

start().catch(show_problem);
reload_for_token();
