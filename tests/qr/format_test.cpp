// CRC and TLV: the small formats under the payload.
#include <string>

#include "qr/crc.hpp"
#include "qr/tlv.hpp"
#include "support/catch.hpp"

using namespace choqr::qr;

TEST_CASE("crc: the published check values of CRC-16/CCITT-FALSE", "[qr]") {
    CHECK(crc16("") == 0xFFFF);
    CHECK(crc16("A") == 0xB915);
    CHECK(crc16("00") == 0x2EC9);
    CHECK(crc16("01") == 0x3EE8);
    CHECK(crc16("123456789") == 0x29B1);
}

TEST_CASE("crc: eight bytes at a time give what one bit at a time gives, at every length", "[qr]") {
    std::string text;
    unsigned expected = 0xFFFF;
    for (int i = 0; i < 200; ++i) {
        CAPTURE(i);
        CHECK(crc16(text) == expected);
        const auto byte = static_cast<unsigned char>(i * 37 + 11);
        text += static_cast<char>(byte);
        expected ^= static_cast<unsigned>(byte) << 8;
        for (int bit = 0; bit < 8; ++bit)
            expected = ((expected & 0x8000U) != 0 ? expected << 1 ^ 0x1021U : expected << 1) & 0xFFFFU;
    }
}

TEST_CASE("tlv: objects come with their place, and the first fault ends the reading", "[qr]") {
    TlvReader reader{
        "000201"
        "5802VN"
        "59",
        100, LengthUnit::bytes};
    const auto first = reader.next();
    REQUIRE(first.has_value());
    CHECK(first->id == 0);
    CHECK(first->value == "01");
    CHECK(first->offset == 100);
    const auto second = reader.next();
    REQUIRE(second.has_value());
    CHECK(second->offset == 106);
    CHECK_FALSE(reader.next().has_value());
    REQUIRE(reader.error().has_value());
    CHECK((*reader.error() == TlvError::bad_length));
    CHECK(reader.error_offset() == 112);
    CHECK_FALSE(reader.next().has_value());
}

TEST_CASE("tlv: every way in which a head can be wrong", "[qr]") {
    const auto error_of = [](std::string_view text) {
        TlvReader reader{text, 0, LengthUnit::characters};
        while (reader.next()) continue;
        return reader.error();
    };
    CHECK_FALSE(error_of("").has_value());
    CHECK_FALSE(error_of("0000").has_value());
    CHECK((error_of("0") == TlvError::bad_id));
    CHECK((error_of("A102xx") == TlvError::bad_id));
    CHECK((error_of("+102xx") == TlvError::bad_id));
    CHECK((error_of(" 102xx") == TlvError::bad_id));
    CHECK((error_of("010") == TlvError::bad_length));
    CHECK((error_of("01-1x") == TlvError::bad_length));
    CHECK((error_of("0103xx") == TlvError::beyond_end));
    CHECK((error_of("\xEF\xBC\x95\xEF\xBC\x99"
                    "02xx") == TlvError::bad_id));  // Full-width 59.
}

TEST_CASE("tlv: a length counts characters, as EMVCo's Chinese example does, or bytes when that is asked",
          "[qr]") {
    const std::string text =
        "0104\xE6\x9C\x80\xE4\xBD\xB3\xE8\xBF\x90\xE8\xBE\x93"
        "0202ab";
    TlvReader characters{text, 0, LengthUnit::characters};
    CHECK(characters.next()->value.size() == 12);
    CHECK(characters.next()->value == "ab");
    TlvReader bytes{text, 0, LengthUnit::bytes};
    CHECK(bytes.next()->value.size() == 4);
    CHECK_FALSE(bytes.next().has_value());
}
