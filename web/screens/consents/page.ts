// A market's consents for its board: who was not asked yet, and whose account is another's. This file only wires.

import * as words from "words";
import { Problem, get, get_all, post, take_token } from "../../api/calls";
import { may_be_logged_in } from "../../api/session";
import type { ListedConsent, Market, OwnerLink, Privacy } from "../../api/types";
import { address, id_of_page } from "../../parts/address";
import { by_id, on_click, write } from "../../parts/dom";
import { ask_who, refuse } from "../../parts/log_in";
import { copy_from } from "../../parts/save";
import { reload_for_token } from "../../parts/wall";
import * as so from "./state";
import { show_state } from "./view";

const market_id = id_of_page();
const market_path = `/v1/markets/${encodeURIComponent(market_id)}`;
const stalls_most = 20_000;

let state = so.first_state;

function happens(happening: so.Happening): void {
    const before = state;
    const [next, effects] = happening(state);
    state = next;
    show_state(state, before, { happens, ask_owner: (stall, position) => void ask_owner(stall, position) });
    effects.forEach((effect) => void carry_out(effect));
}

function fail(error: unknown): void {
    const known = error instanceof Problem ? error : null;
    if (!state.stalls || (known && [401, 403].includes(known.status))) return refuse(error);
    happens(so.went_wrong(known ? known.message : words.page_failed));
}

async function look(): Promise<void> {
    const stalls = await get_all<ListedConsent>(`${market_path}/consents`, stalls_most);
    const { consent } = await get<Privacy>("/v1/privacy");
    happens(so.list_came(stalls, consent));
}

async function carry_out(effect: so.Effect): Promise<void> {
    try {
        if (effect.kind === "record") await post(`/v1/stalls/${effect.stall}/consent`, { version: effect.version, how: effect.how });
        await look();
    } catch (error) {
        fail(error);
    }
}

const ask_owner = (stall: string, position: number): Promise<void> =>
    post<OwnerLink>(`/v1/stalls/${stall}/owner-consents`, { account: position }).then((link) => happens(so.link_came(link)), fail);

function bind(): void {
    const sought = by_id<HTMLInputElement>("sought");
    sought.addEventListener("input", () => happens(so.was_sought(sought.value)));
    on_click("more", () => happens(so.more_asked));
    on_click("heard", () => happens(so.said_yes("spoken")));
    on_click("signed", () => happens(so.said_yes("signature")));
    on_click("not-now", () => happens(so.asked_no_more));
    on_click("copy", () => { if (copy_from(by_id<HTMLInputElement>("url"))) write("copy", words.link_copied); });
    on_click("close", () => happens(so.link_closed));
    by_id<HTMLAnchorElement>("privacy").href = address("/privacy");
    by_id<HTMLAnchorElement>("back").href = address(`/board/${market_id}`);
}

async function start(): Promise<void> {
    if (!take_token() && !may_be_logged_in()) return ask_who();
    bind();
    const market = await get<Market>(market_path);
    write("market", words.market_title(market.name));
    await look();
}

start().catch(refuse);
reload_for_token();
