// A market's list of stalls from an office's file: shown first, then written. This file only wires.

import * as words from "words";
import { Problem, get, send_list, take_token } from "../../api/calls";
import { may_be_logged_in } from "../../api/session";
import type { ImportPlan, Market, MarketColumns } from "../../api/types";
import { address, id_of_page } from "../../parts/address";
import { by_id, on_click } from "../../parts/dom";
import { ask_who, refuse } from "../../parts/log_in";
import { reload_for_token } from "../../parts/wall";
import * as so from "./state";
import { show_state } from "./view";

const market_id = id_of_page();
const market_path = `/v1/markets/${encodeURIComponent(market_id)}`;

let state = so.first_state;
let names: readonly string[] = [];
let chosen: File | null = null;
/// An answer to an earlier file, or to earlier meanings, is nobody's any more.
let asked = 0;

function happens(happening: so.Happening): void {
    const before = state;
    const [next, effects] = happening(before);
    state = next;
    show_state(state, before, names, happens);
    effects.forEach((effect) => void carry_out(effect));
}

function sentence_of(error: unknown): string {
    const known = error instanceof Problem ? error : null;
    if (known && known.status === 401) refuse(error);
    return known ? known.message : words.page_failed;
}

function send(file: File, dry_run: boolean): Promise<ImportPlan> {
    const told = Object.keys(state.told).length > 0 ? `&columns=${encodeURIComponent(JSON.stringify(state.told))}` : "";
    return send_list<ImportPlan>(`${market_path}/stalls:import?dry_run=${dry_run}${told}`, file);
}

async function carry_out(effect: so.Effect): Promise<void> {
    if (!chosen) return;
    const number = ++asked;
    const is_reading = effect === "read";
    try {
        const plan = await send(chosen, is_reading);
        if (number === asked) happens(is_reading ? so.plan_came(plan) : so.was_written(plan));
    } catch (error) {
        if (number === asked) happens(is_reading ? so.reading_failed(sentence_of(error)) : so.writing_failed(sentence_of(error)));
    }
}

const objection_to = ({ name, size }: File): string =>
    size > so.file_bytes_max ? words.import_too_large : /\.xls$/i.test(name) ? words.import_old_workbook : "";

function choose(): void {
    const input = by_id<HTMLInputElement>("file");
    chosen = (input.files && input.files[0]) || null;
    if (chosen) happens(so.file_chosen(chosen.name, objection_to(chosen)));
}

async function start(): Promise<void> {
    if (!take_token() && !may_be_logged_in()) return ask_who();
    by_id<HTMLAnchorElement>("back").href = address(`/board/${market_id}`);
    by_id("file").addEventListener("change", choose);
    on_click("write", () => happens(so.write_tapped));
    const [market, { columns }] = await Promise.all([get<Market>(market_path), get<MarketColumns>(`${market_path}/columns`)]);
    names = columns;
    happens(so.begun(market));
}

start().catch(refuse);
reload_for_token();
