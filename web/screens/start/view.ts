// The start page as people see it: links by role, and a market's stalls.

import * as words from "words";
import type { Home, Market, Me, Stall } from "../../api/types";
import { address } from "../../parts/address";
import { by_id, fill, make, make_button, make_link, show, write } from "../../parts/dom";
import { account_link } from "../../parts/log_in";
import { Happening, Listing, found, more_asked, was_sought } from "./state";

/// Whose gateway it is, where it serves one market.
export function show_home({ market, commune, province, demo }: Home): void {
    if (demo) by_id("doors").prepend(door(address("/demo"), words.door_demo, words.door_demo_what));
    if (!market) return;
    by_id("place").textContent = document.title = words.market_title(market);
    write("where", [commune, province].filter(Boolean).join(", "));
    show(by_id("where"), true);
}

function door(path: string, who: string, what: string): HTMLElement {
    const link = make_link("", path, "door");
    fill(link, make("b", who), make("span", what));
    return make("li", link);
}

/// One for each who comes here: whoever has no code or name yet is told there where it is had.
export const doors = (): HTMLElement[] => [
    door(address("/pair"), words.door_stall, words.door_stall_what),
    door(address("/login"), words.door_board, words.door_board_what),
    door(address("/pair", { as: "volunteer" }), words.door_volunteer, words.door_volunteer_what),
    door(address("/check"), words.door_customer, words.door_customer_what),
    door(address("/login"), words.door_operator, words.door_operator_what),
];

/// What a row of the list leads to, and what the list is called.
export interface ListLook { readonly name: string; links(stall: Stall): HTMLElement[] }

/// Whoever may hear a stall.
export const to_hear: ListLook = {
    name: "stalls",
    links: ({ id, registered }) => registered
        ? [make_link(words.speaker_link, address(`/stall/${id}`), "chip"), make_link(words.wallet_link, address("/wallet", { stall: id }), "chip")]
        : [make("span.muted", words.not_registered)],
};

/// Whoever lets others hear it.
export const to_pair: ListLook = {
    name: "pairing", links: ({ id }) => [make_link(words.devices_link, address(`/devices/${id}`), "chip")],
};

function stall_row(stall: Stall, look: ListLook): HTMLElement {
    const about = [stall.vendor && stall.vendor.name, stall.goods].filter(Boolean).join(" – ");
    return make("li", make("b", stall.code), make("span.about", about), make("span.links", ...look.links(stall)));
}

export interface ListView { readonly element: HTMLElement; draw(listing: Listing): void }

/// What the user does is told to `happens`.
export function list_view(look: ListLook, happens: (happening: Happening) => void): ListView {
    const list = make(`ul.${look.name}`);
    const search = document.createElement("input");
    search.type = "search";
    search.addEventListener("input", () => happens(was_sought(search.value)));
    const more = make_button(words.show_more, "plain", () => happens(more_asked));
    const draw = (listing: Listing): void => {
        const { rows, more: others } = found(listing);
        const none = make("li", listing.sought ? words.no_stall_found : words.no_stalls_import);
        fill(list, ...rows.length > 0 ? rows.map((stall) => stall_row(stall, look)) : [none]);
        show(more, others);
    };
    return { element: make("div", make("label.search", words.search_stalls, search), list, more), draw };
}

/// `stalls`: null for whoever sees its sums alone.
export function market_section(market: Market, stalls: HTMLElement | null): HTMLElement {
    const place = [market.commune, market.province].filter(Boolean).join(", ");
    return make("section.market", make("h2", words.market_title(market.name)), place ? make("p.muted", place) : null,
                make_link(words.board_page, address(`/board/${market.id}`), "go"),
                stalls && make("p", make_link(words.consents_link, address(`/consents/${market.id}`))), stalls);
}

export const own_stall = (id: string): HTMLElement => make_link(words.open_speaker, address(`/stall/${id}`), "go");
/// Whoever administers people.
export const people_link = (): HTMLElement => make("p", make_link(words.people_page, address("/people")));

export const nothing_to_see = (me: Me): HTMLElement => make("p", me.name ? words.no_page_yet : words.for_machines);
export const no_markets_here = (): HTMLElement => make("p.note", words.no_markets_here);
export const no_markets = (): HTMLElement => make("p.note", words.no_markets);

/// `leave`: null where nobody came by a token.
export const who_is_here = (me: Me, leave: (() => void) | null): HTMLElement =>
    make("p.me", me.name ? account_link(me.name) : make("span", words.viewing_as, make("b", words.roles[me.role] || me.role)),
         leave ? make_button(me.name ? words.log_out : words.leave, "plain", leave) : null);
