// What a vendor has agreed to, their data, and who did what: on the stall's own phone. This file only wires.

import * as words from "words";
import { Problem, get, post } from "../../api/calls";
import { export_all } from "../../api/export";
import type { Act, Me, OwnerLink, Page, StallConsent } from "../../api/types";
import { address, id_of_page } from "../../parts/address";
import { by_id, on_click, write } from "../../parts/dom";
import { copy_from, save } from "../../parts/save";
import { reload_for_token, show_problem } from "../../parts/wall";
import * as so from "./state";
import { show_state } from "./view";

const stall_id = id_of_page();
const stall_path = `/v1/stalls/${encodeURIComponent(stall_id)}`;
const acts_path = `/v1/acts?stall_id=${encodeURIComponent(stall_id)}&order=newest&limit=20`;

let state = so.first_state;

function happens(happening: so.Happening): void {
    const before = state;
    const [next, effects] = happening(state);
    state = next;
    show_state(state, before, { happens, ask_owner: (position) => void ask_owner(position), close_link: () => void close_link() });
    effects.forEach((effect) => void carry_out(effect));
}

/// What cannot go on takes the page's place; what may pass stands on top of it.
function fail(error: unknown): void {
    const known = error instanceof Problem ? error : null;
    if (!state.told || (known && [401, 403].includes(known.status))) return show_problem(error);
    happens(so.went_wrong(known ? known.message : words.page_failed));
}

const list_acts = (cursor: string | null): Promise<void> =>
    get<Page<Act>>(acts_path + (cursor ? `&cursor=${encodeURIComponent(cursor)}` : "")).then((page) => happens(so.acts_came(page, !cursor)), fail);

async function change(path: string, body: object): Promise<void> {
    try {
        happens(so.consent_came(await post<StallConsent>(stall_path + path, body)));
        await list_acts(null);
    } catch (error) {
        fail(error);
    }
}

function carry_out(effect: so.Effect): Promise<void> {
    if (effect.kind === "agree") return change("/consent", { version: effect.version, how: "tap" });
    return change(effect.kind === "withdraw" ? "/consent/withdraw" : "/erasure-requests", {});
}

const ask_owner = (position: number): Promise<void> =>
    post<OwnerLink>(`${stall_path}/owner-consents`, { account: position }).then((link) => happens(so.link_came(link)), fail);

/// A link was made, and may be answered by now.
async function close_link(): Promise<void> {
    happens(so.link_closed);
    await get<StallConsent>(`${stall_path}/consent`).then((told) => happens(so.consent_came(told)), fail);
}

async function download(format: "json" | "csv"): Promise<void> {
    happens(so.export_began);
    try {
        const { content, payments } = await export_all(stall_path, format);
        save(content, `choqr-${stall_id}.${format}`);
        happens(so.export_ended(payments));
    } catch (error) {
        fail(error);
    }
}

function bind(): void {
    on_click("agree", () => happens(so.tapped("agree")));
    on_click("withdraw", () => happens(so.tapped("withdraw")));
    on_click("erase", () => happens(so.tapped("erase")));
    on_click("unerase", () => void change("/erasure-requests/withdraw", {}));
    on_click("json", () => void download("json"));
    on_click("csv", () => void download("csv"));
    on_click("more", () => void list_acts(state.older));
    on_click("copy", () => { if (copy_from(by_id<HTMLInputElement>("url"))) write("copy", words.link_copied); });
    on_click("close", () => void close_link());
    by_id<HTMLAnchorElement>("privacy").href = address("/privacy");
    by_id<HTMLAnchorElement>("back").href = address(`/stall/${stall_id}`);
}

async function start(): Promise<void> {
    bind();
    happens(so.met_oneself(await get<Me>("/v1/me")));
    happens(so.consent_came(await get<StallConsent>(`${stall_path}/consent`)));
    await list_acts(null);
}

start().catch(show_problem);
reload_for_token();
