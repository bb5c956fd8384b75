// The state of the pairing page as people see it.

import * as words from "words";
import { by_id, show, write } from "../../parts/dom";
import type { State } from "./state";

export function show_state({ sending, refused, spent }: State): void {
    show(by_id("pair"), !spent);
    by_id<HTMLButtonElement>("go").disabled = sending;
    write("go", sending ? words.pairing : words.pair_go);
    show(by_id("refused"), refused !== null);
    write("title", refused ? refused.title : "");
    write("why", refused ? refused.why : "");
}
