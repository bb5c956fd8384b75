// A stall, or a desk that is none, as a customer reads it on the stand.

import * as words from "words";

/// "Quầy B-12, rau củ"
export const place_name = ({ kind, stall_code, goods }: { kind: string; stall_code: string; goods: string }): string =>
    [kind === "stall" ? words.stall_title(stall_code) : words.point_title(stall_code), goods].filter(Boolean).join(", ");
