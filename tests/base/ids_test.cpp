#include "base/ids.hpp"

#include "base/account_number.hpp"
#include "base/bin.hpp"
#include "support/catch.hpp"

using namespace choqr;

TEST_CASE("id: is written with its kind and read back only by that kind", "[base]") {
    const StallId stall{Sequence{17}};
    CHECK(stall.text() == "st17");
    CHECK(StallId::parse("st17") == stall);
    CHECK_FALSE(MarketId::parse("st17"));
    for (const auto* text :
         {"", "st", "st-1", "st017", "st 1", "17", "ST17", "st17x", "st99999999999999999999"}) {
        CAPTURE(text);
        CHECK_FALSE(StallId::parse(text));
    }
}

TEST_CASE("bin: six ASCII digits, whatever they start with", "[base]") {
    CHECK(Bin::parse("970436")->text() == "970436");
    CHECK(Bin::parse("422589"));
    for (const auto* text : {"", "97043", "9704366", "97043a", "９70436", " 70436"}) {
        CAPTURE(text);
        CHECK_FALSE(Bin::parse(text));
    }
}

TEST_CASE("account number: letters and digits, at most 19", "[base]") {
    CHECK(AccountNumber::parse("0011012345678")->last_four() == "5678");
    CHECK(AccountNumber::parse("V3CABC")->text() == "V3CABC");
    CHECK(AccountNumber::parse("12")->last_four() == "12");
    CHECK(AccountNumber::parse("1234567890123456789"));
    for (const auto* text : {"", "12345678901234567890", "12 34", "12-34", "Ð123", "１２３"}) {
        CAPTURE(text);
        CHECK_FALSE(AccountNumber::parse(text));
    }
}

TEST_CASE("name: no control characters, bounded", "[base]") {
    CHECK(FeedId::parse("sepay-main"));
    CHECK(ProviderReference::parse("FT240120B3JQ\\BNK"));
    CHECK_FALSE(FeedId::parse(""));
    CHECK_FALSE(FeedId::parse("a\nb"));
    CHECK_FALSE(FeedId::parse(std::string(65, 'a')));
}
