// How states change: never in place.

/// `value` but for `change`. (Object spread, lowered for the oldest browsers, would weigh half a kilobyte.)
export const but = <T extends object>(value: T, change: Partial<T>): T => Object.assign({}, value, change);
