// What the board's page knows: one market, one day, its report, and the stands that are to be printed. Pure: page.ts tells
// what happens and carries out the effects; view.ts and stands.ts show the state.

import type { DailyReport, Due, Market } from "../../api/types";
import { but } from "../../parts/but";
import { business_day } from "../../parts/format";

/// The figures on the page, of which day they are, and when they were taken.
export interface Shown { readonly report: DailyReport; readonly day: string; readonly at: number }

export type PrintNote =
    | { kind: "none" }
    | { kind: "downloading" }
    | { kind: "downloaded" }
    | { kind: "recording" }
    | { kind: "recorded"; stands: number }
    | { kind: "failed"; why: string };  ///< "": nobody knows.

/// The stands to print (again).
export interface Prints {
    readonly due: readonly Due[];
    /// Those of the PDF that came down; null: nothing that could be marked as printed.
    readonly downloaded: readonly Due[] | null;
    readonly busy: boolean;
    readonly note: PrintNote;
    /// Stays after the last one, so that the answer is read.
    readonly kept_open: boolean;
}

export interface State {
    readonly market: Market;
    readonly today: string;
    readonly day: string;
    /// Counts the questions: an answer to an earlier one, for a day that is no longer chosen, is dropped.
    readonly asked: number;
    readonly shown: Shown | null;
    readonly lost: boolean;
    /// The gateway has said no; its reason stands where the page was.
    readonly walled: boolean;
    readonly copied: boolean | null;
    readonly prints: Prints;
}

export type Effect =
    | { kind: "ask"; asked: number; day: string }
    | { kind: "wall"; problem: unknown }  ///< In place of the page.
    | { kind: "download" }
    | { kind: "mark"; stands: readonly Due[] };

export type Step = [State, Effect[]];
/// Something that happens: what is so after it, and what is to be done about it.
export type Happening = (state: State) => Step;

export const first_state = (market_id: string): State => ({
    market: { id: market_id, name: market_id }, today: "", day: "", asked: 0, shown: null, lost: false, walled: false, copied: null,
    prints: { due: [], downloaded: null, busy: false, note: { kind: "none" }, kept_open: false },
});

const day_ms = 86_400_000;
const today_of = (market: Market, now: number): string => business_day(now, market.business_day_cutoff);

// The day

function ask(state: State): Step {
    const asked = state.asked + 1;
    return [but(state, { asked }), [{ kind: "ask", asked, day: state.day }]];
}

export const market_came = (market: Market, now: number): Happening => (state) => {
    const today = today_of(market, now);
    return ask(but(state, { market, today, day: today }));
};

export const day_chosen = (day: string): Happening => (state) => ask(but(state, { day }));

/// One day back or on, not into the future.
export const stepped = (days: number, now: number): Happening => (state) => {
    const known = but(state, { today: today_of(state.market, now) });
    const day = new Date(Date.parse(state.day) + days * day_ms).toISOString().slice(0, 10);
    return day <= known.today ? ask(but(known, { day })) : [known, []];
};

/// `look`: whether somebody can see the page.
export const minute_passed = (now: number, look: boolean): Happening => (state) => {
    const known = but(state, { today: today_of(state.market, now) });
    return look && !state.walled ? ask(known) : [known, []];
};

export const report_came = (asked: number, report: DailyReport, now: number): Happening => (state) => {
    if (asked !== state.asked) return [state, []];
    return [but(state, { today: today_of(state.market, now), shown: { report, day: state.day, at: now }, lost: false }), []];
};

/// What passes leaves the figures that are there and says so; anything else, or a first load that fails, is a wall.
export const report_failed = (asked: number, passing: boolean, problem: unknown): Happening => (state) => {
    if (asked !== state.asked) return [state, []];
    if (state.shown && passing) return [but(state, { lost: true }), []];
    return [but(state, { walled: true }), [{ kind: "wall", problem }]];
};

export const was_copied = (copied: boolean): Happening => (state) => [but(state, { copied }), []];

// The stands to print

const prints = (change: (prints: Prints) => Partial<Prints>, ...effects: Effect[]): Happening => (state) =>
    [but(state, { prints: but(state.prints, change(state.prints)) }), effects];

export const due_came = (due: readonly Due[]): Happening => prints(() => ({ due }));
export const download_asked: Happening = prints(() => ({ busy: true, note: { kind: "downloading" } }), { kind: "download" });
export const downloaded = (due: readonly Due[]): Happening => prints(() => ({ due, downloaded: due, note: { kind: "downloaded" } }));
export const mark_asked: Happening = (state) =>
    prints(() => ({ busy: true, note: { kind: "recording" } }), { kind: "mark", stands: state.prints.downloaded || [] })(state);
export const was_marked: Happening = prints((before) =>
    ({ downloaded: null, note: { kind: "recorded", stands: before.downloaded ? before.downloaded.length : 0 }, kept_open: true }));
/// `why`: "" where nobody knows.
export const print_failed = (why: string): Happening => prints(() => ({ note: { kind: "failed", why } }));
export const print_ended: Happening = prints(() => ({ busy: false }));
