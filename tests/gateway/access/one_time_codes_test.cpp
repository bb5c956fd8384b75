#include "access/one_time_codes.hpp"

#include "support/catch.hpp"

using namespace choqr;
using namespace choqr::gateway;
using namespace std::chrono_literals;

namespace {

const std::string rfc_secret = "12345678901234567890";  // RFC 6238, appendix B.

Instant at(std::int64_t seconds) { return Instant{std::chrono::seconds{seconds}}; }

}  // namespace

TEST_CASE("one-time codes: the vectors of RFC 6238", "[gateway][codes]") {
    struct Vector {
        std::int64_t seconds;
        std::string code;  ///< The last six of its eight digits.
    };
    const auto [seconds, code] = GENERATE(values<Vector>({{59, "287082"},
                                                          {1'111'111'109, "081804"},
                                                          {1'111'111'111, "050471"},
                                                          {1'234'567'890, "005924"},
                                                          {2'000'000'000, "279037"},
                                                          {20'000'000'000, "353130"}}));
    CAPTURE(seconds);
    CHECK(code_of_step(rfc_secret, code_step_at(at(seconds))) == code);
    CHECK(step_of_code(rfc_secret, code, at(seconds), 0) == code_step_at(at(seconds)));
}

TEST_CASE("one-time codes: one step around now and no more, and none that is not newer", "[gateway][codes]") {
    const auto now = at(1'795'000'010);
    const auto step = code_step_at(now);
    for (const auto away : {-3, -2, -1, 0, 1, 2, 3}) {
        CAPTURE(away);
        const auto found = step_of_code(rfc_secret, code_of_step(rfc_secret, step + away), now, 0);
        CHECK(found.has_value() == (away >= -1 && away <= 1));
    }
    const auto code = code_of_step(rfc_secret, step);
    CHECK_FALSE(step_of_code(rfc_secret, code, now, step));
    CHECK_FALSE(step_of_code(rfc_secret, code_of_step(rfc_secret, step - 1), now, step));
    CHECK(step_of_code(rfc_secret, code_of_step(rfc_secret, step + 1), now, step) == step + 1);
    for (const auto* other : {"", "00000", "0000000", " 81804", "x"})
        CHECK_FALSE(step_of_code(rfc_secret, other, now, 0));
}

TEST_CASE("one-time codes: a secret is 20 bytes in base 32, and there is one way to write it",
          "[gateway][codes]") {
    world::SeededRandom random{1};
    const auto secret = new_code_secret(random);
    CHECK(secret.size() == 20);
    CHECK(secret != new_code_secret(random));
    const auto text = to_base32(secret);
    CHECK(text.size() == 32);
    CHECK(from_base32(text) == secret);
    CHECK(to_base32("foobar") == "MZXW6YTBOI");  // RFC 4648, 10.
    CHECK(to_base32("f") == "MY");
    CHECK(from_base32("MY") == "f");
    for (const auto* other : {"MZ", "my", "M1", "MY======", "M"}) CHECK_FALSE(from_base32(other));
    CHECK(otpauth_uri("foobar", "lan@chợ") ==
          "otpauth://totp/choqr:lan%40ch%E1%BB%A3?secret=MZXW6YTBOI&issuer=choqr");
}

TEST_CASE("one-time codes: ten of paper, typed as people type", "[gateway][codes]") {
    world::SeededRandom random{1};
    const auto codes = new_recovery_codes(random);
    REQUIRE(codes.size() == 10);
    std::set<Hash> hashes;
    for (const auto& code : codes) {
        CAPTURE(code);
        CHECK(code.size() == 19);
        const auto hash = hash_of_recovery_code(code);
        REQUIRE(hash);
        hashes.insert(*hash);
    }
    CHECK(hashes.size() == 10);
    auto typed = codes.front();
    std::ranges::transform(typed, typed.begin(),
                           [](char c) { return c == '-' ? ' ' : static_cast<char>(tolower(c)); });
    CHECK(hash_of_recovery_code(" " + typed) == hash_of_recovery_code(codes.front()));
    for (const auto* other : {"", "123456", "AAAA-AAAA-AAAA-AAA", "AAAA-AAAA-AAAA-AAA0", "ÁÁÁÁ"})
        CHECK_FALSE(hash_of_recovery_code(other));
    CHECK_FALSE(hash_of_recovery_code(std::string(100, '-')));
}
