// Reads a VietQR payload as a wallet's scanner would: EMVCo TLV, checksum, then the few fields a payer compares. The wallet does, and a
// volunteer's page without a network; the gateway decodes it once more before anything is kept.

import * as words from "words";

export interface Payee { bin: string; account: string; amount: number | null; content: string; merchant_name: string }

/// The fields of one level. Ids and lengths are two digits each, lengths in characters. Nothing when the text is not TLV.
function fields_of(text: string): Map<string, string> | null {
    const fields = new Map<string, string>();
    let at = 0;
    while (at < text.length) {
        const head = text.slice(at, at + 4);
        if (!/^\d{4}$/.test(head)) return null;
        const length = Number(head.slice(2));
        if (at + 4 + length > text.length) return null;
        fields.set(head.slice(0, 2), text.slice(at + 4, at + 4 + length));
        at += 4 + length;
    }
    return fields;
}

/// CRC-16/CCITT-FALSE over the UTF-8 bytes, as four hexadecimal digits.
function checksum(text: string): string {
    let crc = 0xffff;
    for (const byte of new TextEncoder().encode(text)) {
        crc ^= byte << 8;
        for (let bit = 0; bit < 8; ++bit) crc = (crc & 0x8000 ? crc << 1 ^ 0x1021 : crc << 1) & 0xffff;
    }
    return crc.toString(16).toUpperCase().padStart(4, "0");
}

const vietqr_identifier = "A000000727";

/// Nothing when it is no VietQR for an account, or damaged.
export function read_payload(text: string): Payee | null {
    const payload = text.trim();
    if (checksum(payload.slice(0, -4)) !== payload.slice(-4).toUpperCase()) return null;
    const fields = fields_of(payload);
    const account = fields && fields_of(fields.get("38") || "");
    if (!fields || !account || account.get("00") !== vietqr_identifier) return null;
    const beneficiary = fields_of(account.get("01") || "");
    if (!beneficiary || !/^\d{6}$/.test(beneficiary.get("00") || "") || !/^[0-9A-Za-z]{1,19}$/.test(beneficiary.get("01") || "")) return null;
    const additional = fields_of(fields.get("62") || "");
    const amount = fields.get("54");
    return {
        bin: beneficiary.get("00") || "",
        account: beneficiary.get("01") || "",
        amount: amount && /^\d+(\.0+)?$/.test(amount) ? Math.round(Number(amount)) : null,
        content: additional && additional.get("08") || "",
        merchant_name: fields.get("59") || "",
    };
}

/// The banks most stands carry; others are shown by their BIN.
const banks: { [bin: string]: string } = {
    "970403": "Sacombank", "970405": "Agribank", "970407": "Techcombank", "970415": "VietinBank", "970416": "ACB",
    "970418": "BIDV", "970422": "MB", "970423": "TPBank", "970432": "VPBank", "970436": "Vietcombank", "970437": "HDBank",
    "970441": "VIB", "970443": "SHB", "970448": "OCB", "970449": "LPBank", "971005": "Viettel Money",
};
export const bank_name = (bin: string): string => banks[bin] || words.bank_of(bin);
