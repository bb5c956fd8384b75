// TIỀN HÔM NAY: what the stall sold, with the cash that the vendor adds.

import * as words from "words";
import { make } from "../../parts/dom";
import { dong } from "../../parts/format";
import type { Talk } from "./details";
import { Panel, complain, fill_panel, show_panel } from "../../parts/panel";
import { OwnDay, typed_amount } from "./state";

function figure(name: string, amount: number, ...classes: string[]): HTMLElement {
    return make(["tr", ...classes].join("."), make("th", name), make("td", dong(amount)));
}

function table_of(day: OwnDay): HTMLElement {
    return make("table", figure(words.own_received, day.received.amount),
                day.set_aside.count ? figure(`− ${words.own_aside}`, day.set_aside.amount) : null,
                day.refunds.count ? figure(`− ${words.own_refunds}`, day.refunds.amount) : null,
                day.cash === null ? null : figure(`+ ${words.own_cash_row}`, day.cash), figure(words.own_sales, day.sales, "total"));
}

function cash_form(day: OwnDay, keep: (amount: number) => void): HTMLElement {
    const input = make("input") as HTMLInputElement;
    Object.assign(input, { id: "cash", type: "tel", inputMode: "numeric", maxLength: 15, autocomplete: "off", value: day.cash === null ? "" : String(day.cash) });
    const read = make("p.asked", day.cash === null ? " " : dong(day.cash));
    input.addEventListener("input", () => { read.textContent = input.value ? dong(typed_amount(input.value)) : " "; });
    const label = make("label", words.own_cash) as HTMLLabelElement;
    label.htmlFor = input.id;
    const submit = make("button.go", words.keep) as HTMLButtonElement;
    submit.type = "submit";
    const form = make("form", label, input, read, submit);
    form.addEventListener("submit", (event) => {
        event.preventDefault();
        if (/\d/.test(input.value)) keep(typed_amount(input.value)); else input.focus();
    });
    return form;
}

async function show(talk: Talk, panel: Panel): Promise<void> {
    try {
        await talk.look_again();
    } catch (error) {
        return complain(panel, error);
    }
    const day = talk.state().own;
    if (!day || !panel.is_open()) return;
    const path = `/v1/stalls/${encodeURIComponent(talk.host.stall_id)}/cash/${day.date}`;
    fill_panel(panel, table_of(day), cash_form(day, (amount) => {
        talk.host.send("PUT", path, { amount }).then(() => show(talk, panel)).catch((error) => complain(panel, error));
    }));
}

export function open_today(talk: Talk): void {
    const panel = show_panel(words.own_day_open);
    fill_panel(panel, make("p", words.checking));
    void show(talk, panel);
}
