// The state of the log-in page as people see it.

import * as words from "words";
import { by_id, write } from "../../parts/dom";
import type { State } from "./state";

export function show_state({ sending, wrong }: State): void {
    by_id<HTMLButtonElement>("go").disabled = sending;
    write("go", sending ? words.logging_in : words.log_in);
    write("wrong", wrong);
}
