#include "base/text.hpp"

#include "base/ascii.hpp"

#include "support/catch.hpp"

using namespace choqr;

TEST_CASE("text: UTF-8 is what RFC 3629 says", "[base][text]") {
    CHECK(is_valid_utf8("Chợ Vũng Tàu 市場 🥬"));
    for (const std::string text :
         {"\xc0\x80", "\xe0\x80\x80", "\xed\xa0\x80", "\xf4\x90\x80\x80", "\xff", "\xe1\xba", "a\x80"}) {
        CAPTURE(text);
        CHECK_FALSE(is_valid_utf8(text));
    }
    CHECK(count_code_points("hóa đơn") == 7);
}

TEST_CASE("text: only letters of ASCII have a small form here", "[base][text]") {
    CHECK(equal_ignoring_case("Authorization", "aUTHORIZATION"));
    CHECK_FALSE(equal_ignoring_case("cookie", "cookies"));
    CHECK_FALSE(equal_ignoring_case("[", "{"));  // As far apart as a letter's two forms.
    CHECK_FALSE(equal_ignoring_case("Ấ", "ấ"));
    CHECK(to_lower_ascii('Z') == 'z');
    CHECK(to_lower_ascii('@') == '@');
}

TEST_CASE("text: one letter is one letter whichever keyboard wrote it", "[base][text]") {
    const std::string composed = "Thanh toán hóa đơn";
    const auto decomposed = to_nfd(composed).value();
    CHECK(decomposed != composed);
    CHECK(to_nfc(decomposed) == composed);
    CHECK_FALSE(to_nfc("\xff"));
}

TEST_CASE("text: a digit is a digit in every script", "[base][text]") {
    const std::pair<std::uint32_t, unsigned> digits[] = {
        {'0', 0},     {'9', 9},     {0x660, 0},  {0x669, 9},  {0x6F5, 5},  {0x96F, 9},
        {0xE53, 3},   {0x17E4, 4},  {0xAA59, 9}, {0xFF10, 0}, {0xFF19, 9}, {0x1D7CE, 0},
        {0x1D7D8, 0}, {0x1D7FF, 9}, {0xB2, 2},   {0x2074, 4}, {0x2089, 9}};
    for (const auto& [code_point, value] : digits) {
        CAPTURE(code_point);
        CHECK(digit_value(code_point) == value);
    }
    for (const std::uint32_t other : {0x2Fu, 0x3Au, 0x61u, 0x4E00u, 0x2160u, 0xFFFDu, 0x10FFFFu})
        CHECK_FALSE(digit_value(other));
}
