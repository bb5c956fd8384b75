// The demonstration's page: a stall, a customer's wallet and the board side by side, of a trial ledger. Its link holds a right for each
// frame; it stays in this tab's session storage, and a frame keeps its own there (api/calls.ts).

import { act, get_as, get_openly } from "../../api/calls";
import type { Me, Stall, Training } from "../../api/types";
import { address } from "../../parts/address";
import { by_id, show } from "../../parts/dom";
import { show_problem } from "../../parts/wall";
import * as so from "./state";
import { Practice, fill_frame, show_no_link, show_state } from "./view";

const storage_key = "choqr.demo";
const look_every_ms = 1_000;

let state = so.first_state;
let practice: Practice;

function happens(happening: so.Happening): void {
    const before = state;
    state = happening(before);
    if (state !== before) show_state(state, before, practice);
}

/// Out of the address, as every token.
function take_rights(): so.Rights | null {
    const given = so.rights_of(location.hash);
    if (given) {
        sessionStorage.setItem(storage_key, JSON.stringify(given));
        history.replaceState(null, "", location.pathname + location.search);
    }
    return given || JSON.parse(sessionStorage.getItem(storage_key) || "null") as so.Rights | null;
}

const answer = (exercise: string, choice: string): void =>
    void act("/demo/training/answers", { exercise, answer: choice }).then(look, () => happens(so.answer_failed));

async function look(): Promise<void> {
    const training = await get_openly<Training>("/demo/training").catch(() => null);
    if (training) happens(so.training_came(training));
}

function bind_choice(): void {
    by_id("choose").addEventListener("click", (event) => {
        const pane = (event.target as HTMLElement).getAttribute("data-pane");
        if (pane) happens(so.pane_chosen(pane as so.Pane));
    });
}

async function fill_frames(rights: so.Rights): Promise<string> {
    const [vendor, board] = await Promise.all([get_as<Me>(rights.vendor, "/v1/me"), get_as<Me>(rights.board, "/v1/me")]);
    const stall = await get_as<Stall>(rights.vendor, `/v1/stalls/${vendor.stall_id}`);
    fill_frame("vendor", `/stall/${vendor.stall_id}`, {}, rights.vendor);
    fill_frame("wallet", "/wallet", { stall: stall.public_id }, "");
    fill_frame("board", `/board/${board.market_id}`, {}, rights.board);
    return `${address(`/volunteer/${board.market_id}`)}#token=${rights.volunteer}`;
}

async function start(): Promise<void> {
    const rights = take_rights();
    if (!rights) return show_no_link();
    practice = { answer, volunteer: await fill_frames(rights) };
    bind_choice();
    show_state(state, null, practice);
    show(by_id("main"), true);
    void look();
    setInterval(() => void look(), look_every_ms);
}

start().catch(show_problem);
addEventListener("hashchange", () => { if (so.rights_of(location.hash)) location.reload(); });
