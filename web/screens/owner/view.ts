// The question to an account's owner as people see it.

import * as words from "words";
import { by_id, show, write } from "../../parts/dom";
import type { State } from "./state";

export function show_state({ question, sending, wrong, ended }: State): void {
    show(by_id("question"), question !== null && ended === null);
    if (question) {
        const place = words.stall_title([question.stall_code, question.goods].filter(Boolean).join(" – "));
        write("asks", words.owner_asks(place, words.market_title(question.market_name)));
        write("account", words.account_of(question.bank, question.last_four));
        write("whose", question.vendor_name ? words.owner_whose(question.vendor_name) : "");
    }
    for (const id of ["yes", "no"]) by_id<HTMLButtonElement>(id).disabled = sending;
    write("wrong", wrong);
    show(by_id("ended"), ended !== null);
    if (!ended) return;
    by_id("ended").className = ended.good ? "" : "bad";
    write("title", ended.title);
    write("why", ended.why);
}
