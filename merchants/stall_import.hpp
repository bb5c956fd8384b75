#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "merchants/encoding.hpp"
#include "merchants/places.hpp"
#include "merchants/table.hpp"

namespace choqr::merchants {

/// A vendor as a list names one: no id yet.
struct ListedVendor {
    VendorKind kind = VendorKind::person;
    std::string name;
    std::optional<std::string> phone;
    friend bool operator==(const ListedVendor&, const ListedVendor&) = default;
};

/// A stall as a market's list has it. Empty texts, no vendor and no accounts mean: the list does not say.
struct ListedStall {
    std::size_t line = 0;  ///< As an editor counts; the heading is 1.
    PointKind kind = PointKind::stall;
    std::string code, zone, goods;
    std::optional<ListedVendor> vendor;
    std::vector<Account> accounts;
};

/// A sentence for the person who made the list. The stall of such a line is left out.
struct ListError {
    std::size_t line = 0;
    std::string column;  ///< As the heading names it; empty for the whole line or file.
    std::string english, vietnamese;
    std::string cell{};  ///< "F7", as the sheet of a workbook names it; else empty.
};

/// What a heading is taken for, and why.
struct ListedColumn {
    enum class Why { told, remembered, synonym, ignored };
    std::string heading, column;  ///< The column is one of column_names(), or empty: not read.
    Why why = Why::ignored;
    std::string letters{};  ///< "F", as spreadsheet programs name it.
};

/// What headings mean beside the synonyms. What is told goes before what is remembered, and both before
/// synonyms: a heading that a synonym would give a column that is taken is not read.
struct ColumnMeanings {
    std::vector<ColumnMeaning> told{}, remembered{};
};

struct StallList {
    std::vector<ListedStall> stalls;
    std::vector<ListError> errors;    ///< By line; no more than errors_max, the last of which then says so.
    std::vector<ListError> warnings;  ///< Of lines that are taken as they stand; as many at most.
    std::vector<std::string> ignored_columns;
    std::optional<Encoding> encoding;   ///< That names were put right from; a warning says so.
    std::vector<ListedColumn> columns;  ///< One for each cell of the heading.
    std::vector<TableRow> first_rows;   ///< Below it, as they were read; at most first_rows_max.
    std::size_t rows = 0;               ///< Below it.
};
inline constexpr std::size_t first_rows_max = 5;
inline constexpr std::size_t list_errors_max = 100;

/// Reads a market's list of stalls from CSV (csv.hpp), in UTF-8 or in an encoding that can be told
/// (encoding.hpp). Columns are found by their heading, Vietnamese or English, with or without marks, in any
/// order:
///
///     mã quầy / code (required)   khu / zone            ngành hàng / goods
///     tên / vendor name           điện thoại / phone    loại / kind: cá nhân, hộ kinh doanh, tổ chức; or
///     điểm thu ngân hàng / bank or BIN     số tài khoản / account number      tên tài khoản / account name
///
/// The heading is the first of heading_lines_max lines that has the code's column; what stands above it (the
/// list's title) is not read. Other columns are ignored and named. Several lines of one code are one stall
/// with several accounts. A line break or a space that does not break within a cell is a space; what stands
/// unseen around a number goes. A failed formula (#N/A) is refused by its name. A code that looks like a date
/// or an exponent, and two codes that differ in capitals alone, are taken with a warning. Numbers whose
/// digits a spreadsheet program has changed (spreadsheet_cell.hpp) and payment card numbers, in whatever
/// column, are refused, each with a sentence. Pure.
StallList read_stall_list(std::string_view csv, const ColumnMeanings& meanings = {});
/// The same from a workbook's sheet (merchants/workbook); `line` is the sheet's row, and errors name their
/// cell.
StallList read_stall_sheet(std::span<const TableRow> rows, const ColumnMeanings& meanings = {});
inline constexpr std::size_t heading_lines_max = 20;

/// "code", "zone", "goods", "vendor_name", "vendor_phone", "kind", "bank", "account_number", "account_name".
std::span<const std::string_view> column_names();
/// One of them, by its name or by any heading that is understood ("Số TK"). Nothing: no column.
std::optional<std::string_view> column_named(std::string_view word);

/// `remembered` once `told` is remembered too: each in its heading's place, new ones behind. Telling the same
/// twice changes nothing.
std::vector<ColumnMeaning> remembered_with(std::vector<ColumnMeaning> remembered,
                                           const std::vector<ColumnMeaning>& told);

/// What importing `list` would do, given the stalls that the market has. Importing twice: the second time all
/// is unchanged.
struct StallChange {
    StallId stall;
    ListedStall listed;               ///< With what the list does not say filled from the stall.
    std::vector<std::string> fields;  ///< What differs: "zone", "goods", "vendor", "accounts".
};
struct ImportPreview {
    std::vector<ListedStall> fresh;
    std::vector<StallChange> changed;
    std::size_t unchanged = 0;
};
ImportPreview preview(const StallList& list, const std::vector<Stall>& existing);

}  // namespace choqr::merchants
