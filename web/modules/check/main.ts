// KIỂM TRA: how what was typed is read, and how the answer is said and shown. A page brings it in when somebody asks.

import { lines, said } from "./answers";
import { read_typed } from "./typed";
import "../../parts/check";

window.choqr_check = { read: read_typed, said, lines };
