// The state of an invitation's page as people see it.

import * as words from "words";
import { by_id, show, write } from "../../parts/dom";
import type { State } from "./state";

export function show_state({ invited, sending, wrong, refused }: State): void {
    show(by_id("form"), invited !== null && refused === null);
    write("whom", invited && !refused ? words.invited_as(invited.name) : "");
    by_id<HTMLInputElement>("login").value = invited ? invited.login : "";
    by_id<HTMLButtonElement>("go").disabled = sending;
    write("go", sending ? words.setting_password : words.set_password);
    write("wrong", wrong);
    show(by_id("refused"), refused !== null);
    write("title", refused ? refused.title : "");
    write("why", refused ? refused.why : "");
}
