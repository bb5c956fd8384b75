#include "base/encoding.hpp"

#include "support/catch.hpp"

using namespace choqr;

TEST_CASE("hex: lower case and whole bytes only", "[base]") {
    CHECK(to_hex(std::string{"\x00\xff\x10", 3}) == "00ff10");
    CHECK(from_lower_hex("00ff10") == std::string("\x00\xff\x10", 3));
    CHECK(from_lower_hex("") == "");
    CHECK_FALSE(from_lower_hex("0"));
    CHECK_FALSE(from_lower_hex("0G"));
    CHECK_FALSE(from_lower_hex("FF"));
}

TEST_CASE("base64: RFC 4648 examples both ways", "[base]") {
    const std::pair<const char*, const char*> rows[] = {{"", ""},
                                                        {"f", "Zg=="},
                                                        {"fo", "Zm8="},
                                                        {"foo", "Zm9v"},
                                                        {"foob", "Zm9vYg=="},
                                                        {"fooba", "Zm9vYmE="},
                                                        {"foobar", "Zm9vYmFy"}};
    for (const auto& [plain, coded] : rows) {
        CAPTURE(plain);
        CHECK(to_base64(plain) == coded);
        CHECK(from_base64(coded) == plain);
    }
}

TEST_CASE("base64: one text for one value", "[base]") {
    for (const auto* text :
         {"Zg", "Zg=", "Zh==", "Zm9=", "Zm9v\n", " Zm9v", "Zm-_", "====", "Z===", "Zm9v====", "Zg==Zg=="}) {
        CAPTURE(text);
        CHECK_FALSE(from_base64(text));
    }
}

TEST_CASE("url: escapes and plus are decoded, broken ones refused", "[base]") {
    CHECK(url_decode("CHO9XX+GD%20x%3a%3A") == "CHO9XX GD x::");
    CHECK_FALSE(url_decode("%"));
    CHECK_FALSE(url_decode("%2"));
    CHECK_FALSE(url_decode("%zz"));
    CHECK(url_encode("Chợ A-1_~.") == "Ch%E1%BB%A3%20A-1_~.");
    CHECK(url_decode(url_encode("Cô Lan – rau & củ")) == "Cô Lan – rau & củ");
}
