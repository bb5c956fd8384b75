#include "qr/card_number.hpp"
#include "support/catch.hpp"

using namespace choqr::qr;

TEST_CASE("card numbers: Luhn accepts the standard's examples and no neighbour of them", "[qr]") {
    CHECK(passes_luhn("79927398713"));
    for (const auto* wrong : {"79927398710", "79927398714", "97927398713", "", "7992739871a"}) CHECK_FALSE(passes_luhn(wrong));
}

TEST_CASE("card numbers: test numbers of each scheme are seen, accounts of the same look are not", "[qr]") {
    for (const auto* card : {"4111111111111111", "5555555555554444", "2223003122003222", "3530111333300000", "6200000000000005",
                             "378282246310005", "9704000000000018"}) {
        CAPTURE(card);
        CHECK(looks_like_card_number(card));
    }
    for (const auto* account : {"0011012345678", "4111111111111112", "1031933430", "1111111111111117", "PSP123456789000000", "", "411111111111111"}) {
        CAPTURE(account);
        CHECK_FALSE(looks_like_card_number(account));
    }
}

TEST_CASE("card numbers: masked wherever they stand in a text, other numbers left alone", "[qr]") {
    CHECK(mask_card_number("9704000000000018") == "970400******0018");
    CHECK(mask_card_number("0011012345678") == "0011012345678");
    CHECK(mask_card_numbers_in("CK tu 4111 1111 1111 1111 200000 ok") == "CK tu 4111 11** **** 1111 200000 ok");
    CHECK(mask_card_numbers_in("the 9704000000000018, don 12") == "the 970400******0018, don 12");
    CHECK(mask_card_numbers_in("4111-1111-1111-1111") == "4111-11**-****-1111");
    CHECK(mask_card_numbers_in("FT25012345678901 so 0011012345678") == "FT25012345678901 so 0011012345678");
    CHECK(mask_card_numbers_in("") == "");
}
