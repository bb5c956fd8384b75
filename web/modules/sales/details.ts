// One payment: that it is no sale, and what went back for it.

import * as words from "words";
import { make, make_button } from "../../parts/dom";
import { clock, dong } from "../../parts/format";
import type { Row, SalesHost } from "../../parts/sales";
import { Panel, complain, fill_panel, show_panel } from "../../parts/panel";
import { Refund, State, reason_of, reasons, refunds_of } from "./state";

interface Spent { id: string; amount: number; booked_at: string; payee_account_tail: string }

/// How a payment is spoken of: the host, what is known now, and how to look again.
export interface Talk { readonly host: SalesHost; readonly state: () => State; readonly look_again: () => Promise<void> }

const of_payment = ({ host }: Talk, id: string, what: string): string => `/v1/transfers/${id}/${what}?stall_id=${encodeURIComponent(host.stall_id)}`;

async function say(talk: Talk, row: Row, panel: Panel, method: string, body?: unknown): Promise<void> {
    try {
        await talk.host.send(method, of_payment(talk, row.payment.id, "not-sales"), body);
        await talk.look_again();
        if (panel.is_open()) show_details(talk, row, panel);
    } catch (error) {
        complain(panel, error);
    }
}

function aside_part(talk: Talk, row: Row, panel: Panel): HTMLElement {
    const why = reason_of(talk.state(), row.payment.id);
    if (why) return make("div", make("p.note", `${words.own_aside}: ${words.not_sale_why[why]}`),
                         make_button(words.is_sale, "", () => void say(talk, row, panel, "DELETE")));
    const choices = reasons.map((reason) => make_button(words.not_sale_why[reason], "plain", () => void say(talk, row, panel, "POST", { reason })));
    return make("div", make("h3", words.not_sale), make("div.choices", ...choices));
}

const refund_line = ({ amount, warning }: Refund): HTMLElement =>
    make("div", make("p.note", words.refund_done(dong(amount))), warning ? make("p.problem", words.refund_warnings[warning]) : null);

async function link(talk: Talk, row: Row, panel: Panel, outgoing_id: string): Promise<void> {
    try {
        await talk.host.send("POST", of_payment(talk, row.payment.id, "refund"), { outgoing_id });
        await talk.look_again();
        if (panel.is_open()) show_details(talk, row, panel);
    } catch (error) {
        complain(panel, error);
    }
}

/// Whom to pay comes first: the usual fraud asks for a "refund" to another account.
async function choose_refund(talk: Talk, row: Row, panel: Panel): Promise<void> {
    const tail = row.payment.debtor_account_tail;
    const advice = make("p.bar.yellow", words.refund_advice(tail ? `…${tail}` : words.refund_sender));
    fill_panel(panel, advice, make("p", words.checking));
    try {
        const { items } = await talk.host.send<{ items: Spent[] }>("GET", `/v1/stalls/${encodeURIComponent(talk.host.stall_id)}/outgoing`);
        const rows = items.map(({ id, amount, booked_at, payee_account_tail }) =>
            make_button(`${clock(booked_at)} · ${words.refund_to(dong(amount), payee_account_tail || "?")}`, "plain", () => void link(talk, row, panel, id)));
        fill_panel(panel, advice, make("p", items.length > 0 ? words.refund_which : words.refund_none), make("div.choices", ...rows));
    } catch (error) {
        complain(panel, error);
    }
}

export function show_details(talk: Talk, row: Row, panel: Panel): void {
    const state = talk.state();
    const refunds = refunds_of(state, row.payment.id).map(refund_line);
    const gives_back = state.may.has("link_refunds") && row.counts;
    fill_panel(panel, make("p", clock(row.payment.booked_at)), ...refunds, row.counts ? aside_part(talk, row, panel) : null,
               gives_back ? make_button(words.refund_open, "", () => void choose_refund(talk, row, panel)) : null);
}

export function open_details(talk: Talk, row: Row): void {
    show_details(talk, row, show_panel(words.row_details(row.number, dong(row.payment.amount))));
}
