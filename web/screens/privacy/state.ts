// What the page about privacy says that depends on this gateway's configuration. Pure.

import * as words from "words";
import type { Privacy } from "../../api/types";
import { count } from "../../parts/format";

export interface Said { readonly text: string; readonly texts: string; readonly erasing: string }

export const said_of = ({ consent, retention }: Privacy): Said => ({
    text: words.text_of(consent),
    texts: retention.texts_days === null ? words.privacy_texts_always : words.privacy_texts_for(count(retention.texts_days)),
    erasing: words.privacy_erasing(count(retention.erased_within_hours)),
});
