#pragma once

#include <deque>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>
#include <vector>

#include "base/sequence.hpp"
#include "book/places/events.hpp"
#include "merchants/matching.hpp"

// What the book remembers of markets and stalls. Only the book's own files see it.
namespace choqr::book {

/// Of one stall; the oldest go first.
inline constexpr std::size_t former_accounts_max = 64;
/// How many that gave an account up are asked whether it still counts for them, the newest first.
inline constexpr std::size_t given_up_asked_max = 256;

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
template <>
struct Fields<HeldAccount> {
    static constexpr auto list =
        std::tuple{field("number", &HeldAccount::number), field("bin", &HeldAccount::bin)};
};

struct FormerAccount {
    HeldAccount account;
    Instant given_up_at;
};
template <>
struct Fields<FormerAccount> {
    static constexpr auto list = std::tuple{field("account", &FormerAccount::account),
                                            field("given_up_at", &FormerAccount::given_up_at)};
};

struct StallEntry {
    merchants::Stall stall;
    Sequence changed_at, status_at;
    Sequence visited_at{};         ///< Of stall.visit.
    bool used = false;             ///< Its code is in the world: printed, paid to, or beside a request.
    bool code_given_back = false;  ///< It is closed, and its code may be another's.
    /// When it was registered, a stall with accounts had been closed lately that had its number: its own
    /// first accounts are no new ones to whoever pays there.
    bool follows = false;
    std::vector<FormerAccount> former{};                 ///< The oldest first.
    std::uint32_t requests_open = 0, requests_held = 0;  ///< Follow from the requests.
};
template <>
struct Fields<StallEntry> {
    using Entry = StallEntry;
    static constexpr auto list = std::tuple{field("stall", &Entry::stall),
                                            field("changed_at", &Entry::changed_at),
                                            field("status_at", &Entry::status_at),
                                            field("visited_at", &Entry::visited_at),
                                            field("used", &Entry::used),
                                            field("code_given_back", &Entry::code_given_back),
                                            field("follows", &Entry::follows),
                                            field("former", &Entry::former),
                                            field("requests_open", &Entry::requests_open, {.derived = true}),
                                            field("requests_held", &Entry::requests_held, {.derived = true})};
};

struct MarketStalls {
    std::size_t there = 0;          ///< Not closed.
    std::size_t closed_lately = 0;  ///< Within closed_codes_kept.
};

struct Places {
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
        closed_stalls;  ///< Within closed_codes_kept, in the order of closing.
    std::map<std::pair<MarketId, std::string>, std::deque<std::pair<Instant, StallId>>>
        closed_by_number;                              ///< The same ones.
    std::unordered_map<std::string, Holders> holders;  ///< By account number in upper case.

    const StallEntry* stall(StallId id) const;
    std::optional<VendorId> vendor_of(std::optional<StallId> stall) const;
    /// Which stall had the number until lately (closed within closed_codes_kept) and ever had an account: the
    /// last of them. Else one that follows such a one. Nothing: the number is as good as new.
    const StallEntry* predecessor(MarketId market, const std::string& number, Instant now) const;

    // The index of accounts: what follows from the stalls.
    void hold(const HeldAccount& account, StallEntry& stall);
    void let_go(const HeldAccount& account, StallEntry& stall, Instant at);
    void hold_closed(StallEntry& stall);
    void remember_holders(const StallEntry& stall);
    void remember_closed(Instant at, const merchants::Stall& stall);

    /// Its code is another's from now on, if nobody can have it.
    void give_back_code(StallEntry& stall);
    /// So it is once the stall was closed long enough ago: whoever made a picture of it meanwhile has paid or
    /// not.
    void let_go_of_old_stalls(Instant now);
};
template <>
struct Fields<Places> {
    static constexpr FieldOptions derived{.derived = true};
    static constexpr auto list = std::tuple{field("markets", &Places::markets),
                                            field("market_by_code", &Places::market_by_code, derived),
                                            field("stalls", &Places::stalls),
                                            field("market_stalls", &Places::market_stalls, derived),
                                            field("stall_by_number", &Places::stall_by_number, derived),
                                            field("stall_by_code", &Places::stall_by_code, derived),
                                            field("next_stall_number", &Places::next_stall_number),
                                            field("free_stall_numbers", &Places::free_stall_numbers),
                                            field("closed_stalls", &Places::closed_stalls),
                                            field("closed_by_number", &Places::closed_by_number, derived),
                                            field("holders", &Places::holders, derived)};
};

/// Without repetition.
std::vector<HeldAccount> accounts_held(const merchants::Stall& stall);
inline bool is_closed(const StallEntry& entry) {
    return entry.stall.status == merchants::StallStatus::closed;
}
std::string upper_case(std::string_view ascii);

}  // namespace choqr::book
