// The minute at the stall: a volunteer registers it, step by step. A module of its own (modules/minute), which comes when the first stall
// is touched; the page and the module know these names alone of each other.

export interface MinuteHost {
    readonly market_id: string;
    send: <T>(method: string, path: string, body?: unknown) => Promise<T>;
    send_picture: <T>(path: string, picture: Blob) => Promise<T>;
    /// Something of a stall is another than before: the list is to be read anew.
    changed: () => void;
}

/// A stall as its volunteer sees it.
export interface AtStall {
    readonly id: string;
    readonly public_id: string;
    readonly code: string;
    readonly zone?: string | null;
    readonly goods?: string | null;
    readonly registered: boolean;
    readonly vendor?: { name: string } | null;
}

/// What is asked and answered on the way, as far as it is read here.
export interface ConsentAsked { readonly version: number; readonly vi: string }
export interface AccountFace { readonly bin: string; readonly bank?: string; readonly account_number?: string; readonly last_four?: string }

declare global {
    interface Window { choqr_minute?: { open: (host: MinuteHost, stall: AtStall) => void } }
}
