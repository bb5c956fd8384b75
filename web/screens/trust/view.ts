// The page as people see it. The steps and their pictures stand in page.html; this shows those of one kind of phone.

import * as words from "words";
import { by_id, fill, make, show, write } from "../../parts/dom";
import { day } from "../../parts/format";
import type { Offer, Phone, State } from "./state";

const phones: Phone[] = ["android", "iphone"];

function show_offer(offer: Offer): void {
    fill(by_id("groups-shown"), ...offer.groups.map((group) => make("li", group)));
    write("until", words.trust_until(day(offer.until)));
}

export function show_state(state: State): void {
    show(by_id("main"), state.is_known);
    show(by_id("local"), state.offer !== null);
    show(by_id("none"), state.offer === null);
    if (state.offer) show_offer(state.offer);
    for (const phone of phones) {
        show(by_id(phone), phone === state.phone);
        by_id(`choose-${phone}`).setAttribute("aria-pressed", String(phone === state.phone));
    }
}
