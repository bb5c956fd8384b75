// What stands over the page while somebody says something of a payment, or a customer scans.

import * as words from "words";
import { fill, make, make_button } from "./dom";
import { stand_over } from "./over";

export interface Panel { readonly body: HTMLElement; readonly close: () => void; readonly is_open: () => boolean }

let current: Panel | null = null;
export const open_panel = (): Panel | null => current && current.is_open() ? current : null;

/// One at a time; `closed` is called once, however it is closed. The page behind it goes on to hear and to show.
export function show_panel(title: string, closed: () => void = () => undefined): Panel {
    if (current) current.close();
    const body = make("div");
    const heading = make("h2", title);
    heading.tabIndex = -1;
    let open = true;
    const close = (): void => {
        if (!open) return;
        open = false;
        panel.remove();
        leave();
        closed();
    };
    const panel = make("div.panel", make("div", heading, body, make_button(words.close_panel, "close", close)));
    panel.setAttribute("role", "dialog");
    panel.setAttribute("aria-modal", "true");
    panel.setAttribute("aria-label", title);
    document.body.append(panel);
    const leave = stand_over(panel, close);
    heading.focus();
    return current = { body, close, is_open: () => open };
}

/// What went wrong, in the gateway's words, where it was tried.
export function complain(panel: Panel, error: unknown): void {
    const old = panel.body.querySelector(".problem");
    if (old) old.remove();
    const told = make("p.problem", error instanceof Error ? error.message : String(error));
    told.setAttribute("role", "alert");
    panel.body.append(told);
}

export const fill_panel = (panel: Panel, ...children: (Node | string | null)[]): void => fill(panel.body, ...children);
