#pragma once

#include <functional>
#include <iosfwd>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "stands/stands.hpp"

namespace choqr::gateway {

/// The stands of a market in aisle order, or one line about why there are none.
struct StandList {
    std::vector<stands::Stand> stands;
    std::vector<std::string> remarks;  ///< One line for each stall that gets no stand: "B-12: no account".
    std::string problem;
};

/// The stands of the ledger in `directory`; `month` is the month of print ("11/2026").
using StandsOfLedger = std::function<StandList(const std::string& directory, const std::string& month)>;

/// `choqr stands --data DIR|--csv FILE [--market NAME] [--layout a6|a5|a4|sheet8|sheet24] [--logo FILE.png]
/// [--month MM/YYYY] -o FILE.pdf`. `this_month` is printed unless --month says otherwise; --market is for --csv, whose file
/// does not name it. 0: written; 1: nothing written, and one line says why; 2: a wrong option, which the line names.
int run_stands(std::span<const std::string_view> arguments, const StandsOfLedger& of_ledger, const std::string& this_month, std::ostream& out,
               std::ostream& err);

/// Stands from a market's list as the CSV import takes it: the first record names the columns ("mã quầy", "ngành hàng",
/// "tên", "ngân hàng", "số tài khoản", "tên tài khoản", in any order, in Vietnamese or English). `market` is printed on top.
/// The first account of a stall number is the one on its stand; records without one become remarks.
StandList stands_from_csv(std::string_view text, const std::string& market, const std::string& month);

}  // namespace choqr::gateway
