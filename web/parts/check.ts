// What answers a question at the stall: a module of its own (modules/check), which comes when somebody asks. A screen and the module
// know these names alone of each other.

/// What is looked for; `in_dong`: the digits as they stand, where as many thousands are meant.
export interface Sought { readonly amount: number | null; readonly in_dong: number | null; readonly tail: string | null }

export type AnswerKind = "none" | "asking"
    | "found"     ///< The newest came a moment ago.
    | "told"      ///< It was here, but long enough ago to be shown a second time.
    | "trick"     ///< Less than 1.000 đ came where as many thousands were meant.
    | "absent"
    | "unclear"   ///< What was typed could mean two amounts.
    | "unknown";  ///< Not among what is known here, and the gateway could not be asked.

export interface Checking {
    /// Null: what is meant is not clear.
    read: (typed: string) => Sought | null;
    /// What is said, "" where nothing is; `clock` and `amount` are of the newest that was found.
    said: (kind: AnswerKind, clock: string, amount: number, region: "north" | "south") => string;
    /// The class of the answer, its title and its lines; of what was found the time and the words, the newest first.
    lines: (kind: AnswerKind, found: readonly (readonly [string, string])[]) => readonly string[];
}
declare global {
    interface Window { choqr_check?: Checking }
}
