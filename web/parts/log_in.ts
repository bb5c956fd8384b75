// To the log-in page, and back to where somebody came from.

import * as words from "words";
import { Problem, take_token } from "../api/calls";
import { forget_log_in, may_be_logged_in } from "../api/session";
import { address } from "./address";
import { by_id, make, make_link } from "./dom";
import { ask_for_token, show_problem } from "./wall";

/// Of this page. Where it is stands behind the #, for the log-in page alone.
const log_in_address = (): string => `${address("/login")}#${location.pathname}${location.search}`;

/// "#/board/mk1" → "/board/mk1": a page of ours, and nothing that only looks like one ("#//elsewhere").
export const back_to = (fragment: string): string | null => /^#\/(?:[\w-]+[\w/-]*)?(?:\?[\w=&-]*)?$/.test(fragment) ? fragment.slice(1) : null;

/// The page of whoever has just logged in.
export const own_page = (me: { role: string; market_id?: string | null }): string =>
    address(me.market_id && (me.role === "board" || me.role === "volunteer") ? `/${me.role}/${me.market_id}` : "/");

/// To one's account, for pages that say who is logged in.
export const account_link = (name: string): HTMLAnchorElement => make_link(words.logged_in_as(name), address("/account"));

/// Who has neither a token nor a session: either will do.
export function ask_who(): void {
    ask_for_token();
    const wall = by_id("main").firstElementChild as HTMLElement;
    wall.prepend(make("p", make_link(words.log_in, log_in_address(), "go")));
}

/// In place of the page; whose session is over logs in again, and comes back.
export function refuse(problem: unknown): void {
    const is_over = problem instanceof Problem && problem.status === 401 && !take_token() && may_be_logged_in();
    if (!is_over) return show_problem(problem);
    forget_log_in();
    location.replace(log_in_address());
}
