// The reader of codes that we bring along, for browsers without one: a megabyte, so only there. The page names it in a template,
// <template id="zxing-module" data-wasm="{{zxing.wasm}}"><script src="{{zxing.js}}"></script></template>.

import { bring } from "./bring";

export type ReadPicture = (picture: ImageData) => Promise<string[]>;
declare global {
    interface Window { choqr_zxing?: (address: string) => Promise<ReadPicture> }
}

const template = "zxing-module";
let reader: Promise<ReadPicture | null> | null = null;

async function begin(): Promise<ReadPicture | null> {
    const named = document.getElementById(template);
    if (!named || !("WebAssembly" in window)) return null;
    if (!window.choqr_zxing) await bring(template);
    return window.choqr_zxing ? window.choqr_zxing(named.dataset["wasm"] || "") : null;
}

/// Null: the page has none, it could not be had, or this browser cannot run it. What could not be had is asked for again the next time.
export function zxing(): Promise<ReadPicture | null> {
    const asked = reader || (reader = begin().catch(() => null));
    void asked.then((read) => { if (!read) reader = null; });
    return asked;
}

/// What a page without a network needs of it.
export function zxing_parts(): string[] {
    const named = document.getElementById(template) as HTMLTemplateElement | null;
    const script = named && named.content.querySelector("script");
    return named && script ? [script.getAttribute("src") || "", named.dataset["wasm"] || ""] : [];
}
