// A list as it is read, in the board's words. Cells are text, whatever they hold.

import * as words from "words";
import type { ImportColumn, ImportPlan, ImportRemark } from "../../api/types";
import { by_id, fill, make, show, write } from "../../parts/dom";
import { count } from "../../parts/format";
import { Happening, State, can_write, heading_told, is_changing } from "./state";

type Happens = (happening: Happening) => void;

function choice(listed: ImportColumn, names: readonly string[], happens: Happens): HTMLElement {
    const select = document.createElement("select");
    select.setAttribute("aria-label", words.import_meaning_of(listed.heading));
    for (const name of ["", ...names]) {
        const option = document.createElement("option");
        option.value = name;
        option.textContent = words.import_columns[name] || name;
        select.append(option);
    }
    select.value = listed.column;
    select.addEventListener("change", () => happens(heading_told(listed.heading, select.value)));
    return select;
}

function heading(listed: ImportColumn, names: readonly string[], happens: Happens): HTMLElement {
    const cell = make(listed.column ? "th" : "th.unread", `${listed.letters}: ${listed.heading || words.import_no_heading}`,
                      listed.heading ? choice(listed, names, happens) : null, make("small", words.import_why[listed.why] || ""));
    cell.setAttribute("scope", "col");
    return cell;
}

/// "Dòng 7 – cột "Số TK": là số thẻ…"
const remark = (one: ImportRemark): HTMLElement => make("li", make("b", words.import_line(String(one.line))), ` ${words.detail_of(one) || ""}`);

function show_remarks(id: string, remarks: readonly ImportRemark[]): void {
    show(by_id(`${id}-section`), remarks.length > 0);
    fill(by_id(id), ...remarks.map(remark));
}

function show_table({ columns, first_rows }: ImportPlan, names: readonly string[], happens: Happens): void {
    fill(by_id("columns"), make("tr", ...columns.map((listed) => heading(listed, names, happens))));
    fill(by_id("rows"), ...first_rows.map(({ cells }) =>
        make("tr", ...columns.map((listed, index) => make(listed.column ? "td" : "td.unread", cells[index] || "")))));
}

function what_it_says({ plan, written }: State): string {
    if (written) return words.import_written(count(written.created), count(written.changed));
    if (!plan || plan.errors.length > 0) return plan ? words.import_nothing_yet : "";
    if (!is_changing(plan)) return words.import_nothing_new;
    return plan.payee_changes > 0 ? words.import_waits(count(plan.payee_changes)) : "";
}

/// `names`: of the columns that headings may mean.
export function show_state(state: State, before: State, names: readonly string[], happens: Happens): void {
    const { market, plan } = state;
    show(by_id("main"), market !== null);
    if (market) write("market", words.market_title(market.name));
    write("wrong", state.wrong);
    show(by_id("progress"), state.busy !== "");
    write("waiting-for", state.busy === "reading" ? words.import_reading(state.file) : state.busy === "writing" ? words.import_writing(count(plan ? plan.rows : 0)) : "");
    show(by_id("plan"), plan !== null);
    by_id<HTMLButtonElement>("write").disabled = !can_write(state);
    if (!plan) return;
    write("counts", words.import_counts(count(plan.created), count(plan.changed), count(plan.unchanged), count(plan.errors.length)));
    const says = what_it_says(state);
    show(by_id("says"), says !== "");
    write("says", says);
    if (plan === before.plan) return;
    show_remarks("errors", plan.errors);
    show_remarks("warnings", plan.warnings);
    show_table(plan, names, happens);
}
