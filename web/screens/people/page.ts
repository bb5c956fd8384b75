// Who has an account, for whoever administers people: what `choqr user` does, without a terminal. This file only wires.

import * as words from "words";
import { Problem, act, get, get_all, post, take_token } from "../../api/calls";
import { may_be_logged_in } from "../../api/session";
import type { InvitableRole, Invitation, Market, Me, Page, Person } from "../../api/types";
import { address } from "../../parts/address";
import { by_id, on_click, write } from "../../parts/dom";
import { ask_who, refuse } from "../../parts/log_in";
import { reload_for_token } from "../../parts/wall";
import * as so from "./state";
import { show_state } from "./view";

const people_most = 10_000, markets_most = 1_000;

let state = so.first_state;

function happens(happening: so.Happening): void {
    const before = state;
    const [next, effects] = happening(before);
    state = next;
    show_state(state, before, happens);
    effects.forEach(carry_out);
}

function carry_out(effect: so.Effect): void {
    switch (effect.kind) {
        case "look": void look().catch(refuse); return;
        case "reset": void reset(effect.person); return;
        case "disable": void disable(effect.person);
    }
}

const look = async (): Promise<void> => happens(so.people_came(await get_all<Person>("/v1/users", people_most)));

function refused(error: unknown): void {
    const known = error instanceof Problem ? error : null;
    if (known && known.status === 401) return refuse(error);
    happens(so.went_wrong(known ? known.message : words.page_failed));
}

/// The invitation comes to the top of the page, where it is looked for.
function show_invitation(name: string, invitation: Invitation): void {
    happens(so.was_invited(name, invitation));
    by_id("invitation").scrollIntoView();
}

const reset = (person: Person): Promise<void> =>
    post<{ invitation: Invitation }>(`/v1/users/${person.id}/reset`, {}).then(({ invitation }) => show_invitation(person.name, invitation), refused);

const disable = (person: Person): Promise<void> =>
    act(`/v1/users/${person.id}/disable`).then(() => happens(so.was_disabled(words.person_disabled(person.name))), refused);

const value_of = (id: string): string => by_id<HTMLInputElement>(id).value.trim();

async function invite(): Promise<void> {
    const name = value_of("name");
    const about: { [field: string]: string } = { login: value_of("login"), name, role: state.role };
    for (const { field } of so.places_of(state)) if (value_of(`place-${field}`)) about[field] = value_of(`place-${field}`);
    happens(so.was_sent);
    try {
        const { invitation } = await post<{ invitation: Invitation }>("/v1/users", about);
        by_id<HTMLFormElement>("invite").reset();
        show_invitation(name, invitation);
    } catch (error) {
        refused(error);
    }
    by_id<HTMLSelectElement>("role").value = state.role;
}

/// A plain http page has no clipboard object; the old command still works there.
function copy(): void {
    by_id<HTMLInputElement>("link").select();
    if (document.execCommand("copy")) write("copied", words.link_copied);
}

async function start(): Promise<void> {
    if (take_token() === "" && !may_be_logged_in()) return ask_who();
    const [me, roles, markets, people] = await Promise.all([get<Me>("/v1/me"), get<Page<InvitableRole>>("/v1/users/roles"),
        get_all<Market>("/v1/markets", markets_most), get_all<Person>("/v1/users", people_most)]);
    happens(so.all_came({ own_id: me.id, roles: roles.items, markets, people }));
    by_id<HTMLAnchorElement>("home").href = address("/");
    by_id("role").addEventListener("change", () => happens(so.role_chosen(value_of("role"))));
    by_id("invite").addEventListener("submit", (event) => {
        event.preventDefault();
        if (!state.busy) void invite();
    });
    on_click("copy", copy);
    on_click("close", () => happens(so.invitation_closed));
}

start().catch(refuse);
reload_for_token();
