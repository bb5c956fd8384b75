#include "base/vnd.hpp"

#include "support/catch.hpp"

using choqr::display_vnd;
using choqr::parse_vnd;
using choqr::Vnd;
using choqr::VndSum;

TEST_CASE("vnd: an amount is 0 to 9,999,999,999,999 dong", "[base][money]") {
    CHECK(Vnd::from_dong(0)->dong() == 0);
    CHECK(Vnd::from_dong(Vnd::dong_max)->dong() == 9'999'999'999'999);
    CHECK_FALSE(Vnd::from_dong(-1));
    CHECK_FALSE(Vnd::from_dong(Vnd::dong_max + 1));
    CHECK_FALSE(Vnd::from_dong(INT64_MIN));
}

TEST_CASE("vnd: only canonical digits are an amount", "[base][money]") {
    CHECK(parse_vnd("45000") == Vnd::of(45'000));
    CHECK(parse_vnd("0") == Vnd::of(0));
    CHECK(parse_vnd("9999999999999") == Vnd::of(Vnd::dong_max));
    for (const auto* text : {"", "-1", "+1", "01", "1e3", "1.0", "1,000", " 1", "1 ", "0x10", "１００",
                             "10000000000000", "1\n"}) {
        CAPTURE(text);
        CHECK_FALSE(parse_vnd(text));
    }
}

TEST_CASE("vnd: people read thousands with points", "[base][money]") {
    CHECK(display_vnd(0) == "0 đ");
    CHECK(display_vnd(999) == "999 đ");
    CHECK(display_vnd(1'000) == "1.000 đ");
    CHECK(display_vnd(96'450'000) == "96.450.000 đ");
    CHECK(display_vnd(-145'000) == "-145.000 đ");
}

TEST_CASE("vnd: a day's total holds a million of the largest amounts", "[base][money]") {
    VndSum sum;
    for (int i = 0; i < 900'000; ++i) sum += Vnd::of(Vnd::dong_max);
    CHECK(sum.dong() == 900'000 * Vnd::dong_max);
}
