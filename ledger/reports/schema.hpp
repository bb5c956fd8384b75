#pragma once

namespace choqr::reports {

/// PRAGMA application_id: "chqr".
inline constexpr int application_id = 0x63687172;

/// Ids are journal sequences, instants are milliseconds since 1970 UTC, days are days since 1970, amounts are
/// dong. Enums are stored by the number they have in the headers. `owner` is the vendor under whose key a
/// text is sealed in the journal: it goes when that key is destroyed. Few indexes: each costs a tenth of the
/// speed of following.
inline constexpr const char* schema = R"sql(
CREATE TABLE progress(
    only INTEGER PRIMARY KEY CHECK(only = 1),
    ledger BLOB NOT NULL,
    position INTEGER NOT NULL,
    last_recorded_at INTEGER NOT NULL,
    texts_days INTEGER);                          -- Retention::texts; absent: for ever
CREATE TABLE forgotten(kept TEXT PRIMARY KEY, upto INTEGER NOT NULL) WITHOUT ROWID;  -- rows of `kept` before `upto`: their texts
CREATE TABLE book_snapshot(                       -- no projection: the book's own bytes, so that a start need not replay all
    part INTEGER PRIMARY KEY,                     -- as one blob it would stand in memory three times
    sequence INTEGER NOT NULL, root BLOB NOT NULL, bytes BLOB NOT NULL);
CREATE TABLE market(
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL, code TEXT NOT NULL UNIQUE, province TEXT NOT NULL, commune TEXT NOT NULL,
    cutoff_min INTEGER NOT NULL, watch_days INTEGER NOT NULL, stalls_max INTEGER NOT NULL,
    payee_delay_hours INTEGER NOT NULL,
    kind INTEGER NOT NULL, colour INTEGER NOT NULL);
CREATE TABLE column_meaning(                      -- what a board's own headings mean
    market INTEGER NOT NULL, rank INTEGER NOT NULL, heading TEXT NOT NULL, meaning TEXT NOT NULL,
    PRIMARY KEY(market, rank)) WITHOUT ROWID;
CREATE TABLE stall(
    id INTEGER PRIMARY KEY,
    market INTEGER NOT NULL, kind INTEGER NOT NULL, status INTEGER NOT NULL,
    code TEXT NOT NULL, zone TEXT NOT NULL, goods TEXT NOT NULL,
    aisle BLOB NOT NULL,                          -- sorts by zone, then code, numbers as numbers
    transfer_code INTEGER NOT NULL,               -- of a closed stall it may be another's by now
    vendor INTEGER, vendor_kind INTEGER, vendor_name TEXT, vendor_phone TEXT,
    stand_version INTEGER NOT NULL, stand_since INTEGER NOT NULL,       -- merchants::StandState
    stand_account_version INTEGER NOT NULL, stand_printed INTEGER NOT NULL,
    stand_bank TEXT NOT NULL, stand_handed_over INTEGER NOT NULL,
    stand_printed_at INTEGER,                     -- when somebody told of stand_printed
    stand_handed_over_at INTEGER,                 -- when that was, by whoever told of it
    visit_outcome INTEGER, visit_reason INTEGER, visited_at INTEGER,    -- merchants::Visit, the last one
    consent INTEGER NOT NULL, consent_version INTEGER NOT NULL,         -- merchants::Consent
    consent_since INTEGER NOT NULL, consent_at INTEGER NOT NULL,
    follows INTEGER NOT NULL);                    -- a closed stall that had its number: book/places/state.hpp
CREATE INDEX stall_in_aisle_order ON stall(market, aisle, id);
CREATE INDEX stall_closed ON stall(market, code) WHERE status = 2;
CREATE INDEX stall_by_transfer_code ON stall(transfer_code, id);
CREATE TABLE visit(                               -- of volunteers, each
    sequence INTEGER PRIMARY KEY,
    stall INTEGER NOT NULL, at INTEGER NOT NULL, outcome INTEGER NOT NULL, reason INTEGER,
    stand_version INTEGER NOT NULL, by INTEGER);  -- the token
CREATE INDEX visit_by_time ON visit(at);
CREATE INDEX visit_of_stall ON visit(stall, sequence);
CREATE TABLE stall_status(                        -- every change, so that a past day can be counted
    stall INTEGER NOT NULL, sequence INTEGER NOT NULL, at INTEGER NOT NULL, status INTEGER NOT NULL,
    PRIMARY KEY(stall, sequence)) WITHOUT ROWID;
CREATE TABLE stall_words(                         -- every change: a payment belongs to the zone of its own time
    stall INTEGER NOT NULL, sequence INTEGER NOT NULL, zone TEXT NOT NULL, goods TEXT NOT NULL,
    PRIMARY KEY(stall, sequence)) WITHOUT ROWID;
CREATE TABLE account(                             -- replaced ones too: money still arrives on them
    id INTEGER PRIMARY KEY,
    stall INTEGER NOT NULL, rank INTEGER NOT NULL, kind INTEGER NOT NULL,
    bin TEXT NOT NULL, number TEXT NOT NULL, name TEXT NOT NULL,
    owner INTEGER NOT NULL,                       -- the vendor under whose key the name stands in the ledger; -1: nobody's
    added INTEGER NOT NULL, added_at INTEGER NOT NULL, removed INTEGER, removed_at INTEGER);
CREATE INDEX account_of_stall ON account(stall);
CREATE INDEX account_by_number ON account(number COLLATE NOCASE, bin) WHERE removed IS NULL;
CREATE TABLE payee_change(                        -- how accounts came about: by two, or at once
    id INTEGER PRIMARY KEY,
    stall INTEGER NOT NULL, status INTEGER NOT NULL,                    -- PayeeChangeStatus
    proposed_by INTEGER, proposed_at INTEGER NOT NULL, reason TEXT NOT NULL, takes_effect_at INTEGER);
CREATE INDEX payee_change_of_stall ON payee_change(stall, id);
CREATE INDEX payee_change_open ON payee_change(id) WHERE status < 2;
CREATE INDEX payee_change_lately ON payee_change(proposed_at) WHERE status <> 7;
CREATE TABLE payee_account(
    change INTEGER NOT NULL, after INTEGER NOT NULL, rank INTEGER NOT NULL, kind INTEGER NOT NULL,
    bin TEXT NOT NULL, number TEXT NOT NULL, name TEXT NOT NULL, owner INTEGER NOT NULL,  -- as in account
    PRIMARY KEY(change, after, rank)) WITHOUT ROWID;
CREATE TABLE payee_step(                          -- a yes, or a no
    sequence INTEGER PRIMARY KEY,
    change INTEGER NOT NULL, is_yes INTEGER NOT NULL, by INTEGER NOT NULL, at INTEGER NOT NULL,
    market INTEGER, reason TEXT NOT NULL);
CREATE INDEX payee_step_of_change ON payee_step(change, sequence);
CREATE TABLE payment_request(
    id INTEGER PRIMARY KEY,
    stall INTEGER NOT NULL, amount INTEGER NOT NULL, description TEXT NOT NULL, reference_code INTEGER NOT NULL,
    opened_at INTEGER NOT NULL, expires_at INTEGER, received INTEGER NOT NULL, status INTEGER NOT NULL,
    owner INTEGER, trial INTEGER NOT NULL,
    paid_at INTEGER);                             -- when the newest payment of it was made. A code is given again once it is free: two requests may have the same.
CREATE INDEX payment_request_of_stall ON payment_request(stall, id);
CREATE INDEX payment_request_open ON payment_request(id) WHERE status = 0;
CREATE TABLE feed(
    id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE,
    transfers INTEGER NOT NULL, last_received_at INTEGER NOT NULL);   -- trials are none
CREATE TABLE transfer(
    id INTEGER PRIMARY KEY,
    feed INTEGER NOT NULL, reference TEXT NOT NULL,
    amount INTEGER NOT NULL, booked_at INTEGER NOT NULL, received_at INTEGER NOT NULL,
    counts_at INTEGER NOT NULL,                   -- by which it has its day and hour: booked_at, or received_at if that is not believed
    day INTEGER NOT NULL,                         -- of the stall's market; of Vietnam at 00:00 while no stall is known
    market INTEGER, stall INTEGER, payment_request INTEGER,
    status INTEGER NOT NULL, basis INTEGER NOT NULL,
    counted INTEGER NOT NULL,                     -- 1: a payment to a stall (T1), -1: taken back; 2, -2: to a collection point; 0: none;
                                                  -- 3, -3 and 4, -4: the same, but it came after its day was closed
    reverses INTEGER, owner INTEGER,
    trial INTEGER NOT NULL,                       -- 1: no money, in no number; 2: the same, but a bank moved it (trial request)
    debtor_tail TEXT NOT NULL, remittance TEXT NOT NULL,
    since INTEGER, ended INTEGER);                -- the events that put it where it is (assigned, claimed), and took it back
CREATE UNIQUE INDEX transfer_by_reference ON transfer(reference, feed);
CREATE INDEX transfer_of_stall ON transfer(stall, id) WHERE stall IS NOT NULL;
CREATE INDEX transfer_of_status ON transfer(status, id) WHERE status <> 0;  -- All but the matched, which are most.
CREATE INDEX transfer_of_day ON transfer(day, market, counted, amount, stall, since, ended);
CREATE INDEX transfer_unmatched ON transfer(counts_at, trial, amount) WHERE status = 1;
CREATE TABLE bank_entry(                          -- where a transfer stands in the bank's books: is it told of again?
    day INTEGER NOT NULL,                         -- of booking, local
    account INTEGER NOT NULL, reference INTEGER NOT NULL,               -- hashes; 0: the bank's reference was not told
    transfer INTEGER NOT NULL, amount INTEGER NOT NULL,
    by_line INTEGER NOT NULL,                     -- 1: a statement told of it first
    PRIMARY KEY(day, account, reference, transfer)) WITHOUT ROWID;
CREATE TABLE evidence(                            -- what other feeds told of a transfer that was recorded already
    id INTEGER PRIMARY KEY,
    transfer INTEGER NOT NULL, feed INTEGER NOT NULL, reference TEXT NOT NULL, kind INTEGER NOT NULL,
    booked_at INTEGER NOT NULL, received_at INTEGER NOT NULL, remittance TEXT NOT NULL,
    owner INTEGER);
CREATE UNIQUE INDEX evidence_by_reference ON evidence(reference, feed);
CREATE INDEX evidence_of_transfer ON evidence(transfer, feed);
CREATE TABLE unclaimed(                           -- unmatched ones that a stall may claim, by each account that was told
    number TEXT NOT NULL COLLATE NOCASE, transfer INTEGER NOT NULL,
    bin TEXT,                                     -- absent: the provider does not say
    sub TEXT COLLATE NOCASE,                      -- a sub-account that was told beside this account: where it is a stall's, it counts alone
    PRIMARY KEY(number, transfer)) WITHOUT ROWID;
CREATE INDEX unclaimed_of_transfer ON unclaimed(transfer);
CREATE TABLE spent(                               -- what left an account and took nothing back: perhaps it went back to somebody
    number TEXT NOT NULL COLLATE NOCASE, transfer INTEGER NOT NULL,
    bin TEXT,                                     -- absent: the provider does not say
    PRIMARY KEY(number, transfer)) WITHOUT ROWID;
CREATE INDEX spent_of_transfer ON spent(transfer);
CREATE TABLE claim(                               -- who said that a transfer is theirs, the first one first
    transfer INTEGER NOT NULL, sequence INTEGER NOT NULL, stall INTEGER NOT NULL, at INTEGER NOT NULL,
    waits INTEGER NOT NULL,                       -- 1: another stall has it, and a person is asked
    PRIMARY KEY(transfer, sequence)) WITHOUT ROWID;
CREATE INDEX claim_waiting ON claim(transfer) WHERE waits = 1;
CREATE TABLE moved(                               -- what counted at a stall until a person assigned it to another one
    transfer INTEGER NOT NULL, day INTEGER NOT NULL, market INTEGER NOT NULL, stall INTEGER NOT NULL,
    amount INTEGER NOT NULL, since INTEGER NOT NULL, ended INTEGER NOT NULL,
    PRIMARY KEY(day, market, transfer)) WITHOUT ROWID;
CREATE TABLE set_aside(                           -- what its stall says is no sale
    transfer INTEGER PRIMARY KEY, stall INTEGER NOT NULL, reason INTEGER NOT NULL);
CREATE TABLE refund(                              -- what left an account, and for which payment
    outgoing INTEGER PRIMARY KEY, incoming INTEGER NOT NULL, stall INTEGER NOT NULL, amount INTEGER NOT NULL,
    to_sender INTEGER);                           -- absent: nobody told
CREATE INDEX refund_of_payment ON refund(incoming);
CREATE TABLE cash(                                -- what a stall says that it took in cash; nobody else reads it
    stall INTEGER NOT NULL, day INTEGER NOT NULL, amount INTEGER NOT NULL, at INTEGER NOT NULL, owner INTEGER,
    PRIMARY KEY(stall, day)) WITHOUT ROWID;
CREATE TABLE transfer_block(                      -- which 256 sequences hold transfers of a market: an index of
    market INTEGER NOT NULL, block INTEGER NOT NULL,   -- those would cost a tenth of the speed, this one nothing
    PRIMARY KEY(market, block)) WITHOUT ROWID;
CREATE TABLE conflict(
    id INTEGER PRIMARY KEY,
    feed INTEGER NOT NULL, reference TEXT NOT NULL, transfer INTEGER NOT NULL, digest BLOB NOT NULL, at INTEGER NOT NULL,
    owner INTEGER);
CREATE TABLE stall_day(                           -- counted transfers of a stall on a business day through a feed
    stall INTEGER NOT NULL, day INTEGER NOT NULL, feed INTEGER NOT NULL,
    transactions INTEGER NOT NULL, amount INTEGER NOT NULL,
    PRIMARY KEY(stall, day, feed)) WITHOUT ROWID;
CREATE TABLE stall_month(                         -- the same by month, named by its first day
    stall INTEGER NOT NULL, month INTEGER NOT NULL, feed INTEGER NOT NULL,
    transactions INTEGER NOT NULL, amount INTEGER NOT NULL,
    days INTEGER NOT NULL,                        -- a bit for each day with a payment
    PRIMARY KEY(stall, month, feed)) WITHOUT ROWID;
CREATE TABLE market_amount(                       -- how many payments of a month were of which amount, for medians
    market INTEGER NOT NULL, month INTEGER NOT NULL, amount INTEGER NOT NULL, payments INTEGER NOT NULL,
    PRIMARY KEY(market, month, amount)) WITHOUT ROWID;
CREATE TABLE market_day(                          -- the same of all stalls (no collection points)
    market INTEGER NOT NULL, day INTEGER NOT NULL, transactions INTEGER NOT NULL, amount INTEGER NOT NULL,
    sealed INTEGER NOT NULL,                      -- 1: its month was sealed with it
    PRIMARY KEY(market, day)) WITHOUT ROWID;
CREATE TABLE market_hour(
    market INTEGER NOT NULL, day INTEGER NOT NULL, hour INTEGER NOT NULL, transactions INTEGER NOT NULL,
    amount INTEGER NOT NULL,
    PRIMARY KEY(market, day, hour)) WITHOUT ROWID;
CREATE TABLE day_money(                           -- statistics::ClosedMoney of a closed day
    market INTEGER NOT NULL, day INTEGER NOT NULL, transactions INTEGER NOT NULL, dong INTEGER NOT NULL,
    rest_stalls INTEGER NOT NULL, rest_largest INTEGER NOT NULL, rest_total INTEGER NOT NULL,
    whole_stalls INTEGER NOT NULL, whole_largest INTEGER NOT NULL, whole_total INTEGER NOT NULL,
    PRIMARY KEY(market, day)) WITHOUT ROWID;
CREATE TABLE sealed_period(                       -- of a month or a year: its days that are withheld by themselves
    market INTEGER NOT NULL, first_day INTEGER NOT NULL, last_day INTEGER NOT NULL,
    transactions INTEGER NOT NULL, dong INTEGER NOT NULL,
    rest_stalls INTEGER NOT NULL, rest_largest INTEGER NOT NULL, rest_total INTEGER NOT NULL,
    whole_stalls INTEGER NOT NULL, whole_largest INTEGER NOT NULL, whole_total INTEGER NOT NULL,
    PRIMARY KEY(market, first_day, last_day)) WITHOUT ROWID;
CREATE TABLE day_close(
    market INTEGER NOT NULL, day INTEGER NOT NULL, sequence INTEGER NOT NULL, at INTEGER NOT NULL,
    total_stalls INTEGER NOT NULL, registered INTEGER NOT NULL, active INTEGER NOT NULL,
    transactions INTEGER NOT NULL, amount INTEGER NOT NULL, unmatched INTEGER NOT NULL, unmatched_amount INTEGER NOT NULL,
    point_transactions INTEGER NOT NULL, point_amount INTEGER NOT NULL, root BLOB NOT NULL,
    PRIMARY KEY(market, day)) WITHOUT ROWID;
CREATE TABLE adjustment(                          -- what would have counted on a day, had it not been closed
    sequence INTEGER PRIMARY KEY,
    market INTEGER NOT NULL, day INTEGER NOT NULL, transfer INTEGER NOT NULL, stall INTEGER NOT NULL,
    point INTEGER NOT NULL,                       -- 1: to a collection point, in none of the stalls' numbers
    transactions INTEGER NOT NULL, amount INTEGER NOT NULL, at INTEGER NOT NULL);
CREATE INDEX adjustment_of_day ON adjustment(market, day);
CREATE TABLE token(
    id INTEGER PRIMARY KEY,
    hash BLOB NOT NULL UNIQUE, role INTEGER NOT NULL, market INTEGER, stall INTEGER, feed TEXT, label TEXT NOT NULL,
    province TEXT, commune TEXT, zone TEXT,
    scopes TEXT,                                  -- names of capabilities, with spaces between; NULL: all of the role's
    expires_at INTEGER, revoked INTEGER NOT NULL);
CREATE TABLE device(                              -- a phone that was paired: what it may, and whether it still may, its token says
    id INTEGER PRIMARY KEY,
    stall INTEGER NOT NULL, name TEXT NOT NULL, owner INTEGER,
    paired_by INTEGER NOT NULL, paired_at INTEGER NOT NULL);
CREATE INDEX device_of_stall ON device(stall, id);
CREATE TABLE market_device(                       -- the same of a market's displays and volunteers
    id INTEGER PRIMARY KEY,
    market INTEGER NOT NULL, name TEXT NOT NULL, shows INTEGER,
    paired_by INTEGER NOT NULL, paired_at INTEGER NOT NULL);
CREATE INDEX device_of_market ON market_device(market, id);
CREATE TABLE person(id INTEGER PRIMARY KEY, role INTEGER NOT NULL);  -- with an account, disabled or not
CREATE TABLE consent(                             -- each yes and no of a stall's vendors
    sequence INTEGER PRIMARY KEY,
    stall INTEGER NOT NULL, vendor INTEGER, at INTEGER NOT NULL,
    version INTEGER, how INTEGER,                 -- of a yes; absent: it was a no
    witness INTEGER);
CREATE INDEX consent_of_stall ON consent(stall, sequence);
CREATE TABLE erasure(                             -- who waits to be erased
    vendor INTEGER PRIMARY KEY, stall INTEGER NOT NULL, sequence INTEGER NOT NULL, at INTEGER NOT NULL);
CREATE TABLE owner_consent(                       -- what the owner of a stall's account was asked last, and said last
    stall INTEGER NOT NULL, bin TEXT NOT NULL, number TEXT NOT NULL,
    asked INTEGER NOT NULL, asked_at INTEGER NOT NULL, expires_at INTEGER NOT NULL, code_hash BLOB NOT NULL,
    used INTEGER NOT NULL,                        -- 1: that link was answered
    agrees INTEGER, answered_at INTEGER,          -- absent: nobody has answered yet
    PRIMARY KEY(stall, bin, number)) WITHOUT ROWID;
CREATE INDEX owner_consent_by_code ON owner_consent(code_hash);
CREATE TABLE act(                                 -- who did what: everything but money that came and was asked for
    id INTEGER PRIMARY KEY,
    sequence INTEGER NOT NULL, at INTEGER NOT NULL, event INTEGER NOT NULL,
    actor TEXT NOT NULL, principal INTEGER,       -- the same as a token's id, if it is one
    market INTEGER, stall INTEGER,
    about INTEGER);                               -- the token, device or person that it was done to
CREATE INDEX act_of_stall ON act(stall, id) WHERE stall IS NOT NULL;
CREATE INDEX act_of_market ON act(market, id) WHERE market IS NOT NULL;
CREATE TABLE idempotency(
    key BLOB PRIMARY KEY, body BLOB NOT NULL, sequence INTEGER NOT NULL) WITHOUT ROWID;
)sql";

/// All tables of the projection, in the order in which fingerprint() writes them, with what makes each row's
/// place unique.
struct TableOrder {
    const char* table;
    const char* select;
};
inline constexpr TableOrder tables[] = {
    {"progress", "SELECT position, last_recorded_at, texts_days FROM progress"},
    {"forgotten", "SELECT * FROM forgotten ORDER BY kept"},
    {"market", "SELECT * FROM market ORDER BY id"},
    {"stall", "SELECT * FROM stall ORDER BY id"},
    {"column_meaning", "SELECT * FROM column_meaning ORDER BY market, rank"},
    {"visit", "SELECT * FROM visit ORDER BY sequence"},
    {"stall_status", "SELECT * FROM stall_status ORDER BY stall, sequence"},
    {"stall_words", "SELECT * FROM stall_words ORDER BY stall, sequence"},
    {"account", "SELECT * FROM account ORDER BY id"},
    {"payee_change", "SELECT * FROM payee_change ORDER BY id"},
    {"payee_account", "SELECT * FROM payee_account ORDER BY change, after, rank"},
    {"payee_step", "SELECT * FROM payee_step ORDER BY sequence"},
    {"payment_request", "SELECT * FROM payment_request ORDER BY id"},
    {"feed", "SELECT * FROM feed ORDER BY id"},
    {"transfer", "SELECT * FROM transfer ORDER BY id"},
    {"bank_entry", "SELECT * FROM bank_entry ORDER BY day, account, reference, transfer"},
    {"evidence", "SELECT * FROM evidence ORDER BY id"},
    {"unclaimed", "SELECT * FROM unclaimed ORDER BY number, transfer"},
    {"spent", "SELECT * FROM spent ORDER BY number, transfer"},
    {"claim", "SELECT * FROM claim ORDER BY transfer, sequence"},
    {"moved", "SELECT * FROM moved ORDER BY day, market, transfer"},
    {"set_aside", "SELECT * FROM set_aside ORDER BY transfer"},
    {"refund", "SELECT * FROM refund ORDER BY outgoing"},
    {"cash", "SELECT * FROM cash ORDER BY stall, day"},
    {"transfer_block", "SELECT * FROM transfer_block ORDER BY market, block"},
    {"conflict", "SELECT * FROM conflict ORDER BY id"},
    {"stall_day", "SELECT * FROM stall_day ORDER BY stall, day, feed"},
    {"stall_month", "SELECT * FROM stall_month ORDER BY stall, month, feed"},
    {"market_amount", "SELECT * FROM market_amount ORDER BY market, month, amount"},
    {"market_day", "SELECT * FROM market_day ORDER BY market, day"},
    {"market_hour", "SELECT * FROM market_hour ORDER BY market, day, hour"},
    {"day_close", "SELECT * FROM day_close ORDER BY market, day"},
    {"day_money", "SELECT * FROM day_money ORDER BY market, day"},
    {"sealed_period", "SELECT * FROM sealed_period ORDER BY market, first_day, last_day"},
    {"adjustment", "SELECT * FROM adjustment ORDER BY sequence"},
    {"token", "SELECT * FROM token ORDER BY id"},
    {"person", "SELECT * FROM person ORDER BY id"},
    {"device", "SELECT * FROM device ORDER BY id"},
    {"market_device", "SELECT * FROM market_device ORDER BY id"},
    {"consent", "SELECT * FROM consent ORDER BY sequence"},
    {"erasure", "SELECT * FROM erasure ORDER BY vendor"},
    {"owner_consent", "SELECT * FROM owner_consent ORDER BY stall, bin, number"},
    {"act", "SELECT * FROM act ORDER BY id"},
    {"idempotency", "SELECT * FROM idempotency ORDER BY key"},
};

}  // namespace choqr::reports
