// The service worker of the stalls' and the volunteers' pages, only over TLS and on this machine: a page that was open once opens without a network, says
// so, and goes on by itself when there is one again. It keeps pages and what they are made of, never an answer of /v1/.

interface Extended extends Event { waitUntil(promise: Promise<unknown>): void }
interface Asked extends Extended { readonly request: Request; respondWith(answer: Promise<Response>): void }
interface Told extends Extended { readonly data: unknown }
interface Scope {
    addEventListener(name: "install" | "activate", take: (event: Extended) => void): void;
    addEventListener(name: "fetch", take: (event: Asked) => void): void;
    addEventListener(name: "message", take: (event: Told) => void): void;
    skipWaiting(): Promise<void>;
    readonly clients: { claim(): Promise<void> };
    readonly location: Location;
}
const scope = self as unknown as Scope;

const store_name = "choqr.shell";
/// A network that answers later than this is none, where there is a page that was kept.
const patience_ms = 4_000;
const pages_max = 8;

const is_kept_page = (path: string): boolean => path === "/" || /^\/(stall|volunteer)\//.test(path);
const is_part = (path: string): boolean => path.startsWith("/assets/") && !path.startsWith("/assets/voice/");  // Voices have a store of their own.

/// A megabyte that most phones never need: it is kept when its page says that it does.
const is_kept_when_told = (path: string): boolean => path.startsWith("/assets/zxing.");

/// A page whatever its query: what follows the address is its script's.
const key_of = (url: URL): string => url.origin + url.pathname + (url.searchParams.get("lang") === "en" ? "?lang=en" : "");

/// Read to its end before it is stored: a store that waits for a line which has died holds up whoever asks it.
async function whole(answer: Response): Promise<Response> {
    const headers = new Headers(answer.headers);
    headers.delete("Content-Encoding");
    return new Response(await answer.arrayBuffer(), { status: answer.status, headers });
}

async function fetched(part: string): Promise<[string, Response]> {
    const answer = await fetch(part);
    if (!answer.ok) throw new Error(`${part}: ${answer.status}`);
    return [part, await whole(answer)];
}

/// The page with everything that it may need, all or nothing; parts that no page names any more go.
async function keep(key: string, answer: Response): Promise<void> {
    const page = await whole(answer);
    const store = await caches.open(store_name);
    const parts = ((await page.clone().text()).match(/\/assets\/[\w.-]+/g) || []).filter((part) => is_part(part) && !is_kept_when_told(part));
    const missing = await Promise.all(parts.map(async (part) => await store.match(part) ? "" : part));
    const found = await Promise.all(missing.filter(Boolean).map(fetched));
    await Promise.all(found.map(([part, one]) => store.put(part, one)));
    await store.put(key, page);
    await tidy(store);
}

async function tidy(store: Cache): Promise<void> {
    const keys = await store.keys();
    const pages = keys.filter(({ url }) => is_kept_page(new URL(url).pathname));
    await Promise.all(pages.slice(0, -pages_max).map((one) => store.delete(one)));
    const texts = await Promise.all(pages.slice(-pages_max).map(async (one) => { const page = await store.match(one); return page ? page.text() : ""; }));
    const named = new Set(texts.join(" ").match(/\/assets\/[\w.-]+/g) || []);
    await Promise.all(keys.filter(({ url }) => is_part(new URL(url).pathname) && !named.has(new URL(url).pathname)).map((one) => store.delete(one)));
}

const after = (ms: number): Promise<null> => new Promise((resolve) => setTimeout(() => resolve(null), ms));

async function page_of(event: Asked): Promise<Response> {
    const key = key_of(new URL(event.request.url));
    const fresh = fetch(event.request).then((answer) => {
        if (answer.ok) event.waitUntil(keep(key, answer.clone()).catch(() => undefined));
        return answer;
    });
    const kept = await caches.open(store_name).then((store) => store.match(key));
    if (!kept) return fresh;
    return await Promise.race([fresh.catch(() => null), after(patience_ms)]) || kept;
}

async function part_of(request: Request): Promise<Response> {
    const kept = await caches.open(store_name).then((store) => store.match(request.url));
    return kept || fetch(request);
}

async function keep_part(part: string): Promise<void> {
    const store = await caches.open(store_name);
    if (!await store.match(part)) await store.put(...await fetched(part));
}

/// A page that was open before its worker, or a part that it will need.
async function keep_told(address: string): Promise<void> {
    const url = new URL(address, scope.location.origin);
    if (url.origin !== scope.location.origin) return;
    if (is_kept_when_told(url.pathname)) return keep_part(url.pathname);
    if (!is_kept_page(url.pathname)) return;
    const answer = await fetch(url.pathname + url.search, { credentials: "same-origin" });
    if (answer.ok) await keep(key_of(url), answer);
}

scope.addEventListener("message", (event) => event.waitUntil(keep_told(String(event.data)).catch(() => undefined)));
scope.addEventListener("install", (event) => event.waitUntil(scope.skipWaiting()));
scope.addEventListener("activate", (event) => event.waitUntil(scope.clients.claim()));
scope.addEventListener("fetch", (event) => {
    const { request } = event;
    const url = new URL(request.url);
    if (request.method !== "GET" || url.origin !== scope.location.origin) return;
    if (request.mode === "navigate" && is_kept_page(url.pathname)) event.respondWith(page_of(event));
    else if (is_part(url.pathname)) event.respondWith(part_of(request));
});
