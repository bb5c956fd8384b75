// Who has an account, as the operator sees them.

import * as words from "words";
import type { Market, Person } from "../../api/types";
import { by_id, fill, make, make_button, refill, show, write } from "../../parts/dom";
import { business_day, clock, day } from "../../parts/format";
import { Happening, Place, State, disable_tapped, places_of, reset_tapped } from "./state";

type Happens = (happening: Happening) => void;

const moment = (iso: string): string => `${clock(iso)} ${day(business_day(Date.parse(iso)))}`;
const role_word = (role: string): string => words.roles[role] || role;

function asked_twice(state: State, what: string, once: string, twice: string, act: () => void): HTMLButtonElement {
    const sure = state.sure === what;
    const button = make_button(sure ? twice : once, sure ? "sure" : "plain", act);
    button.disabled = state.busy;
    return button;
}

function row(state: State, person: Person, happens: Happens): HTMLElement {
    const market = state.markets.find(({ id }) => id === person.market_id);
    const where = market ? words.market_title(market.name) : person.market_id || null;
    const about = [person.login, role_word(person.role), where, person.zone, person.commune, person.province].filter(Boolean).join(" · ");
    const is_in = person.sessions > 0 ? ` · ${words.person_sessions(String(person.sessions))}` : "";
    const reset = asked_twice(state, `reset ${person.id}`, words.reset_person, words.reset_sure, () => happens(reset_tapped(person)));
    const disable = asked_twice(state, `disable ${person.id}`, words.disable_person, words.disable_sure, () => happens(disable_tapped(person)));
    return make("li", make("b", person.name), make("p", about), make("p.muted", `${words.person_states[person.status] || person.status}${is_in}`),
                reset, person.id === state.own_id ? null : disable);
}

function option(value: string, text: string): HTMLOptionElement {
    const one = document.createElement("option");
    one.value = value;
    one.textContent = text;
    return one;
}

function market_select(markets: readonly Market[], needed: boolean): HTMLElement {
    const select = document.createElement("select");
    fill(select, needed ? null : option("", ""), ...markets.map(({ id, name }) => option(id, words.market_title(name))));
    return select;
}

function place_input(state: State, { field, needed }: Place): HTMLElement {
    const input = field === "market_id" ? market_select(state.markets, needed) : document.createElement("input");
    const label = make("label", field === "market_id" ? words.person_market : words.person_places[field] || field) as HTMLLabelElement;
    input.id = label.htmlFor = `place-${field}`;
    (input as HTMLInputElement).required = needed;
    return make("div", label, input);
}

function show_form(state: State, before: State): void {
    by_id<HTMLButtonElement>("go").disabled = state.busy;
    if (state.roles !== before.roles) fill(by_id("role"), ...state.roles.map(({ role }) => option(role, role_word(role))));
    by_id<HTMLSelectElement>("role").value = state.role;
    // What somebody has typed stays while nothing else is asked for.
    if (state.role !== before.role || state.markets !== before.markets) fill(by_id("places"), ...places_of(state).map((place) => place_input(state, place)));
}

function show_invitation({ shown }: State): void {
    show(by_id("invitation"), shown !== null);
    if (!shown) return;
    write("whom", words.invitation_for(shown.name));
    by_id<HTMLImageElement>("qr").src = `data:image/svg+xml,${encodeURIComponent(shown.invitation.qr_svg)}`;
    by_id<HTMLInputElement>("link").value = shown.invitation.url;
    write("until", words.invitation_until(moment(shown.invitation.expires_at)));
}

/// What the user does is told to `happens`.
export function show_state(state: State, before: State, happens: Happens): void {
    const { people } = state;
    show(by_id("main"), people !== null);
    if (!people) return;
    write("wrong", state.wrong);
    show(by_id("done"), state.done !== "");
    write("done", state.done);
    refill(by_id("list"), ...people.map((person) => row(state, person, happens)));
    if (state.shown !== before.shown) write("copied", "");
    show_invitation(state);
    show_form(state, before);
}
