#include "access/public_ids.hpp"

#include <set>

#include "access/access.hpp"
#include "support/catch.hpp"

using namespace choqr;
using namespace choqr::gateway;

namespace {

constexpr std::array<std::uint8_t, 16> key{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};
constexpr std::array<std::uint8_t, 16> other_key{1, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};
constexpr auto st = [](std::uint64_t number) { return StallId::from_value(number); };

}  // namespace

TEST_CASE("public ids: a ledger gives a stall the same name for ever", "[access]") {
    // AES-128 in ECB mode of 01 and the number, as another program computes it, in Crockford's base 32.
    const PublicIds ids{key};
    CHECK(ids.of(st(0)) == "73fk9p7qbwgyg9nzre7sge1742");
    CHECK(ids.of(st(17)) == "7qcfnfkfga0bbay33napcjrkht");
    CHECK(ids.of(st(INT64_MAX)) == "4g823hwgzzsny3dzpvzqtf5jpz");
}

TEST_CASE("public ids: every name leads back to its stall, and no two are alike", "[access]") {
    const PublicIds ids{key};
    std::set<std::string> names;
    for (std::uint64_t number = 0; number < 2'000; ++number) {
        const auto name = ids.of(st(number));
        CHECK(name.size() == 26);
        CHECK(ids.find(name) == st(number));
        names.insert(name.substr(0, 13));  // Even half of it: nothing of the number shows.
    }
    CHECK(names.size() == 2'000);
}

TEST_CASE("public ids: nobody else's name, and no changed one, leads anywhere", "[access]") {
    const PublicIds ids{key}, others{other_key};
    for (std::uint64_t number = 0; number < 200; ++number) CHECK_FALSE(ids.find(others.of(st(number))));
    const auto name = ids.of(st(17));
    for (std::size_t at = 0; at < name.size(); ++at)
        for (const char c : std::string_view{"0123456789abcdefghjkmnpqrstvwxyzilouA-%"}) {
            auto changed = name;
            changed[at] = c;
            CAPTURE(changed);
            CHECK(ids.find(changed).has_value() == (changed == name));
        }
    for (const auto& wrong : {std::string{}, name.substr(1), name + "0", "0" + name, std::string{"st17"}})
        CHECK_FALSE(ids.find(wrong));
}

TEST_CASE("public ids: a request's name is no stall's, under one key too", "[access]") {
    const PublicIds stalls{key};
    const PublicRequestIds requests{key};
    for (std::uint64_t number = 0; number < 200; ++number) {
        const auto request = PaymentRequestId::from_value(number);
        CHECK(requests.find(requests.of(request)) == request);
        CHECK_FALSE(stalls.find(requests.of(request)));
        CHECK_FALSE(requests.find(stalls.of(st(number))));
    }
    CHECK(PublicRequestIds::key_label != PublicIds::key_label);
}

TEST_CASE("access: the scheme of a token is written in letters of any case, RFC 9110", "[access]") {
    const auto hash = hash_of_token("choqr_abc");
    for (const auto* field :
         {"Bearer choqr_abc", "bearer choqr_abc", "BEARER choqr_abc", "bEaReR   choqr_abc"})
        CHECK(token_hash_of(field) == hash);
    for (const auto* field : {"", "Bearer", "Bearer ", "Bearerchoqr_abc", "Bearer\tchoqr_abc",
                              "Basic choqr_abc", "Bearer choqr abc", " Bearer choqr_abc", "Bear choqr_abc"})
        CHECK_FALSE(token_hash_of(field));
}
