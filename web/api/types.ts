// What the gateway answers, as far as the pages read it (docs: /openapi.json).

export interface Page<T> { items: T[]; next_cursor?: string | null }
/// Of a vendor who has taken the consent back the number is null, and its end is told.
export interface Account { bin: string; bank?: string; account_number: string; account_name?: string; last_four?: string }
export interface Stall {
    id: string;
    /// Under which everybody sees its pictures: /q/{public_id}.svg
    public_id: string;
    market_id: string;
    kind?: string;
    code: string;
    zone?: string | null;
    goods?: string | null;
    status: string;
    registered: boolean;
    stall_code?: string | null;
    short_code?: string | null;
    vendor?: { name: string } | null;
    accounts?: Account[];
    stand_version?: number | null;
    stand_printed_version?: number | null;
    /// For those who set stalls up: which stand was handed over, and how the last visit ended.
    stand_handed_over?: number | null;
    visit?: { outcome: string; reason: string | null; at: string } | null;
    stand_due?: string | null;
    dormant?: boolean;
}
export interface Market { id: string; name: string; kind?: string; commune?: string; province?: string; business_day_cutoff?: string }
export interface Transfer {
    sequence: number;
    id: string;
    amount: number;
    booked_at: string;
    received_at: string;
    stall_id?: string | null;
    status: string;
    /// By the demonstration wallet: no money.
    trial?: boolean;
    /// False: not to be said as money that arrives now (its booking time is not believed).
    announce?: boolean;
    debtor_account_tail?: string | null;
    content?: string | null;
}
/// The first event of a stall's live stream.
export interface Hello extends Payees {
    status: string;
    last_sequence: number;
    today: { count: number; amount: number } | null;
    code: string;
    goods: string;
    vendor_name: string;
    stall_code: string;
    business_day_cutoff: string;
    newest_device?: string | null;
}
/// An account as a stand shows it.
export interface AccountFace { bank: string; last_digits: string }
/// What a customer is told of a stall, and why there is no account where there is none.
export interface PlaceForCustomers {
    market: string;
    stall_code: string;
    goods: string;
    kind: string;
    standing: "open" | "suspended" | "not_registered" | "withheld";
    payee_account: AccountFace | null;
}
/// Of whom the code on a stand is.
export interface StallForCustomers extends PlaceForCustomers {
    stand_printed: string | null;  ///< "2026-03"
    stand_is_older_than_account: boolean;
}
/// A payment request as whoever was sent its link sees it.
export interface RequestForCustomers extends PlaceForCustomers {
    description: string;
    amount: number;
    received: number;
    status: "open" | "settled" | "underpaid" | "overpaid" | "expired" | "cancelled";
    trial: boolean;
    to_pay: number | null;
    content: string | null;
    opened_at: string;
    paid_at: string | null;
    expires_at: string | null;
}
/// Where a stall's money goes, and whether that is to change: in hello, and as the event `payee` whenever it becomes otherwise.
export interface Payees {
    accounts?: AccountFace[];
    payee_change?: { id: string; to: AccountFace[]; takes_effect_at: string | null } | null;
}
export interface Who { id: string; kind: string; role: string | null; name: string }
/// A change of a stall's accounts. Of another market's stall there are no whole numbers in it.
export interface PayeeChange {
    id: string;
    stall_id: string;
    stall: string;
    market: string;
    status: string;
    proposed_by: Who | null;
    proposed_at: string;
    reason: string;
    takes_effect_at: string | null;
    from: (AccountFace & { account_name?: string })[];
    to: (AccountFace & { account_name?: string })[];
    steps: { what: string; by: Who | null; at: string; for_market: string | null; reason: string }[];
    /// What whoever asked could do about it, while it waits.
    may_confirm?: boolean;
    why_not?: { code: string; detail: string; detail_vi: string } | null;
}
/// Changes that wait in a market, and how many were proposed within a day.
export interface PayeeChanges extends Page<PayeeChange> { lately: { proposed: number; alarming: boolean } }
/// A phone that is paired with a stall.
export interface Device {
    id: string;
    name: string;
    role: string;
    paired_by: { id: string; role: string; name: string };
    paired_at: string;
    last_seen_at?: string | null;
    listening: boolean;
}
/// A display, or a volunteer's phone, of a market.
export interface MarketDevice extends Device {
    stall_id?: string | null;
    zone?: string | null;
    shows?: string | null;
    ends_at?: string | null;
}
/// One clip of a market's own voice. `fault`: why it has to be recorded again; null: it is well.
export interface RecordedClip {
    name: string;
    spoken: string;
    recorded: boolean;
    loudness_dbfs: number | null;
    length_ms: number | null;
    fault: string | null;
    detail: string | null;
    detail_vi: string | null;
}
/// `changed`: what is in use was made of other recordings.
export interface Recordings { market_id: string; in_use: boolean; changed: boolean; clips: RecordedClip[] }
export interface PairingCode { code: string; qr_payload: string; qr_svg: string; role: string; expires_at: string }
export interface Me { id: string; role: string; market_id?: string | null; stall_id?: string | null; label?: string; login?: string; name?: string; zone?: string; expires_at?: string; capabilities?: string[] }
/// One of one's own, where one is logged in.
export interface Session {
    id: string;
    begun_at: string;
    ends_at: string;
    last_used_at?: string | null;
    browser?: string | null;
    system?: string | null;
    current: boolean;
}
export interface OwnPasskey { id: string; name: string; host: string; added_at: string; last_used_at?: string | null }
/// One-time codes at log-in.
export interface Codes { on: boolean; recovery_codes_left: number | null }
export interface CodesOffer { secret: string; uri: string; qr_svg: string; ticket: string }
/// Somebody with an account, as the operator sees them.
export interface Person {
    id: string;
    login: string;
    name: string;
    role: string;
    market_id?: string | null;
    province?: string | null;
    commune?: string | null;
    zone?: string | null;
    status: string;
    invited_until?: string | null;
    sessions: number;
}
export interface Invitation { code: string; url: string; qr_svg: string; expires_at: string }
/// A role that a person may be invited to, the fields that say where, and which of them it must have.
export interface InvitableRole { role: string; places: string[]; needed: string[] }
/// A stand that has to be printed (again).
export interface Due { stall_id: string; code: string; zone: string; stand_version: number; reason: string; reason_vi: string }
export interface Group {
    zone?: string;
    provider?: string;
    key?: string;
    stalls?: number;
    active?: number;
    transactions: number;
    amount?: number | null;  ///< null: withheld, and amount_withheld says why.
    amount_withheld?: string | null;
}

export interface DailyReport {
    market?: string;
    trial?: boolean;  ///< No money in the ledger is real.
    registered: number;
    total_stalls: number;
    registration_rate: number;  ///< percent
    with_stand?: number;
    first_payment?: number;
    active_week?: number;
    active: number;
    transactions: number;
    amount: number | null;
    amount_withheld?: string | null;
    amount_waiting_transactions?: number;  ///< Payments that are not in `amount` yet.
    per_active_stall: number;
    per_registered_stall: number;
    median_amount: number | null;
    median_amount_withheld?: string | null;
    unmatched: number | { count: number; amount?: number };
    by_zone?: Group[];
    by_provider?: Group[];
    by_hour?: (number | { hour: number; transactions: number })[];
    labels?: { [name: string]: { [language: string]: string } };  ///< What people call its figures.
    definitions?: { [name: string]: string } | string[];
    closed?: unknown;
    adjustments?: unknown;
    adjustment_text?: string | null;  ///< In Vietnamese.
}
/// The market's own authority, if this gateway's certificate is of one.
export interface Trust { authority_sha256: string | null; expires: string | null }

// What people have agreed to

export interface ConsentText { version: number; vi: string; en: string }
export interface Consent { status: string; version?: number | null; since?: string | null }
/// What the owner of an account answered last, and until when a link waits for them.
export interface OwnerState { answer: "yes" | "no" | null; answered_at?: string | null; waiting_until?: string | null }
export interface OwnedAccount { position: number; bin: string; bank: string; last_four: string; owner: OwnerState }
export interface StallConsent {
    stall_id: string;
    code: string;
    consent: Consent;
    text: ConsentText;
    accounts: OwnedAccount[];
    // For the stall's own devices:
    erasure?: { requested_at: string; due_at: string } | null;
    vendor_known?: boolean;
}
/// A row of the board's list.
export interface ListedConsent {
    stall_id: string;
    code: string;
    zone: string;
    goods: string;
    vendor_name?: string | null;
    vendor_known: boolean;
    consent: Consent;
    accounts: OwnedAccount[];
}
export interface OwnerLink { url: string; qr_svg: string; bank: string; last_four: string; expires_at: string }
export interface OwnerQuestion { market_name: string; stall_code: string; goods: string; vendor_name?: string | null; bank: string; last_four: string }
export interface Actor { id: string; kind: string; role?: string | null; name: string }
export interface Act { sequence: number; at: string; what: string; actor: Actor; about?: Actor | null }
export interface Privacy { consent: ConsentText; retention: { texts_days: number | null; erased_within_hours: number } }

/// Stalls whose loudspeaker was heard of lately.
export interface Loudspeakers { items: { stall_id: string; code: string; state: "hearing" | "silent" | "mute" }[] }

/// An exercise of a training: what `choqr demo --train` shows on /demo.
export interface Training {
    readonly state: "none" | "runs" | "told" | "over";
    readonly number?: number;
    readonly of?: number;
    readonly name?: string;
    readonly who?: "vendor" | "volunteer";
    readonly title?: string;
    readonly told?: string;
    readonly picture?: string;
    readonly question?: { readonly text: string; readonly choices: readonly string[]; readonly answer: number | null } | null;
    readonly outcomes?: readonly { readonly title: string; readonly missed: readonly string[] }[];
}

/// Whose gateway it is; null where it serves several markets.
export interface Home { readonly market: string | null; readonly commune: string | null; readonly province: string | null; readonly demo?: boolean }

/// What an office's list would do, or has done; `columns` says what each heading is taken for.
export interface ImportRemark { line: number; column: string; cell?: string; detail: string; detail_vi: string }
export interface ImportColumn { letters: string; heading: string; column: string; why: string }
export interface ImportPlan {
    created: number;
    changed: number;
    unchanged: number;
    payee_changes: number;
    errors: ImportRemark[];
    warnings: ImportRemark[];
    columns: ImportColumn[];
    rows: number;
    first_rows: { line: number; cells: string[] }[];
}
export interface MarketColumns { items: { heading: string; column: string }[]; columns: string[] }
