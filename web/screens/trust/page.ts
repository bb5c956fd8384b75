// How a phone comes to trust the market's gateway.

import { get_openly } from "../../api/calls";
import type { Trust } from "../../api/types";
import { on_click } from "../../parts/dom";
import { show_problem } from "../../parts/wall";
import * as so from "./state";
import { show_state } from "./view";

let state = so.first_state(navigator.userAgent);

function happens(happening: so.Happening): void {
    state = happening(state);
    show_state(state);
}

on_click("choose-android", () => happens(so.phone_chosen("android")));
on_click("choose-iphone", () => happens(so.phone_chosen("iphone")));
get_openly<Trust>("/v1/trust").then((trust) => happens(so.was_told(trust)), show_problem);
