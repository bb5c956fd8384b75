#pragma once

#include <string>
#include <string_view>

#include "cli/arguments.hpp"
#include "printing/stall_stands.hpp"

namespace choqr::gateway {

/// `choqr stands`: of a ledger, of a table, or of a gateway that serves. --market is the name to print with
/// --csv, whose file does not say it, and the market's id with --url. 0: written; 1: nothing written, or
/// written and not marked, and one line says why.
int run_stands(const Arguments& arguments, Surroundings& surroundings);

/// Stands from a market's list as the CSV import takes it: the first record names the columns ("mã quầy",
/// "ngành hàng", "tên", "ngân hàng", "số tài khoản", "tên tài khoản", in any order, in Vietnamese or
/// English). `market` is printed on top. The first account of a stall number is the one on its stand; records
/// without one become remarks.
StandList stands_from_csv(std::string_view text, const std::string& market, const std::string& month);

}  // namespace choqr::gateway
