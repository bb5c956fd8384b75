// A market's stalls as the start page lists them: the first page at once, all the others only when somebody looks for a stall or
// asks for more. Pure.

import type { Market, Page, Stall } from "../../api/types";
import { but } from "../../parts/but";

export const rows_first = 40;
const rows_more = 200;

export interface Listing {
    readonly market: Market;
    readonly stalls: readonly Stall[];
    readonly complete: boolean;
    readonly rows: number;
    readonly sought: string;
}

export type Happening = (listing: Listing) => Listing;

export const first_listing = (market: Market, first: Page<Stall>): Listing =>
    ({ market, stalls: first.items, complete: !first.next_cursor, rows: rows_first, sought: "" });

export const was_sought = (text: string): Happening => (listing) => but(listing, { sought: text.trim().toLowerCase() });
export const more_asked: Happening = (listing) => but(listing, { rows: listing.rows + rows_more });
export const all_came = (stalls: readonly Stall[]): Happening => (listing) => but(listing, { stalls, complete: true });

function matches(stall: Stall, text: string): boolean {
    const vendor = stall.vendor ? stall.vendor.name : "";
    return `${stall.code} ${stall.zone || ""} ${vendor} ${stall.goods || ""}`.toLowerCase().includes(text);
}

export interface Found { readonly rows: readonly Stall[]; readonly more: boolean }

/// The rows to be shown, and whether there are or may be others.
export function found(listing: Listing): Found {
    const all = listing.stalls.filter((stall) => matches(stall, listing.sought));
    return { rows: all.slice(0, listing.rows), more: all.length > listing.rows || !listing.complete };
}
