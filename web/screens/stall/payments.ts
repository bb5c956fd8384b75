// What a stall received today: each payment once, in the order of the journal, with its running number. No document, no
// sound: the page shows and says what this answers.

import type { Transfer } from "../../api/types";
import type { Sought } from "../../parts/check";

const at_stall = (transfer: Transfer): boolean =>
    transfer.status === "matched" || transfer.status === "assigned";
/// By the demonstration wallet: shown and said as a trial, and no money.
export const is_trial = (transfer: Transfer): boolean => transfer.trial === true;
/// Money that is the stall's. A reversed payment keeps its running number but counts no more.
export const counts = (transfer: Transfer): boolean => at_stall(transfer) && !is_trial(transfer);
/// To be shown large and said as what arrives now: not what was booked long ago, or in the future, and
/// assigned by a person.
export const is_news = (transfer: Transfer): boolean => at_stall(transfer) && transfer.announce !== false;
const belongs = (transfer: Transfer): boolean => at_stall(transfer) || transfer.status === "reversed";

/// What a question at the stall finds.
export interface Check {
    found: Transfer[];   ///< Newest first.
    /// Less than 1.000 d came where as many thousands were meant.
    trick: Transfer | null;
}

/// A value: with() answers another one, and nothing changes behind the back of who holds this.
export class Payments {
    private constructor(private readonly known_: ReadonlyMap<string, Transfer>, private readonly ordered_: readonly Transfer[]) {}

    static readonly none = new Payments(new Map(), []);

    /// These too. A known one that changed (reversed) is brought up to date; what never came to the stall is left out.
    with(transfers: readonly Transfer[]): Payments {
        if (transfers.length === 0) return this;
        const known = new Map(this.known_);
        for (const transfer of transfers) if (known.has(transfer.id) || belongs(transfer)) known.set(transfer.id, transfer);
        return new Payments(known, [...known.values()].filter(belongs).sort((a, b) => a.sequence - b.sequence));
    }

    /// Running number of the day, from 1; a trial has none (0).
    number_of(transfer: Transfer): number {
        return this.ordered_.filter((one) => !is_trial(one)).findIndex((one) => one.id === transfer.id) + 1;
    }

    newest(most: number): Transfer[] { return this.ordered_.slice(-most).reverse(); }

    /// The newest that still counts, or a trial.
    get last(): Transfer | null { return this.newest(this.ordered_.length).find(is_news) || null; }
    get count(): number { return this.ordered_.filter(counts).length; }
    get sum(): number { return this.ordered_.filter(counts).reduce((sum, transfer) => sum + transfer.amount, 0); }

    check({ amount, in_dong, tail }: Sought): Check {
        const newest = this.newest(this.ordered_.length).filter(counts);
        return {
            found: newest.filter((transfer) => transfer.amount === amount || (tail && transfer.debtor_account_tail === tail)),
            trick: newest.find((transfer) => transfer.amount === in_dong) || null,
        };
    }
}
