#include <algorithm>
#include <map>
#include <utility>

#include "base/plant.hpp"
#include "book/state.hpp"
#include "merchants/payment_request.hpp"
#include "merchants/stand.hpp"

// What a command leads to. One flat function per command: its refusals stand in the order of precedence of `Refusal`.
namespace choqr::book {
namespace {

using merchants::PaymentRequestStatus;
using merchants::StallStatus;

Decision no(Refusal refusal) { return {{}, refusal}; }
Decision nothing() { return {{}, NothingToRecord{}}; }
Decision exists(Sequence sequence) { return {{}, Exists{sequence, TransferStatus::unmatched}}; }

bool same_market(const merchants::Market& market, const RegisterMarket& asked) {
    return market.name == asked.name && market.province == asked.province && market.commune == asked.commune &&
           market.business_day_cutoff == asked.business_day_cutoff;
}

bool same_vendor(const std::optional<merchants::Vendor>& vendor, const std::optional<VendorDetails>& asked) {
    if (!vendor || !asked) return !vendor && !asked;
    return vendor->kind == asked->kind && vendor->name == asked->name && vendor->phone == asked->phone;
}

bool same_details(const merchants::Stall& stall, const RegisterStall& asked) {
    return stall.kind == asked.kind && stall.zone == asked.zone && stall.goods == asked.goods &&
           same_vendor(stall.vendor, asked.vendor) && stall.accounts == asked.accounts;
}

/// The vendor after a change. A new name is a new person with a key of their own: erasing the former one must not take the
/// new one's data with it.
std::optional<merchants::Vendor> changed_vendor(const std::optional<merchants::Vendor>& before, const VendorDetails& asked,
                                                Sequence next) {
    const bool same_person = before && before->name == asked.name && before->kind == asked.kind;
    return merchants::Vendor{same_person ? before->id : VendorId{next}, asked.kind, asked.name, asked.phone};
}

using merchants::TransferCode;

/// A short one as long as there is one that was never given; then what became free longest ago; then longer
/// ones.
std::optional<std::uint32_t> free_request_number(const Book::State& state) {
    if (state.next_request_number < TransferCode::short_capacity) return state.next_request_number;
    if (!state.free_request_numbers.empty()) return state.free_request_numbers.front();
    if (state.next_request_number < TransferCode::capacity) return state.next_request_number;
    return std::nullopt;
}

std::optional<std::uint32_t> free_stall_number(const Book::State& state) {
    if (!state.free_stall_numbers.empty()) return *state.free_stall_numbers.begin();
    if (state.next_stall_number < TransferCode::capacity) return state.next_stall_number;
    return std::nullopt;
}

bool has_room(const MarketStalls& stalls, std::size_t stalls_max) {
    return stalls.there < stalls_max &&
           stalls.there + stalls.closed_lately < (1 + closed_quotas) * stalls_max;
}

bool is_closed(const StallEntry& entry) { return entry.stall.status == StallStatus::closed; }

Transfer from_reports(const KnownTransfer& known) {
    return {.id = known.id,
            .status = known.status,
            .digest = known.notice_digest,
            .amount = known.amount,
            .stall = known.stall,
            .request = known.request,
            .owner = known.owner,
            .changed_at = {},
            .account_day = 0,
            .trial = known.trial};
}

class Decider {
public:
    Decider(const Book::State& state, Sequence next, Instant now, const std::vector<Book::KnownReference>& known)
        : state_{state}, next_{next}, now_{now}, known_{known} {}

    Decision operator()(const RegisterMarket& asked) const {
        const auto taken = state_.market_by_code.find(asked.code);
        if (taken != state_.market_by_code.end()) {
            const bool same = same_market(state_.markets.at(taken->second), asked);
            return same ? exists(Sequence{taken->second.value()}) : no(Refusal::market_code_taken);
        }
        return record(MarketRegistered{{MarketId{next_}, asked.name, asked.code, asked.province, asked.commune, asked.business_day_cutoff}});
    }

    Decision operator()(const RegisterStall& asked) const {
        if (!state_.markets.contains(asked.market)) return no(Refusal::market_not_found);
        const auto taken = state_.stall_by_number.find({asked.market, asked.code});
        if (taken != state_.stall_by_number.end()) {
            const bool same = same_details(state_.stalls.at(taken->second).stall, asked);
            return same ? exists(Sequence{taken->second.value()}) : no(Refusal::stall_code_taken);
        }
        const auto& market = state_.markets.at(asked.market);
        if (!has_room(state_.market_stalls.at(asked.market), market.stalls_max))
            return no(Refusal::market_full);
        const auto number = free_stall_number(state_);
        if (!number) return no(Refusal::codes_exhausted);
        merchants::Stall stall{.id = StallId{next_},
                               .market = asked.market,
                               .kind = asked.kind,
                               .status = StallStatus::open,
                               .code = asked.code,
                               .zone = asked.zone,
                               .goods = asked.goods,
                               .transfer_code = merchants::StallCode::make(*number),
                               .vendor = std::nullopt,
                               .accounts = asked.accounts};
        if (asked.vendor) stall.vendor = changed_vendor(std::nullopt, *asked.vendor, next_);
        stall.stand.version = stall.registered() ? 1 : 0;
        return record(StallRegistered{std::move(stall)});
    }

    Decision operator()(const ChangeStall& asked) const {
        const auto* entry = stall(asked.stall);
        if (!entry) return no(Refusal::stall_not_found);
        if (is_closed(*entry)) return no(Refusal::stall_closed);
        auto changed = entry->stall;
        if (asked.zone) changed.zone = *asked.zone;
        if (asked.goods) changed.goods = *asked.goods;
        if (asked.vendor && !same_vendor(changed.vendor, asked.vendor)) changed.vendor = changed_vendor(changed.vendor, *asked.vendor, next_);
        if (asked.accounts) {
            changed.stand.version = stand_version_with(changed, *asked.accounts);
            changed.accounts = *asked.accounts;
        }
        const auto& before = entry->stall;
        const bool same = changed.zone == before.zone && changed.goods == before.goods && changed.accounts == before.accounts &&
                          (!asked.vendor || same_vendor(before.vendor, asked.vendor));
        return same ? exists(entry->changed_at) : record(StallChanged{std::move(changed)});
    }

    Decision operator()(const SuspendStall& asked) const {
        const auto* entry = stall(asked.stall);
        if (!entry) return no(Refusal::stall_not_found);
        if (is_closed(*entry)) return no(Refusal::stall_closed);
        if (entry->stall.status == StallStatus::suspended) return exists(entry->status_at);
        return record(StallSuspended{asked.stall, asked.reason});
    }

    Decision operator()(const ResumeStall& asked) const {
        const auto* entry = stall(asked.stall);
        if (!entry) return no(Refusal::stall_not_found);
        if (is_closed(*entry)) return no(Refusal::stall_closed);
        if (entry->stall.status == StallStatus::open) return exists(entry->status_at);
        return record(StallResumed{asked.stall});
    }

    Decision operator()(const CloseStall& asked) const {
        const auto* entry = stall(asked.stall);
        if (!entry) return no(Refusal::stall_not_found);
        if (is_closed(*entry)) return exists(entry->status_at);
        return record(StallClosed{asked.stall, asked.reason});
    }

    Decision operator()(const OpenPaymentRequest& asked) const {
        const auto* entry = stall(asked.stall);
        if (!entry) return no(Refusal::stall_not_found);
        if (is_closed(*entry)) return no(Refusal::stall_closed);
        if (!entry->stall.registered()) return no(Refusal::stall_not_registered);
        if (entry->stall.status != StallStatus::open) return no(Refusal::stall_suspended);
        if (entry->requests_open >= open_requests_max) return no(Refusal::too_many_open_requests);
        if (entry->requests_held >= held_requests_max) return no(Refusal::request_quota);
        const auto number = free_request_number(state_);
        if (!number) return no(Refusal::codes_exhausted);
        merchants::PaymentRequest request{
            .id = PaymentRequestId{next_},
            .stall = asked.stall,
            .amount = asked.amount,
            .description = asked.description,
            .reference_code = merchants::RequestCode::make(*number),
            .opened_at = now_,
            .expires_at = now_ + asked.expires_in.value_or(OpenPaymentRequest::expires_in_default),
            .received = {},
            .status = PaymentRequestStatus::open};
        return record(PaymentRequestOpened{std::move(request), state_.vendor_of(asked.stall)});
    }

    Decision operator()(const CancelPaymentRequest& asked) const {
        const auto found = state_.requests.find(asked.request);
        if (found == state_.requests.end())
            return no(state_.was_request(asked.request) ? Refusal::payment_request_not_open : Refusal::payment_request_not_found);
        const auto& [request, changed_at, changed_on] = found->second;
        if (request.status == PaymentRequestStatus::cancelled) return exists(changed_at);
        if (!after(request.status, merchants::RequestChange::cancel, request.amount, request.received))
            return no(Refusal::payment_request_not_open);
        return record(PaymentRequestCancelled{asked.request});
    }

    Decision operator()(const RecordTransfer& asked) const {
        const auto& notice = asked.notice;
        if (notice.test) return nothing();
        if (const auto seen = find(asked.feed, notice.reference)) return seen_before(asked, *seen);
        TransferReceived event{.id = TransferId{next_}, .feed = asked.feed, .notice = notice};
        event.trial = is_trial(asked);
        event.counts_when_recorded = booked_long_ago(notice) || booked_ahead(notice);
        if (notice.reversal_of)
            describe_reversal(event);
        else if (notice.direction == merchants::Direction::debit)
            describe_outgoing(event);
        else
            describe_credit(event, asked.bounds.get());
        event.owner = state_.vendor_of(event.match.stall);
        const auto status = event.status;
        Decision decision = record(std::move(event));
        decision.outcome = Recorded{next_, status};
        return decision;
    }

    Decision operator()(const AssignTransfer& asked) const {
        const auto* entry = stall(asked.stall);
        if (!entry) return no(Refusal::stall_not_found);
        const auto* transfer = state_.transfers.find(asked.transfer);
        if (!transfer && !state_.was_transfer(asked.transfer)) return no(Refusal::transfer_not_found);
        if (is_closed(*entry)) return no(Refusal::stall_closed);
        if (!entry->stall.registered()) return no(Refusal::stall_not_registered);
        // A suspended stall is no obstacle: the money has arrived, and it is somebody's.
        if (!transfer || transfer->status != TransferStatus::unmatched) return no(Refusal::transfer_not_assignable);
        Decision decision = record(TransferAssigned{asked.transfer, asked.stall, asked.reason});
        decision.outcome = Recorded{next_, TransferStatus::assigned};
        return decision;
    }

    Decision operator()(const IssueToken& asked) const {
        if (asked.market && !state_.markets.contains(*asked.market)) return no(Refusal::market_not_found);
        if (asked.stall && !stall(*asked.stall)) return no(Refusal::stall_not_found);
        if (asked.stall && is_closed(*stall(*asked.stall))) return no(Refusal::stall_closed);
        return record(TokenIssued{TokenId{next_}, asked});
    }

    Decision operator()(const RevokeToken& asked) const {
        const auto found = state_.tokens.find(asked.token);
        if (found == state_.tokens.end()) return no(Refusal::token_not_found);
        if (found->second.revoked_at) return exists(*found->second.revoked_at);
        return record(TokenRevoked{asked.token});
    }

    Decision operator()(const CloseDay& asked) const {
        const auto market = state_.markets.find(asked.market);
        if (market == state_.markets.end()) return no(Refusal::market_not_found);
        const auto& days = state_.days.at(asked.market);
        if (std::ranges::binary_search(days.closed, asked.day) && !planted("day_closed_twice")) return no(Refusal::day_already_closed);
        if (asked.day < days.registered_on) return no(Refusal::day_before_market);
        const auto cutoff = market->second.business_day_cutoff;
        const Day after{std::chrono::sys_days{asked.day} + std::chrono::days{1}};
        if (now_ < business_day_begin(after, cutoff)) return no(Refusal::day_not_over);
        const auto needed = std::max(days.changes.count_before(asked.day), state_.unmatched_changes.at(cutoff).count_before(asked.day));
        if ((asked.counted_before < needed && !planted("stale_totals_taken")) || asked.counted_before > next_) return no(Refusal::stale_totals);
        return record(DayClosed{asked.market, asked.day, asked.totals, asked.root});
    }

    Decision operator()(const EraseVendor& asked) const {
        const auto found = state_.vendors.find(asked.vendor);
        if (found == state_.vendors.end()) return no(Refusal::vendor_not_found);
        if (found->second) return exists(*found->second);
        return record(VendorErased{asked.vendor, asked.reason});
    }

    Decision operator()(const RecordStandsPrinted& asked) const {
        if (!state_.markets.contains(asked.market)) return no(Refusal::market_not_found);
        std::map<StallId, std::uint32_t> news;
        for (const auto& [id, version] : asked.stands) {
            const auto* entry = stall(id);
            if (!entry || entry->stall.market != asked.market) return no(Refusal::stall_not_found);
            const auto& stand = entry->stall.stand;
            if (version == 0 || version > stand.version) return no(Refusal::stand_version_unknown);
            if (version > stand.printed) news[id] = std::max(news[id], version);
        }
        return news.empty() ? nothing() : printed(asked.market, news);
    }

    Decision operator()(const ChangeMarket& asked) const {
        const auto found = state_.markets.find(asked.market);
        if (found == state_.markets.end()) return no(Refusal::market_not_found);
        MarketChanged changes{asked.market, asked.watch_period, asked.stalls_max};
        if (changes.watch_period == found->second.watch_period) changes.watch_period.reset();
        if (changes.stalls_max == found->second.stalls_max) changes.stalls_max.reset();
        return changes.watch_period || changes.stalls_max ? record(changes) : nothing();
    }

    Decision operator()(const MarkLedgerTrial&) const {
        if (state_.is_trial) return exists(Sequence{});
        if (next_ != Sequence{}) return no(Refusal::ledger_not_empty);
        return record(LedgerMarkedTrial{});
    }

    Decision operator()(const Tick&) const {
        Decision decision{{}, NothingToRecord{}};
        for (const auto& [due, id] : state_.expiries) {
            if (due > now_ || decision.events.size() == expiries_per_tick) break;
            decision.events.emplace_back(PaymentRequestExpired{id});
        }
        if (!decision.events.empty()) decision.outcome = Recorded{next_};
        return decision;
    }

private:
    // A batch stays small however long the gateway was down; the next tick takes the rest.
    static constexpr std::size_t expiries_per_tick = 1'000;
    // Fifteen bytes each at most: well below what one record of the journal holds.
    static constexpr std::size_t stands_per_event = 4'000;
    // Providers send again for days and banks book ahead for none; clocks differ by minutes.
    static constexpr std::chrono::days believed_back{45};
    static constexpr std::chrono::minutes believed_ahead{10};

    bool booked_long_ago(const merchants::TransferNotice& notice) const {
        return notice.booked_at < now_ - believed_back;
    }
    bool booked_ahead(const merchants::TransferNotice& notice) const {
        return notice.booked_at > now_ + believed_ahead;
    }
    /// In a trial ledger everything counts, since nothing is money.
    bool is_trial(const RecordTransfer& asked) const {
        return asked.trial && !state_.is_trial && !planted("trial_taken_for_money");
    }

    Decision record(Event event) const {
        Decision decision;
        decision.events.push_back(std::move(event));
        decision.outcome = Recorded{next_};
        return decision;
    }

    Decision printed(MarketId market, const std::map<StallId, std::uint32_t>& stands) const {
        Decision decision{{}, Recorded{next_}};
        StandsPrinted event{market, {}};
        for (const auto& [stall, version] : stands) {
            event.stands.push_back({stall, version});
            if (event.stands.size() == stands_per_event) decision.events.emplace_back(std::exchange(event, {market, {}}));
        }
        if (!event.stands.empty()) decision.events.emplace_back(std::move(event));
        return decision;
    }

    const StallEntry* stall(StallId id) const {
        const auto found = state_.stalls.find(id);
        return found == state_.stalls.end() ? nullptr : &found->second;
    }

    std::optional<Transfer> find(const FeedId& feed, const ProviderReference& reference) const {
        const auto* held = state_.transfers.find(ReferenceKey{feed, reference}.text());
        const auto* told = told_of(feed, reference);
        if (!held && !told) return std::nullopt;
        auto transfer = held ? *held : from_reports(*told);
        // The reports may be late about all of it but what came with its own event.
        if (transfer.digest == Hash{} && told) {
            transfer.digest = told->notice_digest;
            transfer.owner = told->owner;
        }
        // Late about the erasure, too; and the box can be opened until its key is destroyed.
        if (state_.is_erased(transfer.owner)) transfer.digest = Hash{};
        return transfer;
    }

    const KnownTransfer* told_of(const FeedId& feed, const ProviderReference& reference) const {
        const auto same = [&](const Book::KnownReference& known) {
            return known.lookup.feed == feed && known.lookup.reference == reference;
        };
        const auto found = std::ranges::find_if(known_, same);
        return found == known_.end() ? nullptr : &found->transfer;
    }

    Decision seen_before(const RecordTransfer& asked, const Transfer& seen) const {
        const Sequence stands_at{seen.id.value()};
        const bool same_kind = is_trial(asked) == seen.trial;
        if ((same_kind && says_the_same(asked.notice, seen)) || planted("conflict_taken_for_same"))
            return {{}, Exists{stands_at, seen.status}};
        const bool has_texts = seen.digest != Hash{};
        const auto digest = has_texts ? Book::digest(asked.notice) : digest_without_texts(asked.notice);
        Decision decision{{}, Conflicts{stands_at}};
        const auto known = state_.conflicts.find(seen.id);
        const bool recorded = known != state_.conflicts.end() && std::ranges::find(known->second, digest, &Conflict::digest) != known->second.end();
        if (!recorded)
            decision.events.emplace_back(NoticeConflicted{asked.feed, asked.notice.reference, seen.id, digest,
                                                          has_texts ? seen.owner : std::nullopt});
        return decision;
    }

    /// Of a transfer whose texts are gone, the money is still known.
    static bool says_the_same(const merchants::TransferNotice& notice, const Transfer& seen) {
        if (seen.digest != Hash{}) return seen.digest == Book::digest(notice);
        return seen.amount == notice.amount && (notice.reversal_of || may_be(notice.direction, seen.status));
    }

    /// A transfer that takes none back is outgoing exactly if it was a debit.
    static bool may_be(merchants::Direction direction, TransferStatus status) {
        return (direction == merchants::Direction::debit) == (status == TransferStatus::outgoing);
    }

    /// For what stands in the ledger under nobody's key, which no erasure destroys.
    static Hash digest_without_texts(merchants::TransferNotice notice) {
        notice.remittance_information.clear();
        notice.debtor.reset();
        return Book::digest(notice);
    }

    static bool reversible(TransferStatus status) {
        return status == TransferStatus::matched || status == TransferStatus::assigned || status == TransferStatus::unmatched;
    }

    /// Takes back the whole of a known credit; else it is only money that moved, and a person looks at it. If
    /// the original is still to come, it will find this one pending. Real money takes no trial back, nor the
    /// other way round.
    void describe_reversal(TransferReceived& event) const {
        const auto original = find(event.feed, *event.notice.reversal_of);
        const bool whole =
            original && original->amount == event.notice.amount && original->trial == event.trial;
        if (whole && reversible(original->status)) {
            event.status = TransferStatus::outgoing;
            event.reverses = original->id;
            event.match = {merchants::MatchBasis::reversal, original->stall, original->request};
            event.request_status = request_status_after(original->request, merchants::RequestChange::money_reversed, original->amount);
        } else if (event.notice.direction == merchants::Direction::debit) {
            describe_outgoing(event);
        } else {
            doubt_booking_time(event);
        }
    }

    static void describe_outgoing(TransferReceived& event) {
        event.status = TransferStatus::outgoing;
        event.match.basis = merchants::MatchBasis::outgoing;
    }

    /// The reversal that came before its original, unless somebody has used it otherwise since.
    std::optional<TransferId> pending_reversal_of(const TransferReceived& event) const {
        const auto pending = state_.pending_reversals.find(ReferenceKey{event.feed, event.notice.reference}.text());
        if (pending == state_.pending_reversals.end() || pending->second.amount != event.notice.amount) return std::nullopt;
        const auto* reversal = state_.transfers.find(pending->second.by);
        const bool free = !reversal || reversal->status == TransferStatus::outgoing || reversal->status == TransferStatus::unmatched;
        return free ? std::optional{pending->second.by} : std::nullopt;
    }

    /// Whoever has the feed's secret writes the booking time, too: such a notice waits for a person.
    void doubt_booking_time(TransferReceived& event) const {
        if (!event.counts_when_recorded || event.match.basis == merchants::MatchBasis::none_outside_feed)
            return;
        event.match = {booked_ahead(event.notice) ? merchants::MatchBasis::none_booked_ahead
                                                  : merchants::MatchBasis::none_booked_long_ago,
                       {},
                       {}};
    }

    void describe_credit(TransferReceived& event, const merchants::FeedBounds* bounds) const {
        const StateRegistry registry{state_, now_};
        event.match = bounds ? match(event.notice, *bounds, registry) : match(event.notice, registry);
        doubt_booking_time(event);
        if (event.trial) event.match.request.reset();  // No request is settled by what is not money.
        event.status = event.match.stall ? TransferStatus::matched : TransferStatus::unmatched;
        if (!event.trial && !planted("early_refund_forgotten"))
            event.reversed_by = pending_reversal_of(event);
        if (event.reversed_by)
            event.status = TransferStatus::reversed;
        else
            event.request_status = request_status_after(event.match.request, merchants::RequestChange::money_arrived, event.notice.amount);
    }

    std::optional<PaymentRequestStatus> request_status_after(std::optional<PaymentRequestId> id, merchants::RequestChange change,
                                                             Vnd amount) const {
        if (!id) return std::nullopt;
        const auto found = state_.requests.find(*id);
        if (found == state_.requests.end()) return std::nullopt;
        const auto& request = found->second.request;
        auto received = request.received;
        if (change == merchants::RequestChange::money_arrived)
            received += amount;
        else
            received -= amount;
        return after(request.status, change, request.amount, received);
    }

    const Book::State& state_;
    Sequence next_;
    Instant now_;
    const std::vector<Book::KnownReference>& known_;
};

}  // namespace

Decision Book::decide(const Command& command, Sequence next, Instant now, const std::vector<KnownReference>& known) const {
    if (command.idempotency) {
        const auto answered = state_->answers.find(command.idempotency->key);
        if (answered != state_->answers.end()) {
            if (answered->second.body != command.idempotency->body) return no(Refusal::idempotency_key_reused);
            const auto* transfer = state_->transfers.find(TransferId{answered->second.sequence});
            return {{}, Exists{answered->second.sequence, transfer ? transfer->status : TransferStatus::unmatched}};
        }
    }
    return std::visit(Decider{*state_, next, now, known}, command.request);
}

}  // namespace choqr::book
