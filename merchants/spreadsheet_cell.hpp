#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <variant>

namespace choqr::merchants {

/// What a spreadsheet program did to a number in a cell, so that its digits are lost or can be read in two
/// ways.
enum class CellFault {
    exponent,  ///< "1.23E+11", "1E5"
    decimals,  ///< "123456789.0", "123456789,00", "0.123"
    grouping,  ///< "1,234,567", "12,34,567": a program's separators, so zeros in front are gone
    rounded,   ///< "1234567890123450": programs keep fifteen digits and write zeros for the rest
    sign,      ///< "-123456", "(123456)", "123456 VND"
    date,      ///< "2025-12-05", "05.12.2025"
};

/// The account number in a spreadsheet's cell, or why it cannot be told. What people write between the digits
/// (spaces, dots, hyphens, apostrophes) goes; what only a program writes is a fault, since a program that
/// wrote a number has dropped the zeros in front of it. '0123 and ="0123" say that the cell is text: then
/// only decimals, signs and dates are faults. The result need not be an account number ("n/a", 25 digits):
/// AccountNumber::parse() tells. A bare "123456789" is taken as it stands; that it was 0123456789 before
/// cannot be seen.
std::variant<std::string, CellFault> read_account_cell(std::string_view cell);

/// The digits of a cell whose length is known and whose zeros in front can therefore be put back (a telephone
/// number, a BIN): separators of any kind and ".0" or ",00" at the end go. A fault where digits are lost;
/// nothing where it is no number.
std::variant<std::string, CellFault> read_short_number_cell(std::string_view cell);

/// The second half of a sentence that begins with the cell's text: "has been turned into …".
std::string_view english(CellFault fault);
std::string_view vietnamese(CellFault fault);

/// A, B, … Z, AA, …: how a spreadsheet names its column `index`, which begins at 0.
std::string column_letters(std::size_t index);

}  // namespace choqr::merchants
