// Whose stall a code is, as a customer sees it.

import * as words from "words";
import type { StallForCustomers } from "../../api/types";
import { place_name } from "../../parts/place";
import { by_id, show, write } from "../../parts/dom";
import { State, month_of } from "./state";

function show_stall(stall: StallForCustomers): void {
    const { payee_account: account, stand_printed: printed } = stall;
    write("place", place_name(stall));
    write("market", words.market_title(stall.market));
    write("account", account ? words.account_of(account.bank, account.last_digits) : "");
    write("stand", printed ? words.stand_printed(month_of(printed)) : "");
    write("advice", words.standings[stall.standing] || (stall.stand_is_older_than_account ? words.stand_old : words.compare_account));
    by_id("stall").className = account && !stall.stand_is_older_than_account ? "" : "stop";
}

export function show_state({ stall, asking, wrong }: State): void {
    by_id<HTMLButtonElement>("look").disabled = asking;
    write("wrong", wrong);
    if (stall) show_stall(stall);
    show(by_id("stall"), stall !== null);
}
