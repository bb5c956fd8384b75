// What a volunteer has learnt at a stall, and what comes next. Pure.

import { but } from "../../parts/but";
import type { AtStall, ConsentAsked, Registration } from "../../parts/minute";
import { bank_name, read_payload } from "../../parts/payload";

export type Step = "payee" | "holder" | "goods" | "consent" | "saving" | "waits" | "stand" | "speaker" | "done";
export const steps: readonly Step[] = ["payee", "holder", "goods", "consent", "stand", "speaker"];

/// What a code says, or what was typed.
export interface Payee {
    /// Empty: the bank's name was typed.
    readonly bin: string;
    readonly bank: string;
    readonly account: string;
    /// The code itself: the gateway reads it once more. Empty: it was typed.
    readonly payload: string;
}

export interface Draft {
    readonly stall: AtStall;
    readonly step: Step;
    readonly payee: Payee | null;
    readonly holder: string;
    readonly goods: string;
    readonly phone: string;
    readonly household: boolean;
    readonly trouble: string;
}

export const first_draft = (stall: AtStall): Draft => ({
    stall, step: stall.registered ? "stand" : "payee", payee: null, holder: "", goods: stall.goods || "", phone: "", household: false, trouble: "",
});

/// What /v1/qr/decode answers, as far as it is read here.
export interface Decoded {
    valid: boolean;
    error?: string;
    bin?: string;
    bank?: string | null;
    account?: string;
    fields?: { id: string; value: string }[];
    codes?: Decoded[];
}

const merchant_name_field = "59";

/// The same without a network. The gateway decodes the code once more before anything is kept.
export function decoded_here(text: string): Decoded {
    const payee = read_payload(text);
    if (!payee) return { valid: false, error: "malformed" };
    const { bin, account, merchant_name } = payee;
    return { valid: true, bin, bank: bank_name(bin), account, fields: merchant_name ? [{ id: merchant_name_field, value: merchant_name }] : [] };
}

/// "NGUYEN THI LAN", as EMVCo's merchant name has it; a bank's own code seldom has one.
const name_in = ({ fields = [] }: Decoded): string => (fields.find(({ id }) => id === merchant_name_field) || { value: "" }).value;

/// Why a code is none that a stall could be paid by; nothing if it is one.
export function fault_of(decoded: Decoded): "several" | "unread" | "foreign" | null {
    if (decoded.error === "several_codes") return "several";
    if (decoded.error === "no_code_found") return "unread";
    return decoded.valid && decoded.account && decoded.bin ? null : "foreign";
}

export const code_came = (draft: Draft, decoded: Decoded, payload: string): Draft => but(draft, {
    step: "holder", trouble: "", holder: draft.holder || name_in(decoded),
    payee: { bin: decoded.bin || "", bank: decoded.bank || decoded.bin || "", account: decoded.account || "", payload },
});
export const payee_typed = (draft: Draft, bank: string, account: string): Draft =>
    but(draft, { step: "holder", trouble: "", payee: { bin: "", bank: bank.trim(), account: account.replace(/[\s.-]/g, ""), payload: "" } });

export const last_four = ({ account }: Payee): string => account.slice(-4);

/// "NGUYEN THI LAN": "Nguyen Thi Lan", as a stand greets.
export const as_greeted = (name: string): string =>
    name.trim().toLowerCase().replace(/(^|\s)(\S)/g, (_, space: string, letter: string) => space + letter.toUpperCase());

/// As banks hold names: capitals without marks.
export const as_held = (name: string): string =>
    name.normalize("NFD").replace(/[\u0300-\u036f]/g, "").replace(/[\u0110\u0111]/g, "D").replace(/\s+/g, " ").trim().toUpperCase();

const account_of = ({ bin, bank, account, payload }: Payee): object =>
    payload ? { qr_payload: payload } : bin ? { bin, account_number: account } : { bank, account_number: account };

/// The stall's first account, by a change of the stall: of one that has an account it is refused.
export function change_of({ stall, payee, holder, goods, phone, household }: Draft): object {
    const vendor = { name: stall.vendor ? stall.vendor.name : as_greeted(holder), kind: household ? "household_business" : "person" };
    return {
        goods: goods.trim(), vendor: phone.trim() ? but<object>(vendor, { phone: phone.trim() }) : vendor,
        accounts: payee ? [but<object>(account_of(payee), { account_name: as_held(holder) })] : [],
    };
}

export const registration_of = (draft: Draft, { version }: ConsentAsked, how: "spoken" | "signature"): Registration => ({
    stall_id: draft.stall.id, code: draft.stall.code, holder: as_held(draft.holder), change: change_of(draft), consent: { version, how },
    account: { bank: draft.payee ? draft.payee.bank : "", number: draft.payee ? draft.payee.account : "" },
});

export const went_on = (draft: Draft, step: Step): Draft => but(draft, { step, trouble: "" });
export const went_wrong = (draft: Draft, trouble: string, step: Step = draft.step): Draft => but(draft, { step, trouble });

/// The way back; the first step, and what is done, have none.
export function before(step: Step): Step | null {
    const at = steps.indexOf(step);
    return at > 0 && at <= steps.indexOf("consent") ? steps[at - 1] || null : null;
}
