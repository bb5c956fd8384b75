#include "qr/tlv.hpp"

#include "base/assert.hpp"
#include "base/text.hpp"

namespace choqr::qr {
namespace {

constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }

// The number that two ASCII digits stand for, or -1.
constexpr int two_digits(std::string_view text) {
    if (text.size() < 2 || !is_digit(text[0]) || !is_digit(text[1])) return -1;
    return (text[0] - '0') * 10 + (text[1] - '0');
}

constexpr bool begins_character(char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }

}  // namespace

std::optional<std::size_t> TlvReader::value_bytes(std::string_view rest, std::size_t length) const {
    if (unit_ == LengthUnit::bytes) return length <= rest.size() ? std::optional{length} : std::nullopt;
    std::size_t bytes = 0;
    for (std::size_t characters = 0; characters < length; ++characters) {
        if (bytes == rest.size()) return std::nullopt;
        do ++bytes;
        while (bytes < rest.size() && !begins_character(rest[bytes]));
    }
    return bytes;
}

std::optional<DataObject> TlvReader::next() {
    if (error_ || position_ == text_.size()) return std::nullopt;
    const auto rest = text_.substr(position_);
    const auto id = two_digits(rest);
    if (id < 0) {
        error_ = TlvError::bad_id;
        return std::nullopt;
    }
    const auto length = two_digits(rest.substr(2));
    if (length < 0) {
        error_ = TlvError::bad_length;
        return std::nullopt;
    }
    const auto value = rest.substr(4);
    const auto bytes = value_bytes(value, static_cast<std::size_t>(length));
    if (!bytes) {
        error_ = TlvError::beyond_end;
        return std::nullopt;
    }
    const DataObject object{static_cast<std::uint8_t>(id), value.substr(0, *bytes), offset_ + position_};
    position_ += 4 + *bytes;
    return object;
}

void append_two_digits(std::string& out, std::size_t number) {
    CHOQR_ASSERT(number < 100, "an ID or a length has two digits");
    const char digits[2] = {static_cast<char>('0' + number / 10), static_cast<char>('0' + number % 10)};
    out.append(digits, 2);
}

void append_object(std::string& out, unsigned id, std::string_view value) {
    append_two_digits(out, id);
    append_two_digits(out, count_code_points(value));
    out += value;
}

}  // namespace choqr::qr
