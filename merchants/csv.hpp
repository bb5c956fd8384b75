#pragma once

#include <cstddef>
#include <string_view>
#include <variant>
#include <vector>

#include "merchants/table.hpp"

namespace choqr::merchants {

/// What keeps a text from being a table at all.
enum class CsvProblem {
    empty,
    too_large,          ///< More than csv_bytes_max.
    too_many_records,   ///< More than csv_records_max.
    too_many_fields,    ///< More than csv_fields_max in a record.
    field_too_long,     ///< More than csv_field_bytes_max.
    not_utf8,           ///< Excel's "CSV" without UTF-8, or its "Unicode text" (UTF-16).
    text_after_quotes,  ///< "A"12, in that record.
    quotes_not_closed,  ///< Begun in that record.
};
struct CsvFailure {
    CsvProblem problem = CsvProblem::empty;
    std::size_t line = 1;
};

inline constexpr std::size_t csv_bytes_max = table_bytes_max;
inline constexpr std::size_t csv_records_max = table_rows_max;
inline constexpr std::size_t csv_fields_max = table_columns_max;
inline constexpr std::size_t csv_field_bytes_max = table_cell_bytes_max;

/// RFC 4180 with what spreadsheets make of it: UTF-8 with or without a byte order mark; records end with
/// CRLF, LF or CR; the separator is the comma, semicolon or tab that is most frequent in the first record
/// (Excel's "sep=;" line is obeyed); quotes inside an unquoted field are text. Records whose fields are all
/// empty are left out. At least one record.
std::variant<std::vector<TableRow>, CsvFailure> read_csv(std::string_view text);

}  // namespace choqr::merchants
