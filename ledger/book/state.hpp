#pragma once

#include <algorithm>
#include <cstdint>
#include <deque>
#include <iterator>
#include <map>
#include <set>
#include <string>
#include <unordered_map>
#include <vector>

#include "book/book.hpp"
#include "book/fair_shares.hpp"
#include "book/seen_filter.hpp"
#include "book/sequence_set.hpp"
#include "book/transfer_table.hpp"

// The book's inside: what follows from the events so far. Only book.cpp, decide.cpp, apply.cpp, invariants.cpp and
// snapshot.cpp see it. A new member also belongs into snapshot.cpp.
namespace choqr::book {

/// Of one stall: requests that wait for money, and requests whose code is taken.
inline constexpr std::size_t open_requests_max = 500, held_requests_max = 10'000;
/// Of one stall; the oldest go first.
inline constexpr std::size_t former_accounts_max = 64;
/// How many that gave an account up are asked whether it still counts for them, the newest first.
inline constexpr std::size_t given_up_asked_max = 256;
/// Answers remembered by Idempotency-Key, of all callers together; the oldest of whoever has the most go
/// first.
inline constexpr std::size_t idempotency_kept = 200'000;
/// Conflicts and reversals without an original that are remembered, of all feeds together; forgotten in the
/// same way.
inline constexpr std::size_t oddities_kept = 65'536;

struct HashOfText {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const noexcept { return std::hash<std::string_view>{}(text); }
};
struct HashOfHash {
    std::size_t operator()(const Hash& hash) const noexcept { return std::hash<std::string_view>{}(hash.bytes()); }
};

/// What came and went on one receiving account on one local calendar day, counted event by event.
struct AccountDay {
    std::string account;
    Day day;
    std::int64_t received = 0, reversed = 0;
    std::uint32_t transfers = 0, forgotten = 0;
};

/// Of one account number, the letters in upper case: who receives on it, at which bank.
struct Holders {
    using Holder = std::pair<StallId, Bin>;
    struct GivenUp {
        Instant at;
        Holder by;
        friend auto operator<=>(const GivenUp&, const GivenUp&) = default;
    };
    std::vector<Holder> current, closed;  ///< Sorted: stalls that are not closed, and that are.
    std::vector<GivenUp> given_up;        ///< Sorted: by whom that is not closed for it.
    bool empty() const { return current.empty() && closed.empty() && given_up.empty(); }
};

/// As Holders are found by it.
struct HeldAccount {
    std::string number;  ///< Letters in upper case.
    Bin bin;
    friend bool operator==(const HeldAccount&, const HeldAccount&) = default;
};
struct FormerAccount {
    HeldAccount account;
    Instant given_up_at;
};

struct RequestEntry {
    merchants::PaymentRequest request;  ///< Without the description: no rule reads it.
    Sequence changed_at;
    Instant changed_on;
};

struct StallEntry {
    merchants::Stall stall;
    Sequence changed_at, status_at;
    bool used = false;             ///< Its code is in the world: printed, paid to, or beside a request.
    bool code_given_back = false;  ///< It is closed, and its code may be another's.
    std::vector<FormerAccount> former{};                 ///< The oldest first.
    std::uint32_t requests_open = 0, requests_held = 0;  ///< Follow from the requests.
};

struct MarketStalls {
    std::size_t there = 0;          ///< Not closed.
    std::size_t closed_lately = 0;  ///< Within closed_codes_kept.
};

struct Answer {
    Hash body;
    Sequence sequence;
};

struct PendingReversal {
    TransferId by;
    Vnd amount;
};

struct Conflict {
    Hash digest;  ///< All zero once its owner was erased.
    std::optional<VendorId> owner;
};

struct TokenEntry {
    IssueToken token;
    std::optional<Sequence> revoked_at;
};

/// Up to where totals must have been counted to be still right: exactly for the days that changed last,
/// together for all others, which errs on the side of counting again. By the change and not by the day: a day
/// far ahead must not keep its place for ever.
class DayChanges {
public:
    DayChanges() = default;
    DayChanges(std::map<Day, Sequence> days, Sequence older) : days_{std::move(days)}, older_{older} {}
    const std::map<Day, Sequence>& days() const { return days_; }
    Sequence older() const { return older_; }

    void changed(Day day, Sequence at) {
        days_[day] = at.next();
        if (days_.size() <= days_kept) return;
        const auto first = std::ranges::min_element(days_, {}, [](const auto& one) { return one.second; });
        older_ = std::max(older_, first->second);
        days_.erase(first);
    }
    void all_changed(Sequence at) { older_ = at.next(); }
    Sequence count_before(Day day) const {
        const auto found = days_.find(day);
        return found == days_.end() ? older_ : std::max(older_, found->second);
    }

private:
    static constexpr std::size_t days_kept = 16;
    std::map<Day, Sequence> days_;
    Sequence older_;
};

struct MarketDays {
    Day registered_on;        ///< Nothing before it can be closed.
    std::vector<Day> closed;  ///< Sorted.
    DayChanges changes;       ///< Of what stands at the market's stalls.
};

struct Book::State {
    Sequence next;
    Instant last_recorded_at;
    bool is_trial = false;

    std::map<MarketId, MarketDays> days;
    std::map<std::chrono::minutes, DayChanges> unmatched_changes;  ///< By cut-off: to every market it might belong to.
    std::map<VendorId, std::optional<Sequence>> vendors;           ///< All that ever were, with the event that erased them.

    std::map<MarketId, merchants::Market> markets;
    std::unordered_map<std::string, MarketId> market_by_code;
    std::unordered_map<StallId, StallEntry> stalls;
    std::map<MarketId, MarketStalls> market_stalls;
    std::map<std::pair<MarketId, std::string>, StallId>
        stall_by_number;  ///< The market's own number, of those not closed.
    std::unordered_map<std::uint32_t, StallId> stall_by_code;  ///< But of those that gave it back.
    std::uint32_t next_stall_number = 0;                       ///< None from here on was ever given.
    std::set<std::uint32_t> free_stall_numbers;                ///< Below it, given back.
    std::deque<std::pair<Instant, StallId>>
        closed_stalls;                                 ///< Within closed_codes_kept, in the order of closing.
    std::unordered_map<std::string, Holders> holders;  ///< By account number in upper case.

    std::unordered_map<PaymentRequestId, RequestEntry> requests;  ///< Open ones, and closed ones within the watch period.
    std::unordered_map<std::uint32_t, PaymentRequestId> request_by_code;
    std::uint32_t next_request_number = 0;  ///< None from here on was ever given.
    std::deque<std::uint32_t>
        free_request_numbers;  ///< In the order in which they became free; the first one is.
    std::set<std::pair<Instant, PaymentRequestId>> expiries;             ///< Of open requests.
    std::deque<std::pair<Instant, PaymentRequestId>> closed_requests;    ///< In the order of closing; may be out of date.

    TransferTable transfers;
    std::deque<std::pair<Sequence, TransferId>> letting_go;  ///< Candidates for forget_references(), oldest change first.
    SeenFilter forgotten;
    std::unordered_map<std::uint64_t, AccountDay> account_days;
    SequenceSet is_transfer, is_request;  ///< Tell "never was" from "no longer held".

    std::unordered_map<std::string, PendingReversal, HashOfText, std::equal_to<>> pending_reversals;  ///< By the original's key.
    FairShares<std::string> pending_shares{oddities_kept};            ///< By feed.
    std::unordered_map<TransferId, std::vector<Conflict>> conflicts;  ///< The oldest first.
    FairShares<TransferId> conflict_shares{oddities_kept};            ///< By feed.

    std::unordered_map<TokenId, TokenEntry> tokens;
    std::unordered_map<Hash, Answer, HashOfHash> answers;  ///< By Idempotency-Key.
    FairShares<Hash> answer_shares{idempotency_kept};      ///< By actor.

    /// Has the memory fetched that the next of letting_go will need.
    void expect_to_let_go() const;
    bool was_transfer(TransferId id) const { return is_transfer.contains(Sequence{id.value()}); }
    bool was_request(PaymentRequestId id) const { return is_request.contains(Sequence{id.value()}); }
    bool is_erased(std::optional<VendorId> vendor) const;
    std::optional<VendorId> vendor_of(std::optional<StallId> stall) const;

    // The index of accounts: what follows from the stalls.
    void hold(const HeldAccount& account, StallEntry& stall);
    void let_go(const HeldAccount& account, StallEntry& stall, Instant at);
    void hold_closed(StallEntry& stall);
    void remember_holders(const StallEntry& stall);
};

/// Without repetition.
std::vector<HeldAccount> accounts_held(const merchants::Stall& stall);
/// A request that waits for money.
inline bool waits(const merchants::PaymentRequest& request) {
    return request.status == merchants::PaymentRequestStatus::open ||
           request.status == merchants::PaymentRequestStatus::underpaid;
}

/// What matching may ask, as of `now`.
class StateRegistry final : public merchants::Registry {
public:
    StateRegistry(const Book::State& state, Instant now);
    const merchants::Stall* stall(StallId id) const override;
    const merchants::Stall* stall_by_code(merchants::StallCode code) const override;
    const merchants::PaymentRequest* request_by_code(merchants::RequestCode code) const override;
    std::vector<StallId> stalls_by_account(std::optional<Bin> bin, const AccountNumber& number) const override;
    bool receives(StallId stall, std::optional<Bin> bin, const AccountNumber& number) const override;
    std::string_view market_code(MarketId id) const override;

private:
    /// Given up by the stall at `at`, but watched still: as long as its market says now.
    bool counts(const merchants::Stall& stall, Instant at) const;

    const Book::State& state_;
    Instant now_;
};

std::string upper_case(std::string_view ascii);

}  // namespace choqr::book
