#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "merchants/stall_import.hpp"
#include "merchants/table.hpp"

namespace choqr::workbook {

/// What keeps a workbook from being a table at all.
enum class Problem {
    old_format,     ///< Excel 97-2003 (.xls).
    encrypted,      ///< A password is needed to open it.
    other_format,   ///< A ZIP that is no .xlsx: .xlsb, .ods, .docx, pictures.
    broken,         ///< Cut off, a wrong checksum, no XML, parts that are missing or stand twice.
    document_type,  ///< XML that declares entities, which no spreadsheet program writes.
    too_large,      ///< Unpacked, or in its parts, more than this reader takes.
    no_visible_sheet,
    empty,             ///< The sheet has no value.
    too_many_rows,     ///< With values; table_rows_max.
    too_many_columns,  ///< A value beyond table_columns_max.
    cell_too_long,     ///< table_cell_bytes_max.
};
inline constexpr Problem last_problem = Problem::cell_too_long;

struct Failure {
    Problem problem = Problem::broken;
    std::string cell{};  ///< "C7" where it is one cell's.
    friend bool operator==(const Failure&, const Failure&) = default;
};

using Table = std::vector<merchants::TableRow>;

/// Whether the bytes begin like a workbook of any age (ZIP, or the compound file of .xls and of encrypted
/// .xlsx): no text begins so.
bool looks_like_workbook(std::string_view bytes);

/// The first sheet of an .xlsx file (ECMA-376, Transitional or Strict) that is not hidden, as the rows that
/// hold a value. Cells are what a person sees, with the digits that the program keeps:
///
/// - shared and inline text with its runs joined and without its readings (phonetic runs), formulas' last
/// results,
///   TRUE and FALSE, errors by their name (#N/A);
/// - numbers of up to fifteen digits exactly; longer ones as Excel has them, zeros behind the fifteenth; in a
/// format
///   with an exponent as shown (1.00E+05); in a format of zeros alone with these in front (0123);
/// - numbers in a format of dates as 07/08/2026, of times as 14:05.
///
/// Of merged cells the first alone has a value. No external entity is read, no document type is taken,
/// nothing is written anywhere. Time and memory are bounded by the size of `bytes` and the limits above, but
/// not tightly: strangers' workbooks are read in a child process (gateway/work/strangers_work.hpp). Pure.
using Read = std::variant<Table, Failure>;
Read read_workbook(std::string_view bytes);

/// The market's list in it; a failure is the list's one error, with what to do about it.
merchants::StallList stall_list_of(const Read& read, const merchants::ColumnMeanings& meanings = {});

}  // namespace choqr::workbook
