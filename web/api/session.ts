// Whether somebody has logged in on this browser. The cookie itself no script sees: this only saves a question whose answer is
// no. Another person's session is found out by the gateway's answers.

import { act, forget_token } from "./calls";

const storage_key = "choqr.logged_in";

export const may_be_logged_in = (): boolean => localStorage.getItem(storage_key) !== null;
export const forget_log_in = (): void => localStorage.removeItem(storage_key);

/// From here on the tab is the person's, not whose link was open in it.
export function note_log_in(): void {
    forget_token();
    localStorage.setItem(storage_key, "1");
}

/// The session is over everywhere, and the cookie gone.
export async function log_out(): Promise<void> {
    await act("/v1/logout");
    forget_log_in();
}
