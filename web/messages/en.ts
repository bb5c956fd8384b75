// Every word of the screens, in English: for those who look over a vendor's shoulder. The loudspeaker stays Vietnamese.

export const language = "en", language_name = "English";

// Numbers, money, days, names

export const thousands_mark = ",", decimal_mark = ".";
export const dong_unit = "đ";
export const weekdays = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];
export const market_title = (name: string): string => /^chợ\s/i.test(name) ? name : `${name} market`;
export const stall_title = (code: string): string => `Stall ${code}`;
export const bank_of = (bin: string): string => `Bank ${bin}`;

// Every page

export const no_script = "JavaScript is off in this browser. Turn it on to use the page.";
export const trial_ledger = "TRIAL: not real money";
export const go_on = "ENTER";
export const access_token = "Access token";
export const lost_title = "NO NETWORK";
export const figures_behind = (seconds: string): string => `Figures are ${seconds} s behind: new payments are recorded, and not listed yet.`;

// What stands there instead of a page, and why

export const need_token = "An access token is needed";
export const missing_token =
    "Open the link from the market's board again, or scan the pairing code again. If you have an access token, enter it here.";
export const page_failed = "The page failed. Load it again; if that does not help, tell the board.";
export const unpaired = "This device was taken off the stall";
export const to_start = "To the start page";
export const try_again = "TRY AGAIN";
export const other_token = "Enter another token";
export const failed = "Something failed";
export const no_network = "No network";
export const not_allowed = "Not for you to see";
export const not_found = "Not found";
export const busy = "The server is busy";

export const advise_no_network = "No network. Look at the Wi-Fi or mobile data; the page reconnects by itself.";
export const advise_wrong_token = "The access token is wrong or was revoked. Open the board's link again, or enter a token.";
export const advise_not_allowed = "This access token may not see this page. Ask the board for the right link.";
export const advise_not_found = "Not found. Look at the link again, or scan the board's code again.";
export const advise_slower = "The server is busy. Wait a few seconds and try again.";
export const advise_busy = "The server is busy or starting. Wait a few seconds and try again.";
export const advise_failed = (status: number): string => `The server failed (${status}). Try again in a few minutes, or tell the board.`;

export const detail_of = (problem: { detail?: unknown; detail_vi?: unknown }): unknown => problem.detail;

// The stall

export const stall_page = "Stall loudspeaker";
export const app_name = "Stall loudspeaker";
export const mute = "The loudspeaker is off";
export const sound_elsewhere = "The loudspeaker is on in another tab of this device";
export const lost_reconnecting = "NO NETWORK – reconnecting";
export const lost_recorded = "Money that arrives is still recorded";
export const behind_title = "THE SERVER IS LATE";
export const behind_advice = "Money may have arrived: please wait, or take cash";
export const connecting = "Connecting to the server…";
export const listening = "The loudspeaker is on";
export const voiceless = "No voice: it only rings.";
export const suspended = "This stall is suspended. Ask the market's board.";
export const closed = "This stall is closed. Ask the market's board.";
export const unregistered = "This stall has registered no account yet, so there is nothing to hear. Ask the market's board.";
export const sound_on = "SOUND ON";
export const sound_on_advice = "Touch the green button to hear money arrive";
export const nothing_today = "No payments today.";
export const nothing_yet = "The loudspeaker will tell.";
export const received = "RECEIVED";
export const received_trial = "RECEIVED (TRIAL)";
export const received_ago = (minutes: number): string => `RECEIVED ${minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h`} ago`;
export const received_small = "CAREFUL! ONLY";
export const from_account = (tail: string): string => `from …${tail}`;
export const running_number = (number: number): string => `payment ${number}`;
export const trial_payment = "TRIAL, not real money";
export const hear_again = "HEAR AGAIN";
export const check_button = "CHECK";
export const check_label = "Last 4 digits of the account, or the amount (150\u00a0=\u00a0150,000\u00a0đ)";
export const check_go = "LOOK";
export const checking = "Looking…";
export const check_yes = (time: string): string => `YES, ${time}`;
export const check_also = (time: string, payment: string): string => `and ${time}: ${payment}`;
export const check_no = "NOT here yet";
export const check_told = (time: string): string => `Announced at ${time}`;
export const check_told_advice = "An old one, not sent just now. If the customer has just paid, wait for the loudspeaker.";
export const check_unclear = "Which amount?", check_unclear_advice = "Type all of it, such as 150000 or 1tr5.";
export const check_only = (amount: string, time: string): string => `Only ${amount} at ${time}!`;
export const check_wait = "Wait for the loudspeaker. Do not trust a screenshot.";
export const check_unsure = "What is new could not be looked up. Wait for the network, then try again.";
export const today = "Today";
export const payments = "payments";
export const payments_today = "Today's payments";
export const row_trial = "TRIAL";
export const row_reversed = "given back";
export const row_late = "recorded later";
export const row_small = (limit: string): string => `under ${limit}`;
export const trust_the_speaker = "Trust only the stall's loudspeaker and screen, never a screenshot.";

// What the stall says of its payments, and asks of customers

export const unclaimed_title = "Not known which stall", claim = "IT IS MINE";
export const claim_disputed = "Another stall says so, too. The board will ask both stalls.";
export const ask_open = "AMOUNT CODE", ask_label = "How much does the customer pay?", ask_go = "SHOW THE CODE";
export const ask_waiting = "Let the customer scan it. The loudspeaker tells when the money comes.";
export const ask_trial = "TEST: transfer exactly this amount. It counts nowhere.";
export const ask_code = "The stall's QR code with this amount";
export const balance_even = "EXACT";
export const balance_missing = (amount: string): string => `MISSING ${amount}`;
export const balance_over = (amount: string): string => `TOO MUCH BY ${amount}`;
export const close_panel = "CLOSE", keep = "SAVE";
export const other_things = "MORE";
export const own_day_open = "TODAY'S MONEY", own_received = "Transfers", own_aside = "No sales", own_refunds = "Given back";
export const own_cash = "Cash today (đ)", own_cash_row = "Cash", own_sales = "Sold";
export const shift_open = "HAND OVER";
export const shift_told = (time: string, count: string, sum: string): string => `Since ${time}: ${count} payments, ${sum}. A new shift begins now.`;
export const shift_none = "Nothing came today that could be handed over.";
export const look_again = "LOOK AGAIN", look_take = "PHOTOGRAPH THE STALL'S CODE", look_open = "CHECK MY CODE", look_right = "It IS the stall's code", look_strange = "STRANGE CODE! Take it down, call the board.";
export const look_unread = "The code cannot be read. Come closer, with light, and show all of it.";
export const trial_open = "TEST 1,000\u00a0đ";
export const row_details = (number: number, amount: string): string => number ? `Payment ${number}: ${amount}` : amount;
export const not_sale = "NOT A SALE", is_sale = "IT IS A SALE";
export const not_sale_why = { cash_exchange: "Changed cash", mistake: "Sent by mistake", family: "Family" };
export const refund_open = "GIVE BACK";
export const refund_advice = (tail: string): string =>
    `Transfer it back to the very account ${tail} in your bank's app. Whoever names another account is a fraud.`;
export const refund_sender = "of the sender";
export const refund_which = "When it is transferred, say which outgoing payment it was:", refund_none = "No outgoing payment is known yet.";
export const refund_to = (amount: string, tail: string): string => `${amount} to …${tail}`;
export const refund_done = (amount: string): string => `Given back: ${amount}`;
export const refund_warnings = {
    not_the_senders_account: "NOT the account that the money came from! Look at it at once.",
    unknown_account: "The bank does not tell the account: it cannot be compared with the sender's.",
};

export const payee_warning = (account: string, from: string): string =>
    `OTHER ACCOUNT: the stall's money will go to ${account} ${from ? `from ${from}` : "once confirmed"}. You did not ask for it? → NO CHANGE`;
export const devices_link = "Pair a device";
export const device_paired = (name: string): string => `A new device was paired${name && `: ${name}`}`;

// How its loudspeaker is set

export const voice_title = "Voice";
export const voice_accent = "Numbers are read", voice_north = "as in the north", voice_south = "as in the south";
export const voice_which = "Voice", voice_usual = "The usual one";
export const voice_volume = "Volume";
export const voice_lowest = "The stall's lowest price (đ): what is less is a warning";
export const voice_own = "Use this telephone's own voice";
export const voice_try = "TRY IT", voice_done = "DONE";

// A stall's devices

export const devices_page = "The stall's devices";
export const pair_owner = "PAIR AN OWNER'S DEVICE", pair_helper = "PAIR A HELPER'S DEVICE";
export const pair_owner_note = "Hears, sees, pairs and revokes.", pair_helper_note = "Hears and sees today's payments alone.";
export const scan_here = "Scan it with the camera of the phone to be paired";
export const scan_twice = "Each code pairs one device.";
export const code_left = (time: string): string => `${time} left`;
export const code_over = "The code is old";
export const close = "CLOSE";
export const code_pairs: { [role: string]: string } = { owner: "An owner's device", helper: "A helper's device" };
export const device_joined = (name: string): string => `Paired: ${name}`;
export const no_devices = "No device yet. Press the green button and scan the code with a phone.";
export const device_roles: { [role: string]: string } = {
    owner: "owner", helper: "helper", operator: "the operator", board: "the market's board", vendor: "a link of the stall", volunteer: "volunteer", display: "speaker or screen",
};
export const unnamed_device = "(name erased)";
export const this_device = "this device";
export const device_open = "open now";
export const device_seen = (time: string): string => `last used ${time}`;
export const device_unseen = "not used again";
export const device_paired_by = (who: string, time: string): string => `paired ${time} by ${who}`;
export const revoke = "REVOKE", revoke_sure = "PRESS AGAIN TO REVOKE";
export const back_to_stall = "To the stall's speaker";

// Accounts, and how they change

export const payees_page = "Where the money goes";
export const payees_link = "Where the stall's money goes";
export const payee_now = "The stall's money goes to";
export const payee_none = "no account yet";
export const payee_waiting = "OTHER ACCOUNT";
export const payee_will = (account: string, from: string): string => `The stall's money will go to ${account}${from ? ` from ${from}` : ", if somebody confirms it"}.`;
export const payee_not_you = "You did not ask for it?";
export const payee_refuse = "NO CHANGE", payee_refuse_sure = "PRESS AGAIN: NO CHANGE";
export const payee_confirm = "CONFIRM", payee_confirm_sure = "PRESS AGAIN: CONFIRM";
export const payee_reason = "Reason (when you confirm in somebody's place)";
export const payee_history = "Changes so far";
// In quotes what build.mjs would else shorten: it is in an answer.
export const payee_statuses: { [status: string]: string } = {
    proposed: "waits to be confirmed", confirmed: "confirmed, waits for its hour", in_effect: "changed", "refused": "refused", withdrawn: "withdrawn",
    lapsed: "lapsed, nothing changed", superseded: "another took its place", at_once: "set in one step",
};
export const payee_roles: { [role: string]: string } = {
    owner: "owner", helper: "helper", operator: "operator", board: "market board", vendor: "the stall's link",
};
export const payee_clock = "the system";
export const payee_program = "a program";
export const payee_from_to = (from: string, to: string): string => `${from} → ${to}`;
export const payee_proposed = (who: string, time: string): string => `proposed: ${who}, ${time}`;
export const payee_step = (yes: boolean, who: string, time: string): string => `${yes ? "confirmed" : "refused"}: ${who}, ${time}`;
export const payee_because = (reason: string): string => `(${reason})`;
export const payee_propose = "Propose another account";
export const payee_propose_note = "Somebody else has to confirm, then its hour has to come. Until then either side can refuse.";
export const payee_bank = "Bank", payee_bank_other = "Another bank: its BIN, 6 digits", payee_number = "Account number", payee_name = "Account holder";
export const payee_why = "Why";
export const payee_send = "PROPOSE";
export const payee_sent = "Sent. Somebody else has to confirm.";
export const payee_done = "Recorded.";
export const changes_page = "Changes of accounts";
export const changes_none = "No change waits.";
export const loudspeakers_on = (number: number): string => `Loudspeakers that hear: ${number} stalls`;
export const loudspeakers_mute = (number: number): string => `not turned on: ${number}`;
export const loudspeakers_silent = (number: number, codes: string): string => `Silent for more than a minute: ${number} stalls (${codes}). Send somebody.`;
export const changes_count = (waiting: number): string => `Changes of accounts: ${waiting} waiting`;
export const changes_alarm = (count: string): string => `LOOK: ${count} changes of accounts were proposed within 24 hours. Call each stall.`;
export const changes_of = (market: string, stall: string): string => `${market} · Stall ${stall}`;
export const to_payees = "Where this stall's money goes";

// A market's devices: volunteers and displays

export const market_devices_page = "Volunteers, speakers, screens";
export const volunteers_heading = "Volunteers";
export const volunteers_where = "Where they work";
export const whole_market = "The whole market";
export const zone_title = (zone: string): string => `Zone ${zone}`;
export const show_code_of_day = "QR OF THE DAY";
export const code_of_day_note = "For many phones. They are out when the day is over, and see no money.";
export const code_of_day = "QR OF THE DAY", display_code = "Code for a speaker or screen";
export const code_of_day_advice = "Volunteers scan it with their phones' cameras. Whoever has it is in until the day is over: do not post it.";
export const display_advice = "Scan it with the camera of the speaker or screen. Each code pairs one device.";
export const another_code = "ANOTHER CODE";
export const until = (time: string): string => `until ${time}`;
export const displays_heading = "Speakers, screens";
export const display_shows = "What it tells";
export const shows_counts = "The market's counts";
export const shows_zone = (zone: string): string => `Payments of zone ${zone}`;
export const shows_stall = (code: string): string => `Payments of stall ${code}`;
export const show_display_code = "SHOW A CODE";
export const display_note = "It tells this one thing, until it is revoked.";
export const paired_heading = "Paired devices";
export const no_market_devices = "No device yet.";
export const back_to_board = "To the market's figures";
export const market_devices_link = "Volunteers, speakers, screens";

// A market's own voice

export const recorder_page = "The market's own voice";
export const recorder_say = "Say aloud:";
export const recorder_level = "Loudness";
export const recorder_record = "RECORD", recorder_again = "RECORD AGAIN", recorder_end = "DONE";
export const recorder_hear = "LISTEN", recorder_next = "NEXT";
export const recorder_file = "Or choose a file that was recorded before";
export const recorder_no_microphone = "There is no microphone here: the page can record only over a secure connection. Files can be chosen all the same.";
export const recorder_trust = "How to open it that way";
export const recorder_sending = "Being kept…";
export const recorder_kept = "Good, it is kept.";
export const recorder_noisy = "Kept, but there is noise. Recorded at a quieter place it would be clearer.";
export const recorder_refused = "The phone does not give its microphone. Allow it in the browser's settings, or choose a file.";
export const recorder_no_sound = "Nothing can be heard of this file. Choose another one.";
export const recorder_failed = "It could not be played. Try again.";
export const recorder_progress = (good: number, all: number): string => `${good} of ${all} clips are well recorded`;
export const recorder_in_use = "The market's loudspeakers speak with this voice.";
export const recorder_changed = "The loudspeakers still speak with what was there before. USE THIS VOICE takes what was recorded since.";
export const recorder_not_in_use = "The loudspeakers do not speak with this voice yet. Record all clips, then press USE THIS VOICE.";
export const recorder_use = "USE THIS VOICE", recorder_take_back = "USE IT NO MORE";
export const recorder_clips = "All clips";
export const recorder_good = "well";
export const recorder_faults: { [fault: string]: string } = { missing: "missing", unreadable: "unreadable", silent: "silent", clipped: "clipped", too_quiet: "too quiet",
    louder: "louder than others", quieter: "quieter than others", too_long: "too long" };
export const recorder_heard_by_all = "The whole market hears this voice. Whoever speaks agrees first; it can be taken back at any time.";

// A volunteer's day

export const volunteer_page = "Today's work";
export const find_stall = "Find a stall";
export const only_unregistered = "Only stalls that are not registered";
export const no_stalls_here = "No stalls.";
export const volunteer_sees = "Volunteers see no stall's money.";
export const registered_of = (registered: string, all: string): string => `${registered} of ${all} stalls registered`;
export const step_suspended = "Suspended", step_unregistered = "Not registered", step_unprinted = "Registered, stand not printed", step_renamed = "Its bank has another name, print the stand again", step_ready = "Has its stand";
export const work_heading = "To visit again", by_aisle = "By area";
export const step_refused = "Refused", step_reprint = "Stand to be printed again", step_unhung = "Printed, stand not handed over", step_dormant = "Asleep: no payment for 14 days";
export const refused_since = (reason: string, date: string): string => `Refused (${reason}), since ${date}`;
export const house_title = (number: string): string => `House ${number}`, hamlet_title = (name: string): string => name;
export const refusal_reasons: { [reason: string]: string } = {
    other_bank_code: "Has another bank's code", fears_tax: "Fears taxes", no_smartphone: "Has no phone", owner_absent: "Owner is away", other: "Another reason",
};
export const visit_stand = "STAND HANGS", visit_refused = "REFUSES", visit_spoke = "VISITED", visit_family = "HUSBAND'S, WIFE'S OR CHILD'S ACCOUNT";
export const visit_stand_advice = "Hang the stand where customers see it, then touch STAND HANGS.", visit_photo = "PHOTOGRAPH THE STAND (if you like)";
export const visit_photo_taken = "Photograph taken.", visit_photo_unread = "This picture cannot be read. Take another one, or go on without.";
export const visit_refused_why = "Why does the vendor not want it?";
export const visit_told_stand = "Kept: the stand hangs.", visit_told_refused = "Kept: the vendor refuses.", visit_told_spoke = "Kept: the stall was visited.";
export const visit_family_advice = "The account's owner scans this code, or opens the link, and answers.", visit_family_send = "SEND THE LINK";
export const step_waiting = "Kept on this phone, waits to be sent";
export const queue_waits = (many: string): string => `${many} stalls wait to be sent`;
export const queue_listed = (at: string): string => `List of ${at}.`;
export const queue_theirs = (face: string): string => `Registered: ${face}`;
export const queue_mine = (face: string, holder: string): string => `Mine: ${face} · ${holder}`;
export const queue_again = "SEND AGAIN", queue_drop = "DROP MINE";
export const queue_of_other = "Somebody else kept this on this phone; it is not sent.";
export const queue_needs_tls = "This page is not open by https: without a network no stall can be registered.";
export const queue_not_kept = "This phone keeps nothing: without a network no stall can be registered.";
export const queue_full = "The phone is full, nothing was kept. Delete some pictures and try again.";
export const queue_lost = (codes: string): string => `Not sent, and deleted from this phone: ${codes}. They have to be registered again.`;
export const day_over = "The day is over", phone_out = "This phone was taken out";

// A display

export const display_page = "The market's speaker";

// Pairing this phone

export const pair_page = "Pair with a stall";
export const pair_title = "PAIR THIS DEVICE", pair_what = "It will hear and see the stall's payments.";
export const device_name_label = "Name of the device";
export const pair_as: { [role: string]: string } = {
    volunteer: "It will be a volunteer's until today is over.", display: "It will be a speaker or screen of the market.",
};
export const your_name = "Your name";
export const suggested_name = (model: string): string => `The stall's phone${model && ` (${model})`}`;
export const pair_go = "PAIR";
export const pairing = "Pairing…";
export const no_code = "No pairing code";
export const no_code_advice = "Open this page by scanning the pairing code on the owner's or the board's screen.";
export const not_paired = "Not paired";

// People with an account

export const log_in_page = "Log in", log_in = "LOG IN", log_out = "Log out";
export const login_name = "Log-in name", password = "Password", new_password = "New password", password_again = "The password again";
export const logging_in = "Logging in…";
export const wrong_password = "The log-in name or the password is wrong.";
export const log_in_help = "Forgotten the password? Have the operator invite you anew. No account? Have the operator invite you.";
export const log_in_by_passkey = "USE A PASSKEY (finger, face)";
export const log_in_anew = "Give the password again";
export const code_label = "Code of six digits", code_help = "Open the app for codes on your phone. Lost the phone? Type a code of paper.";
export const passkey_declined = "No passkey was used: the window was closed, or this device has none.";
export const logged_in_as = (name: string): string => `Logged in: ${name}`;
export const invite_page = "Set a password";
export const invited_as = (name: string): string => `Welcome, ${name}. Set a password to use this account.`;
export const password_advice = "12 characters or more; several words are good. Not one that you use elsewhere.";
export const passwords_differ = "The two passwords differ.";
export const set_password = "SAVE AND GO ON", setting_password = "Saving…";
export const no_invitation = "No invitation";
export const no_invitation_advice = "Open the link that the operator sent you, or scan the invitation's code again.";
export const not_invited = "This invitation cannot be used";

// One's account

export const account_page = "Account", to_own_page = "To the main page";
export const sessions_heading = "Where you are logged in";
export const unknown_browser = "Browser not known";
export const this_session = "this session";
export const session_begun = (time: string): string => `since ${time}`;
export const session_used = (time: string): string => `last used ${time}`, session_unused = "last use not known";
export const end_session = "LOG OUT", end_session_sure = "TAP AGAIN TO LOG OUT THERE", session_ended = "Logged out there.";
export const end_others = "Log out everywhere else", end_others_sure = "TAP AGAIN TO LOG OUT EVERYWHERE ELSE";
export const others_ended = "Logged out everywhere else.";
export const own_password = "Your password";
export const wrong_own_password = "The password is wrong.";
export const passkeys_heading = "Passkeys (finger, face)";
export const passkeys_what = "Log in with the finger, face or PIN of the device, without the password.";
export const passkeys_unavailable: { [why: string]: string } = {
    address: "No passkeys at this address: open the page by a name and with https. Ask the operator.",
    browser: "This browser cannot use passkeys. Update it, and try again.",
};
export const passkey_name = "A name for the passkey (say, my phone)";
export const passkey_add = "ADD A PASSKEY", passkey_is_added = "The passkey was added.";
export const passkey_remove = "REMOVE", passkey_remove_sure = "TAP AGAIN TO REMOVE", passkey_removed = "The passkey was removed.";
export const unnamed_passkey = "(no name)";
export const passkey_added = (time: string): string => `added ${time}`;
export const passkey_used = (time: string): string => `last used ${time}`, passkey_unused = "not used yet";
export const codes_heading = "A code of six digits at log-in";
export const codes_off = "Off. Turn it on, and whoever knows the password still needs your phone.";
export const codes_on = (left: string): string => `On. ${left} codes of paper are left.`;
export const codes_turn_on = "TURN ON", codes_turn_off = "TURN OFF", codes_anew = "Use another phone for codes";
export const codes_are_on = "Codes are on.", codes_are_off = "Codes are off.";
export const codes_scan = "Open the app for codes (Google Authenticator, Microsoft Authenticator…) and scan this.";
export const codes_type = "If it does not scan, type into the app:";
export const codes_first = "The six digits that the app shows", codes_confirm = "CONFIRM", stop = "Stop";
export const paper_heading = "Write these 10 codes on paper now.";
export const paper_what = "Without the phone, one of them stands for the six digits. Each works once. They are not shown again.";
export const paper_done = "WRITTEN DOWN";
export const change_password = "Change the password", old_password = "Old password", change_go = "CHANGE THE PASSWORD";
export const change_ends_others = "You are then logged out everywhere else.";
export const password_changed = "The password was changed.";

// Who has an account (the operator's page)

export const people_page = "People";
export const invite_heading = "Invite somebody", invite_go = "INVITE";
export const person_name = "Name", person_role = "Role", person_market = "Market";
export const person_places: { [field: string]: string } = { province: "Province, city", commune: "Commune, ward", zone: "Zone" };
export const invitation_for = (name: string): string => `Invitation for ${name}`;
export const invitation_how = "Have them scan this, or send the link. It works once.";
export const invitation_until = (time: string): string => `Good until ${time}. It is not shown again.`;
export const people_heading = "Who has an account";
export const person_states: { [status: string]: string } = {
    active: "active", invited: "invited, no password yet", invitation_expired: "the invitation has expired",
};
export const person_sessions = (count: string): string => `logged in at ${count} places`;
export const reset_person = "INVITE AGAIN", reset_sure = "TAP AGAIN: PASSWORD, PASSKEYS AND CODES BECOME VOID";
export const disable_person = "DISABLE", disable_sure = "TAP AGAIN TO DISABLE FOR GOOD";
export const person_disabled = (name: string): string => `The account of ${name} is disabled.`;

// The board

export const board_page = "The day's figures";
export const lost_older_figures = "the figures below are those of the last load.";
export const market = "Market";
export const day = "Day", day_before = "Day before", day_after = "Day after";
export const stalls_heading = "Stalls";
export const day_heading = "On the day";
export const hours_heading = "By hour";
export const zones_heading = "By zone", zone = "Zone";
export const providers_heading = "By provider", provider = "Provider";
export const active_stalls = "Stalls with payments";
export const transactions = "Payments";
export const amount = "Amount";
export const zalo_heading = "For Zalo", zalo_label = "Text to paste into Zalo", zalo_copy = "Copy for Zalo";
export const copied = "Copied. Open Zalo and paste.";
export const not_copied = "Not copied: hold a finger on the text and choose Copy.";
export const definitions_heading = "How it is counted";
export const board_sees_totals = "The board sees totals of the whole market, no stall's own money.";

export const step_total = "stalls", step_registered = "registered", step_handed_over = "stand handed over", step_first_payment = "have had a payment";
export const step_week = "active in the last 7 days", step_active = "with payments on the day";
export const registration_rate = "Registered";
export const transaction_count = "Payments";
export const per_active = "Average per stall with payments";
export const per_registered = "Average per registered stall";
export const divided_by = (stalls: string): string => `divided by ${stalls} stalls`;
export const median = "Median payment", median_note = "half are smaller, half are larger";
export const unmatched = "Stall unknown", unmatched_some = "payments without an owner", unmatched_none = "none";
export const withheld: { [reason: string]: string } = {
    fewer_than_five: "< 5 stalls", one_stall_dominates: "one stall is most of it", not_closed: "once the day is closed",
    complement: "waits for 5 stalls", by_month_only: "by month only", of_one_stall: "one stall's money is not shown",
};
export const withheld_somehow = "not shown";
export const amount_rule = "money is shown only of 5 stalls or more, none of them four fifths of it";
export const amount_waits = (transactions: string): string => `so far; ${transactions} payments wait for 5 stalls`;
export const closing_completes = "; all of it once the day is closed";
export const unnamed_group = "(not given)";
export const hour_bar = (hour: number, number: string): string => `${hour}:00: ${number} payments`;
export const hours_title = (most: string): string => `Payments by hour, at most ${most}`;
export const day_closed = "Day closed", day_open = "Day not closed";
export const adjusted = (number: string): string => `, ${number} adjustments since`;
export const figures_at = (time: string): string => `Figures of ${time}`;
export const no_stalls = "The market has no stalls yet. Import its list first.";
export const no_transactions = (of_day: string): string => `No payments on ${of_day}.`;

export const figures: { [name: string]: string } = {
    total_stalls: "Stalls", registered: "Registered", registration_rate: "Share registered", with_stand: "Stand handed over", first_payment: "Have had a payment",
    active_week: "Active in the last 7 days", active: "With payments on the day", transactions: "Payments", amount: "Amount",
    per_active_stall: "Average per stall with payments", per_registered_stall: "Average per registered stall",
    median_amount: "Median payment", unmatched: "Stall unknown", day: "Day",
    by_zone: "By zone", closed: "Closed", adjustments: "Adjustments", trial: "Trial ledger",
};

export interface ZaloFigures {
    trial: boolean; market: string; day: string; until: string;
    registered: string; total: string; rate: string; active: string; transactions: string; money: string;
    per_active: string; per_registered: string; unmatched: string;
}
export const zalo_amount = (sum: string): string => `, ${sum}`;
export const zalo_waiting = (transactions: string): string => ` (so far; ${transactions} payments wait for 5 stalls)`;
export const zalo_withheld = (why: string): string => ` (amount: ${why})`;
export const zalo_text = (of: ZaloFigures): string =>
    `${of.trial ? "TRIAL, not real money: " : ""}${of.market} on ${of.day}${of.until && ` (until ${of.until})`}: ` +
    `${of.registered}/${of.total} stalls registered (${of.rate}); ` +
    `${of.active} stalls with payments; ${of.transactions} payments${of.money}; ` +
    `on average ${of.per_active} per stall with payments (${of.per_registered} per registered stall). Stall unknown: ${of.unmatched}.`;

// Stands to print

export const reprint_heading = "QR stands to print";
export const layout = "Size";
export const layout_a6 = "Table stand A6", layout_a5 = "Table stand A5", layout_a4 = "Poster A4", layout_8 = "Sheet of 8 labels", layout_24 = "Sheet of 24 labels";
export const download = "Get the PDF", download_some = (stands: string): string => `Get the PDF (${stands} stands)`;
export const downloading = "Making the PDF…", downloaded = "Here it is. Press Printed once it is.";
export const printed = "Printed", recording = "Recording…", recorded = (stands: string): string => `Recorded: ${stands} stands printed.`;
export const more_stands = (stands: string): string => `… and ${stands} more stalls`;
export const no_zone = "No zone";
export const not_done = "Not done. Try again.";
export const reason_of_stand = (_vietnamese: string, english: string): string => english.split("_").join(" ");

// The wallet

export const wallet_page = "Simulated wallet", wallet_title = "SIMULATED WALLET", wallet_no_money = "no real money";
export const stall_id_label = "The stall's public id (logged in: st17)", next = "NEXT";
export const stall_qr = "The stall's QR code", stall = "Stall", payee = "Payee";
export const holder_unknown = "(the bank's app will show the name)";
export const bank_tail = (bank: string): string => `${bank}, last 4 digits`;
export const compare_name = "Compare the name and the", compare_tail = "last 4 digits", compare_before = "before you pay";
export const type_amount = "Type the amount", delete_digit = "Delete a digit";
export const pay = "Pay (simulated)";
export const sending = "Sending…", sent = "Sent; wait for the loudspeaker";
export const sent_note = (sum: string): string => `${sum} – money has arrived only when the stall's loudspeaker says so.`;
export const not_sent = "Not sent", no_wallet = "This server has no simulated wallet.", later = "Try again in a few seconds.";
export const stall_unregistered = "The stall is not registered";
export const stall_without_account = "This stall has no account yet, so it has no QR code. Ask the market's board.";
export const qr_unreadable = "The stall's QR code cannot be read. Tell the market's board.";

// The start page

export const start_page = "choqr – hear the money arrive";
export const what_it_is = "Records and announces payments for markets";
export const what_it_does =
    "Customers scan the stall's QR code, and the money goes straight to the vendor's account. choqr hears the bank tell of it, writes it " +
    "down and says it aloud at the stall. choqr holds nobody's money.";
export const door_customer = "A customer", door_customer_what = "Is this stall a real one? Look by the code on its stand";
export const door_stall = "A stall's vendor", door_stall_what = "Hear and see the money arrive on this phone";
export const door_board = "The market's board", door_board_what = "The day's figures, QR stands, reports";
export const door_volunteer = "A volunteer", door_volunteer_what = "Today's work: scan the board's QR code";
export const door_demo = "Try it", door_demo_what = "Stall, customer and board side by side, with trial money";
export const door_operator = "The operator", door_operator_what = "Markets, stalls, people";
export const where_is_token =
    "No token? Ask the market's board for the stall's link. Operators: it is in the file operator.token.";
export const viewing_as = "Viewing with the token of: ";
export const roles: { [role: string]: string } = {
    operator: "an operator", board: "the market's board", vendor: "a stall", provider: "a payment provider",
    owner: "an owner's device", helper: "a helper's device",
};
export const leave = "Leave";
export const speaker_link = "Speaker", wallet_link = "Try wallet", not_registered = "not registered";
export const search_stalls = "Search stall, name, goods";
export const show_more = "Show more";
export const no_stall_found = "No such stall.", no_stalls_import = "The market has no stalls yet. Import its list from a CSV file.";
export const open_speaker = "Open the stall's loudspeaker";
export const for_machines = "This access token is for a machine; there is no page to see.";
export const no_page_yet = "There is no page for this role yet. Ask whoever invited you.";
export const no_markets_here = "No market is registered where you are responsible. Ask the operator.";
export const no_markets = "There are no markets yet. Create one, then import its list of stalls.";

// How a phone comes to trust the market's gateway

export const trust_page = "Let your phone trust the market's machine";
export const trust_title = "How your phone stops warning";
export const trust_not_for_paying = "Nobody needs this for paying.";
export const trust_for_whom = "Only phones of vendors and of the board do, once.";
export const trust_nothing_needed = "Your phone needs nothing to open this gateway.";
export const trust_why = "Why does the phone warn?";
export const trust_because =
    "The machine that tells of payments stands in the market itself, so the phone does not know whose it is. Install the market's file once: " +
    "the warning goes, and nobody on the same Wi-Fi can read along. The file is good for the market's machine, and for no bank's page.";
export const trust_compare = "1. Compare";
export const trust_compare_how = "Compare each group with the board's paper or screen:";
export const trust_differs = "One group differs: DO NOT INSTALL.";
export const trust_differs_do = "Somebody may stand between. Tell the board at once.";
export const trust_take = "2. Get the file";
export const trust_download = "GET THE MARKET'S FILE";
export const trust_until = (day: string): string => `The file is good until ${day}.`;
export const trust_install = "3. Install it";
export const trust_android = "Android", trust_iphone = "iPhone";
export const trust_android_take = "Open this page in Chrome and touch GET THE MARKET'S FILE. If Chrome asks, choose Keep. The file is authority.crt.";
export const trust_android_search = "Open Settings and search for “CA certificate”. (It is under Security, where certificates are installed.)";
export const trust_android_anyway = "Choose CA certificate. The phone warns: choose Install anyway, and unlock the screen.";
export const trust_android_file = "Choose the file authority.crt.";
export const trust_android_check =
    "In Settings search for “trusted credentials”, open the tab User and touch what says “choqr”. Compare its SHA-256 with the paper.";
export const trust_else_remove = "If it differs, remove it at once.";
export const trust_iphone_take = "Open this page in Safari, touch GET THE MARKET'S FILE, then Allow.";
export const trust_iphone_profile = "Open Settings and touch “Profile Downloaded” at the top.";
export const trust_iphone_check = "Touch More Details and open the certificate. Compare its SHA-256 with the paper. If it is the same, go back and touch Install.";
export const trust_else_cancel = "If it differs, touch Cancel.";
export const trust_iphone_switch = "Go to General, About, Certificate Trust Settings. Turn on the switch of what says “choqr”.";
export const trust_done = "Open the stall's or the market's page again: no warning, and you are done.";
export const trust_words_differ = "Your phone may use slightly other words. Ask the board if you cannot find something.";

// What a vendor has agreed to, and may ask

/// A text that is there in both languages.
export const text_of = (text: { vi: string; en: string }): string => text.en;
export const rights_page = "My rights";
export const rights_link = "My rights";
export const consent_heading = "Who may see my name and my account";
export const consent_states: { [status: string]: string } = {
    not_asked: "NOT ASKED. The board sees your name, telephone number and account.",
    given: "AGREED. The board sees your name, telephone number and account.",
    withdrawn: "TAKEN BACK. The board sees the stall, the bank and the last four digits alone.",
};
export const consent_since = (time: string): string => `Since ${time}`;
export const agree = "AGREE", agree_sure = "REALLY AGREE?";
export const withdraw = "TAKE IT BACK", withdraw_sure = "REALLY TAKE IT BACK?";
export const withdrawing_keeps_money = "Money comes and is told as before.";
export const owners_heading = "Accounts that money comes to";
export const account_of = (bank: string, last_four: string): string => `${bank} …${last_four}`;
export const owner_answers: { [answer: string]: string } = {
    yes: "its owner has agreed", no: "its owner does NOT agree", waiting: "link sent, no answer yet", none: "",
};
export const ask_owner = "ASK ITS OWNER", ask_owner_note = "Does the money go to somebody else's account? Send them a link to agree.";
export const owner_link_shown = (account: string): string => `The owner of ${account} scans this, or send them the link.`;
export const owner_link_once = "The link is good once, for 7 days.";
export const copy_link = "COPY THE LINK", link_copied = "Copied";
export const data_heading = "My data";
export const export_json = "DOWNLOAD (JSON)", export_csv = "DOWNLOAD (Excel, CSV)";
export const exporting = "Downloading…";
export const exported = (payments: string): string => `Downloaded, with ${payments} payments.`;
export const erase_ask = "ASK TO BE ERASED", erase_sure = "REALLY ASK TO BE ERASED?";
export const erase_note = "Name, telephone number, account names and transfer texts go. Amounts stay in the ledger. It cannot be undone.";
export const erase_waits = (time: string): string => `Asked for; it will be done before ${time}.`;
export const erase_back = "NO, DO NOT ERASE";
export const erased_already = "Erased: the vendor's name and telephone number are gone.";
export const acts_heading = "Who did what";
export const acts_more = "SHOW MORE";
export const no_acts = "Nothing yet.";
export const acts_of: { [what: string]: string } = {
    stall_registered: "registered the stall", stall_changed: "changed the stall's details", stall_suspended: "suspended the stall", stall_resumed: "resumed the stall",
    stall_closed: "closed the stall", token_issued: "issued a token", token_revoked: "revoked a device", device_paired: "paired a device",
    consent_given: "recorded the consent", consent_withdrawn: "took the consent back", erasure_requested: "asked for erasure", erasure_withdrawn: "took the erasure back",
    owner_asked: "sent a link to an account's owner", owner_answered: "an account's owner answered", vendor_erased: "erased the vendor's data",
    transfer_assigned: "assigned a payment to the stall",
};
export const actors: { [kind: string]: string } = { system: "by itself", unknown: "unknown", link: "whoever had the link" };
export const privacy_link = "Who sees what, and how long it is kept";

// The owner of an account who is not the vendor

export const owner_page = "Agree that money comes to your account";
export const owner_asks = (stall: string, market: string): string => `${stall}, ${market}, asks to be paid to your account:`;
export const owner_whose = (name: string): string => `Vendor: ${name}`;
export const owner_means = "If you agree, buyers pay straight to this account, and the stall is told of each of its payments. Nobody can take your money out.";
export const owner_yes = "I AGREE", owner_no = "NO";
export const owner_said_yes = "Thank you. Recorded: AGREED.", owner_said_no = "Recorded: NOT AGREED. The market's board will change the account.";
export const owner_link_bad = "This link is of no use";
export const owner_link_bad_advice = "A link is good once, for 7 days. Ask the vendor or the board for a new one.";

// Who sees what, and how long it is kept

export const privacy_page = "Who sees what, and how long it is kept";
export const privacy_asked = "Vendors are asked this";
export const privacy_sees = "Who sees what";
export const privacy_vendor = "The vendor: every payment of the stall, names, devices, and who did what there.";
export const privacy_helper = "The helper: today's payments.";
export const privacy_board = "The board: how many stalls and payments, sums of at least five stalls. Name, telephone number and account unless the vendor has taken the consent back. Never one stall's money.";
export const privacy_operator = "The operator: everything, to put mistakes right. What they do is recorded.";
export const privacy_everybody = "Everybody: the QR code on the stall's stand, with the account's number in it.";
export const privacy_kept = "How long it is kept";
export const privacy_texts_for = (days: string): string => `Transfer texts and payers' last four digits: in lists for ${days} days, then shown no more.`;
export const privacy_texts_always = "Transfer texts and payers' last four digits: until the vendor asks to be erased.";
export const privacy_ledger = "The original is in the ledger, under each vendor's own key. Erasing a vendor destroys the key: nobody can read it any more.";
export const privacy_money = "Amounts, times and the numbers of accounts that are paid stay: nothing can be changed in the ledger.";
export const privacy_devices = "A device that was not used for 400 days is taken off.";
export const privacy_backups = "Old backups hold the key until they are deleted.";
export const privacy_erasing = (hours: string): string => `Vendors ask to be erased on the stall's own device: done within ${hours} hours.`;

// Consents, for the board

export const consents_page = "The stalls' consents";
export const consents_link = "The stalls' consents";
export const consents_none = "No stalls.";
export const consents_filters: { [name: string]: string } = { todo: "To do", not_asked: "Not asked", withdrawn: "Taken back", given: "Agreed" };
export const consents_count = (name: string, count: string): string => `${name} (${count})`;
export const read_aloud = "Read this aloud to the vendor:";
export const heard_yes = "THE VENDOR AGREES", signed_yes = "SIGNED ON PAPER";
export const ask_vendor = "ASK", consent_words: { [status: string]: string } = { not_asked: "not asked", given: "agreed", withdrawn: "taken back" };
export const withdrawn_note = "Only the stall's own device or the operator can record a consent again.";
export const no_vendor_name = "no vendor's name yet";
export const name_withheld = "(the vendor's name is withheld)";

// The minute at the stall

export const minute_payee = "1. The vendor's bank code", minute_holder = "2. The account holder's name", minute_goods = "3. Goods", minute_consent = "4. Consent",
    minute_stand = "5. The QR stand", minute_speaker = "6. The loudspeaker", minute_done = "DONE";
export const minute_payee_advice = "Open “My QR code” in the vendor's bank app and hold it into the frame.";
export const scan_camera = "Camera that reads the code", scan_photo = "PHOTOGRAPH THE CODE", scan_several = "There are several codes. Hold only one into the frame.";
export const scan_unread = "No QR code in the picture. Come nearer, with enough light.", scan_foreign = "This is no code to be paid by. Open “My QR code” in the bank app.";
export const minute_type = "No code: type the account", minute_bank = "Bank", minute_account = "Account number";
export const payee_face = (bank: string, last_digits: string): string => `${bank} · …${last_digits}`;
export const minute_holder_label = "The name as the bank app has it", minute_same_question = "Read this name aloud. Is it the same in the vendor's app?";
export const minute_same = "THE SAME", minute_other = "ANOTHER, CORRECT IT";
export const goods_kinds = ["vegetables", "fish", "meat", "fruit", "food and drink", "clothes", "groceries", "flowers", "rice, dry goods"];
export const minute_goods_label = "Goods", minute_phone = "Telephone (if the vendor likes)", minute_household = "Household business";
export const minute_read_aloud = "READ ALOUD", minute_agrees = "AGREES", minute_signed = "HAS SIGNED ON PAPER";
export const minute_print = "PRINT NOW", minute_zalo = "SEND THE PICTURE", minute_print_later = "PRINT LATER, WITH THE AISLE";
export const minute_pair = "Pairing code", minute_pair_advice = "The vendor's phone scans this code, then touches TURN ON.";
export const minute_no_phone = "THE VENDOR HAS NO PHONE", minute_finish = "STALL IS DONE", minute_back = "‹ BACK";
export const minute_trial_hears = "Scan this code and pay. The loudspeaker has to say that it is a test of 1,000 dong. The money stays in the vendor's account and counts nowhere.";
export const minute_taken = (face: string): string => `Somebody else has just registered this stall (${face}). Nothing was kept. If that is wrong, tell the board.`;
export const minute_waits = "Waits to be sent", minute_is_waiting = (code: string): string => `No network. Stall ${code} is kept on this phone and sent by itself later. Its stand and loudspeaker come then.`;
export const minute_is_done = (code: string): string => `Stall ${code} is done.`;
export const minute_open = "REGISTER", minute_again = "STAND, SPEAKER";

// What customers are shown, who have no account

export const point_title = (code: string): string => `Desk ${code}`;
export const check_page = "Is this stall a real one?";
export const stand_code_label = "The code on the stall's QR stand", code_look = "LOOK";
export const code_hint = "For example H7K4M. A code has no 0, 1, I, L or O.";
export const stand_printed = (month: string): string => `QR stand printed in ${month}`;
export const stand_old = "The stall has another account by now, and its stand was not printed again. If the stand shows other digits, ask the market's board before you pay.";
export const compare_account = "Compare bank and last digits with your bank's screen. If they differ, do not pay, and tell the market's board.";
export const standings: { [standing: string]: string } = {
    suspended: "The stall is suspended. Do not pay; ask the market's board.",
    not_registered: "The market knows no QR code of this stall. Do not scan one that hangs there; tell the market's board.",
    withheld: "The vendor does not want the account to be shown. Ask the vendor or the market's board.",
};

export const request_page = "Order and receipt";
export const request_states: { [status: string]: string } = { open: "WAITING FOR THE MONEY", settled: "RECEIVED IN FULL", expired: "EXPIRED", cancelled: "CANCELLED" };
export const request_unknown = "LOOKING AGAIN";
export const request_over = "Do not pay any more. If you still want it, ask the vendor for a new link.";
export const request_received = "Paid", request_paid_at = "At", request_opened_at = "Made at", request_until = "Pay before", request_account = "To the account";
export const request_code = "The QR code of this order";
export const request_scan = "Scan it with a bank's app. To pay with this phone: save the picture of the code, then choose it in the app.";
export const request_save = "SAVE THE CODE";
export const request_content = (content: string): string => `Text ${content}: leave it as it is.`;
export const request_once = "Paid already? Wait until this page says so, and do not pay again.";
export const request_stale = (at: string): string => `Not answered since ${at}. The page asks again by itself.`;
export const request_receipt = "The money is on the vendor's account. This page is no invoice.";
export const request_none = "There is no such order", request_none_advice = "Look at the link again, or have the vendor send it once more.";

export const send_label = "What is sold? (for a link)", send_go = "SEND A LINK";
export const send_shown = "Send this link by chat. The customer sees the order, pays, and keeps it as the receipt. Good for 3 days.";
export const send_share = "SEND", send_link = "The order's link";
export const send_text = (stall: string, what: string, amount: string): string => `${[stall, what].filter(Boolean).join(": ")}, ${amount}`;

// The demonstration: vendor, customer and board side by side

export const demo_page = "Try it", demo_what = "Pay in the frame CUSTOMER, hear it in STALL, see it in BOARD.";
export const demo_tap = "First: tap SOUND ON in the frame STALL";
export const demo_vendor = "Stall", demo_wallet = "Customer", demo_board = "Board", demo_panes = "Choose a frame";
export const demo_no_link = "Open this page by the link that is shown when the demonstration is started on the server.";
export const training_title = (number: number, of: number, title: string): string => `Exercise ${number}/${of}: ${title}`;
export const training_picture = "The exercise's QR code", training_volunteer = "Open the volunteer's page", training_next = "NEXT EXERCISE";
export const training_right = "RIGHT", training_missed = "MISSED", training_over = "The training is over";
export const training_done = (right: number, of: number): string => `${right} of ${of} exercises done right.`;
export const training_answered = "Answered. Wait for the result.", training_not_sent = "Not sent. Press it again.";

// A list from an office.
export const import_page = "Import a list of stalls", import_link = "Import a list of stalls", import_choose = "Choose the list's file";
export const import_limits = "CSV or .xlsx, at most 4 MB and 20,000 lines. Nothing is written until you press WRITE.";
export const import_write = "WRITE", import_errors = "To be put right in the file", import_warnings = "Worth a look", import_as_read = "As it is read";
export const import_columns_how = "Choose again what is not right. It is remembered for the next list.";
export const import_too_large = "The file is larger than 4 MB. Split it.", import_old_workbook = "Old .xls files cannot be read. Save it as .xlsx.";
export const import_no_heading = "(no heading)", import_nothing_yet = "Not yet: put right the lines below and choose the file again.";
export const import_nothing_new = "Every stall of the file is there already. Nothing to write.";
export const import_columns: { [column: string]: string } = {
    "": "Leave out", code: "Stall's number", zone: "Zone", goods: "Goods", vendor_name: "Vendor's name", vendor_phone: "Telephone", kind: "Kind",
    bank: "Bank", account_number: "Account number", account_name: "Account holder",
};
export const import_why: { [why: string]: string } = { told: "just chosen", remembered: "remembered", synonym: "understood", ignored: "not read" };
export const import_meaning_of = (heading: string): string => `What ${heading} means`;
export const import_line = (line: string): string => `Line ${line}:`;
export const import_reading = (file: string): string => `Reading ${file}…`, import_writing = (rows: string): string => `Writing ${rows} lines…`;
export const import_counts = (created: string, changed: string, same: string, wrong: string): string =>
    `${created} new stalls, ${changed} changed, ${same} there already, ${wrong} to be put right`;
export const import_written = (created: string, changed: string): string => `Written: ${created} new stalls, ${changed} changed.`;
export const import_waits = (changes: string): string => `Accounts of ${changes} stalls change: somebody else has to confirm.`;
