// Whether this page stands in one of our own frames, beside others of the same tab (the page /demo). Nobody else may frame it.

export const is_framed = typeof self !== "undefined" && self !== top;  // Tests of what is pure have no window.
