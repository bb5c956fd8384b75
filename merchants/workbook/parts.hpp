#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "workbook/archive.hpp"
#include "workbook/shown_number.hpp"

// The parts of a workbook beside the sheet itself.
namespace choqr::workbook {

/// Where things are: the sheet that is read and what it needs.
struct Parts {
    std::string sheet;
    std::string shared_strings, styles;  ///< Empty: there is none.
    bool from_1904 = false;              ///< How days are counted.
};
std::variant<Parts, Failure> find_parts(Archive& archive);

using Strings = std::vector<std::string>;
/// The texts that cells share, each cut behind table_cell_bytes_max + 1: only who uses it complains of its
/// length.
std::variant<Strings, Failure> read_shared_strings(Archive& archive, const std::string& part);

/// By the number that a cell gives as its style.
using Formats = std::vector<NumberFormat>;
std::variant<Formats, Failure> read_formats(Archive& archive, const std::string& part);

/// Adds a run of text, until it is longer than any cell may be.
void add_text(std::string& text, std::string_view piece);
/// Puts back what XML cannot hold: "_x000D_" is a carriage return (ECMA-376, 22.4.2.4).
std::string unescaped(std::string text);

}  // namespace choqr::workbook
