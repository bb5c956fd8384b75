// The stands that a market has to print (again), by aisle, and what became of the last print.

import * as words from "words";
import type { Due } from "../../api/types";
import { by_id, fill, make, show, write } from "../../parts/dom";
import { count } from "../../parts/format";
import type { PrintNote, Prints } from "./state";

const shown_per_aisle = 12;

/// As the gateway lists them: aisle after aisle.
function by_aisle(due: readonly Due[]): Due[][] {
    const aisles: Due[][] = [];
    for (const one of due) {
        const last = aisles[aisles.length - 1];
        if (last && last[0] && last[0].zone === one.zone) last.push(one);
        else aisles.push([one]);
    }
    return aisles;
}

function aisle_row(aisle: Due[]): HTMLElement {
    const stalls = make("p");
    for (const one of aisle.slice(0, shown_per_aisle)) {
        stalls.append(make("span", make("b", one.code), " ", make("small", words.reason_of_stand(one.reason_vi, one.reason))), " ");
    }
    if (aisle.length > shown_per_aisle) stalls.append(words.more_stands(count(aisle.length - shown_per_aisle)));
    return make("li", make("h3", `${aisle[0]!.zone || words.no_zone} · ${count(aisle.length)}`), stalls);
}

function text_of(note: PrintNote): string {
    switch (note.kind) {
        case "none": return "";
        case "downloading": return words.downloading;
        case "downloaded": return words.downloaded;
        case "recording": return words.recording;
        case "recorded": return words.recorded(count(note.stands));
        case "failed": return note.why || words.not_done;
    }
}

export function show_prints(prints: Prints, before: Prints | null): void {
    const { due, downloaded, busy, note, kept_open } = prints;
    if (before === null || due !== before.due) fill(by_id("reprint"), ...by_aisle(due).map(aisle_row));
    write("download", words.download_some(count(due.length)));
    write("print-state", text_of(note));
    for (const id of ["download", "printed"]) by_id<HTMLButtonElement>(id).disabled = busy;
    show(by_id("printed"), downloaded !== null);
    show(by_id("reprint-section"), due.length > 0 || kept_open);
}
