// The minute at the stall: a volunteer registers it, step by step. A module of its own (modules/minute), which comes when the first stall
// is touched; the page and the module know these names alone of each other.

export interface MinuteHost {
    readonly market_id: string;
    send: <T>(method: string, path: string, body?: unknown) => Promise<T>;
    send_picture: <T>(path: string, picture: Blob) => Promise<T>;
    /// What vendors are asked to agree to; without a network the text that came last.
    consent_asked: () => Promise<ConsentAsked>;
    /// The stall as it is then; null: there is no network, and it waits on this phone. Throws an Error whose message is for people:
    /// nothing waits.
    register: (one: Registration) => Promise<AtStall | null>;
}

/// All that a volunteer was told at a stall, kept and sent as one.
export interface Registration {
    readonly stall_id: string;
    readonly code: string;
    /// What people are shown of it while it waits.
    readonly account: { readonly bank: string; readonly number: string };
    readonly holder: string;
    /// Of PATCH /v1/stalls/{id}
    readonly change: object;
    readonly consent: { readonly version: number; readonly how: "spoken" | "signature" };
}

/// No answer came: there is no network, or the line has died.
export const is_cut = (error: unknown): boolean => (error as { status?: number }).status === 0;

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
