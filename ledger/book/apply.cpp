#include <algorithm>
#include <array>

#include "book/state.hpp"
#include "merchants/payment_request.hpp"
#include "merchants/stand.hpp"

// The only way state changes. No rule is decided here: an event says what happened, and decide() made it say so.
namespace choqr::book {
namespace {

using merchants::PaymentRequestStatus;
using merchants::RequestChange;

template <class Map, class Key>
auto& must_have(Map& map, const Key& key) {
    const auto found = map.find(key);
    CHOQR_ASSERT(found != map.end(), "an event of this journal names only what earlier events made");
    return found->second;
}

Transfer& must_have(TransferTable& transfers, TransferId id) {
    auto* const found = transfers.find(id);
    CHOQR_ASSERT(found, "an event of this journal names only what earlier events made");
    return *found;
}

Day local_day(Instant instant) { return business_day(instant, std::chrono::minutes{0}); }

/// "970422/0011223344", for each transfer anew: without memory of its own.
class AccountText {
public:
    explicit AccountText(const merchants::TransferNotice& notice) {
        append(notice.creditor_bin ? notice.creditor_bin->text() : "?");
        append("/");
        append(notice.creditor_account ? std::string_view{notice.creditor_account->text()} : "?");
    }
    std::string_view text() const { return {bytes_.data(), size_}; }

private:
    void append(std::string_view part) { size_ += part.copy(bytes_.data() + size_, bytes_.size() - size_); }

    std::array<char, 6 + 1 + AccountNumber::length_max> bytes_;
    std::size_t size_ = 0;
};

std::uint64_t key_of_account_day(std::string_view account, Day day) {
    const auto days = static_cast<std::uint64_t>(std::chrono::sys_days{day}.time_since_epoch().count());
    const auto key = HashOfText{}(account) ^ (days * 0x9E3779B97F4A7C15u);
    return key == 0 ? 1 : key;
}

class Applier {
public:
    Applier(Book::State& state, const RecordedEvent& event) : state_{state}, event_{event} {}

    void operator()(const MarketRegistered& e) {
        state_.markets.emplace(e.market.id, e.market);
        state_.market_by_code.emplace(e.market.code, e.market.id);
        state_.days.emplace(e.market.id, MarketDays{today(e.market.business_day_cutoff), {}, {}});
        state_.market_stalls.emplace(e.market.id, MarketStalls{});
        const auto [changes, is_new] = state_.unmatched_changes.try_emplace(e.market.business_day_cutoff);
        if (is_new) changes->second.all_changed(event_.sequence);
    }

    void operator()(const StallRegistered& e) {
        const auto& stall = e.stall;
        const auto number = stall.transfer_code.number();
        auto& entry = state_.stalls.emplace(stall.id, StallEntry{stall, event_.sequence, event_.sequence}).first->second;
        entry.stall.stand = merchants::stand_after({}, std::nullopt, stall, event_.recorded_at);
        ++must_have(state_.market_stalls, stall.market).there;
        state_.stall_by_number.emplace(std::pair{stall.market, stall.code}, stall.id);
        state_.stall_by_code.emplace(number, stall.id);
        state_.next_stall_number = std::max(state_.next_stall_number, number + 1);
        state_.free_stall_numbers.erase(number);
        for (const auto& account : accounts_held(stall)) state_.hold(account, entry);
        know(stall.vendor);
        all_days_changed(stall.market);
    }

    void operator()(const StallChanged& e) {
        auto& entry = must_have(state_.stalls, e.stall.id);
        const auto before = accounts_held(entry.stall), after = accounts_held(e.stall);
        for (const auto& account : before)
            if (std::ranges::find(after, account) == after.end())
                state_.let_go(account, entry, event_.recorded_at);
        for (const auto& account : after)
            if (std::ranges::find(before, account) == before.end()) state_.hold(account, entry);
        const auto status = entry.stall.status;
        const auto stand = merchants::stand_after(entry.stall.stand, merchants::account_on_stand(entry.stall), e.stall, event_.recorded_at);
        entry.stall = e.stall;
        entry.stall.status = status;
        entry.stall.stand = stand;
        entry.changed_at = event_.sequence;
        know(e.stall.vendor);
        all_days_changed(e.stall.market);
    }

    void operator()(const StallSuspended& e) { set_status(e.stall, merchants::StallStatus::suspended); }
    void operator()(const StallResumed& e) { set_status(e.stall, merchants::StallStatus::open); }

    void operator()(const StallClosed& e) {
        set_status(e.stall, merchants::StallStatus::closed);
        auto& entry = must_have(state_.stalls, e.stall);
        auto& stalls = must_have(state_.market_stalls, entry.stall.market);
        --stalls.there;
        ++stalls.closed_lately;
        state_.stall_by_number.erase({entry.stall.market, entry.stall.code});
        state_.closed_stalls.emplace_back(event_.recorded_at, e.stall);
        state_.hold_closed(entry);
        // Without an account there never was a picture.
        if (entry.stall.stand.version == 0) give_back_code(entry);
    }

    void operator()(const PaymentRequestOpened& e) {
        const auto& request = e.request;
        auto& entry = state_.requests.emplace(request.id, RequestEntry{request, event_.sequence, event_.recorded_at}).first->second;
        entry.request.description.clear();
        const auto number = request.reference_code.number();
        state_.request_by_code.insert_or_assign(number, request.id);
        state_.next_request_number = std::max(state_.next_request_number, number + 1);
        auto& free = state_.free_request_numbers;
        while (!free.empty() && state_.request_by_code.contains(free.front())) free.pop_front();
        auto& stall = must_have(state_.stalls, request.stall);
        stall.used = true;
        ++stall.requests_open;
        ++stall.requests_held;
        if (request.expires_at) state_.expiries.emplace(*request.expires_at, request.id);
        state_.is_request.add(event_.sequence);
    }

    void operator()(const PaymentRequestExpired& e) { close_request(e.request, PaymentRequestStatus::expired); }
    void operator()(const PaymentRequestCancelled& e) { close_request(e.request, PaymentRequestStatus::cancelled); }

    void operator()(const TransferReceived& e) {
        auto transfer = transfer_of(e);
        days_changed(e);
        count(e, transfer);
        if (e.match.stall) must_have(state_.stalls, *e.match.stall).used = true;
        add(ReferenceKey{e.feed, e.notice.reference}, transfer);
        if (e.reverses)
            take_back(e);
        else if (e.notice.reversal_of && !e.trial)
            wait_for_original(e);
        if (e.reversed_by) settle_pending(e);
        if (e.status == TransferStatus::matched && e.match.request) money(*e.match.request, RequestChange::money_arrived, e.notice.amount);
    }

    void operator()(const NoticeConflicted& e) {
        state_.conflicts[e.recorded].push_back({e.notice_digest, e.owner});
        const auto gone = state_.conflict_shares.add(e.feed.text(), e.recorded);
        if (!gone) return;
        auto& conflicts = must_have(state_.conflicts, *gone);
        conflicts.erase(conflicts.begin());
        if (conflicts.empty()) state_.conflicts.erase(*gone);
    }

    void operator()(const TransferAssigned& e) {
        auto& transfer = must_have(state_.transfers, e.transfer);
        transfer.stall = e.stall;
        change(transfer, TransferStatus::assigned);
        auto& entry = must_have(state_.stalls, e.stall);
        entry.used = true;
        if (transfer.trial) return;
        all_days_changed(entry.stall.market);
        all_unmatched_changed();
    }

    void operator()(const TokenIssued& e) { state_.tokens.emplace(e.id, TokenEntry{e.token, std::nullopt}); }
    void operator()(const TokenRevoked& e) { must_have(state_.tokens, e.token).revoked_at = event_.sequence; }

    void operator()(const DayClosed& e) {
        auto& closed = must_have(state_.days, e.market).closed;
        closed.insert(std::ranges::lower_bound(closed, e.day), e.day);
    }

    /// Afterwards the book is as if the personal data had never been in it: so it is after every later replay.
    void operator()(const VendorErased& e) {
        must_have(state_.vendors, e.vendor) = event_.sequence;
        for (auto& [id, entry] : state_.stalls) {
            if (!entry.stall.vendor || entry.stall.vendor->id != e.vendor) continue;
            entry.stall.vendor.reset();
            for (auto& account : entry.stall.accounts) account.name.clear();
        }
        state_.transfers.each([&](std::string_view, Transfer& transfer) {
            if (transfer.owner == e.vendor) transfer.digest = Hash{};
        });
        for (auto& [transfer, conflicts] : state_.conflicts)
            for (auto& conflict : conflicts)
                if (conflict.owner == e.vendor) conflict.digest = Hash{};
    }

    void operator()(const StandsPrinted& e) {
        for (const auto& [stall, version] : e.stands) {
            auto& entry = must_have(state_.stalls, stall);
            entry.stall.stand.printed = std::max(entry.stall.stand.printed, version);
            entry.used = true;
        }
    }

    void operator()(const MarketChanged& e) {
        auto& market = must_have(state_.markets, e.market);
        if (e.watch_period) market.watch_period = *e.watch_period;
        if (e.stalls_max) market.stalls_max = *e.stalls_max;
    }

    void operator()(const LedgerMarkedTrial&) {
        CHOQR_ASSERT(event_.sequence == Sequence{}, "only a ledger that holds nothing is marked as a trial");
        state_.is_trial = true;
    }

    void remember_answer() {
        if (!event_.idempotency) return;
        const auto [key, body] = *event_.idempotency;
        if (!state_.answers.emplace(key, Answer{body, event_.sequence}).second) return;
        if (const auto gone = state_.answer_shares.add(event_.actor, key)) state_.answers.erase(*gone);
    }

    /// The code of a request that closed long ago becomes free again.
    void let_go_of_old_requests() {
        auto& closed = state_.closed_requests;
        while (!closed.empty() && event_.recorded_at - closed.front().first > closed_codes_kept) {
            const auto [closed_on, id] = closed.front();
            closed.pop_front();
            const auto found = state_.requests.find(id);
            if (found == state_.requests.end() || found->second.changed_on != closed_on ||
                waits(found->second.request))
                continue;
            const auto& request = found->second.request;
            state_.request_by_code.erase(request.reference_code.number());
            state_.free_request_numbers.push_back(request.reference_code.number());
            --must_have(state_.stalls, request.stall).requests_held;
            state_.requests.erase(found);
        }
    }

    /// So does that of a stall that closed long ago and was never used: whoever made a picture of it
    /// meanwhile has paid or not.
    void let_go_of_old_stalls() {
        auto& closed = state_.closed_stalls;
        while (!closed.empty() && event_.recorded_at - closed.front().first > closed_codes_kept) {
            auto& entry = must_have(state_.stalls, closed.front().second);
            closed.pop_front();
            --must_have(state_.market_stalls, entry.stall.market).closed_lately;
            give_back_code(entry);
        }
    }

private:
    Day today(std::chrono::minutes cutoff) const { return business_day(event_.recorded_at, cutoff); }

    void give_back_code(StallEntry& entry) {
        if (entry.used || entry.code_given_back) return;
        entry.code_given_back = true;
        const auto number = entry.stall.transfer_code.number();
        state_.stall_by_code.erase(number);
        state_.free_stall_numbers.insert(number);
    }

    void know(const std::optional<merchants::Vendor>& vendor) {
        if (vendor) state_.vendors.try_emplace(vendor->id);
    }

    void all_days_changed(MarketId market) { must_have(state_.days, market).changes.all_changed(event_.sequence); }
    void all_unmatched_changed() {
        for (auto& [cutoff, changes] : state_.unmatched_changes) changes.all_changed(event_.sequence);
    }

    /// Which days' totals are no longer right. A reversal may concern any day: the book need not know the original's.
    void days_changed(const TransferReceived& e) {
        if (e.trial) return;
        const auto counts_at = book::counts_at(e, event_.recorded_at);
        if (e.status == TransferStatus::unmatched)
            for (auto& [cutoff, changes] : state_.unmatched_changes)
                changes.changed(business_day(counts_at, cutoff), event_.sequence);
        if (e.reverses || e.reversed_by) all_unmatched_changed();
        if (!e.match.stall) return;
        const auto market = must_have(state_.stalls, *e.match.stall).stall.market;
        if (e.reverses) return all_days_changed(market);
        const auto cutoff = must_have(state_.markets, market).business_day_cutoff;
        must_have(state_.days, market).changes.changed(business_day(counts_at, cutoff), event_.sequence);
    }

    void set_status(StallId id, merchants::StallStatus status) {
        auto& entry = must_have(state_.stalls, id);
        entry.stall.status = status;
        entry.status_at = event_.sequence;
        all_days_changed(entry.stall.market);
    }

    void close_request(PaymentRequestId id, PaymentRequestStatus status) {
        set_request_status(must_have(state_.requests, id), status);
    }

    void set_request_status(RequestEntry& entry, PaymentRequestStatus status) {
        auto& request = entry.request;
        const bool waited = waits(request);
        request.status = status;
        if (waits(request) != waited)
            must_have(state_.stalls, request.stall).requests_open += waited ? -1u : 1u;
        entry.changed_at = event_.sequence;
        entry.changed_on = event_.recorded_at;
        if (request.expires_at) {
            state_.expiries.erase({*request.expires_at, request.id});
            if (status == PaymentRequestStatus::open) state_.expiries.emplace(*request.expires_at, request.id);
        }
        if (!waits(request)) state_.closed_requests.emplace_back(event_.recorded_at, request.id);
    }

    /// A request that was let go of after the watch period has nothing left to count.
    void money(PaymentRequestId id, RequestChange kind, Vnd amount) {
        const auto found = state_.requests.find(id);
        if (found == state_.requests.end()) return;
        auto& request = found->second.request;
        if (kind == RequestChange::money_arrived)
            request.received += amount;
        else
            request.received -= amount;
        const auto status = after(request.status, kind, request.amount, request.received);
        CHOQR_ASSERT(status, "money moves only on a request that takes it");
        set_request_status(found->second, *status);
    }

    Transfer transfer_of(const TransferReceived& e) const {
        return {.id = e.id,
                .status = e.status,
                .digest = e.erased || e.unread ? Hash{} : Book::digest(e.notice),
                .amount = e.notice.amount,
                .stall = e.match.stall,
                .request = e.match.request,
                .owner = e.owner,
                .changed_at = event_.sequence,
                .account_day = 0,
                .trial = e.trial};
    }

    void add(const ReferenceKey& key, const Transfer& transfer) {
        const auto* const added = state_.transfers.add(key.text(), transfer);
        CHOQR_ASSERT(added, "a provider's reference is recorded once");
        state_.letting_go.emplace_back(event_.sequence, transfer.id);
        state_.is_transfer.add(Sequence{transfer.id.value()});
    }

    void change(Transfer& transfer, TransferStatus status) {
        transfer.status = status;
        transfer.changed_at = event_.sequence;
        state_.letting_go.emplace_back(event_.sequence, transfer.id);
    }

    /// Credits only: what is outgoing from the start was never received, and a trial is no money.
    void count(const TransferReceived& e, Transfer& transfer) {
        if (e.status == TransferStatus::outgoing || e.trial) return;
        const AccountText account{e.notice};
        const auto day = local_day(counts_at(e, event_.recorded_at));
        transfer.account_day = key_of_account_day(account.text(), day);
        auto& totals = state_.account_days[transfer.account_day];
        if (totals.account.empty()) {
            totals.account = account.text();
            totals.day = day;
        }
        ++totals.transfers;
        totals.received += e.notice.amount.dong();
        if (e.status == TransferStatus::reversed) totals.reversed += e.notice.amount.dong();
    }

    void count_reversed(const Transfer& original) {
        const auto totals = state_.account_days.find(original.account_day);
        if (totals != state_.account_days.end()) totals->second.reversed += original.amount.dong();
    }

    void take_back(const TransferReceived& e) {
        if (auto* const original = state_.transfers.find(*e.reverses)) {
            count_reversed(*original);
            change(*original, TransferStatus::reversed);
        } else {
            bring_back_reversed(e);
        }
        if (e.match.request) money(*e.match.request, RequestChange::money_reversed, e.notice.amount);
    }

    /// Back into memory, since the reports may not know of the reversal when the next copy asks.
    void bring_back_reversed(const TransferReceived& e) {
        add({e.feed, *e.notice.reversal_of}, {.id = *e.reverses,
                                              .status = TransferStatus::reversed,
                                              .digest = {},
                                              .amount = e.notice.amount,
                                              .stall = e.match.stall,
                                              .request = e.match.request,
                                              .owner = e.owner,
                                              .changed_at = event_.sequence,
                                              .account_day = 0,
                                              .trial = e.trial});
    }

    void wait_for_original(const TransferReceived& e) {
        const ReferenceKey reference{e.feed, *e.notice.reversal_of};
        if (state_.transfers.find(reference.text())) return;
        const std::string key{reference.text()};
        if (!state_.pending_reversals.emplace(key, PendingReversal{e.id, e.notice.amount}).second) return;
        if (const auto gone = state_.pending_shares.add(e.feed.text(), key))
            state_.pending_reversals.erase(*gone);
    }

    void settle_pending(const TransferReceived& e) {
        state_.pending_reversals.erase(std::string{ReferenceKey{e.feed, e.notice.reference}.text()});
        auto* const found = state_.transfers.find(*e.reversed_by);
        if (!found || found->status != TransferStatus::unmatched) return;
        auto& reversal = *found;
        // It looked like money received; now we know that it went back.
        if (const auto totals = state_.account_days.find(reversal.account_day); totals != state_.account_days.end()) {
            totals->second.received -= reversal.amount.dong();
            --totals->second.transfers;
        }
        reversal.account_day = 0;
        change(reversal, TransferStatus::outgoing);
    }

    Book::State& state_;
    const RecordedEvent& event_;
};

}  // namespace

void Book::expect(const RecordedEvent& event) const {
    const auto* const received = std::get_if<TransferReceived>(&event.event);
    if (received) state_->transfers.expect_add(ReferenceKey{received->feed, received->notice.reference}.text(), received->id);
}

void Book::apply(const RecordedEvent& event) {
    CHOQR_ASSERT(event.sequence == state_->next, "events are applied in order, without a gap");
    Applier applier{*state_, event};
    applier.let_go_of_old_requests();
    applier.let_go_of_old_stalls();
    std::visit(applier, event.event);
    applier.remember_answer();
    state_->next = event.sequence.next();
    state_->last_recorded_at = event.recorded_at;
}

}  // namespace choqr::book
