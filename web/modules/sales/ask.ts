// GÕ SỐ TIỀN: one amount asked of one customer, who scans it from this screen or is sent a link; and the test that looks the same and
// counts nowhere.

import * as words from "words";
import * as speech from "../../messages/speech";
import { make, make_button } from "../../parts/dom";
import { dong } from "../../parts/format";
import { copy_from } from "../../parts/save";
import type { SalesHost } from "../../parts/sales";
import { Panel, complain, fill_panel, show_panel } from "../../parts/panel";
import { Request, typed_amount } from "./state";

/// A customer who stands here pays within it.
const expires_in_s = 15 * 60;
/// One who was sent a link pays when the parcel is agreed on.
const sent_expires_in_s = 3 * 86_400;

let shown: { request: Request; panel: Panel } | null = null;

/// Whose code is shown now, if it is.
export const shown_request = (): Request | null => shown && shown.panel.is_open() ? shown.request : null;

export const difference_of = ({ amount, received }: Request): string =>
    received === amount ? words.balance_even
        : received < amount ? words.balance_missing(dong(amount - received)) : words.balance_over(dong(received - amount));
const is_paid = (request: Request): boolean => request.received > 0 || (request.trial && request.status !== "open");

/// What has come for it, where the customer and the vendor look.
export function show_paid(request: Request): void {
    if (!shown || shown.request.id !== request.id || !shown.panel.is_open()) return;
    const { panel } = shown;
    shown = { request, panel };
    const even = request.received === request.amount;
    fill_panel(panel, make(`p.balance.${request.trial || even ? "even" : "uneven"}`, request.trial ? words.received_trial : difference_of(request)),
               make("p", dong(request.trial ? request.amount : request.received)));
}

/// Nobody has paid, and nobody will: what is asked for and never comes must not wait for days.
function take_back(host: SalesHost): void {
    const gone = shown;
    shown = null;
    if (gone && !is_paid(gone.request)) host.send("POST", `/v1/payment-requests/${gone.request.id}/cancel`).catch(() => undefined);
}

function show_code(panel: Panel, request: Request, public_id: string): void {
    const code = make("img.code") as HTMLImageElement;
    code.alt = words.ask_code;
    code.src = `/q/${encodeURIComponent(public_id)}.svg?amount=${request.amount}&content=${encodeURIComponent(request.reference_code)}`;
    code.onerror = () => complain(panel, words.advise_no_network);
    fill_panel(panel, code, make("p.asked", dong(request.amount)), make("p", request.trial ? words.ask_trial : words.ask_waiting));
    shown = { request, panel };
}

async function ask(host: SalesHost, panel: Panel, open: () => Promise<Request>): Promise<void> {
    try {
        const { public_id } = await host.send<{ public_id: string }>("GET", `/v1/stalls/${encodeURIComponent(host.stall_id)}`);
        const request = await open();
        if (panel.is_open()) show_code(panel, request, public_id);
    } catch (error) {
        complain(panel, error);
    }
}

/// `share`: of Chrome 61 and later, over TLS alone.
type Sharing = Navigator & { share?: (what: { title: string; text: string; url: string }) => Promise<void> };

function show_link(panel: Panel, request: Request, text: string): void {
    const url = `${location.origin}/request/${request.public_id}`;
    const field = make("input") as HTMLInputElement;
    Object.assign(field, { id: "sent-link", readOnly: true, value: url });
    const label = make("label", words.send_link) as HTMLLabelElement;
    label.htmlFor = field.id;
    const told = make("p");
    told.setAttribute("role", "status");
    const copy = make_button(words.copy_link, "", () => { told.textContent = copy_from(field) ? words.copied : words.not_copied; });
    const device: Sharing = navigator;
    // Whoever closes the telephone's list of programs has sent nothing, and knows it.
    const share = device.share ? make_button(words.send_share, "go", () => void device.share!({ title: text, text, url }).catch(() => undefined)) : null;
    fill_panel(panel, make("p.told", text), make("p", words.send_shown), label, field, make("div.choices", share, copy), told);
}

/// It is not taken back with the panel: the customer has the link.
async function send_link(host: SalesHost, panel: Panel, amount: number, description: string): Promise<void> {
    try {
        const stall = await host.send<{ code: string }>("GET", `/v1/stalls/${encodeURIComponent(host.stall_id)}`);
        const body = { stall_id: host.stall_id, amount, description, expires_in_s: sent_expires_in_s };
        const request = await host.send<Request>("POST", "/v1/payment-requests", body);
        if (panel.is_open()) return show_link(panel, request, words.send_text(words.stall_title(stall.code), description, dong(amount)));
        await host.send("POST", `/v1/payment-requests/${request.id}/cancel`);  // Nobody has seen its link.
    } catch (error) {
        complain(panel, error);
    }
}

function what_field(): [HTMLElement, HTMLInputElement] {
    const input = make("input") as HTMLInputElement;
    Object.assign(input, { id: "asked-what", maxLength: 120, autocomplete: "off" });
    const label = make("label", words.send_label) as HTMLLabelElement;
    label.htmlFor = input.id;
    return [make("div.what", label, input), input];
}

/// What stands in the field is shown as an amount and in words, so that nobody asks for another one than was meant.
function amount_form(region: speech.Region, go: (amount: number) => void, send: (amount: number, what: string) => void): HTMLElement {
    const input = make("input") as HTMLInputElement;
    const read = make("p.asked", " "), spelled = make("p", " ");
    Object.assign(input, { id: "asked-amount", type: "tel", inputMode: "numeric", maxLength: 15, autocomplete: "off" });
    input.addEventListener("input", () => {
        const amount = typed_amount(input.value);
        read.textContent = amount ? dong(amount) : " ";
        spelled.textContent = amount ? speech.words_of_dong(amount, region) : " ";
    });
    const thousand = make_button("000", "plain", () => {
        input.value += "000";
        input.dispatchEvent(new Event("input"));
        input.focus();
    });
    const label = make("label", words.ask_label) as HTMLLabelElement;
    label.htmlFor = input.id;
    const submit = make("button.go", words.ask_go) as HTMLButtonElement;
    submit.type = "submit";
    const [what, sold] = what_field();
    const with_amount = (use: (amount: number) => void): void => {
        const amount = typed_amount(input.value);
        if (amount) use(amount); else input.focus();
    };
    const by_link = make_button(words.send_go, "", () => with_amount((amount) => send(amount, sold.value.trim())));
    const form = make("form", label, make("div.typed", input, thousand), read, spelled, submit, what, by_link);
    form.addEventListener("submit", (event) => {
        event.preventDefault();
        with_amount(go);
    });
    return form;
}

export function open_ask(host: SalesHost, region: speech.Region): void {
    const panel = show_panel(words.ask_open, () => take_back(host));
    const body = (amount: number): object => ({ stall_id: host.stall_id, amount, expires_in_s });
    const open = (amount: number) => (): Promise<Request> => host.send<Request>("POST", "/v1/payment-requests", body(amount));
    fill_panel(panel, amount_form(region, (amount) => void ask(host, panel, open(amount)), (amount, what) => void send_link(host, panel, amount, what)));
    const field = panel.body.querySelector("input");
    if (field) field.focus();
}

export function open_trial(host: SalesHost): void {
    const panel = show_panel(words.trial_open, () => take_back(host));
    fill_panel(panel, make("p", words.checking));
    void ask(host, panel, () => host.send<Request>("POST", `/v1/stalls/${encodeURIComponent(host.stall_id)}/trial-requests`, {}));
}
