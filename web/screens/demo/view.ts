// The demonstration as people see it: three frames, and the exercise of a training above them.

import * as words from "words";
import type { Training } from "../../api/types";
import { address } from "../../parts/address";
import { by_id, make, make_button, make_link, refill, show, write } from "../../parts/dom";
import { Pane, State, done_right } from "./state";

/// What somebody may do with an exercise. `volunteer`: where the volunteer's page is, with its token.
export interface Practice { answer(exercise: string, answer: string): void; volunteer: string }

const panes: readonly Pane[] = ["vendor", "wallet", "board"];

function show_pane(pane: Pane): void {
    for (const one of panes) {
        by_id(one).classList.toggle("chosen", one === pane);
        document.querySelector(`[data-pane=${one}]`)!.setAttribute("aria-pressed", String(one === pane));
    }
}

const missed_list = (missed: readonly string[]): HTMLElement =>
    missed.length === 0 ? make("p", make("b", words.training_right))
        : make("div", make("p.missed", words.training_missed), make("ul", ...missed.map((one) => make("li", one))));

function question_of({ name = "", question }: Training, { answer }: Practice): HTMLElement | null {
    if (!question) return null;
    if (question.answer !== null)
        return make("p.note", `${question.text} ${question.choices[question.answer] || ""}. ${words.training_answered}`);
    const choices = question.choices.map((choice, at) => make_button(choice, "", () => answer(name, String(at))));
    return make("div", make("p", make("b", question.text)), make("div.choices", ...choices));
}

function picture_of(training: Training): HTMLElement | null {
    if (!training.picture) return null;
    const picture = document.createElement("img");
    picture.src = training.picture;
    picture.alt = words.training_picture;
    return picture;
}

function volunteer_link({ who }: Training, { volunteer }: Practice): HTMLElement | null {
    if (who !== "volunteer") return null;
    const link = make_link(words.training_volunteer, volunteer, "go");
    link.target = "_blank";
    link.rel = "noopener";  // Another tab, with a token of its own.
    return make("p", link);
}

function exercise(training: Training, practice: Practice): (HTMLElement | null)[] {
    const { state, number = 0, of = 0, title = "", told = "", name = "", outcomes = [] } = training;
    const heading = make("h2", words.training_title(number, of, title));
    const outcome = outcomes[outcomes.length - 1];
    if (state === "told" && outcome) return [heading, missed_list(outcome.missed)];
    return [heading, make("p", told), picture_of(training), volunteer_link(training, practice), question_of(training, practice),
            make("p", make_button(words.training_next, "plain", () => practice.answer(`${name}.next`, "1")))];
}

const summary = (training: Training): HTMLElement[] => [
    make("h2", words.training_over), make("p", words.training_done(done_right(training), (training.outcomes || []).length)),
    ...(training.outcomes || []).map(({ title, missed }) => make("div", make("h3", title), missed_list(missed)))];

function show_training(training: Training, practice: Practice): void {
    show(by_id("training"), training.state !== "none");
    refill(by_id("training"), ...training.state === "over" ? summary(training) : exercise(training, practice));
}

/// Shows what differs between `before` and `state`.
export function show_state(state: State, before: State | null, practice: Practice): void {
    if (!before || state.pane !== before.pane) show_pane(state.pane);
    if (!before || state.training !== before.training) show_training(state.training, practice);
    write("trouble", state.trouble ? words.training_not_sent : "");
}

/// One frame, on a page of ours.
export function fill_frame(pane: Pane, path: string, parameters: { [name: string]: string }, token: string): void {
    const frame = document.querySelector<HTMLIFrameElement>(`iframe[name=${pane}]`)!;
    frame.src = address(path, parameters) + (token ? `#token=${token}` : "");
}

export const show_no_link = (): void => {
    refill(by_id("main"), make("p.note", words.demo_no_link));
    show(by_id("main"), true);
};
