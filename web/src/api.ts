// Calls to the gateway. The token comes in the fragment of the link (#token=…), which no server log ever sees, and stays
// in this tab's session storage; there are no cookies.

const storage_key = "choqr.token";

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

/// The gateway's "no", or no answer at all (status 0). `message` is Vietnamese and says what to do.
export class Problem extends Error {
    constructor(readonly status: number, readonly code: string, message: string) { super(message); }
}

const advice: { [status: number]: string } = {
    0: "Mất mạng. Xem lại Wi-Fi hoặc 4G; trang sẽ tự nối lại.",
    401: "Mã truy cập không đúng hoặc đã bị thu hồi. Mở lại đường dẫn ban quản lý đã gửi, hoặc nhập mã.",
    403: "Mã truy cập này không được xem trang này. Hỏi ban quản lý để lấy đúng đường dẫn.",
    404: "Không tìm thấy. Xem lại đường dẫn hoặc quét lại mã của ban quản lý.",
    429: "Máy chủ đang bận. Chờ vài giây rồi thử lại.",
    503: "Máy chủ đang bận hoặc đang khởi động. Chờ vài giây rồi thử lại.",
};

export async function problem_of(response: Response): Promise<Problem> {
    const usual = advice[response.status] || `Máy chủ gặp lỗi (${response.status}). Thử lại sau ít phút, hoặc báo ban quản lý.`;
    let body: { code?: unknown; detail_vi?: unknown } = {};
    try {
        body = await response.json();
    } catch (_) {
        // A proxy's page instead of our problem+json: the usual sentence stands.
    }
    const ours = response.status !== 401 && typeof body.detail_vi === "string" && body.detail_vi ? body.detail_vi : usual;
    return new Problem(response.status, String(body.code || ""), ours);
}

export const no_network = (): Problem => new Problem(0, "no_network", advice[0] || "");

export function headers_with(extra: { [name: string]: string } = {}): { [name: string]: string } {
    const token = take_token();
    return token ? { ...extra, Authorization: `Bearer ${token}` } : extra;
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
        response = await within(limit_ms, fetch(path, { cache: "no-store", credentials: "omit", ...init }));
    } catch (_) {
        throw no_network();
    }
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

export async function get_text(path: string): Promise<string> {
    return body_of((await answer(path, { headers: headers_with() })).text());
}

/// A whole market's stands are drawn while we wait.
export async function get_document(path: string): Promise<Blob> {
    return body_of((await answer(path, { headers: headers_with() }, document_limit_ms)).blob(), document_limit_ms);
}

export async function post<T>(path: string, body: unknown): Promise<T> {
    const headers = headers_with({ "Content-Type": "application/json" });
    return body_of<T>((await answer(path, { method: "POST", headers, body: JSON.stringify(body) })).json());
}

export interface Page<T> { items: T[]; next_cursor?: string | null }

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

export interface Account { bin: string; bank?: string; account_number: string; account_name?: string }
export interface Stall {
    id: string;
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
}
export interface Market { id: string; name: string; commune?: string; province?: string; business_day_cutoff?: string }
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
