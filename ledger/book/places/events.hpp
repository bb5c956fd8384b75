#pragma once

#include <optional>
#include <string>
#include <vector>

#include "book/places/commands.hpp"
#include "book/places/fields.hpp"

namespace choqr::book {

struct MarketRegistered {
    merchants::Market market;
};
template <>
struct Fields<MarketRegistered> {
    static constexpr auto list = std::tuple{field("market", &MarketRegistered::market)};
};

/// Also says everything about the vendor and the accounts; ids are those of this event's sequence.
struct StallRegistered {
    merchants::Stall stall;  ///< vendor and account names (personal); of `stand` only the version, 0 if it
                             ///< was recorded without one
    /// All accounts that were asked for, names (personal), if some of them are another market's stall's: a
    /// payee change of this event's sequence, proposed by whoever registered.
    std::optional<std::vector<merchants::Account>> proposed{};
};
template <>
struct Fields<StallRegistered> {
    static constexpr auto list =
        std::tuple{field("stall", &StallRegistered::stall),
                   field("proposed_accounts", &StallRegistered::proposed, {.if_any = true})};
};

struct StallChanged {
    merchants::Stall stall;  ///< The stall after the change.
    /// Which took effect by this event. Accounts that changed without one were changed before there were any.
    std::optional<PayeeChangeId> payee_change{};
};
template <>
struct Fields<StallChanged> {
    static constexpr auto list =
        std::tuple{field("stall", &StallChanged::stall),
                   field("payee_change_id", &StallChanged::payee_change, {.if_any = true})};
};

struct StallSuspended {
    StallId stall;
    std::string reason;
};
template <>
struct Fields<StallSuspended> {
    static constexpr auto list =
        std::tuple{field("stall_id", &StallSuspended::stall), field("reason", &StallSuspended::reason)};
};

struct StallResumed {
    StallId stall;
};
template <>
struct Fields<StallResumed> {
    static constexpr auto list = std::tuple{field("stall_id", &StallResumed::stall)};
};

/// For good. Its number in the market is free again; its code is, once no picture of it can be about
/// (places/state.hpp).
struct StallClosed {
    StallId stall;
    std::string reason;
};
template <>
struct Fields<StallClosed> {
    static constexpr auto list =
        std::tuple{field("stall_id", &StallClosed::stall), field("reason", &StallClosed::reason)};
};

template <>
struct Fields<PrintedStand> {
    static constexpr auto list =
        std::tuple{field("stall_id", &PrintedStand::stall), field("version", &PrintedStand::version),
                   field("bank", &PrintedStand::bank, {.if_any = true})};
};

/// These versions of these stalls' stands were printed.
struct StandsPrinted {
    MarketId market;
    std::vector<PrintedStand> stands;
};
template <>
struct Fields<StandsPrinted> {
    static constexpr auto list =
        std::tuple{field("market_id", &StandsPrinted::market), field("stands", &StandsPrinted::stands)};
};

/// What is absent stayed as it was.
struct MarketChanged {
    MarketId market;
    std::optional<std::chrono::days> watch_period;
    std::optional<std::uint32_t> stalls_max{};
    std::optional<std::chrono::hours> payee_delay{};
    std::optional<std::uint32_t> colour{};
};
template <>
struct Fields<MarketChanged> {
    static constexpr auto list =
        std::tuple{field("market_id", &MarketChanged::market),
                   field("watch_days", &MarketChanged::watch_period, {.if_any = true}),
                   field("stalls_max", &MarketChanged::stalls_max, {.if_any = true}),
                   field("payee_delay_hours", &MarketChanged::payee_delay, {.if_any = true}),
                   field("colour", &MarketChanged::colour, {.if_any = true})};
};

/// What the headings of the board's lists mean, from now on.
struct ColumnsMapped {
    MarketId market;
    std::vector<merchants::ColumnMeaning> columns;
};
template <>
struct Fields<ColumnsMapped> {
    static constexpr auto list =
        std::tuple{field("market_id", &ColumnsMapped::market), field("columns", &ColumnsMapped::columns)};
};

}  // namespace choqr::book
