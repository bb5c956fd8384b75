// The start page: who you are decides which links you get.

import { Problem, forget_token, get, get_all, set_token, take_token } from "../../api/calls";
import { log_out, may_be_logged_in } from "../../api/session";
import type { Home, Market, Me, Page, Stall } from "../../api/types";
import { address } from "../../parts/address";
import { by_id, fill, show, write } from "../../parts/dom";
import { refuse } from "../../parts/log_in";
import { reload_for_token, show_problem } from "../../parts/wall";
import { Happening, all_came, first_listing, rows_first } from "./state";
import { ListLook, doors, list_view, market_section, no_markets, no_markets_here, nothing_to_see, own_stall, people_link, show_home, to_hear, to_pair, who_is_here } from "./view";

const paired_key = "choqr.device.";
const stalls_most = 5_000, markets_most = 100;

async function stalls_of(market: Market, look: ListLook): Promise<HTMLElement> {
    const path = `/v1/markets/${market.id}/stalls`;
    let listing = first_listing(market, await get<Page<Stall>>(`${path}?limit=${rows_first}`));
    const happens = (happening: Happening): void => {
        listing = happening(listing);
        if (listing.complete) return view.draw(listing);
        get_all<Stall>(path, stalls_most).then((stalls) => happens(all_came(stalls)), show_problem);
    };
    const view = list_view(look, happens);
    view.draw(listing);
    return view.element;
}

/// Officials of a commune or a province.
const sees_sums = ({ capabilities = [] }: Me): boolean => capabilities.includes("list_places") && capabilities.includes("see_counts");

async function links_for(me: Me): Promise<HTMLElement[]> {
    if (me.stall_id) return [own_stall(me.stall_id)];
    if (me.role === "board" && me.market_id) {
        const market = await get<Market>(`/v1/markets/${me.market_id}`);
        return [market_section(market, await stalls_of(market, to_pair))];
    }
    if (me.role !== "operator" && !sees_sums(me)) return [nothing_to_see(me)];
    const markets = await get_all<Market>("/v1/markets", markets_most);
    if (me.role !== "operator") return markets.length === 0 ? [no_markets_here()] : markets.map((market) => market_section(market, null));
    if (markets.length === 0) return [people_link(), no_markets()];
    return [people_link(), ...await Promise.all(markets.map(async (market) => market_section(market, await stalls_of(market, to_hear))))];
}

function leave(): void {
    const by_token = take_token() !== "";
    forget_token();
    if (by_token) return location.reload();
    log_out().then(() => location.reload(), show_problem);
}

/// No script sees the cookie of a paired phone; that there may be one its screen has noted.
const may_be_paired = (): boolean => Object.keys(localStorage).some((key) => key.startsWith(paired_key));

/// The app that was installed from a stall's page opens that stall, without a network too.
function stall_of_app(): string {
    const known = Object.keys(localStorage).filter((key) => key.startsWith(paired_key));
    return new URLSearchParams(location.search).has("app") && known.length === 1 ? known[0]!.slice(paired_key.length) : "";
}

async function start(): Promise<void> {
    const own = stall_of_app();
    if (own) return location.replace(address(`/stall/${own}`));
    by_id("by-token").addEventListener("submit", (event) => {
        event.preventDefault();
        set_token(by_id<HTMLInputElement>("token").value.trim());
        location.reload();
    });
    show(by_id("main"), true);
    fill(by_id("doors"), ...doors());
    get<Home>("/v1/home").then(show_home, () => undefined);  // Without the market's name the doors open all the same.
    const by_token = take_token() !== "";
    if (!by_token && !may_be_paired() && !may_be_logged_in()) return;
    const me = await get<Me>("/v1/me");
    show(by_id("enter"), false);
    fill(by_id("links"), who_is_here(me, by_token || me.name ? leave : null), ...await links_for(me));
}

start().catch((error) => {
    if (!(error instanceof Problem && error.status === 401) || (!take_token() && may_be_logged_in())) return refuse(error);
    forget_token();
    write("wrong", error.message);
});
reload_for_token();
