// Passkeys, between the browser and the gateway. The browser asks for a finger, a face or a PIN; the gateway checks what was signed.

import { post } from "./calls";

interface Asked { challenge: string; timeout_ms: number }
export interface MakingAsked extends Asked {
    rp: { id: string; name: string };
    user: { id: string; name: string; display_name: string };
    algorithms: number[];
    exclude: string[];
}
export interface UsingAsked extends Asked { rp_id: string }

export type Unavailable = "address" | "browser" | null;

/// Why this page cannot use passkeys: its address (a number, or no TLS), or the browser.
export function passkeys_unavailable(): Unavailable {
    const is_number = /^[\d.]+$|^\[/.test(location.hostname);
    if (is_number || window.isSecureContext === false) return "address";
    const has_parts = typeof PublicKeyCredential === "function" && "getAuthenticatorData" in AuthenticatorAttestationResponse.prototype;
    return has_parts ? null : "browser";
}

const bytes_of = (text: string): Uint8Array<ArrayBuffer> =>
    Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (letter) => letter.charCodeAt(0));
const text_of = (bytes: ArrayBuffer): string =>
    btoa(String.fromCharCode(...new Uint8Array(bytes))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");

/// Made for this host, and known to the gateway by `name`. The browser throws where its user declines.
export async function make_passkey(name: string, asked: MakingAsked): Promise<void> {
    const made = await navigator.credentials.create({ publicKey: {
        challenge: bytes_of(asked.challenge),
        rp: asked.rp,
        user: { id: bytes_of(asked.user.id), name: asked.user.name, displayName: asked.user.display_name },
        pubKeyCredParams: asked.algorithms.map((alg) => ({ type: "public-key" as const, alg })),
        excludeCredentials: asked.exclude.map((id) => ({ type: "public-key" as const, id: bytes_of(id) })),
        authenticatorSelection: { residentKey: "required", requireResidentKey: true, userVerification: "required" },
        attestation: "none",
        timeout: asked.timeout_ms,
    } }) as PublicKeyCredential;
    const answer = made.response as AuthenticatorAttestationResponse;
    await post("/v1/me/passkeys", { name, client_data: text_of(answer.clientDataJSON), authenticator_data: text_of(answer.getAuthenticatorData()) });
}

/// Whoever has the passkey is logged in.
export async function log_in_by_passkey<T>(): Promise<T> {
    const asked = await post<UsingAsked>("/v1/login/passkey/options", {});
    const used = await navigator.credentials.get({ publicKey: {
        challenge: bytes_of(asked.challenge), rpId: asked.rp_id, userVerification: "required", timeout: asked.timeout_ms,
    } }) as PublicKeyCredential;
    const answer = used.response as AuthenticatorAssertionResponse;
    return post<T>("/v1/login/passkey", {
        id: used.id, client_data: text_of(answer.clientDataJSON), authenticator_data: text_of(answer.authenticatorData),
        signature: text_of(answer.signature), user_handle: answer.userHandle ? text_of(answer.userHandle) : null,
    });
}
