#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "merchants/table.hpp"

namespace choqr::merchants {

/// How a text was written that is not plain UTF-8.
enum class Encoding : std::uint8_t {
    tcvn3,       ///< ABC: fonts named .Vn…, TCVN 5712 in its third form.
    vni,         ///< Fonts named VNI-…: a letter, then its marks.
    vps,         ///< Vietnamese Professionals Society.
    cp1258,      ///< Windows: letters, then combining tones.
    utf8_twice,  ///< UTF-8 that was taken for Windows-1252 and written as UTF-8 again.
    utf16,       ///< Excel's "Unicode text".
};
/// "TCVN3"
std::string_view name_of(Encoding encoding);

/// `bytes` of such a text as UTF-8 (NFC); nothing where they are none. Words in capitals are so altogether:
/// fonts of capitals hid that their letters with marks are small.
std::optional<std::string> decode(std::string_view bytes, Encoding encoding);

/// Several encodings make sense of a text, or none does.
struct Undecided {
    friend bool operator==(const Undecided&, const Undecided&) = default;
};

struct Decoded {
    std::string text;
    std::optional<Encoding> encoding{};  ///< Nothing: it was UTF-8.
};
/// A file's bytes as UTF-8, by what makes Vietnamese syllables of its words.
std::variant<Decoded, Undecided> decode_file(std::string_view bytes);

/// Cells whose text is right as Unicode and was written for old fonts, or as UTF-8 twice: "§ç ThÞ Lan",
/// "cÃ¡". They are put right where they stand, in rows from `first` on.
///
/// One encoding for all of them. Cells that can be read both ways ("Bé") go with their column: they are put
/// right if no cell of it is proper Vietnamese.
struct Mended {
    Encoding encoding;
    std::size_t line;  ///< Of the first.
};
std::variant<std::monostate, Mended, Undecided> mend_cells(std::vector<TableRow>& rows, std::size_t first);
/// Whether no cell of the row is of that kind.
bool is_proper_row(const TableRow& row);

}  // namespace choqr::merchants
