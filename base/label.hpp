#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

namespace choqr {

/// Why a text is no label, and the character to be named for it (0 if there is none).
struct LabelFault {
    enum class Why {
        empty,  ///< Nothing is left but white space.
        not_utf8,
        invisible,   ///< Control, format, bidirectional or blank characters: two texts that look the same
                     ///< would differ.
        look_alike,  ///< A letter or digit that is none of the scripts' below, or that stands in a word of
                     ///< another script.
        marks,       ///< A mark on nothing, twice on one letter, or more of them than any orthography has.
        unknown,     ///< Unassigned, private use, or a symbol that no label needs.
    };
    Why why = Why::empty;
    std::uint32_t code_point = 0;
    friend bool operator==(const LabelFault&, const LabelFault&) = default;

    /// "holds U+0410, which looks like …": the second half of a sentence that a field's name begins.
    std::string english() const;
    std::string vietnamese() const;
};

enum class Alphabet {
    names,  ///< For screens and paper: Latin letters with the marks of Vietnam's languages and of Europe's,
            ///< Han, kana, Hangul, Khmer, Thai, Lao, Cham and Tai Viet, punctuation, pictographs. One word
            ///< has one script; Latin may stand beside Han.
    codes,  ///< A market's own numbers: printable ASCII and Vietnamese letters; any dash becomes '-'.
};

/// A text for screens and paper, stored as NFC (tone marks in the wrong order put right, the look-alike Ð
/// made Đ), outer white space trimmed, inner runs made one space. Equal labels look equal, and in `codes`
/// equal looks are equal labels, as far as scripts go (docs/decisions/0620).
std::variant<std::string, LabelFault> read_label(std::string_view text, Alphabet alphabet = Alphabet::names);

/// The same where nobody asks why: nothing if refused or empty.
std::optional<std::string> to_label(std::string_view text);

}  // namespace choqr
