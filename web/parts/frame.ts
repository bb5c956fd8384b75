// Whether this page stands in one of our own frames, beside others of the same tab (the page /demo). Nobody else may frame it.

export const is_framed = self !== top;
