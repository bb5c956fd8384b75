#pragma once

#include <deque>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "book/fair_shares.hpp"
#include "book/replay/seen_filter.hpp"
#include "book/replay/transfer_table.hpp"
#include "book/sequence_set.hpp"
#include "book/transfers/claims.hpp"
#include "book/transfers/events.hpp"

// What the book remembers of transfers. Only the book's own files see it.
namespace choqr::book {

/// Conflicts and reversals without an original that are remembered, of all feeds together; the oldest of
/// whoever has the most go first.
inline constexpr std::size_t oddities_kept = 65'536;

struct HashOfText {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const noexcept {
        return std::hash<std::string_view>{}(text);
    }
};

/// What came and went on one receiving account on one local calendar day, counted event by event.
struct AccountDay {
    std::string account;
    Day day;
    std::int64_t received = 0, reversed = 0;
    std::uint32_t transfers = 0, forgotten = 0;
};
template <>
struct Fields<AccountDay> {
    static constexpr auto list =
        std::tuple{field("account", &AccountDay::account),     field("day", &AccountDay::day),
                   field("received", &AccountDay::received),   field("reversed", &AccountDay::reversed),
                   field("transfers", &AccountDay::transfers), field("forgotten", &AccountDay::forgotten)};
};

struct PendingReversal {
    TransferId by;
    Vnd amount;
};
template <>
struct Fields<PendingReversal> {
    static constexpr auto list =
        std::tuple{field("by", &PendingReversal::by), field("amount", &PendingReversal::amount)};
};

struct Conflict {
    Hash digest;  ///< All zero once its owner was erased.
    std::optional<VendorId> owner;
};
template <>
struct Fields<Conflict> {
    static constexpr auto list =
        std::tuple{field("digest", &Conflict::digest), field("owner", &Conflict::owner)};
};

template <>
struct Fields<Evidence> {
    static constexpr auto list =
        std::tuple{field("of", &Evidence::of),
                   field("digest", &Evidence::digest,
                         {.derived = true}),  // It follows from the journal, and confirms guesses.
                   field("owner", &Evidence::owner)};
};
template <>
struct Fields<Transfer> {
    static constexpr auto list = std::tuple{field("id", &Transfer::id),
                                            field("status", &Transfer::status),
                                            field("amount", &Transfer::amount),
                                            field("stall", &Transfer::stall),
                                            field("request", &Transfer::request),
                                            field("changed_at", &Transfer::changed_at),
                                            field("account_day", &Transfer::account_day),
                                            field("booking", &Transfer::booking),
                                            field("entry", &Transfer::entry),
                                            field("trial", &Transfer::trial),
                                            field("by_bank", &Transfer::by_bank),
                                            field("by_line", &Transfer::by_line),
                                            field("evidence", &Transfer::evidence)};
};

struct Transfers {
    bool is_trial_ledger = false;  ///< Nothing here is real money.
    TransferTable table;
    std::unordered_map<TransferId, std::vector<TransferId>>
        further;  ///< The entries of `table` that are further evidence, by their transfer.
    std::unordered_map<std::uint64_t, std::vector<TransferId>>
        lines;  ///< Those that a statement told of first, by key_of_line().
    std::deque<std::pair<Sequence, TransferId>>
        letting_go;  ///< Candidates for forget_references(), oldest change first.
    SeenFilter forgotten;
    std::unordered_map<std::uint64_t, AccountDay> account_days;
    SequenceSet is_transfer;  ///< Tells "never was" from "no longer held".

    std::unordered_map<std::string, PendingReversal, HashOfText, std::equal_to<>>
        pending_reversals;                                            ///< By the original's key.
    FairShares<std::string> pending_shares{oddities_kept};            ///< By feed.
    std::unordered_map<TransferId, std::vector<Conflict>> conflicts;  ///< The oldest first.
    FairShares<TransferId> conflict_shares{oddities_kept};            ///< By feed.
    Claims claims;

    bool was_transfer(TransferId id) const { return is_transfer.contains(Sequence{id.value()}); }
    /// Makes it be found by what `further` and `lines` are asked for.
    void index(const Transfer& transfer);
    /// Whether this feed has told of the transfer that stands under `key`.
    bool was_told_by(const FeedId& feed, std::string_view key, TransferId id) const;
    /// Lets go of references at or below `upto` beyond the newest `keep` (replay/forget.cpp).
    void forget(Sequence upto, std::size_t keep);
    void claim(TransferId id, StallId stall, Sequence at, Instant now);
    /// A person has said where it belongs, if anything was claimed of it.
    void settle_claim(TransferId id, Instant now);
    /// Lets go of claims that nobody can dispute any more.
    void let_go_of_old_claims(Instant now, Sequence at);
    /// Afterwards it is as if nothing personal of the vendor had ever been in it.
    void erase(VendorId vendor);

private:
    void forget(const Transfer& transfer, Sequence upto);
    void forget_further(const Transfer& evidence);
};
template <>
struct Fields<Transfers> {
    static constexpr auto list = std::tuple{field("is_trial_ledger", &Transfers::is_trial_ledger),
                                            field("table", &Transfers::table),
                                            field("further", &Transfers::further, {.derived = true}),
                                            field("lines", &Transfers::lines, {.derived = true}),
                                            field("letting_go", &Transfers::letting_go),
                                            field("forgotten", &Transfers::forgotten),
                                            field("account_days", &Transfers::account_days),
                                            field("is_transfer", &Transfers::is_transfer),
                                            field("pending_reversals", &Transfers::pending_reversals),
                                            field("pending_shares", &Transfers::pending_shares),
                                            field("conflicts", &Transfers::conflicts),
                                            field("conflict_shares", &Transfers::conflict_shares),
                                            field("claims", &Transfers::claims)};
};

}  // namespace choqr::book
