#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/time.hpp"
#include "book/commands.hpp"
#include "merchants/places.hpp"
#include "reports/reports.hpp"
#include "stands/stands.hpp"

// The stands of registered stalls, for the command and for the routes.
namespace choqr::gateway {

/// The stands of a market in aisle order, or one line about why there are none.
struct StandList {
    std::vector<stands::Stand> stands;
    std::vector<std::string> remarks;  ///< One line for each stall that gets no stand: "B-12: no account".
    /// A stall, and the characters that its stand is printed without: "龍 (U+9F8D)".
    std::vector<std::pair<std::string, std::string>> unprintable{};
    std::string problem;
    std::vector<book::RecordStandsPrinted>
        printed{};  ///< What marking these as printed asks for, market by market.
};

/// Which of a market's stands.
struct WhichStands {
    std::string zone{};  ///< Only this zone's, unless it is empty.
    std::optional<Day>
        since{};  ///< Only those whose version came about on that business day of the market or later.
    bool reprint = false;  ///< Only those that are to be printed (again).
};

/// What is on every stand of one printing.
struct Printing {
    std::string month;
    bool trial = false;  ///< The ledger is one.
};

/// What the stand of a stall with an account shows.
stands::Stand stand_of(const merchants::Market& market, const merchants::Stall& stall,
                       const Printing& printing);

/// Adds to list.unprintable what its last stand is printed without, if anything.
void note_unprintable(StandList& list);

/// What recording says of the stand of a stall with an account, if it is printed now.
book::PrintedStand printed_now(const merchants::Stall& stall);

/// Whether whoever prints may see what is on the stall's stand. Empty: they see all.
using MayBePrinted = std::function<bool(const merchants::Stall&)>;

/// Appends the stands of a market's open stalls that have an account, in aisle order, and what marking them
/// as printed asks for. Whoever asks for all of a market also gets a remark for each other stall.
void add_stands(StandList& list, const reports::Reports& reports, const merchants::Market& market,
                const WhichStands& which, const Printing& printing, const MayBePrinted& may_be_printed = {});

/// The market's stands that are to be printed (again), in aisle order.
std::vector<merchants::Stall> stands_to_print(const reports::Reports& reports, MarketId market,
                                              const std::string& zone);

/// "11/2026", as Vietnam's calendar has it at `now`.
std::string month_of_print(Instant now);

}  // namespace choqr::gateway
