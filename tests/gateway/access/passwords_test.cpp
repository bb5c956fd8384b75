#include "access/passwords.hpp"

#include "support/catch.hpp"

using namespace choqr;
using namespace choqr::gateway;

namespace {

std::string prepared(std::string_view typed) { return prepared_password(typed).value(); }

}  // namespace

TEST_CASE("passwords: a hash is Argon2id in PHC form, at what the bar asks for", "[gateway][passwords]") {
    world::SystemRandom random;
    const auto phc = hash_password("một hai ba bốn", random).value();
    CHECK(phc.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"));
    CHECK(phc.size() == std::string_view{"$argon2id$v=19$m=19456,t=2,p=1$"}.size() + 22 + 1 + 43);
    CHECK(is_password("một hai ba bốn", phc));
    CHECK_FALSE(is_password("một hai ba bồn", phc));
    CHECK_FALSE(is_password("", phc));
    CHECK(hash_password("một hai ba bốn", random).value() != phc);  // Salted.
    for (const auto* no_hash : {"", "$", "plain", "$argon2id$v=19$m=19456,t=2,p=1$", "$2b$12$abc"})
        CHECK_FALSE(is_password("một hai ba bốn", no_hash));
    CHECK_FALSE(is_password("", nobodys_hash()));
    CHECK(nobodys_hash().starts_with("$argon2id$v=19$m=19456,t=2,p=1$"));
}

TEST_CASE("passwords: one that was hashed more cheaply is hashed again", "[gateway][passwords]") {
    world::SystemRandom random;
    const auto old = hash_password("một hai ba bốn", random, {.memory_kib = 8'192, .passes = 1}).value();
    CHECK(is_password("một hai ba bốn", old));
    CHECK(is_outdated(old));
    CHECK_FALSE(is_outdated(hash_password("một hai ba bốn", random).value()));
    CHECK_FALSE(is_outdated(hash_password("x", random, {.memory_kib = 20'000, .passes = 3}).value()));
    CHECK(is_outdated(""));
    CHECK(is_outdated("$argon2i$v=19$m=19456,t=2,p=1$c2FsdHNhbHQ$aGFzaA"));
}

TEST_CASE("passwords: what was typed stays as it is, whole, whichever keyboard wrote it",
          "[gateway][passwords]") {
    world::SystemRandom random;
    const std::string composed = "Ế ẩ ợ mật khẩu của tôi";
    const std::string decomposed =
        "E\u0302\u0301 a\u0302\u0309 o\u031b\u0323 ma\u0323\u0302t kha\u0302\u0309u cu\u0309a to\u0302i";
    CHECK(prepared(decomposed) == prepared(composed));
    CHECK(prepared("  Hai  Cách  ") == "  Hai  Cách  ");
    CHECK(prepared("a\u00a0b\u3000c") == "a b c");
    CHECK(prepared("Hoa THƯỜNG") != prepared("hoa thường"));
    const std::string eighty(80, 'a'), eighty_more = std::string(79, 'a') + "b";
    const auto phc = hash_password(eighty, random).value();
    CHECK(is_password(eighty, phc));
    CHECK_FALSE(is_password(eighty_more, phc));  // Nothing is cut off behind 64 or 72 bytes.
    CHECK_FALSE(prepared_password("bad\xff"));
    CHECK_FALSE(prepared_password(std::string_view{"nul\0l", 5}));
    CHECK_FALSE(prepared_password("line\nbreak"));
    CHECK_FALSE(prepared_password(std::string(password_bytes_max + 1, 'a')));
}

TEST_CASE("passwords: long enough, and none that everybody guesses first", "[gateway][passwords]") {
    const auto fault = [](std::string_view typed) { return fault_of_password(prepared(typed), "lan.cho"); };
    CHECK(fault("") == PasswordFault::too_short);
    CHECK(fault("elevenchars") == PasswordFault::too_short);
    CHECK(fault("mườimộtchữđ") == PasswordFault::too_short);  // Characters are counted, not bytes.
    CHECK(fault(std::string(257, 'a') + "bcdefg") == PasswordFault::too_long);
    for (const auto* common :
         {"123456789012", "aaaaaaaaaaaa", "Password2026!", "matkhau12345", "Mật khẩu 2026", "qwertyuiop12",
          "lan.cho12345", "choqrchoqr12", "abababababab", "111111222222"}) {
        CAPTURE(common);
        CHECK(fault(common) == PasswordFault::too_common);
    }
    for (const auto* good : {"bánh mì chả cá nóng", "correct horse battery", "8Kd2!pqL0zWm",
                             "mật khẩu của tôi là con mèo vàng"}) {
        CAPTURE(good);
        CHECK_FALSE(fault(good));
    }
}
