#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "book/commands.hpp"

namespace choqr::gateway {

/// One stall as a line of a CSV file has it.
struct StallRow {
    std::size_t line = 0;  ///< As an editor counts, the heading is 1.
    std::string code, zone, goods;
    std::optional<book::VendorDetails> vendor;
    std::vector<merchants::Account> accounts;  ///< None: known, not registered.
};
struct ImportError {
    std::size_t line = 0;
    std::string column;  ///< As the heading names it; empty for the whole line.
    std::string detail, detail_vi;
};
struct StallFile {
    std::vector<StallRow> rows;
    std::vector<ImportError> errors;
};

/// Reads RFC 4180 (comma, semicolon or tab; UTF-8 with or without a byte order mark). Columns are found by their heading in
/// Vietnamese or English, in any order: mã quầy/code, khu/zone, ngành hàng/goods, tên/vendor_name, điện thoại/vendor_phone,
/// loại/vendor_kind, ngân hàng/bank (BIN or name), số tài khoản/account_number, tên tài khoản/account_name. Several lines
/// of one stall number are one stall with several accounts. Pure.
StallFile read_stalls_csv(std::string_view text);

/// One record of fields per row; for read_stalls_csv() and its tests. Nothing with an error when a quote is never closed.
struct CsvRecord {
    std::size_t line;
    std::vector<std::string> fields;
};
std::optional<std::vector<CsvRecord>> read_csv(std::string_view text, char separator);

}  // namespace choqr::gateway
