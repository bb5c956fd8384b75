#include "base/text.hpp"

#include "support/catch.hpp"

using namespace choqr;

TEST_CASE("text: UTF-8 is what RFC 3629 says", "[base][text]") {
    CHECK(is_valid_utf8("Chợ Vũng Tàu 市場 🥬"));
    for (const std::string text : {"\xc0\x80", "\xe0\x80\x80", "\xed\xa0\x80", "\xf4\x90\x80\x80", "\xff", "\xe1\xba", "a\x80"}) {
        CAPTURE(text);
        CHECK_FALSE(is_valid_utf8(text));
    }
    CHECK(count_code_points("hóa đơn") == 7);
}

TEST_CASE("text: one letter is one letter whichever keyboard wrote it", "[base][text]") {
    const std::string composed = "Thanh toán hóa đơn";
    const auto decomposed = to_nfd(composed).value();
    CHECK(decomposed != composed);
    CHECK(to_nfc(decomposed) == composed);
    CHECK(to_label(decomposed) == composed);
    CHECK_FALSE(to_nfc("\xff"));
}

TEST_CASE("text: a label is trimmed and holds nothing invisible", "[base][text]") {
    CHECK(to_label("  Cô   Lan\u00a0–  rau củ ") == "Cô Lan – rau củ");
    CHECK_FALSE(to_label(""));
    CHECK_FALSE(to_label("   "));
    for (const auto* text : {"a\u202eb", "a\u200bb", "a\nb", "a\tb", "a\u2066b", "\ufeff", "a\ue000", "a\u2028b"}) {
        CAPTURE(text);
        CHECK_FALSE(to_label(text));
    }
}
