// A volunteer's landing: the stalls of the market and how far each is. This file only wires.

import * as words from "words";
import { Problem, get, get_all, send, send_picture } from "../../api/calls";
import type { Market, Me, Stall } from "../../api/types";
import { bring } from "../../device/bring";
import "../../parts/minute";
import { id_of_page } from "../../parts/address";
import { by_id } from "../../parts/dom";
import { refuse } from "../../parts/log_in";
import { reload_for_token } from "../../parts/wall";
import * as so from "./state";
import { show_end, show_state } from "./view";

const market_id = encodeURIComponent(id_of_page());
const market_path = `/v1/markets/${market_id}`;
const look_every_ms = 10_000;
const stalls_max = 20_000;

let state = so.first_state;
let ended = false;

function happens(happening: so.Happening): void {
    state = happening(state);
    if (!ended) show_state(state, (stall) => void open_minute(stall));
}

async function open_minute(stall: Stall): Promise<void> {
    await bring("minute-module");
    const { choqr_minute } = window;
    if (choqr_minute) choqr_minute.open({ market_id, send, send_picture, changed: () => void look() }, stall);
    else happens(so.went_wrong(words.advise_no_network));
}

/// Nothing of the day stays on the screen once it is over.
function fail(error: unknown): void {
    const known = error instanceof Problem ? error : null;
    const is_out = known !== null && /^device_/.test(known.code);
    if (state.stalls && known && !is_out && known.status !== 401 && known.status !== 403) return happens(so.went_wrong(known.message));
    ended = true;
    if (is_out) show_end(known.code === "device_ended" ? words.day_over : words.phone_out, known.message);
    else refuse(error);
}

async function look(): Promise<void> {
    if (ended) return;
    await get_all<Stall>(`${market_path}/stalls`, stalls_max).then((stalls) => happens(so.stalls_came(stalls)), fail);
}

async function start(): Promise<void> {
    const me = await get<Me>(`/v1/me?market_id=${market_id}`);
    happens(so.begun(await get<Market>(market_path), me));
    by_id<HTMLInputElement>("sought").addEventListener("input", (event) => happens(so.was_sought((event.target as HTMLInputElement).value)));
    by_id<HTMLInputElement>("open-only").addEventListener("change", (event) => happens(so.was_narrowed((event.target as HTMLInputElement).checked)));
    await look();
    setInterval(() => { if (document.visibilityState === "visible") void look(); }, look_every_ms);
}

start().catch(fail);
reload_for_token();
