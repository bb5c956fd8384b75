#include "reports/projection.hpp"

#include <algorithm>
#include <boost/algorithm/string/join.hpp>
#include <cstdlib>

#include "base/plant.hpp"
#include "book/book.hpp"
#include "merchants/natural_order.hpp"
#include "merchants/stand.hpp"
#include "qr/card_number.hpp"
#include "reports/bank_entries.hpp"
#include "reports/market_money.hpp"
#include "reports/stall_rows.hpp"

namespace choqr::reports {
namespace {

using book::RecordedEvent;
using book::TransferStatus;

bool is_payment(TransferStatus status) {
    return status == TransferStatus::matched || status == TransferStatus::assigned;
}

std::int64_t trial_column(const book::TransferReceived& event) {
    return event.trial_of ? 2 : event.trial ? 1 : 0;
}

bool came_late(std::int64_t counted) { return counted > 2; }

constexpr const char* add_to_request =
    "UPDATE payment_request SET received = received + ?2, status = coalesce(?3, status) WHERE id = ?1";
constexpr const char* put_paid_at = "UPDATE payment_request SET paid_at = ?2 WHERE id = ?1";

}  // namespace

std::string aisle_key(std::string_view zone, std::string_view code) {
    std::string key;
    key += merchants::natural_key(zone);
    key += '\0';
    key += merchants::natural_key(code);
    return key;
}

void Projection::apply(const RecordedEvent& event) {
    forget_old_texts(event.recorded_at);
    if (event.idempotency)
        database_.run("INSERT INTO idempotency VALUES(?1, ?2, ?3) ON CONFLICT DO NOTHING",
                      event.idempotency->key, event.idempotency->body, event.sequence);
    std::visit([&](const auto& what) { on(event, what); }, event.event);
    put_acts(event);
}

void Projection::flush() {
    roll_ups_.write();
    for (const auto& [feed, heard] : heard_)
        database_.run(
            "UPDATE feed SET transfers = transfers + ?2, last_received_at = max(last_received_at, ?3) "
            "WHERE id = ?1",
            feed, heard.transfers, heard.last_at);
    heard_.clear();
}

void Projection::forget() {
    roll_ups_.forget();
    heard_.clear();
    places_.clear();
    feeds_.clear();
    closed_days_.reset();
    texts_forgotten_on_.reset();
}

void Projection::on(const RecordedEvent&, const book::MarketRegistered& event) {
    const auto& market = event.market;
    database_.run("INSERT INTO market VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)", market.id,
                  market.name, market.code, market.province, market.commune,
                  market.business_day_cutoff.count(), market.watch_period.count(), market.stalls_max,
                  market.payee_delay.count(), market.kind, market.colour);
}

void Projection::on(const RecordedEvent& recorded, const book::StallRegistered& event) {
    const auto& stall = event.stall;
    database_.run(
        "INSERT INTO stall(id, market, kind, status, code, zone, goods, aisle, transfer_code, stand_version, "
        "stand_since, "
        "stand_account_version, stand_printed, stand_bank, stand_handed_over, consent, consent_version, "
        "consent_since, consent_at, follows) "
        "VALUES(?1, ?2, ?3, ?4, ?5, '', '', x'', ?6, 0, 0, 0, 0, '', 0, 0, 0, 0, 0, "
        "EXISTS(SELECT 1 FROM stall AS before JOIN stall_status AS closed ON closed.stall = before.id "
        "AND closed.status = 2 WHERE before.market = ?2 AND before.code = ?5 AND before.status = 2 "
        "AND closed.at >= ?7 AND (before.stand_version > 0 OR before.follows)))",
        stall.id, stall.market, stall.kind, stall.status, stall.code, stall.transfer_code.number(),
        milliseconds_of(recorded.recorded_at - book::closed_codes_kept));
    if (!event.proposed) note_payees(recorded, book::StallChanged{stall});
    put_stall(recorded, stall);
    put_status(recorded, stall.id, stall.status);
    if (event.proposed)  // Beside those that it was registered with.
        begin_payee_change(recorded, {stall.id,
                                      PayeeChangeStatus::proposed,
                                      TokenId::parse(recorded.actor),
                                      *event.proposed,
                                      stall.vendor ? std::optional{stall.vendor->id} : std::nullopt,
                                      {}});
}

void Projection::on(const RecordedEvent& recorded, const book::StallChanged& event) {
    note_payees(recorded, event);
    put_stall(recorded, event.stall);
}

void Projection::put_stall(const RecordedEvent& recorded, const merchants::Stall& stall) {
    put_words(recorded, stall);
    // As book/places/apply.cpp has it: a yes is a person's.
    database_.run(
        "UPDATE stall SET consent = 0, consent_version = 0, consent_since = 0, consent_at = 0 "
        "WHERE id = ?1 AND consent <> 2 AND vendor IS NOT ?2",
        stall.id, stall.vendor ? std::optional{stall.vendor->id} : std::nullopt);
    database_.run(
        "UPDATE stall SET zone = ?2, goods = ?3, aisle = ?4, vendor = NULL, vendor_kind = NULL, "
        "vendor_name = NULL, vendor_phone = NULL WHERE id = ?1",
        stall.id, stall.zone, stall.goods, sqlite::Blob{aisle_key(stall.zone, stall.code)});
    if (stall.vendor)
        database_.run(
            "UPDATE stall SET vendor = ?2, vendor_kind = ?3, vendor_name = ?4, vendor_phone = ?5 WHERE id = "
            "?1",
            stall.id, stall.vendor->id, stall.vendor->kind, stall.vendor->name, stall.vendor->phone);
    put_stand(recorded, stall);
    put_accounts(recorded, stall);
}

void Projection::on(const RecordedEvent& recorded, const book::StallSuspended& event) {
    put_status(recorded, event.stall, merchants::StallStatus::suspended);
}

void Projection::on(const RecordedEvent& recorded, const book::StallResumed& event) {
    put_status(recorded, event.stall, merchants::StallStatus::open);
}

void Projection::on(const RecordedEvent& recorded, const book::StallClosed& event) {
    put_status(recorded, event.stall, merchants::StallStatus::closed);
    end_payee_changes(event.stall, PayeeChangeStatus::superseded);
}

void Projection::put_status(const RecordedEvent& recorded, StallId stall, merchants::StallStatus status) {
    database_.run("UPDATE stall SET status = ?2 WHERE id = ?1", stall, status);
    database_.run("INSERT INTO stall_status VALUES(?1, ?2, ?3, ?4)", stall, recorded.sequence,
                  milliseconds_of(recorded.recorded_at), status);
}

void Projection::put_words(const RecordedEvent& recorded, const merchants::Stall& stall) {
    database_.run(
        "INSERT INTO stall_words SELECT ?1, ?2, ?3, ?4 WHERE (?3, ?4) IS NOT (SELECT zone, goods FROM "
        "stall_words "
        "WHERE stall = ?1 ORDER BY sequence DESC LIMIT 1)",
        stall.id, recorded.sequence, stall.zone, stall.goods);
}

// Before put_accounts(): what hung there until now is told by the account that it had.
void Projection::put_stand(const RecordedEvent& recorded, const merchants::Stall& stall) {
    merchants::StandState before;
    std::optional<merchants::AccountKey> account;
    {
        auto rows = database_.query(
            "SELECT stand_version, stand_since, stand_account_version, stand_printed, stand_bank, "
            "stand_handed_over, bin, number FROM stall "
            "LEFT JOIN account ON account.stall = stall.id AND removed IS NULL AND rank = 0 WHERE stall.id "
            "= ?1",
            stall.id);
        CHOQR_ASSERT(rows.next(), "a stall is registered before it changes");
        before = stand_at(rows, 0);
        const auto bin = Bin::parse(rows.view(6));
        auto number = AccountNumber::parse(rows.view(7));
        if (bin && number) account = merchants::AccountKey{*bin, *std::move(number)};
    }
    const auto stand = merchants::stand_after(before, account, stall, recorded.recorded_at);
    database_.run(
        "UPDATE stall SET stand_version = ?2, stand_since = ?3, stand_account_version = ?4 WHERE id = ?1",
        stall.id, stand.version, milliseconds_of(stand.since), stand.account_version);
}

void Projection::put_accounts(const RecordedEvent& recorded, const merchants::Stall& stall) {
    const auto& accounts = stall.accounts;
    const auto owner = stall.vendor ? static_cast<std::int64_t>(stall.vendor->id.value()) : std::int64_t{-1};
    const auto at = milliseconds_of(recorded.recorded_at);
    std::vector<bool> known(accounts.size(), false);
    std::vector<std::pair<std::int64_t, std::optional<std::size_t>>>
        current;  // Row, and its rank from now on.
    {
        auto rows = database_.query(
            "SELECT id, bin, number FROM account WHERE stall = ?1 AND removed IS NULL", stall.id);
        while (rows.next()) {
            const auto same = std::ranges::find_if(accounts, [&](const merchants::Account& account) {
                return account.bin.text() == rows.view(1) && account.number.text() == rows.view(2);
            });
            const auto rank = static_cast<std::size_t>(same - accounts.begin());
            if (same != accounts.end()) known[rank] = true;
            current.emplace_back(rows.integer(0),
                                 same == accounts.end() ? std::nullopt : std::optional{rank});
        }
    }
    for (const auto& [row, rank] : current) {
        if (rank)
            database_.run("UPDATE account SET rank = ?2, kind = ?3, name = ?4, owner = ?5 WHERE id = ?1", row,
                          *rank, accounts[*rank].kind, accounts[*rank].name, owner);
        else
            database_.run("UPDATE account SET removed = ?2, removed_at = ?3 WHERE id = ?1", row,
                          recorded.sequence, at);
    }
    for (std::size_t rank = 0; rank < accounts.size(); ++rank) {
        if (known[rank]) continue;
        const auto& account = accounts[rank];
        database_.run(
            "INSERT INTO account(stall, rank, kind, bin, number, name, added, added_at, owner) "
            "VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
            stall.id, rank, account.kind, account.bin.text(), account.number.text(), account.name,
            recorded.sequence, at, owner);
    }
}

void Projection::on(const RecordedEvent&, const book::PaymentRequestOpened& event) {
    const auto& request = event.request;
    database_.run("INSERT INTO payment_request VALUES(?1, ?2, ?3, ?4, ?5, ?6, NULL, ?7, ?8, ?9, ?10, NULL)",
                  request.id, request.stall, request.amount.dong(), request.description,
                  request.reference_code.number(), milliseconds_of(request.opened_at),
                  request.received.dong(), request.status, event.owner, std::int64_t{request.trial ? 1 : 0});
    if (request.expires_at)
        database_.run("UPDATE payment_request SET expires_at = ?2 WHERE id = ?1", request.id,
                      milliseconds_of(*request.expires_at));
}

void Projection::on(const RecordedEvent&, const book::PaymentRequestExpired& event) {
    database_.run("UPDATE payment_request SET status = ?2 WHERE id = ?1", event.request,
                  merchants::PaymentRequestStatus::expired);
}

void Projection::on(const RecordedEvent&, const book::PaymentRequestCancelled& event) {
    database_.run("UPDATE payment_request SET status = ?2 WHERE id = ?1", event.request,
                  merchants::PaymentRequestStatus::cancelled);
}

void Projection::on(const RecordedEvent& recorded, const book::TransferReceived& event) {
    const auto& notice = event.notice;
    const bool at_stall = event.match.stall && event.status != TransferStatus::unmatched;
    const auto stall = at_stall ? event.match.stall : std::nullopt;
    const auto place = stall ? std::optional{place_of(*stall)} : std::nullopt;
    const bool counts = place && is_payment(event.status) && !event.reverses && !notice.test &&
                        (!event.trial || planted("trial_counted"));
    const bool taken_back =
        place && event.status == TransferStatus::reversed;  // The reversal was here before it.
    const auto counts_at = book::counts_at(event, recorded.recorded_at);
    const auto day = day_number(business_day(counts_at, place ? place->cutoff : std::chrono::minutes{0}));
    const auto counted = counts ? counted_as(*place, day) : taken_back ? -counted_as(*place, day) : 0;
    const auto feed = feed_number(event.feed);
    const auto request = stall ? event.match.request : std::nullopt;
    database_.run(
        "INSERT INTO transfer VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, "
        "?17, ?18, ?19, NULL, ?20)",
        event.id, feed, notice.reference.text(), notice.amount.dong(), milliseconds_of(notice.booked_at),
        milliseconds_of(recorded.recorded_at), milliseconds_of(counts_at), day,
        place ? std::optional{place->market} : std::nullopt, stall, request, event.status, event.match.basis,
        counted, event.reverses, event.owner, trial_column(event), merchants::debtor_tail(notice),
        qr::mask_card_numbers_in(
            notice.remittance_information),  // Whoever copies this file takes no card along.
        taken_back ? std::optional{recorded.sequence} : std::nullopt);
    put_bank_entry(database_, event);
    put_unclaimed(event);
    put_spent(event);
    if (place) roll_ups_.list(place->market, event.id);
    if (counts) count(recorded, {event.id, *stall, feed, day, notice.amount.dong(), counts_at}, 1);
    if (!event.trial) heard_[feed].add(milliseconds_of(recorded.recorded_at));
    // It looked like money received; now we know that it went back. As book/apply.cpp has it.
    if (event.reversed_by) went_back(*event.reversed_by);
    if (event.reverses)
        reverse(recorded, *event.reverses, event.request_status);
    else if (request && is_payment(event.status))
        database_.run(add_to_request, *request, notice.amount.dong(), event.request_status);
    if (const auto paid = event.trial_of ? event.trial_of : request; paid && !event.reverses)
        database_.run(put_paid_at, *paid, milliseconds_of(counts_at));
}

// The transfer that is taken back leaves the counts of its own day, not of the day on which it was taken
// back: a day's number is what was truly received for that day's sales. A closed day's numbers stay, and so
// does the mark that it was counted there: what changes stands among the adjustments.
void Projection::reverse(const RecordedEvent& recorded, TransferId taken_back,
                         std::optional<merchants::PaymentRequestStatus> request_status) {
    const auto original = stored(taken_back);
    database_.run("DELETE FROM unclaimed WHERE transfer = ?1", taken_back);
    end_claims(taken_back);
    const bool counted = original.counted > 0 && original.stall;
    if (counted)
        count(recorded,
              {taken_back, *original.stall, original.feed, original.day, original.amount, original.counts_at},
              -1);
    if (counted && planted("refund_counted_twice"))
        count(recorded,
              {taken_back, *original.stall, original.feed, original.day, original.amount, original.counts_at},
              -1);
    const bool sealed =
        counted && !came_late(original.counted) && closed(place_of(*original.stall).market, original.day);
    if (original.request && is_payment(original.status))
        database_.run(add_to_request, *original.request, -original.amount, request_status);
    database_.run("UPDATE transfer SET status = ?2, counted = ?3, ended = ?4 WHERE id = ?1", taken_back,
                  TransferStatus::reversed, sealed ? original.counted : -std::abs(original.counted),
                  recorded.sequence);
}

void Projection::on(const RecordedEvent& recorded, const book::NoticeConflicted& event) {
    database_.run("INSERT INTO conflict VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7)", recorded.sequence,
                  feed_number(event.feed), event.reference.text(), event.recorded, event.notice_digest,
                  milliseconds_of(recorded.recorded_at), event.owner);
}

void Projection::on(const RecordedEvent& recorded, const book::EvidenceSeen& event) {
    const auto& notice = event.notice;
    const auto feed = feed_number(event.feed);
    const auto at = milliseconds_of(recorded.recorded_at);
    database_.run("INSERT INTO evidence VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)", recorded.sequence,
                  event.transfer, feed, notice.reference.text(), event.kind,
                  milliseconds_of(notice.booked_at), at,
                  qr::mask_card_numbers_in(notice.remittance_information), event.owner);
    heard_[feed].at(at);
    if (!event.reversed_by) return;
    went_back(*event.reversed_by);
    reverse(recorded, event.transfer, event.request_status);
}

void Projection::went_back(TransferId reversal) {
    database_.run("DELETE FROM unclaimed WHERE transfer = ?1", reversal);
    database_.run("DELETE FROM spent WHERE transfer = ?1", reversal);
    database_.run("UPDATE transfer SET status = ?2 WHERE id = ?1 AND status = ?3", reversal,
                  TransferStatus::outgoing, TransferStatus::unmatched);
}

void Projection::on(const RecordedEvent& recorded, const book::TransferAssigned& event) {
    end_claims(event.transfer);
    if (event.from == event.stall) return;
    if (event.from) take_from(recorded, event.transfer, *event.from);
    put_at(recorded, event.transfer, event.stall);
}

void Projection::put_at(const RecordedEvent& recorded, TransferId id, StallId stall) {
    const auto transfer = stored(id);
    const auto place = place_of(stall);
    const auto day = day_number(business_day(transfer.counts_at, place.cutoff));
    database_.run(
        "UPDATE transfer SET status = ?2, stall = ?3, market = ?4, day = ?5, counted = ?6, since = ?7 WHERE "
        "id = "
        "?1",
        id, TransferStatus::assigned, stall, place.market, day, transfer.trial ? 0 : counted_as(place, day),
        recorded.sequence);
    database_.run("DELETE FROM unclaimed WHERE transfer = ?1", id);
    roll_ups_.list(place.market, id);
    if (!transfer.trial)
        count(recorded, {id, stall, transfer.feed, day, transfer.amount, transfer.counts_at}, 1);
}

void Projection::on(const RecordedEvent&, const book::TokenIssued& event) {
    const auto& token = event.token;
    const auto feed = token.feed ? std::optional{std::string_view{token.feed->text()}} : std::nullopt;
    const auto scopes =
        token.scopes ? std::optional{boost::algorithm::join(*token.scopes, " ")} : std::nullopt;
    database_.run("INSERT INTO token VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, 0)", event.id,
                  token.token_hash, token.role, token.market, token.stall, feed, token.label,
                  token.area.province, token.area.commune, token.area.zone, scopes,
                  milliseconds_of(token.expires_at));
}

void Projection::on(const RecordedEvent& recorded, const book::DevicePaired& event) {
    database_.run("INSERT INTO token VALUES(?1, ?2, ?3, NULL, ?4, NULL, '', NULL, NULL, NULL, NULL, NULL, 0)",
                  event.id, event.secret_hash, event.role, event.stall);
    database_.run("INSERT INTO device VALUES(?1, ?2, ?3, ?4, ?5, ?6)", event.id, event.stall, event.name,
                  event.owner, event.paired_by, milliseconds_of(recorded.recorded_at));
}

void Projection::on(const RecordedEvent& recorded, const book::MarketDevicePaired& event) {
    database_.run("INSERT INTO token VALUES(?1, ?2, ?3, ?4, ?5, NULL, '', NULL, NULL, ?6, NULL, ?7, 0)",
                  event.id, event.secret_hash, event.role, event.market, event.stall, event.area.zone,
                  milliseconds_of(event.ends_at));
    database_.run("INSERT INTO market_device VALUES(?1, ?2, ?3, ?4, ?5, ?6)", event.id, event.market,
                  event.name, event.shows, event.paired_by, milliseconds_of(recorded.recorded_at));
}

void Projection::on(const RecordedEvent&, const book::TokenRevoked& event) {
    database_.run("UPDATE token SET revoked = 1 WHERE id = ?1", event.token);
}

void Projection::on(const RecordedEvent&, const book::UserInvited& event) {
    database_.run("INSERT INTO person VALUES(?1, ?2)", event.id, event.role);
}

// Who may log in, and who has, is known where it is asked (gateway/access/principals.hpp).
void Projection::on(const RecordedEvent&, const book::UserReset&) {}
void Projection::on(const RecordedEvent&, const book::PasswordSet&) {}
void Projection::on(const RecordedEvent&, const book::UserDisabled&) {}
void Projection::on(const RecordedEvent&, const book::SessionBegun&) {}
void Projection::on(const RecordedEvent&, const book::SessionEnded&) {}
void Projection::on(const RecordedEvent&, const book::OneTimeCodesSet&) {}
void Projection::on(const RecordedEvent&, const book::OneTimeCodesRemoved&) {}
void Projection::on(const RecordedEvent&, const book::PasskeyAdded&) {}
void Projection::on(const RecordedEvent&, const book::PasskeyRemoved&) {}
void Projection::on(const RecordedEvent&, const book::PasskeyUsed&) {}

void Projection::on(const RecordedEvent& recorded, const book::DayClosed& event) {
    const auto& totals = event.totals;
    database_.run("INSERT INTO day_close VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)",
                  event.market, day_number(event.day), recorded.sequence,
                  milliseconds_of(recorded.recorded_at), totals.total_stalls, totals.registered,
                  totals.active, totals.transactions, totals.amount.dong(), totals.unmatched,
                  totals.unmatched_amount.dong(), totals.collection_point_transactions,
                  totals.collection_point_amount.dong(), event.root);
    if (closed_days_) closed_days_->emplace(event.market, day_number(event.day));
    flush();  // The sums of what came before in this transaction.
    keep_closing(database_, event.market, event.day, recorded.recorded_at);
}

// All that was sealed under the vendor's key, and what the vendor's own stalls show: as it will be after
// every rebuild.
void Projection::on(const RecordedEvent& recorded, const book::VendorErased& event) {
    database_.run("UPDATE transfer SET debtor_tail = '', remittance = '' WHERE owner = ?1", event.vendor);
    // Those that came without an owner and were assigned later; a former vendor's at the same stall are not
    // this one's.
    database_.run(
        "UPDATE transfer SET debtor_tail = '', remittance = '' WHERE owner IS NULL "
        "AND stall IN (SELECT id FROM stall WHERE vendor = ?1)",
        event.vendor);
    put_acts_of_erasure(recorded, event.vendor);  // While it is known whose stalls these are.
    database_.run(
        "UPDATE stall SET vendor = NULL, vendor_kind = NULL, vendor_name = NULL, vendor_phone = NULL, "
        "consent = iif(consent = 2, 2, 0), consent_version = iif(consent = 2, consent_version, 0), "
        "consent_since = iif(consent = 2, consent_since, 0), consent_at = iif(consent = 2, consent_at, 0) "
        "WHERE vendor = ?1",
        event.vendor);
    database_.run("DELETE FROM erasure WHERE vendor = ?1", event.vendor);
    database_.run("UPDATE account SET name = '' WHERE owner = ?1", event.vendor);
    database_.run("UPDATE payee_account SET name = '' WHERE owner = ?1", event.vendor);
    database_.run("UPDATE device SET name = '' WHERE owner = ?1", event.vendor);
    database_.run("UPDATE payment_request SET description = '' WHERE owner = ?1", event.vendor);
    database_.run("UPDATE conflict SET digest = zeroblob(32) WHERE owner = ?1", event.vendor);
    database_.run("UPDATE evidence SET remittance = '' WHERE owner = ?1", event.vendor);
    database_.run("DELETE FROM cash WHERE owner = ?1", event.vendor);
    database_.run("DELETE FROM book_snapshot");
}

void Projection::on(const RecordedEvent& recorded, const book::ConsentGiven& event) {
    put_consent(recorded, event.stall, merchants::ConsentStatus::given, event.version);
    database_.run("INSERT INTO consent VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7)", recorded.sequence, event.stall,
                  event.vendor, milliseconds_of(recorded.recorded_at), event.version, event.how,
                  event.witness);
}

void Projection::on(const RecordedEvent& recorded, const book::ConsentWithdrawn& event) {
    put_consent(recorded, event.stall, merchants::ConsentStatus::withdrawn, std::nullopt);
    database_.run("INSERT INTO consent VALUES(?1, ?2, ?3, ?4, NULL, NULL, NULL)", recorded.sequence,
                  event.stall, event.vendor, milliseconds_of(recorded.recorded_at));
}

void Projection::put_consent(const RecordedEvent& recorded, StallId stall, merchants::ConsentStatus status,
                             std::optional<std::uint32_t> version) {
    database_.run(
        "UPDATE stall SET consent = ?2, consent_version = coalesce(?3, consent_version), consent_since = ?4, "
        "consent_at = ?5 WHERE id = ?1",
        stall, status, version, milliseconds_of(recorded.recorded_at), recorded.sequence);
}

void Projection::on(const RecordedEvent& recorded, const book::ErasureRequested& event) {
    database_.run("INSERT INTO erasure VALUES(?1, ?2, ?3, ?4)", event.vendor, event.stall, recorded.sequence,
                  milliseconds_of(recorded.recorded_at));
}

void Projection::on(const RecordedEvent&, const book::ErasureWithdrawn& event) {
    database_.run("DELETE FROM erasure WHERE vendor = ?1", event.vendor);
}

// What somebody answered stays until somebody answers again: a new link does not take a "no" away.
void Projection::on(const RecordedEvent& recorded, const book::OwnerAsked& event) {
    database_.run(
        "INSERT INTO owner_consent VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, 0, NULL, NULL) ON CONFLICT DO UPDATE "
        "SET "
        "asked = excluded.asked, asked_at = excluded.asked_at, expires_at = excluded.expires_at, "
        "code_hash = excluded.code_hash, used = 0",
        event.stall, event.bin.text(), event.account.text(), event.id, milliseconds_of(recorded.recorded_at),
        milliseconds_of(event.expires_at), event.code_hash);
}

void Projection::on(const RecordedEvent& recorded, const book::OwnerAnswered& event) {
    database_.run(
        "UPDATE owner_consent SET used = 1, agrees = ?3, answered_at = ?4 WHERE stall = ?2 AND asked = ?1",
        event.ask, event.stall, event.agrees, milliseconds_of(recorded.recorded_at));
}

void Projection::on(const RecordedEvent& recorded, const book::StandsPrinted& event) {
    for (const auto& [stall, version, bank] : event.stands)
        database_.run(
            "UPDATE stall SET stand_printed = ?2, stand_bank = ?4, stand_printed_at = ?3 "
            "WHERE id = ?1 AND stand_printed <= ?2",
            stall, version, milliseconds_of(recorded.recorded_at), bank);
}

void Projection::on(const RecordedEvent& recorded, const book::StallVisited& event) {
    const auto& [outcome, reason, at] = event.visit;
    const auto visited_at = milliseconds_of(at);
    database_.run("INSERT INTO visit VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7)", recorded.sequence, event.stall,
                  visited_at, outcome, reason, event.stand_version, TokenId::parse(recorded.actor));
    database_.run(
        "UPDATE stall SET visit_outcome = ?2, visit_reason = ?3, visited_at = ?4 "
        "WHERE id = ?1 AND ifnull(visited_at, ?4) <= ?4",
        event.stall, outcome, reason, visited_at);
    if (event.stand_version == 0) return;
    database_.run(
        "UPDATE stall SET stand_handed_over = ?2, stand_handed_over_at = ?3 "
        "WHERE id = ?1 AND stand_handed_over <= ?2",
        event.stall, event.stand_version, visited_at);
    database_.run(
        "UPDATE stall SET stand_printed = ?2, stand_bank = '', stand_printed_at = ?3 "
        "WHERE id = ?1 AND stand_printed < ?2",
        event.stall, event.stand_version, milliseconds_of(recorded.recorded_at));
}

void Projection::on(const RecordedEvent&, const book::ColumnsMapped& event) {
    database_.run("DELETE FROM column_meaning WHERE market = ?1", event.market);
    std::int64_t rank = 0;
    for (const auto& [heading, column] : event.columns)
        database_.run("INSERT INTO column_meaning VALUES(?1, ?2, ?3, ?4)", event.market, rank++, heading,
                      column);
}

void Projection::on(const RecordedEvent&, const book::MarketChanged& event) {
    if (event.watch_period)
        database_.run("UPDATE market SET watch_days = ?2 WHERE id = ?1", event.market,
                      event.watch_period->count());
    if (event.stalls_max)
        database_.run("UPDATE market SET stalls_max = ?2 WHERE id = ?1", event.market, *event.stalls_max);
    if (event.payee_delay)
        database_.run("UPDATE market SET payee_delay_hours = ?2 WHERE id = ?1", event.market,
                      event.payee_delay->count());
    if (event.colour)
        database_.run("UPDATE market SET colour = ?2 WHERE id = ?1", event.market, *event.colour);
}

// It is of the ledger: no row says it.
void Projection::on(const RecordedEvent&, const book::LedgerMarkedTrial&) {}

Projection::Stored Projection::stored(TransferId id) {
    auto rows = database_.query(
        "SELECT stall, payment_request, status, feed, amount, day, counted, counts_at, trial FROM transfer "
        "WHERE id = ?1",
        id);
    CHOQR_ASSERT(rows.next(), "an event names a transfer that an earlier event recorded");
    Stored result{{},
                  {},
                  static_cast<TransferStatus>(rows.integer(2)),
                  rows.integer(3),
                  rows.integer(4),
                  rows.integer(5),
                  rows.integer(6),
                  Instant{std::chrono::milliseconds{rows.integer(7)}},
                  rows.integer(8) != 0};
    if (!rows.null(0)) result.stall = StallId::from_value(static_cast<std::uint64_t>(rows.integer(0)));
    if (!rows.null(1))
        result.request = PaymentRequestId::from_value(static_cast<std::uint64_t>(rows.integer(1)));
    return result;
}

std::int64_t Projection::feed_number(const FeedId& feed) {
    if (const auto found = feeds_.find(feed); found != feeds_.end()) return found->second;
    database_.run("INSERT INTO feed VALUES(NULL, ?1, 0, 0) ON CONFLICT DO NOTHING", feed.text());
    auto rows = database_.query("SELECT id FROM feed WHERE name = ?1", feed.text());
    rows.next();
    return feeds_.emplace(feed, rows.integer(0)).first->second;
}

Projection::Place Projection::place_of(StallId stall) {
    if (const auto found = places_.find(stall); found != places_.end()) return found->second;
    auto rows = database_.query(
        "SELECT market.id, stall.kind, cutoff_min FROM stall JOIN market ON market.id = stall.market "
        "WHERE stall.id = ?1",
        stall);
    CHOQR_ASSERT(rows.next(), "an event names a stall that an earlier event registered");
    const Place place{MarketId::from_value(static_cast<std::uint64_t>(rows.integer(0))),
                      static_cast<merchants::PointKind>(rows.integer(1)),
                      std::chrono::minutes{rows.integer(2)}};
    return places_.emplace(stall, place).first->second;
}

bool Projection::closed(MarketId market, std::int64_t day) {
    if (!closed_days_) {
        closed_days_.emplace();
        auto rows = database_.query("SELECT market, day FROM day_close");
        while (rows.next())
            closed_days_->emplace(MarketId::from_value(static_cast<std::uint64_t>(rows.integer(0))),
                                  rows.integer(1));
    }
    return closed_days_->contains({market, day});
}

// See schema.hpp. Taken back is the same number below zero.
std::int64_t Projection::counted_as(const Place& place, std::int64_t day) {
    return (place.kind == merchants::PointKind::stall ? 1 : 2) + (closed(place.market, day) ? 2 : 0);
}

void Projection::count(const RecordedEvent& recorded, const Payment& payment, std::int64_t by) {
    const auto place = place_of(payment.stall);
    if (closed(place.market, payment.day)) {
        adjust(recorded, payment, by);
        return;
    }
    roll_ups_.add({payment.stall,
                   place.kind == merchants::PointKind::stall ? std::optional{place.market} : std::nullopt,
                   payment.feed, payment.day, vietnam_hour(payment.counts_at), payment.amount},
                  by);
}

void Projection::adjust(const RecordedEvent& recorded, const Payment& payment, std::int64_t by) {
    const auto place = place_of(payment.stall);
    database_.run("INSERT INTO adjustment VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)", recorded.sequence,
                  place.market, payment.day, payment.id, payment.stall,
                  place.kind == merchants::PointKind::stall ? 0 : 1, by, by * payment.amount,
                  milliseconds_of(recorded.recorded_at));
}

}  // namespace choqr::reports
