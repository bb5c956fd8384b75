// The stands that a market has to print (again): the list by aisle, the PDF of just those, and that they were printed.

import { Problem, get_all, get_document, post } from "./api";
import { by_id, fill, make, show } from "./dom";
import { count } from "./format";

interface Due { stall_id: string; code: string; zone: string; stand_version: number; reason_vi: string }

const stands_max = 20_000, shown_per_aisle = 12;

let path = "";
let downloaded: Due[] = [];

/// As the gateway lists them: aisle after aisle.
function by_aisle(due: Due[]): Due[][] {
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
    for (const one of aisle.slice(0, shown_per_aisle)) stalls.append(make("span", make("b", one.code), " ", make("small", one.reason_vi)), " ");
    if (aisle.length > shown_per_aisle) stalls.append(`… và ${count(aisle.length - shown_per_aisle)} quầy nữa`);
    return make("li", make("h3", `${aisle[0]!.zone || "Chưa ghi khu"} · ${count(aisle.length)}`), stalls);
}

const list_due = (): Promise<Due[]> => get_all<Due>(`${path}/stands:reprint`, stands_max);

function show_due(due: Due[]): void {
    fill(by_id("reprint"), ...by_aisle(due).map(aisle_row));
    by_id("download").textContent = `Tải PDF (${count(due.length)} bảng)`;
    show(by_id("reprint-section"), due.length > 0);
}

/// What was due before the gateway drew is what its PDF holds at least: one that changes meanwhile stays on the list.
async function download(): Promise<void> {
    const due = await list_due();
    const layout = by_id<HTMLSelectElement>("layout").value;
    const pdf = await get_document(`${path}/stands.pdf?reprint=true&layout=${encodeURIComponent(layout)}`);
    const link = document.createElement("a");
    link.href = URL.createObjectURL(pdf);
    link.download = "bang-qr-can-in.pdf";
    document.body.append(link);
    link.click();
    link.remove();
    setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
    downloaded = due;
    show_due(due);
    show(by_id("printed"), true);
    by_id("print-state").textContent = "Đã tải. In xong thì bấm Đã in.";
}

async function mark(): Promise<void> {
    await post(`${path}/stands:printed`, { stands: downloaded.map((one) => ({ stall_id: one.stall_id, version: one.stand_version })) });
    show(by_id("printed"), false);
    by_id("print-state").textContent = `Đã ghi: in ${count(downloaded.length)} bảng.`;
    downloaded = [];
    const left = await list_due();
    show_due(left);
    show(by_id("reprint-section"), true);  // So that the last answer is read.
}

/// Runs with both buttons off; what goes wrong is said beside them.
async function carry_out(waiting: string, work: () => Promise<void>): Promise<void> {
    const buttons = [by_id<HTMLButtonElement>("download"), by_id<HTMLButtonElement>("printed")];
    for (const button of buttons) button.disabled = true;
    by_id("print-state").textContent = waiting;
    try {
        await work();
    } catch (error) {
        by_id("print-state").textContent = error instanceof Problem ? error.message : "Chưa làm được. Thử lại.";
    }
    for (const button of buttons) button.disabled = false;
}

/// For a market's page. A list that does not come is no reason to hide the day's numbers.
export async function start_reprint(market_id: string): Promise<void> {
    path = `/v1/markets/${encodeURIComponent(market_id)}`;
    by_id("download").addEventListener("click", () => void carry_out("Đang tạo PDF…", download));
    by_id("printed").addEventListener("click", () => void carry_out("Đang ghi…", mark));
    await list_due().then(show_due, () => undefined);
}
