// What the page of a market's list knows, and what follows from each thing that happens. Pure.

import type { ImportPlan, Market } from "../../api/types";
import { but } from "../../parts/but";

export const file_bytes_max = 4 * 1024 * 1024;

export interface State {
    readonly market: Market | null;
    /// The chosen file's name; "": none.
    readonly file: string;
    /// What somebody has said that headings mean; "" is "leave it out".
    readonly told: { readonly [heading: string]: string };
    readonly plan: ImportPlan | null;
    readonly busy: "" | "reading" | "writing";
    /// What the last writing did.
    readonly written: ImportPlan | null;
    readonly wrong: string;
}

export type Effect = "read" | "write";
export type Step = [State, Effect[]];
export type Happening = (state: State) => Step;

const none: Effect[] = [];

export const first_state: State = { market: null, file: "", told: {}, plan: null, busy: "", written: null, wrong: "" };

export const begun = (market: Market): Happening => (state) => [but(state, { market }), none];

/// `objection`: why it is not even sent.
export const file_chosen = (file: string, objection: string): Happening => (state) =>
    objection ? [but(state, { file, told: {}, plan: null, written: null, busy: "", wrong: objection }), none]
        : [but(state, { file, told: {}, plan: null, written: null, busy: "reading", wrong: "" }), ["read"]];

export const plan_came = (plan: ImportPlan): Happening => (state) => [but(state, { plan, busy: "", wrong: "" }), none];

/// A column has one heading: whoever gives it to another takes it from the one that had it.
export const heading_told = (heading: string, column: string): Happening => (state) => {
    const told: { [heading: string]: string } = {};
    for (const other of Object.keys(state.told)) told[other] = column && state.told[other] === column ? "" : state.told[other] || "";
    told[heading] = column;
    return [but(state, { told, busy: "reading", written: null }), ["read"]];
};

export const write_tapped: Happening = (state) => can_write(state) ? [but(state, { busy: "writing", wrong: "" }), ["write"]] : [state, none];

/// What is remembered needs no telling any more. The list is read once more: it shows that nothing is left to do.
export const was_written = (written: ImportPlan): Happening => (state) => [but(state, { written, told: {}, busy: "reading" }), ["read"]];

/// Lines may have gone in before: the list is read again, and shows what is left.
export const writing_failed = (wrong: string): Happening => (state) => [but(state, { wrong, busy: "" }), none];
export const reading_failed = (wrong: string): Happening => (state) => [but(state, { wrong, busy: "", plan: null }), none];

export const is_changing = (plan: ImportPlan): boolean => plan.created + plan.changed > 0;

export function can_write({ plan, told, busy }: State): boolean {
    return !!plan && !busy && plan.errors.length === 0 && (is_changing(plan) || Object.keys(told).length > 0);
}
