// One banner for every page: what is shown may be behind the ledger. Whatever the gateway answers says so in a header; a page
// whose figures stand open asks by itself, so that it knows within five seconds.

import * as words from "words";
import { by_id, show, write } from "./dom";

const ask_every_ms = 1_000;

/// `seconds` behind; 0 when it is not.
export function told_behind(seconds: number): void {
    if (seconds) write("figures-behind", words.figures_behind(String(seconds)));
    show(by_id("figures-behind"), seconds > 0);
}

async function ask(): Promise<void> {
    if (document.visibilityState !== "visible") return;
    try {
        const response = await fetch("/v1/freshness", { cache: "no-store", credentials: "omit" });
        if (response.ok) told_behind(((await response.json()) as { behind_s: number }).behind_s);
    } catch (_) {
        // No network: the page's own bar says that.
    }
}

/// For pages whose figures are read from the reports. Not for stalls: thousands are open, and their stream tells them.
export function watch_age(): void {
    setInterval(() => void ask(), ask_every_ms);
    void ask();
}
