// What stands over a page until it is closed: the keyboard stays in it, Escape closes it, and then whoever opened it is where they were.

import { show } from "./dom";

const controls_of = (over: HTMLElement): HTMLElement[] =>
    Array.from(over.querySelectorAll<HTMLInputElement>("a[href], button, input, select, textarea")).filter((one) => !one.disabled && one.offsetParent !== null);

/// Tab goes round: behind what covers the page nobody sees where the keyboard is.
function keep_inside(over: HTMLElement, event: KeyboardEvent): void {
    const controls = controls_of(over);
    const edge = controls[event.shiftKey ? 0 : controls.length - 1], other = controls[event.shiftKey ? controls.length - 1 : 0];
    const at = document.activeElement;
    const is_inside = over.contains(at) && at !== (event.shiftKey ? over : null);
    if (!other || (is_inside && at !== edge)) return;
    event.preventDefault();
    other.focus();
}

/// `over` stands there now; `close` is called for Escape. What is answered is to be called when it is gone.
export function stand_over(over: HTMLElement, close: () => void): () => void {
    const before = document.activeElement as HTMLElement | null;
    const on_key = (event: KeyboardEvent): void => {
        if (event.key === "Escape") close();
        if (event.key === "Tab") keep_inside(over, event);
    };
    document.addEventListener("keydown", on_key);
    over.tabIndex = -1;
    over.focus();
    return () => {
        document.removeEventListener("keydown", on_key);
        if (before) before.focus();
    };
}

const left: { [id: string]: () => void } = {};

/// The same for a part of the page that is shown and hidden; it alone is printed.
export function show_over(over: HTMLElement, visible: boolean, close: () => void): void {
    if (visible !== over.hidden) return;
    show(over, visible);
    document.body.classList.toggle("covered", visible);
    if (visible) left[over.id] = stand_over(over, close);
    else left[over.id]!();
}
