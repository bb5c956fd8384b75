// A payment request as the customer sees it.

import * as words from "words";
import type { RequestForCustomers } from "../../api/types";
import { by_id, fill, make, show, write } from "../../parts/dom";
import { clock, day, business_day, dong } from "../../parts/format";
import { place_name } from "../../parts/place";
import { State, is_stale, is_waiting } from "./state";

/// "10:42 28/11/2026"
const moment = (instant: string): string => `${clock(instant)} ${day(business_day(Date.parse(instant)))}`;

/// The status in words, and how it looks.
function status_of({ status, trial, amount, received }: RequestForCustomers): [string, string] {
    switch (status) {
        case "underpaid": return [words.balance_missing(dong(amount - received)), "uneven"];
        case "overpaid": return [words.balance_over(dong(received - amount)), "uneven"];
        case "settled": return [trial ? words.received_trial : words.request_states.settled || "", "even"];
        default: return [words.request_states[status] || "", status === "open" ? "" : "over"];
    }
}

function advice_of(request: RequestForCustomers): string {
    if (request.status === "settled") return request.trial ? "" : words.request_receipt;
    if (request.status === "overpaid") return "";
    return is_waiting(request) ? words.standings[request.standing] || "" : words.request_over;
}

const account_in_words = ({ payee_account: account }: RequestForCustomers): string => account ? words.account_of(account.bank, account.last_digits) : "";

function show_facts(request: RequestForCustomers): void {
    const { received, paid_at, opened_at, expires_at } = request;
    const rows: [string, string][] = [
        [words.request_received, received ? dong(received) : ""], [words.request_paid_at, paid_at ? moment(paid_at) : ""],
        [words.request_account, request.to_pay === null ? account_in_words(request) : ""], [words.request_opened_at, moment(opened_at)],
        [words.request_until, request.status === "open" && expires_at ? moment(expires_at) : ""],
    ];
    fill(by_id("facts"), ...rows.filter(([, value]) => value).map(([name, value]) => make("div.fact", make("dt", name), make("dd", value))));
}

/// `picture`: where its code is. Its address is another one when another amount is asked for, since a browser draws what it has.
function show_code(request: RequestForCustomers, picture: string): void {
    const { to_pay, content } = request;
    show(by_id("pay"), to_pay !== null);
    if (to_pay === null) return;
    const source = `${picture}?to_pay=${to_pay}`;
    const image = by_id<HTMLImageElement>("code");
    if (image.getAttribute("src") !== source) image.src = source;
    by_id<HTMLAnchorElement>("save").href = picture;
    write("to-pay", to_pay === request.amount ? "" : dong(to_pay));
    fill(by_id("pay").querySelector(".account")!, account_in_words(request));
    write("content", content ? words.request_content(content) : "");
}

function show_request(request: RequestForCustomers, stale: boolean, picture: string): void {
    const [status, look] = stale ? [words.request_unknown, "over"] : status_of(request);
    write("place", place_name(request));
    write("market", words.market_title(request.market));
    write("what", request.description);
    write("amount", dong(request.amount));
    if (by_id("state").textContent !== status) write("state", status);  // Else it is read out with every question.
    by_id("state").className = look;
    write("advice", stale ? "" : advice_of(request));
    show(by_id("facts"), !stale);
    show_facts(request);
    show_code(request, picture);
}

export function show_state(state: State, picture: string): void {
    const { request, wrong, none, told_at, failures } = state;
    show(by_id("none"), none || (request === null && wrong !== ""));
    write("none-title", none ? words.request_none : words.request_unknown);
    write("none-advice", none ? words.request_none_advice : wrong);
    show(by_id("order"), request !== null && !none);
    const unanswered = request !== null && failures > 0 && !none;
    show(by_id("stale"), unanswered);
    write("stale", unanswered ? words.request_stale(clock(told_at)) : "");
    show(by_id("of-trial"), request !== null && request.trial);
    if (request) show_request(request, is_stale(state), picture);
}
