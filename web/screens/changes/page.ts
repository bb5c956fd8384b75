// Changes of accounts that wait and concern a market. This file only wires.

import { Problem, get, post } from "../../api/calls";
import type { PayeeChanges } from "../../api/types";
import { address, id_of_page } from "../../parts/address";
import { by_id } from "../../parts/dom";
import { refuse } from "../../parts/log_in";
import { reload_for_token } from "../../parts/wall";
import * as so from "./state";
import { show_state } from "./view";

const market_id = id_of_page();
const changes_path = `/v1/markets/${encodeURIComponent(market_id)}/payee-changes`;
const look_every_ms = 5_000;

let state = so.first_state;

function happens(happening: so.Happening): void {
    const before = state;
    const [next, effects] = happening(state);
    state = next;
    show_state(state, before, happens);
    effects.forEach(carry_out);
}

function carry_out(effect: so.Effect): void {
    if (effect.kind === "look") void look();
    else void say(effect);
}

/// What cannot go on takes the page's place; what may pass stands on top of it.
function fail(error: unknown): void {
    const known = error instanceof Problem ? error : null;
    if (!state.changes || (known && known.status === 401)) return refuse(error);
    happens(so.went_wrong(known ? known.message : String(error)));
}

const look = (): Promise<void> => get<PayeeChanges>(changes_path).then((answer) => happens(so.list_came(answer)), fail);

async function say({ what, stall, change }: so.Effect & { kind: "say" }): Promise<void> {
    const reason = by_id<HTMLInputElement>("reason").value.trim();
    await post(`/v1/stalls/${stall}/payee-changes/${change}/${what}`, reason ? { reason } : {}).then(() => happens(so.was_done), fail);
}

async function start(): Promise<void> {
    by_id<HTMLAnchorElement>("board").href = address(`/board/${market_id}`);
    await look();
    setInterval(() => { if (document.visibilityState === "visible") void look(); }, look_every_ms);
}

start().catch(fail);
reload_for_token();
