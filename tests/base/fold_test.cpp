#include "base/fold.hpp"

#include <string>

#include "base/label.hpp"
#include "base/text.hpp"
#include "support/catch.hpp"
#include "support/labels.hpp"

using namespace choqr;

TEST_CASE("fold: all Vietnamese letters, composed or decomposed, become one ASCII letter of the same case",
          "[fold]") {
    const std::string lower = "àáảãạăằắẳẵặâầấẩẫậèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵđ";
    const std::string upper = "ÀÁẢÃẠĂẰẮẲẴẶÂẦẤẨẪẬÈÉẺẼẸÊỀẾỂỄỆÌÍỈĨỊÒÓỎÕỌÔỒỐỔỖỘƠỜỚỞỠỢÙÚỦŨỤƯỪỨỬỮỰỲÝỶỸỴĐ";
    const std::string plain = "aaaaaaaaaaaaaaaaaeeeeeeeeeeeiiiiiooooooooooooooooouuuuuuuuuuuyyyyyd";
    CHECK(count_code_points(lower) == 67);
    CHECK(fold_to_ascii(lower) == plain);
    CHECK(fold_to_ascii(*to_nfd(lower)) == plain);
    for (const auto& text : {fold_to_ascii(upper), fold_to_ascii(*to_nfd(upper))}) {
        REQUIRE(text.size() == plain.size());
        for (std::size_t i = 0; i < plain.size(); ++i) CHECK(text[i] == plain[i] - 32);
    }
}

TEST_CASE("fold: look-alikes and foreign accents fold, what has no ASCII letter stays", "[fold]") {
    CHECK(fold_to_ascii("Thanh toán hóa đơn") == "Thanh toan hoa don");
    CHECK(fold_to_ascii("\xC3\x90\xC3\xB4ng") == "Dong");  // Ð (eth), typed for Đ.
    CHECK(fold_to_ascii("café, naïve, Čapek") == "cafe, naive, Capek");
    CHECK(fold_to_ascii("a\xC2\xA0"
                        "b") == "a b");
    CHECK(fold_to_ascii("한글 £5 😀") == "한글 £5 😀");
    CHECK(fold_to_ascii("x\xFFy\xC3") == "x\xFFy\xC3");
    CHECK(fold_to_ascii("") == "");
}

TEST_CASE("fold: every label folds in one way, however it was typed", "[fold]") {
    for (const auto text : testing::people_s_labels) {
        CAPTURE(text);
        const auto folded = fold_to_ascii(text);
        CHECK(folded == fold_to_ascii(to_label(to_nfd(text).value()).value()));
        CHECK(folded == fold_to_ascii(folded));
        CHECK(is_valid_utf8(folded));
    }
    CHECK(fold_to_ascii("Ƀuôn Ma Thuột, Y Ƀih, ơ̆, Łódź, Smørrebrød") ==
          "Buon Ma Thuot, Y Bih, o, Lodz, Smorrebrod");
}

TEST_CASE("fold: names of places are one however their marks are typed, and two where a mark differs",
          "[fold]") {
    CHECK(folded_name("Khánh Hòa") == folded_name("KHÁNH  HOÀ "));
    CHECK(folded_name("Lâm Đồng") == folded_name(to_nfd("lâm đồng").value()));
    CHECK(folded_name("Lâm\u00a0Đồng") == folded_name("Lâm Đồng"));
    CHECK(folded_name("Huế") == folded_name("HU\u00c9\u0302"));
    CHECK(folded_name("Tân Hội") != folded_name("Tân Hợi"));
    CHECK(folded_name("Tân Hà") != folded_name("Tân Hạ"));
    CHECK(folded_name("Đông") != folded_name("Dông"));
    CHECK(folded_name("Tân Hội") != folded_name("Tân Hồi"));
    CHECK(folded_name("Tà Hoa") != folded_name("Ta Hòa"));  // A mark stays in its word.
    CHECK(folded_name("").empty());
    CHECK(folded_name("  ").empty());
    CHECK(folded_name("x\xFF") == "x\xFF");
    for (const auto text : testing::people_s_labels) {
        CAPTURE(text);
        CHECK(folded_name(text) == folded_name(to_nfd(text).value()));
        CHECK(folded_name(folded_name(text)) == folded_name(text));
    }
}
