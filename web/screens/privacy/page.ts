// Who sees what, and how long it is kept: for everybody, without a token.

import { get_openly } from "../../api/calls";
import type { Privacy } from "../../api/types";
import { show_problem } from "../../parts/wall";
import { said_of } from "./state";
import { show_said } from "./view";

get_openly<Privacy>("/v1/privacy").then((told) => show_said(said_of(told)), show_problem);
