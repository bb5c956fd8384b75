// Where a stall's money goes: how that came about, what waits, and a proposal. This file only wires.

import { Problem, get, post } from "../../api/calls";
import type { Me, Page, PayeeChange, Stall } from "../../api/types";
import { address, id_of_page } from "../../parts/address";
import { banks } from "../../parts/banks";
import { by_id, make, show } from "../../parts/dom";
import { refuse } from "../../parts/log_in";
import { reload_for_token } from "../../parts/wall";
import * as so from "./state";
import { show_state } from "./view";

const stall_id = id_of_page();
const stall_path = `/v1/stalls/${encodeURIComponent(stall_id)}`;
const changes_path = `${stall_path}/payee-changes`;
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
    if (!state.stall || (known && known.status === 401)) return refuse(error);
    happens(so.went_wrong(known ? known.message : String(error)));
}

async function look(): Promise<void> {
    try {
        const stall = await get<Stall>(stall_path);
        const { items } = await get<Page<PayeeChange>>(`${changes_path}?limit=50`);
        happens(so.list_came(stall, items));
    } catch (error) {
        fail(error);
    }
}

async function say({ what, change }: so.Effect & { kind: "say" }): Promise<void> {
    const reason = by_id<HTMLInputElement>("reason").value.trim();
    await post(`${changes_path}/${change}/${what}`, reason ? { reason } : {}).then(() => happens(so.was_done("recorded")), fail);
}

const typed = (id: string): string => by_id<HTMLInputElement>(id).value.trim();

async function propose(): Promise<void> {
    if (!state.stall) return;
    const account = { bin: typed("bank") || typed("bin"), account_number: typed("number"), account_name: typed("holder") };
    await post(changes_path, { accounts: so.accounts_with(state.stall, account), reason: typed("why") }).then(() => happens(so.was_done("sent")), fail);
}

function bind(): void {
    const bank = by_id<HTMLSelectElement>("bank");
    for (const [bin, name] of [...banks, ["", "…"]] as const) {
        const option = make("option", name) as HTMLOptionElement;
        option.value = bin;
        bank.append(option);
    }
    bank.addEventListener("change", () => show(by_id("bin-row"), bank.value === ""));
    by_id("propose").addEventListener("submit", (event) => {
        event.preventDefault();
        void propose();
    });
    by_id<HTMLAnchorElement>("back").href = address(`/stall/${stall_id}`);
}

async function start(): Promise<void> {
    happens(so.met_oneself(await get<Me>("/v1/me")));
    bind();
    await look();
    setInterval(() => { if (document.visibilityState === "visible") void look(); }, look_every_ms);
}

start().catch(fail);
reload_for_token();
