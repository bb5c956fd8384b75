// What the stall's screen knows, and what follows from each thing that happens. Pure: no document, no sound, no network, no
// clock. page.ts tells what happens and carries out the effects; view.ts shows the state.

import { but } from "../../parts/but";
import { business_day } from "../../parts/format";
import * as speech from "../../messages/speech";
import type { Hello, Payees, Transfer } from "../../api/types";
import { face_of } from "../../parts/account";
import type { AnswerKind, Sought } from "../../parts/check";
import type { Sound } from "../../device/voice";
import { Payments, counts, is_news, is_trial } from "./payments";

/// Why something could not be heard when it came.
export type Silence = "no_network" | "muted";

/// What the screen needs of its stall.
export interface Stand {
    readonly code: string;
    readonly who: string;
    /// What the printed code puts into a payment's text.
    readonly stall_code: string;
    readonly status: string;
    /// The account to which its money goes, "MB …4821"; empty: none is known.
    readonly payee: string;
}

export interface Answer { readonly kind: AnswerKind; readonly found: readonly Transfer[] }

const answer = (kind: AnswerKind, found: readonly Transfer[] = []): Answer => ({ kind, found });

export interface State {
    // How the loudspeaker is set, on this device.
    readonly region: speech.Region;
    /// The stall's own lowest price, in dong; 0: none.
    readonly lowest: number;

    // Constant.
    /// No money in this ledger is real: what counts in it is said as a trial all the same.
    readonly trial_ledger: boolean;

    // The stall and its day.
    readonly stall: Stand | null;
    /// Its accounts are to change: whoever did not ask for it has to see that at once.
    readonly payee_change: Payees["payee_change"];
    readonly cutoff: string;
    readonly today: string;
    readonly payments: Payments;
    /// As of the last look at the clock, ms.
    readonly now: number;
    /// Has just arrived, and is to be seen as new; empty: none.
    readonly fresh: string;
    /// What the gateway said of the day, until its list is here.
    readonly promised: { count: number; amount: number } | null;
    /// The list has been read up to here; the stream may be ahead of it.
    readonly listed_to: number;

    // The line. "connecting" until it was open once.
    readonly line: "connecting" | "open" | "lost";
    readonly lost_at: number;
    /// The gateway has said that it records, but that what it shows is late.
    readonly behind: boolean;
    /// The gateway has refused to go on; a wall with the reason stands where the payments were.
    readonly refused: boolean;
    /// Everything up to here has come by the stream. Null: from now on.
    readonly place: number | null;

    // The ear.
    readonly sound: boolean;
    /// Another tab of this browser is the one that is heard.
    readonly elsewhere: boolean;
    readonly speaks: boolean;
    /// What stands behind this place of the journal is news on this device.
    readonly news_after: number | null;
    readonly announced: ReadonlySet<string>;
    /// Came while nobody could hear it: the sound is off, or a replay after a long cut is still arriving.
    readonly unheard: readonly Transfer[];
    /// A replay is arriving; why it was missed.
    readonly replay: Silence | null;
    readonly heard: number;

    // The question.
    readonly check_open: boolean;
    readonly verdict: Answer;
}

export type Effect =
    /// With a place: "heard" once it is over. `payments`: which ones it tells of, by their places.
    | { kind: "say"; sound: Sound; sentence: string; place?: number; payments?: number[] }
    | { kind: "write"; sentence: string }  ///< For those who hear the page by a screen reader.
    | { kind: "remember"; day: string; cutoff: string; sequence: number }
    | { kind: "look_again" }
    | { kind: "answer"; answer: Answer }  ///< Said in the words of the one who answers checks.
    | { kind: "age"; id: string }  ///< In ten seconds it is no longer new: "aged".
    | { kind: "wait_for_replay" };  ///< From now on; "replay_ended" when nothing came for a while.

export type Step = [State, Effect[]];
/// Something that happens: what is so after it, and what is to be done about it, in this order.
export type Happening = (state: State) => Step;

/// Until then a payment is what somebody at the stall has just sent; afterwards it may be shown a second time by another.
export const recent_ms = 5 * 60_000;

/// After a longer cut a summary is said first, not every payment.
const summary_after_ms = 60_000;

export const first_state = (now: number, region: speech.Region, trial_ledger: boolean, lowest = 0): State => ({
    region, lowest, trial_ledger, stall: null, payee_change: null, cutoff: "00:00", today: business_day(now), payments: Payments.none, now, fresh: "", promised: null, listed_to: 0,
    line: "connecting", lost_at: now, behind: false, refused: false, place: null, sound: false, elsewhere: false, speaks: true, news_after: null,
    announced: new Set(), unheard: [], replay: null, heard: 0, check_open: false, verdict: answer("none"),
});

export const is_unregistered = (state: State): boolean => state.stall !== null && !state.stall.payee;

// Sentences

export const is_small = ({ lowest }: State, transfer: Transfer): boolean =>
    transfer.amount < speech.limit_of(lowest) && !is_trial(transfer);
const sound_of = (state: State, transfer: Transfer): Sound =>
    is_trial(transfer) ? "trial" : is_small(state, transfer) ? "warning" : "money";

function sentence_of(state: State, transfer: Transfer): string {
    const said_as_trial = is_trial(transfer) || (state.trial_ledger && !is_small(state, transfer));
    return said_as_trial ? speech.say_trial(transfer.amount, state.region)
        : speech.say_received(transfer.amount, state.region, state.lowest);
}

const say = (sound: Sound, sentence: string): Effect => ({ kind: "say", sound, sentence });

const none: Effect[] = [];

// Remembering what was heard: a reload must not swallow the payments that came meanwhile.

/// The sentence about what stands at `place` is over: a reload in the middle of it would else swallow the payment.
/// What nobody has heard yet is not passed by.
export const heard = (place: number): Happening => (state) => {
    const most = Math.max(state.heard, Math.min(place, ...state.unheard.map(({ sequence }) => sequence - 1)));
    if (most === state.heard && state.unheard.length > 0) return [state, none];
    return [but(state, { heard: most }), [{ kind: "remember", day: state.today, cutoff: state.cutoff, sequence: most }]];
};

/// What a device remembers: up to where it had been heard, on which day, in a market of that cut-off, and when.
export interface Memory { day: string; cutoff?: string; sequence: number; at: number }

/// From the last visit; another day's is forgotten.
export const recalled = ({ day, cutoff, sequence, at }: Memory, now: number): Happening => (state) =>
    [day === business_day(now, cutoff || state.cutoff) ? but(state, { place: sequence, news_after: sequence, lost_at: at }) : state, none];

// Announcing

/// A payment comes by the stream, by the list, or by both; whichever is first announces it.
function announce(state: State, transfer: Transfer, place: number): Step {
    if (state.announced.has(transfer.id) || !is_news(transfer)) return [state, none];
    const known = but(state, { announced: new Set(state.announced).add(transfer.id), fresh: transfer.id });
    const sentence = sentence_of(state, transfer);
    const seen: Effect[] = [{ kind: "write", sentence }, { kind: "age", id: transfer.id }];
    if (state.sound && !state.replay) return [known, [...seen, { kind: "say", sound: sound_of(state, transfer), sentence, place, payments: [place] }]];
    return [but(known, { unheard: state.unheard.concat(transfer) }), state.replay ? [...seen, { kind: "wait_for_replay" }] : seen];
}

function say_unheard(state: State, why: Silence): Step {
    if (!state.sound || state.unheard.length === 0) return [state, none];
    const amounts = state.unheard.filter(counts).map((transfer) => transfer.amount);  // What is no money has had its moment.
    const told = but(state, { unheard: [] });
    const place = state.place || 0;
    if (amounts.length === 0) return heard(place)(told);
    const sound = amounts.some((amount) => amount < speech.limit_of(state.lowest)) ? "warning" : "money";
    const payments = state.unheard.filter(counts).map((transfer) => transfer.sequence);
    return [told, [{ kind: "say", sound, sentence: speech.say_missed(speech.silences[why], amounts, state.region, state.lowest), place, payments }]];
}

// What the stream and the list bring

/// Open, suspended or closed from now on.
export const stands_as = (status: string): Happening => (state) =>
    [state.stall && status ? but(state, { stall: but(state.stall, { status }) }) : state, none];

const stand_of = ({ code, goods, vendor_name, stall_code, status }: Hello): Stand => ({
    code, who: [vendor_name, goods].filter(Boolean).join(" – "), stall_code, status, payee: "",
});

/// The accounts as they are now: a first one, too, comes so while the screen is open.
export const payees_came = ({ accounts, payee_change }: Payees): Happening => (state) => [
    but(state, { payee_change, stall: state.stall && but(state.stall, { payee: face_of(accounts) }) }), none,
];

/// The stream begins.
export const said_hello = (hello: Hello, now: number): Happening => (state) => {
    const [came, effects] = stall_came(stand_of(hello), hello.business_day_cutoff, now)(state);
    const [met] = payees_came(hello)(came);
    const look: Effect[] = [{ kind: "look_again" }];
    const promising = hello.today && met.payments.count === 0 ? but(met, { promised: hello.today }) : met;
    if (state.place !== null) return [promising, effects.concat(look)];
    const place = hello.last_sequence;
    const [next, more] = heard(place)(but(promising, { place, news_after: place }));
    return [next, effects.concat(more, look)];
};

/// The stream does not hold all that came since it broke.
export const had_gap: Happening = (state) => [state, [{ kind: "look_again" }]];

export const is_behind = (behind: boolean): Happening => (state) => [but(state, { behind }), none];

export const transfer_came = (transfer: Transfer, place: number): Happening => (state) => {
    if (state.place !== null && place <= state.place) return [state, none];  // Sent twice.
    return announce(but(state, { place, payments: state.payments.with([transfer]), promised: null }), transfer, place);
};

/// The list of `day`, from where it had been read to.
export const list_came = (day: string, transfers: readonly Transfer[]): Happening => (state) => {
    if (day !== state.today) return [state, none];
    const { news_after } = state;
    const listed_to = Math.max(state.listed_to, ...transfers.map((one) => one.sequence));
    const listed = but(state, { payments: state.payments.with(transfers), promised: null, listed_to });
    const news = news_after === null ? [] : transfers.filter((one) => one.sequence > news_after);
    return news.reduce<Step>(([so_far, effects], one) => {
        const [next, more] = announce(so_far, one, one.sequence);
        return [next, effects.concat(more)];
    }, [listed, none]);
};

// The line and the day

export const line_opened = (now: number): Happening => (state) => {
    const open = but(state, { line: "open", behind: false });  // A stream that begins says so again if it is so.
    if (now - state.lost_at <= summary_after_ms) return [open, none];
    return [but(open, { replay: state.line === "connecting" ? "muted" : "no_network" }), [{ kind: "wait_for_replay" }]];
};

export const line_lost = (now: number): Happening => (state) =>
    [state.line === "open" ? but(state, { line: "lost", lost_at: now }) : state, none];

/// Nothing came for a while: the replay is over.
export const replay_ended: Happening = (state) => say_unheard(but(state, { replay: null }), state.replay || "muted");

/// The gateway will not go on.
export const was_refused: Happening = (state) => [but(state, { line: "lost", refused: true }), none];

/// Ten seconds after it came: it stands there, and is not new any more.
export const aged = (id: string): Happening => (state) => [state.fresh === id ? but(state, { fresh: "" }) : state, none];

/// How long ago the gateway was told of it; what it was told late, or too early, is not recent.
export function age_of(transfer: Transfer, now: number): number {
    return is_news(transfer) ? Math.max(0, now - Date.parse(transfer.received_at || transfer.booked_at)) : Infinity;
}
export const is_recent = (transfer: Transfer, now: number): boolean => age_of(transfer, now) < recent_ms;

export const clock_moved = (now: number): Happening => (before) => {
    const state = but(before, { now });
    const today = business_day(now, state.cutoff);
    if (today === state.today || state.refused) return [state, none];
    const [next, effects] = heard(state.place || 0)(but(state, { today, payments: Payments.none, promised: null, listed_to: 0 }));
    return [next, effects.concat({ kind: "look_again" })];
};

/// `cutoff`: of its market.
export const stall_came = (stall: Stand, cutoff: string, now: number): Happening => (state) => {
    const known = but(state, { stall, cutoff });
    if (state.stall || cutoff === state.cutoff) return [known, none];
    // Until now the day was another market's: nothing of it has been heard here.
    return [but(known, { today: business_day(now, known.cutoff), payments: Payments.none, listed_to: 0 }), [{ kind: "look_again" }]];
};

// The sound and the buttons

export const sound_changed = (sound: boolean, speaks: boolean): Happening => (state) =>
    [but(state, { sound, speaks, check_open: state.check_open && sound }), none];

export const heard_elsewhere = (elsewhere: boolean): Happening => (state) => [but(state, { elsewhere }), none];

/// Somebody has set the loudspeaker otherwise.
export const set_to = (region: speech.Region, lowest: number): Happening => (state) => [but(state, { region, lowest }), none];

export const turned_on: Happening = (state) => {
    const ready = say("money", speech.say_ready(state.stall ? state.stall.code : "", state.region));
    if (state.replay) return [state, [ready]];
    const [next, effects] = say_unheard(state, "muted");
    return [next, [ready, ...effects]];
};

export const asked_again: Happening = (state) => {
    const last = state.payments.newest(3).filter(counts);
    const numbered = (one: Transfer): Effect =>
        say(sound_of(state, one), speech.say_again(state.payments.number_of(one), sentence_of(state, one), state.region));
    return [state, last.length > 0 ? last.map(numbered) : [say("none", speech.say_today(0, 0, state.region))]];
};

export const asked_for_sum: Happening = (state) =>
    [state, [say("none", speech.say_today(state.payments.count, state.payments.sum, state.region))]];

// The question

export const check_opened = (open: boolean): Happening => (state) => [but(state, { check_open: open, verdict: answer("none") }), none];
export const check_asked: Happening = (state) => [but(state, { verdict: answer("asking") }), none];

function answer_of(state: State, sought: Sought | null, fresh: boolean): Answer {
    if (!sought) return answer("unclear");
    const { found, trick } = state.payments.check(sought);
    const [newest] = found;
    if (newest) return answer(is_recent(newest, state.now) ? "found" : "told", found.slice(0, 3));
    return trick ? answer("trick", [trick]) : answer(fresh ? "absent" : "unknown");
}

/// `sought`: null if what was typed could mean two amounts. `fresh`: the list was asked for what is new just now.
export const looked = (sought: Sought | null, fresh: boolean, now: number): Happening => (state) => {
    const asked = but(state, { now });
    const verdict = answer_of(asked, sought, fresh);
    return [but(asked, { verdict }), [{ kind: "answer", answer: verdict }]];
};

/// Whoever answers could not be had.
export const not_looked: Happening = (state) => [but(state, { verdict: answer("unknown") }), none];
