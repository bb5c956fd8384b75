// All that is held of a vendor, page by page, as one file.

import { get, get_text_and_link } from "./calls";

interface Exported { transfers: unknown[]; next_cursor?: string | null }

const page = 1_000;

async function as_json(path: string): Promise<{ content: Blob; payments: number }> {
    const whole = await get<Exported>(`${path}?limit=${page}`);
    let cursor = whole.next_cursor;
    while (cursor) {
        const more: Exported = await get<Exported>(`${path}?limit=${page}&cursor=${encodeURIComponent(cursor)}`);
        whole.transfers.push(...more.transfers);
        cursor = more.next_cursor;
    }
    delete whole.next_cursor;
    return { content: new Blob([JSON.stringify(whole, null, 1)], { type: "application/json" }), payments: whole.transfers.length };
}

async function as_csv(path: string): Promise<{ content: Blob; payments: number }> {
    const parts: string[] = ["\ufeff"];  // Spreadsheet programs take UTF-8 for something else without it.
    let next: string | null = `${path}?format=csv&limit=${page}`;
    while (next) {
        const got: { text: string; next: string | null } = await get_text_and_link(next);
        parts.push(got.text);
        next = got.next;
    }
    const payments = (parts.join("").match(/^transfer,/gm) || []).length;
    return { content: new Blob(parts, { type: "text/csv" }), payments };
}

export const export_all = (stall_path: string, format: "json" | "csv"): Promise<{ content: Blob; payments: number }> =>
    format === "json" ? as_json(`${stall_path}/export`) : as_csv(`${stall_path}/export`);
