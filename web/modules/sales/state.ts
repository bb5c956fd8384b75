// What the stall's own word and its questions to customers come to. Pure: no document, no network, no clock.

import { but } from "../../parts/but";
import type { Payment, Row } from "../../parts/sales";

/// Money on the stall's account that is nobody's yet.
export interface Unclaimed { readonly id: string; readonly amount: number; readonly booked_at: string; readonly debtor_account_tail: string }

/// The event `unclaimed`: `open: false` ends one.
export interface UnclaimedNews { id: string; open: boolean; amount?: number; booked_at?: string; debtor_account_tail?: string }

/// One amount asked of one customer.
export interface Request {
    readonly id: string;
    /// Under which its customer sees it: /request/{public_id}
    readonly public_id: string;
    readonly amount: number;
    readonly received: number;
    readonly reference_code: string;
    readonly status: string;
    readonly trial: boolean;
}

export type Reason = "cash_exchange" | "mistake" | "family";
export const reasons: readonly Reason[] = ["cash_exchange", "mistake", "family"];

interface Figure { count: number; amount: number }
export interface Refund { incoming_id: string; outgoing_id: string; amount: number; warning: "not_the_senders_account" | "unknown_account" | null }
/// What the stall has said of a day, and what that comes to.
export interface OwnDay {
    date: string;
    received: Figure;
    set_aside: Figure;
    refunds: Figure;
    cash: number | null;
    sales: number;
    not_sales: { transfer_id: string; reason: Reason }[];
    refunded: Refund[];
}

export interface State {
    readonly unclaimed: readonly Unclaimed[];
    /// Those of which this screen has spoken, or which stood there when it began.
    readonly told: ReadonlySet<string>;
    /// Those that somebody has by now.
    readonly over: ReadonlySet<string>;
    readonly own: OwnDay | null;
    /// What this phone may: of the gateway's words for it those that the module asks about.
    readonly may: ReadonlySet<string>;
}
export const first_state: State = { unclaimed: [], told: new Set(), over: new Set(), own: null, may: new Set() };

/// Those that were there before the page was: nothing is said of them. What the stream told while the list was on its way is newer.
export function listed(state: State, items: readonly Unclaimed[]): State {
    const newer = state.unclaimed.filter(({ id }) => !items.some((one) => one.id === id));
    const unclaimed = [...newer, ...items.filter(({ id }) => !state.over.has(id))];
    return but(state, { unclaimed, told: new Set([...state.told, ...items.map(({ id }) => id)]) });
}

/// What a screen tells aloud of it, if anything: each once, and only what has just come.
export function unclaimed_came(state: State, news: UnclaimedNews, now: number): [State, Unclaimed | null] {
    const others = state.unclaimed.filter(({ id }) => id !== news.id);
    const over = new Set(state.over);
    if (!news.open) return [but(state, { unclaimed: others, over: over.add(news.id) }), null];
    over.delete(news.id);
    const { id, amount = 0, booked_at = "", debtor_account_tail = "" } = news;
    const one = { id, amount, booked_at, debtor_account_tail };
    const is_news = !state.told.has(id) && now - Date.parse(booked_at) < news_ms;
    return [but(state, { over, unclaimed: [one, ...others], told: new Set([...state.told, id]) }), is_news ? one : null];
}
const news_ms = 5 * 60_000;

/// Why the stall says that a payment is no sale, if it does.
export const reason_of = ({ own }: State, id: string): Reason | null => {
    const found = own && own.not_sales.find(({ transfer_id }) => transfer_id === id);
    return found ? found.reason : null;
};
export const refunds_of = ({ own }: State, id: string): Refund[] => own ? own.refunded.filter(({ incoming_id }) => incoming_id === id) : [];

/// What came since the stall was handed over, at `since`; at first since the day's first payment.
export function shift_of(rows: readonly Row[], since: number): { begin: number; count: number; sum: number } {
    const came = ({ received_at, booked_at }: Payment): number => Date.parse(received_at || booked_at);
    const counted = rows.filter((row) => row.counts && came(row.payment) > since);
    const first = rows.filter((row) => row.counts).reduce((least, row) => Math.min(least, came(row.payment)), Infinity);
    return { begin: since || first, count: counted.length, sum: counted.reduce((sum, row) => sum + row.payment.amount, 0) };
}

/// What is typed as dong: digits alone, no more than an account can carry. 0: nothing yet.
export const typed_amount = (text: string): number => Number(text.replace(/\D/g, "").slice(0, 12));

/// What a photograph says of the code that hangs at the stall.
export interface Decoded { valid: boolean; bin?: string; account?: string; error?: string; codes?: Decoded[] }
export interface OwnAccount { bin: string; account_number: string }

/// "strange" if any code in it leads elsewhere: one pasted beside the right one is as bad.
export function judge(decoded: Decoded, accounts: readonly OwnAccount[]): "right" | "strange" | "unread" {
    const is_own = (one: Decoded): boolean =>
        one.valid && accounts.some(({ bin, account_number }) => bin === one.bin && account_number.toUpperCase() === (one.account || "").toUpperCase());
    const codes = decoded.codes || [decoded];
    if (codes.length === 0 || decoded.error === "no_code_found") return "unread";
    return codes.every(is_own) ? "right" : "strange";
}
