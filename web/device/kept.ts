// The page is kept for when there is no network (worker/main.ts). Without TLS, except on this machine, browsers have no service workers.

interface Policy { createScriptURL(address: string): string }
interface Types { createPolicy(name: string, rules: { createScriptURL: (address: string) => string }): Policy }

const worker = "/service-worker.js";

/// The page that is open comes into the store too: it was there before its worker. `parts`: what it may bring in later and does not name
/// beside its own.
export async function keep_page(parts: readonly string[] = []): Promise<void> {
    const { serviceWorker } = navigator;
    if (!serviceWorker) return;
    const { trustedTypes: types } = window as { trustedTypes?: Types };
    const address = types ? types.createPolicy("choqr-worker", { createScriptURL: () => worker }).createScriptURL("") : worker;
    await serviceWorker.register(address, { updateViaCache: "none" });
    const { active } = await serviceWorker.ready;
    if (active) [location.pathname + location.search, ...parts].forEach((one) => active.postMessage(one));
}
