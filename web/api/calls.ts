// Calls to the gateway. A paired phone is known by its cookie, which no script sees. A token comes in the fragment of the
// link (#token=…), which no server log ever sees, and stays in this tab's session storage; with one, the cookie means nothing.

import * as words from "words";
import { but } from "../parts/but";
import type { Page } from "./types";
import { is_framed } from "../parts/frame";
import { told_behind } from "../parts/behind";

/// Frames of one tab share its session storage: each has its own token, under its own name.
const storage_key = "choqr.token" + (is_framed ? `.${name}` : "");

/// Takes the token out of the address, so that it is neither read over a shoulder nor sent on with a copied link.
export function take_token(): string {
    const given = new URLSearchParams(location.hash.slice(1)).get("token");
    if (given) {
        set_token(given);
        history.replaceState(null, "", location.pathname + location.search);
    }
    return sessionStorage.getItem(storage_key) || "";
}

/// A token is visible ASCII; a letter that slipped in while copying would make fetch() throw instead of the gateway answer.
export const set_token = (token: string): void =>
    sessionStorage.setItem(storage_key, token.replace(/[^\x21-\x7e]/g, ""));
export const forget_token = (): void => sessionStorage.removeItem(storage_key);

/// The gateway's "no", or no answer at all (status 0). `message` is in the page's language and says what to do.
export class Problem extends Error {
    constructor(readonly status: number, readonly code: string, message: string) { super(message); }
}

/// This device was paired once and is no longer: "device_not_paired", "device_forgotten".
export const is_unpaired = (code: string): boolean => /^device_/.test(code);

const advice: { [status: number]: string } = {
    0: words.advise_no_network,
    401: words.advise_wrong_token,
    403: words.advise_not_allowed,
    404: words.advise_not_found,
    429: words.advise_slower,
    503: words.advise_busy,
};

export async function problem_of(response: Response): Promise<Problem> {
    const usual = advice[response.status] || words.advise_failed(response.status);
    let body: { code?: unknown; detail?: unknown; detail_vi?: unknown } = {};
    try {
        body = await response.json();
    } catch (_) {
        // A proxy's page instead of our problem+json: the usual sentence stands.
    }
    const detail = words.detail_of(body);
    const code = String(body.code || "");
    const ours = !/_token$/.test(code) && typeof detail === "string" && detail ? detail : usual;
    return new Problem(response.status, code, ours);
}

export const no_network = (): Problem => new Problem(0, "no_network", advice[0] || "");

export function headers_with(extra: { [name: string]: string } = {}): { [name: string]: string } {
    const token = take_token();
    return token ? but(extra, { Authorization: `Bearer ${token}` }) : extra;
}

/// `promise`, or a Problem when it takes too long. The oldest browsers cannot abort a fetch; its answer is then dropped.
export function within<T>(limit_ms: number, promise: Promise<T>): Promise<T> {
    return new Promise<T>((resolve, reject) => {
        const timer = setTimeout(() => reject(no_network()), limit_ms);
        const settle = (then: () => void): void => { clearTimeout(timer); then(); };
        promise.then((value) => settle(() => resolve(value)), (error) => settle(() => reject(error)));
    });
}

const answer_limit_ms = 15_000, document_limit_ms = 120_000;

async function answer(path: string, init: RequestInit, limit_ms = answer_limit_ms): Promise<Response> {
    let response: Response;
    try {
        response = await within(limit_ms, fetch(path, but<RequestInit>({ cache: "no-store", credentials: "same-origin" }, init)));
    } catch (_) {
        throw no_network();
    }
    told_behind(Number(response.headers.get("Choqr-Behind")));  // Absent: 0.
    if (!response.ok) throw await problem_of(response);
    return response;
}

async function body_of<T>(read: Promise<T>, limit_ms = answer_limit_ms): Promise<T> {
    try {
        return await within(limit_ms, read);
    } catch (_) {
        throw no_network();  // Cut off in the middle.
    }
}

export async function get<T>(path: string): Promise<T> {
    return body_of<T>((await answer(path, { headers: headers_with() })).json());
}

/// As somebody else than whose page it is.
export async function get_as<T>(token: string, path: string): Promise<T> {
    return body_of<T>((await answer(path, { headers: { Authorization: `Bearer ${token}` }, credentials: "omit" })).json());
}

/// Without token and cookie: for what everybody may ask, and where nobody knows yet who listens.
export async function get_openly<T>(path: string): Promise<T> {
    return body_of<T>((await answer(path, { credentials: "omit" })).json());
}

export async function get_text(path: string): Promise<string> {
    return body_of((await answer(path, { headers: headers_with() })).text());
}

/// With the path of the page that follows, if one does (RFC 8288).
export async function get_text_and_link(path: string): Promise<{ text: string; next: string | null }> {
    const response = await answer(path, { headers: headers_with() });
    const link = /^<([^>]+)>; rel="next"$/.exec(response.headers.get("Link") || "");
    return { text: await body_of(response.text()), next: link ? link[1] || null : null };
}

/// A whole market's stands are drawn while we wait.
export async function get_document(path: string): Promise<Blob> {
    return body_of((await answer(path, { headers: headers_with() }, document_limit_ms)).blob(), document_limit_ms);
}

const with_body = (method: string, body?: unknown): RequestInit =>
    body === undefined ? { method, headers: headers_with() }
        : { method, headers: headers_with({ "Content-Type": "application/json" }), body: JSON.stringify(body) };

export const send = async <T>(method: string, path: string, body?: unknown): Promise<T> =>
    body_of<T>((await answer(path, with_body(method, body))).json());

export const post = <T>(path: string, body: unknown): Promise<T> => send<T>("POST", path, body);

const send_bytes = async <T>(method: string, path: string, bytes: Blob): Promise<T> =>
    body_of<T>((await answer(path, { method, headers: headers_with({ "Content-Type": bytes.type }), body: bytes })).json());

export const send_picture = <T>(path: string, picture: Blob, method: "POST" | "PUT" = "POST"): Promise<T> => send_bytes<T>(method, path, picture);
export const send_recording = <T>(path: string, wav: Blob): Promise<T> => send_bytes<T>("PUT", path, wav);

/// A list as its file has it. The gateway looks at the bytes, since browsers name the types of files as they like; 20,000 lines take a while.
export const send_list = async <T>(path: string, file: Blob): Promise<T> =>
    body_of<T>((await answer(path, { method: "POST", headers: headers_with({ "Content-Type": "text/csv" }), body: file }, document_limit_ms)).json(), document_limit_ms);

/// What answers without a body.
export const act = async (path: string, body?: unknown): Promise<void> => { await answer(path, with_body("POST", body)); };

/// The same from a page that closes: nobody waits for the answer.
export function leave(path: string, body: unknown): void {
    void fetch(path, but<RequestInit>({ keepalive: true, credentials: "same-origin" }, with_body("POST", body))).catch(() => undefined);
}

export const remove = async (path: string): Promise<void> => {
    await answer(path, { method: "DELETE", headers: headers_with() });
};

/// Every item of a list, page by page, at most `most`.
export async function get_all<T>(path: string, most: number): Promise<T[]> {
    const items: T[] = [];
    let cursor: string | null = "";
    while (cursor !== null && items.length < most) {
        const more: string = cursor ? `&cursor=${encodeURIComponent(cursor)}` : "";
        const page: Page<T> = await get<Page<T>>(path + (path.includes("?") ? "&" : "?") + "limit=200" + more);
        items.push(...page.items);
        cursor = page.next_cursor || null;
    }
    return items;
}
