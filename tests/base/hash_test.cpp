#include "base/hash.hpp"

#include "base/crc32c.hpp"
#include "base/encoding.hpp"
#include "support/catch.hpp"

using namespace choqr;

TEST_CASE("hash: SHA-256 of the published examples", "[base][hash]") {
    // FIPS 180-4 examples.
    CHECK(to_hex(sha256("").bytes()) == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    CHECK(to_hex(sha256("abc").bytes()) ==
          "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    Sha256 pieces;
    CHECK(pieces.update("a").update("").update("bc").finish() == sha256("abc"));
    CHECK(pieces.update("abc").finish() == sha256("abc"));
}

TEST_CASE("hash: HMAC of RFC 4231, test case 2", "[base][hash]") {
    const HmacKey short_key{HmacKey::Digest::sha256, "Jefe"};
    CHECK(to_hex(short_key.mac({"what do ya want ", "for nothing?"})) ==
          "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
    const HmacKey long_key{HmacKey::Digest::sha512, "Jefe"};
    CHECK(to_hex(long_key.mac({"what do ya want for nothing?"})).substr(0, 32) ==
          "164b7a7bfcf819e2e395fbe73b56e0a3");
    CHECK(short_key.mac({"again"}) == short_key.mac({"aga", "in"}));
}

TEST_CASE("hash: secrets are equal only when all of them is", "[base][hash]") {
    CHECK(constant_time_equal("", ""));
    CHECK(constant_time_equal("secret", "secret"));
    CHECK_FALSE(constant_time_equal("secret", "secreT"));
    CHECK_FALSE(constant_time_equal("secret", "secre"));
    CHECK_FALSE(Hash::from_bytes("short"));
}

TEST_CASE("crc32c: the check value and the iSCSI examples of RFC 3720", "[base][hash]") {
    CHECK(crc32c("123456789") == 0xE3069283u);
    CHECK(crc32c(std::string(32, '\0')) == 0x8A9136AAu);
    CHECK(crc32c(std::string(32, '\xff')) == 0x62A8AB43u);
    CHECK(crc32c("6789", crc32c("12345")) == crc32c("123456789"));
    CHECK(crc32c("") == 0);
}

TEST_CASE("crc32c: of any length it is what one byte after the other makes it", "[base][hash]") {
    std::string bytes;
    for (unsigned i = 0; i < 9'000; ++i) bytes += static_cast<char>((i * 2654435761u) >> 24);
    std::uint32_t byte_by_byte = 12345;  // A piece of one byte never meets the fast ways.
    bool same = true;
    for (std::size_t length = 1; length <= bytes.size(); ++length) {
        byte_by_byte = crc32c(std::string_view{bytes}.substr(length - 1, 1), byte_by_byte);
        if (length < 1'500 || length % 97 == 0)
            same = same && crc32c(std::string_view{bytes}.substr(0, length), 12345) == byte_by_byte;
        CAPTURE(length);
        REQUIRE(same);
    }
}
