// The few calls on the document that every page needs. Text from outside becomes a text node, never markup.

export function by_id<T extends HTMLElement = HTMLElement>(id: string): T {
    const found = document.getElementById(id);
    if (!found) throw new Error(`the page has no #${id}`);
    return found as T;
}

/// Text into #id.
export const write = (id: string, text: string): void => { by_id(id).textContent = text; };

/// `act` whenever somebody clicks #id.
export const on_click = (id: string, act: () => void): void => by_id(id).addEventListener("click", act);

type Child = Node | string | null;

/// make("p.note", "text", child…): an element with classes and children.
export function make(name: string, ...children: Child[]): HTMLElement {
    const [tag = "div", ...classes] = name.split(".");
    const element = document.createElement(tag);
    if (classes.length) element.className = classes.join(" ");
    fill(element, ...children);
    return element;
}

export function fill(element: Element, ...children: Child[]): void {
    element.textContent = "";
    for (const child of children) if (child !== null) element.append(child);
}

/// The same for what is drawn anew under somebody's hands: the keyboard stays at the control where it was.
export function refill(element: Element, ...children: Child[]): void {
    const controls = (): HTMLElement[] => Array.from(element.querySelectorAll<HTMLElement>("a, button"));
    const at = controls().indexOf(document.activeElement as HTMLElement);
    fill(element, ...children);
    const now = controls()[at];
    if (now) now.focus();
}

export function make_link(text: string, href: string, ...classes: string[]): HTMLAnchorElement {
    const link = document.createElement("a");
    link.href = href;
    link.textContent = text;
    link.className = classes.join(" ");
    return link;
}

export function make_button(text: string, classes: string, press: () => void): HTMLButtonElement {
    const button = document.createElement("button");
    button.type = "button";
    button.className = classes;
    button.textContent = text;
    button.addEventListener("click", press);
    return button;
}

export const show = (element: HTMLElement, visible: boolean): void => { element.hidden = !visible; };
