// The state of the log-in page as people see it.

import * as words from "words";
import { by_id, show, write } from "../../parts/dom";
import type { State } from "./state";

export function show_state({ sending, wrong, ticket }: State): void {
    show(by_id("form"), !ticket);
    show(by_id("second"), ticket !== "");
    for (const id of ["go", "go-on", "passkey"]) by_id<HTMLButtonElement>(id).disabled = sending;
    write(ticket ? "go-on" : "go", sending ? words.logging_in : words.log_in);
    write("wrong", wrong);
}
