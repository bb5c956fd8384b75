#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace choqr::merchants {

/// What a cell says of itself. A CSV file says nothing; a workbook does.
enum class CellKind : std::uint8_t {
    unsaid,
    text,    ///< What somebody typed or pasted: every character counts.
    number,  ///< Zeros in front were never there, or are gone.
    date,    ///< A number that the program shows as a date: 07/08/2026.
};

/// One record of a list, whatever file it came in; `line` is where it begins, as an editor or the sheet
/// counts, from 1.
struct TableRow {
    std::size_t line = 1;
    std::vector<std::string> fields;
    std::vector<CellKind> kinds{};  ///< Of the fields, as many; none at all from a CSV file.

    CellKind kind(std::size_t index) const { return index < kinds.size() ? kinds[index] : CellKind::unsaid; }
    friend bool operator==(const TableRow&, const TableRow&) = default;
};

/// What a list may be at most, in each form of file.
inline constexpr std::size_t table_rows_max = 20'000;
inline constexpr std::size_t table_columns_max = 64;
inline constexpr std::size_t table_cell_bytes_max = 4'000;
inline constexpr std::size_t table_bytes_max = 4u << 20;  ///< Of all cells together.

}  // namespace choqr::merchants
