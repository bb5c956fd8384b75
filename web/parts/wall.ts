// The friendly wall: no token, a wrong one, nothing found, no network. It takes the place of the page's <main>.

import { Problem, forget_token, is_unpaired, set_token } from "../api/calls";
import * as words from "words";
import { address } from "./address";
import { by_id, fill, make, make_button, make_link } from "./dom";

function token_form(): HTMLElement {
    const form = document.createElement("form");
    const label = make("label", words.access_token);
    const input = document.createElement("input");
    input.type = "password";
    input.autocomplete = "off";
    input.required = true;
    input.id = "token";
    (label as HTMLLabelElement).htmlFor = "token";
    const enter = make("button.go", words.go_on) as HTMLButtonElement;
    enter.type = "submit";
    fill(form, label, input, enter);
    form.addEventListener("submit", (event) => {
        event.preventDefault();
        if (!input.value.trim()) return;
        set_token(input.value.trim());
        location.reload();
    });
    return form;
}

export function ask_for_token(why = words.missing_token): void {
    fill(by_id("main"), make("section.wall", make("h2", words.need_token), make("p", why), token_form()));
    by_id("main").hidden = false;
}

const titles: { [status: number]: string } = { 0: words.no_network, 403: words.not_allowed, 404: words.not_found, 503: words.busy };

/// Shows `problem` with what to do about it.
export function show_problem(problem: unknown): void {
    const known = problem instanceof Problem ? problem : new Problem(-1, "", words.page_failed);
    const unpaired = is_unpaired(known.code);
    if (known.status === 401 && !unpaired) {
        forget_token();
        ask_for_token(known.code === "missing_token" ? undefined : known.message);
        return;
    }
    const again = known.status === 404 ? make_link(words.to_start, address("/"), "go") : make_button(words.try_again, "go", () => location.reload());
    const other = known.status === 403 ? make_button(words.other_token, "plain", () => { forget_token(); location.reload(); }) : null;
    fill(by_id("main"), make("section.wall", make("h2", unpaired ? words.unpaired : titles[known.status] || words.failed), make("p", known.message), again, other));
    by_id("main").hidden = false;
}

/// A link with another token in it, opened while the page is there, is that token's page.
export const reload_for_token = (): void =>
    addEventListener("hashchange", () => { if (location.hash.includes("token=")) location.reload(); });
