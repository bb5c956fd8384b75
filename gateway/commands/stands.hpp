#pragma once

#include <functional>
#include <iosfwd>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.hpp"
#include "book/commands.hpp"
#include "gateway/commands/options.hpp"
#include "stands/stands.hpp"

namespace choqr::gateway {

/// The stands of a market in aisle order, or one line about why there are none.
struct StandList {
    std::vector<stands::Stand> stands;
    std::vector<std::string> remarks;  ///< One line for each stall that gets no stand: "B-12: no account".
    std::string problem;
    std::vector<book::RecordStandsPrinted> printed{};  ///< What marking these as printed asks for, market by market.
};

/// Which of a market's stands.
struct WhichStands {
    std::string zone{};              ///< Only this zone's, unless it is empty.
    std::optional<Day> since{};      ///< Only those whose version came about on that business day of the market or later.
    bool reprint = false;            ///< Only those that are to be printed (again).
};

/// What run_stands() asks of ledgers.
struct StandSources {
    /// The stands of the ledger in `directory`; `month` is the month of print ("11/2026").
    std::function<StandList(const std::string& directory, const WhichStands& which, const std::string& month)> of_ledger;
    /// Records in the ledger in `directory` that these were printed. A sentence if that was not possible.
    std::function<std::string(const std::string& directory, const std::vector<book::RecordStandsPrinted>& printed)> mark_printed;
    /// Of a gateway that is serving: `--url` with its options. 0, 1 or 2, as run_stands().
    std::function<int(const ParsedArguments& arguments, std::ostream& out, std::ostream& err)> of_gateway;
};

/// `choqr stands --data DIR|--csv FILE|--url URL --token TOKEN [--market NAME] [--layout a6|a5|a4|sheet8|sheet24]
/// [--zone ZONE] [--since YYYY-MM-DD] [--reprint] [--mark-printed] [--logo FILE.png] [--month MM/YYYY] -o FILE.pdf`.
/// `this_month` is printed unless --month says otherwise. --market is the name to print with --csv, whose file does not say
/// it, and the market's id with --url. 0: written; 1: nothing written, or written and not marked, and one line says why; 2: a
/// wrong option, which the line names.
int run_stands(std::span<const std::string_view> arguments, const StandSources& sources, const std::string& this_month, std::ostream& out,
               std::ostream& err);

/// Stands from a market's list as the CSV import takes it: the first record names the columns ("mã quầy", "ngành hàng",
/// "tên", "ngân hàng", "số tài khoản", "tên tài khoản", in any order, in Vietnamese or English). `market` is printed on top.
/// The first account of a stall number is the one on its stand; records without one become remarks.
StandList stands_from_csv(std::string_view text, const std::string& market, const std::string& month);

}  // namespace choqr::gateway
