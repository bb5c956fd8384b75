#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace choqr::workbook {

/// How a cell's format shows its number, as far as the digits depend on it.
struct NumberFormat {
    enum class Kind : std::uint8_t { plain, exponent, date, time } kind = Kind::plain;
    std::size_t digits_min = 0;  ///< A format of zeros alone writes as many digits.
    friend bool operator==(const NumberFormat&, const NumberFormat&) = default;
};
/// Of a format's code: "General", "0000000000", "0.00E+00", "dd/mm/yyyy", "#,##0".
NumberFormat format_of_code(std::string_view code);
/// Of a format that is built in, by its number (ECMA-376, 18.8.30); the others are plain.
NumberFormat built_in_format(unsigned id);

/// A number as XML has it ("10401029008", "1.0401029008E10"), in decimal digits that were never a
/// floating-point number: all of fifteen, then zeros, as spreadsheet programs keep them. Nothing if it is no
/// number, or has more digits than any program writes.
std::optional<std::string> plain_number(std::string_view xml);
/// "1.00E+05".
std::optional<std::string> number_with_exponent(std::string_view xml);

/// "07/08/2026" of a day's number; `from_1904`: as the workbook counts. Nothing outside 1900 to 9999.
std::optional<std::string> shown_date(std::string_view xml, bool from_1904);
/// "14:05" of a day's fraction.
std::optional<std::string> shown_time(std::string_view xml);

}  // namespace choqr::workbook
