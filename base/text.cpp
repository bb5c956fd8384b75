#include "base/text.hpp"

#include <utf8proc.h>

#include <algorithm>
#include <cstdlib>
#include <memory>

namespace choqr {
namespace {

// The next code point and its length in bytes; a negative code point when the bytes are not UTF-8.
struct Next {
    utf8proc_int32_t code_point;
    std::size_t length;
};

Next next_code_point(std::string_view text) {
    utf8proc_int32_t code_point = -1;
    const auto read = utf8proc_iterate(reinterpret_cast<const utf8proc_uint8_t*>(text.data()),
                                       static_cast<utf8proc_ssize_t>(text.size()), &code_point);
    if (read <= 0) return {-1, 0};
    return {code_point, static_cast<std::size_t>(read)};
}

std::optional<std::string> normalized(std::string_view text, int form) {
    if (!is_valid_utf8(text)) return std::nullopt;
    utf8proc_uint8_t* out = nullptr;
    const auto size = utf8proc_map(reinterpret_cast<const utf8proc_uint8_t*>(text.data()),
                                   static_cast<utf8proc_ssize_t>(text.size()), &out,
                                   static_cast<utf8proc_option_t>(UTF8PROC_STABLE | form));
    const std::unique_ptr<utf8proc_uint8_t, decltype(&std::free)> owner{out, &std::free};
    if (size < 0) return std::nullopt;
    return std::string{reinterpret_cast<const char*>(out), static_cast<std::size_t>(size)};
}

}  // namespace

bool is_valid_utf8(std::string_view text) {
    // Most texts are ASCII, whole or for a long time.
    const auto other =
        std::ranges::find_if(text, [](char c) { return static_cast<unsigned char>(c) >= 0x80; });
    text.remove_prefix(static_cast<std::size_t>(other - text.begin()));
    while (!text.empty()) {
        const auto next = next_code_point(text);
        if (next.code_point < 0) return false;
        text.remove_prefix(next.length);
    }
    return true;
}

std::size_t count_code_points(std::string_view utf8) {
    std::size_t count = 0;
    for (const char c : utf8) count += (static_cast<unsigned char>(c) & 0xC0) != 0x80;
    return count;
}

std::optional<std::string> to_nfc(std::string_view text) { return normalized(text, UTF8PROC_COMPOSE); }
std::optional<std::string> to_nfd(std::string_view text) { return normalized(text, UTF8PROC_DECOMPOSE); }

std::optional<unsigned> digit_value(std::uint32_t code_point) {
    const auto is_digit = [](std::uint32_t c) {
        return utf8proc_category(static_cast<utf8proc_int32_t>(c)) == UTF8PROC_CATEGORY_ND;
    };
    if (code_point >= '0' && code_point <= '9') return code_point - '0';
    if (code_point == 0xB9 || code_point == 0xB2 || code_point == 0xB3)
        return code_point == 0xB9 ? 1 : code_point - 0xB0;
    if ((code_point >= 0x2070 && code_point <= 0x2079) || (code_point >= 0x2080 && code_point <= 0x2089))
        return code_point & 0xF;
    if (code_point < 0x80 || !is_digit(code_point)) return std::nullopt;
    auto zero = code_point;  // Unicode's decimal digits stand in runs of ten, some of these without a gap.
    while (is_digit(zero - 1)) --zero;
    return (code_point - zero) % 10;
}

std::uint32_t take_code_point(std::string_view& utf8) {
    if (const auto byte = static_cast<unsigned char>(utf8.front()); byte < 0x80) {
        utf8.remove_prefix(1);
        return byte;
    }
    const auto next = next_code_point(utf8);
    utf8.remove_prefix(next.length == 0 ? 1 : next.length);
    return next.code_point < 0 ? 0xFFFD : static_cast<std::uint32_t>(next.code_point);
}

}  // namespace choqr
