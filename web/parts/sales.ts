// What a stall says of its payments, and asks of customers: a module of its own (modules/sales), which comes once the page stands. A
// screen and the module know these names alone of each other.

/// A payment as the gateway tells of it, as far as the module reads it.
export interface Payment {
    readonly id: string;
    readonly amount: number;
    readonly booked_at: string;
    readonly received_at: string;
    readonly payment_request_id?: string | null;
    readonly debtor_account_tail?: string | null;
    readonly content?: string | null;
}

export type RowKind = "plain" | "trial" | "reversed" | "late" | "small";

/// A payment of today as the page has it, the newest first.
export interface Row {
    readonly payment: Payment;
    readonly number: number;  ///< The running one; 0: it has none.
    readonly kind: RowKind;
    readonly counts: boolean;
}

export interface SalesHost {
    readonly stall_id: string;
    /// The gateway's answer; throws an Error whose message is for people.
    readonly send: <T>(method: string, path: string, body?: unknown) => Promise<T>;
    readonly send_picture: <T>(path: string, picture: Blob) => Promise<T>;
    readonly say: (sound: "none" | "warning", sentence: string) => void;
}

/// How the page stands.
export interface Shown {
    readonly rows: readonly Row[];  ///< All of today's.
    readonly today: string;
    readonly lowest: number;
    readonly accent: "north" | "south";
    /// What the stand itself puts into a payment's text; it tells the vendor nothing.
    readonly own_text: string;
}

export interface Sales {
    begin: (host: SalesHost) => void;
    /// An event of the stall's stream.
    came: (name: string, data: unknown) => void;
    show: (shown: Shown) => void;
}
declare global {
    interface Window { choqr_sales?: Sales }
}
