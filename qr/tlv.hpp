#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace choqr::qr {

/// One EMVCo data object: ID (two digits), length (two digits), value. `value` points into the text that was
/// read.
struct DataObject {
    std::uint8_t id;
    std::string_view value;
    std::size_t offset;  ///< Of the ID, in bytes from the start of the outermost text.
};

enum class TlvError {
    bad_id,      ///< Fewer than two characters left, or not two ASCII digits.
    bad_length,  ///< Not two ASCII digits.
    beyond_end,  ///< The length says more characters than there are.
};

/// What a length counts. EMVCo 4.4.1.1: characters. Bytes are read only to find out whether a reader that
/// counts wrongly would see another payload in the same text.
enum class LengthUnit { characters, bytes };

/// Reads data objects one after the other. A zero length is returned as an empty value: whether it is
/// tolerable is not this reader's question. After an error next() gives nothing more.
class TlvReader {
public:
    /// `text` is valid UTF-8 unless `unit` is bytes (which is also the faster choice for pure ASCII).
    /// `offset` is where `text` begins in the outermost text.
    TlvReader(std::string_view text, std::size_t offset, LengthUnit unit)
        : text_{text}, offset_{offset}, unit_{unit} {}

    /// The next object; nothing at the end or after an error.
    std::optional<DataObject> next();

    std::optional<TlvError> error() const { return error_; }
    /// Where the object that could not be read begins.
    std::size_t error_offset() const { return offset_ + position_; }

private:
    std::optional<std::size_t> value_bytes(std::string_view rest, std::size_t length) const;

    std::string_view text_;
    std::size_t offset_;
    LengthUnit unit_;
    std::size_t position_ = 0;
    std::optional<TlvError> error_;
};

/// Appends ID, length in characters and value. `value` is 1 to 99 characters of valid UTF-8 and `id` below
/// 100: both are checked by the caller, who can name the field.
void append_object(std::string& out, unsigned id, std::string_view value);

/// Two decimal digits, for 0 to 99.
void append_two_digits(std::string& out, std::size_t number);

}  // namespace choqr::qr
