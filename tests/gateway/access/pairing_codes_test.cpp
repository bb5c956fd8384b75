#include "access/pairing_codes.hpp"

#include <algorithm>
#include <atomic>
#include <set>
#include <thread>
#include <vector>

#include "support/catch.hpp"

using namespace choqr;
using namespace choqr::gateway;
using namespace std::chrono_literals;
using Wrong = PairingCodes::Wrong;

namespace {

const StallId stall{Sequence{3}}, neighbour{Sequence{4}};
const TokenId owner{Sequence{9}};
const Instant noon = parse_rfc3339("2026-11-27T05:00:00Z").value();

struct Counter {
    world::SeededRandom random{7};
    PairingCodes codes;

    std::string show(Instant now = noon, StallId of = stall) {
        return codes.show({of, book::Role::helper, owner}, now, random).value().code;
    }
    std::optional<Wrong> refused(const std::string& code, Instant now = noon) {
        const auto taken = codes.take(code, now);
        const auto* wrong = std::get_if<Wrong>(&taken);
        return wrong ? std::optional{*wrong} : std::nullopt;
    }
};

}  // namespace

TEST_CASE("pairing: a code lets one phone in, to the stall and as what it was shown for",
          "[gateway][access]") {
    Counter counter;
    const auto code = counter.show();
    CHECK(code.size() == 26);
    CHECK(code.find_first_of("ILOU") == std::string::npos);
    const auto taken = counter.codes.take(code, noon);
    const auto& offer = std::get<PairingCodes::Offer>(taken);
    CHECK(offer.place == stall);
    CHECK(offer.role == book::Role::helper);
    CHECK(offer.shown_by == owner);
    CHECK(counter.refused(code) == Wrong::used);
    CHECK(counter.refused(std::string(26, '0')) == Wrong::unknown);
}

TEST_CASE("pairing: a code lives five minutes, and for five more it is said that it is old",
          "[gateway][access]") {
    Counter counter;
    const auto code = counter.show(), other = counter.show();
    CHECK_FALSE(counter.refused(code, noon + 5min - 1ms));
    CHECK(counter.refused(other, noon + 5min) == Wrong::expired);
    CHECK(counter.refused(other, noon + 10min - 1ms) == Wrong::expired);
    CHECK(counter.refused(other, noon + 10min) == Wrong::unknown);
    CHECK(counter.codes.held() == 0);
}

TEST_CASE("pairing: a clock that was far ahead leaves no code that lives on when it is right again",
          "[gateway][access]") {
    Counter counter;
    const auto code = counter.show(noon + 24h * 365);
    CHECK(counter.refused(code, noon) == Wrong::unknown);
}

TEST_CASE("pairing: a code is read as people write it", "[gateway][access]") {
    Counter counter;
    for (int run = 0; run < 50; ++run) {
        auto code = counter.show();
        std::string typed;
        for (const char c : code) {
            typed += c == '0' ? 'o' : c == '1' ? 'l' : static_cast<char>(std::tolower(c));
            if (typed.size() % 7 == 0) typed += run % 2 == 0 ? '-' : ' ';
        }
        CAPTURE(code, typed);
        CHECK_FALSE(counter.refused(typed));
    }
    const auto code = counter.show();
    const std::string wrong[] = {
        code.substr(1),          code + "0", "", "U" + code.substr(1), "\xff" + code.substr(1),
        std::string(10'000, '0')};
    for (const auto& typed : wrong) CHECK(counter.refused(typed) == Wrong::unknown);
    CHECK_FALSE(counter.refused(code));
}

TEST_CASE("pairing: a fourth code of a stall takes the oldest one's place, and no neighbour's",
          "[gateway][access]") {
    Counter counter;
    const auto others = counter.show(noon, neighbour);
    std::vector<std::string> codes;
    codes.reserve(4);
    for (int i = 0; i < 4; ++i) codes.push_back(counter.show(noon + i * 1s));
    CHECK(counter.refused(codes[0], noon + 4s) == Wrong::expired);
    for (const auto& code : {codes[1], codes[2], codes[3], others})
        CHECK_FALSE(counter.refused(code, noon + 4s));
}

TEST_CASE("pairing: one stall's codes fill nobody's memory, and all together have a bound",
          "[gateway][access]") {
    Counter counter;
    for (int i = 0; i < 1'000; ++i) counter.show(noon + i * 1ms);
    CHECK(counter.codes.held() <= PairingCodes::per_place_max + PairingCodes::ended_per_place_max);
    PairingCodes many;
    const auto ask = [&](std::uint64_t number) {
        const PairingCodes::Offer offer{StallId{Sequence{number}}, book::Role::owner, owner};
        return many.show(offer, noon, counter.random).has_value();
    };
    // A scan of all for each: the bound is held from a tenth of it on by what the type says.
    std::uint64_t shown = 0;
    while (shown <= PairingCodes::held_max && ask(shown)) ++shown;
    CHECK(shown == PairingCodes::held_max);
    CHECK(many.show({stall, book::Role::owner, owner}, noon + 10min, counter.random));
}

TEST_CASE("pairing: a phone that could not be let in yet may come again with its code", "[gateway][access]") {
    Counter counter;
    const auto code = counter.show();
    CHECK_FALSE(counter.refused(code));
    counter.codes.give_back(code);
    CHECK_FALSE(counter.refused(code));
    CHECK(counter.refused(code) == Wrong::used);
    counter.codes.give_back("nothing");
}

TEST_CASE("pairing: of eight phones with one code exactly one is let in", "[gateway][access]") {
    Counter counter;
    for (int run = 0; run < 50; ++run) {
        const auto code = counter.show();
        std::atomic<int> let_in = 0;
        {
            std::vector<std::jthread> phones;
            phones.reserve(8);
            for (int i = 0; i < 8; ++i)
                phones.emplace_back([&] {
                    if (std::holds_alternative<PairingCodes::Offer>(counter.codes.take(code, noon))) ++let_in;
                });
        }
        CHECK(let_in == 1);
    }
}

TEST_CASE("pairing: the code of the day lets in many phones, is shown again as it is, and ends with the day",
          "[gateway][access]") {
    world::SeededRandom random{7};
    PairingCodes codes;
    PairingCodes::Offer offer{MarketId{Sequence{1}}, book::Role::volunteer, owner};
    offer.day_ends = noon + 9h;
    const auto first = codes.show(offer, noon, random).value();
    CHECK(first.expires_at == noon + 9h);
    CHECK(codes.show(offer, noon + 1h, random)->code == first.code);
    for (int phone = 0; phone < 30; ++phone)
        CHECK(std::holds_alternative<PairingCodes::Offer>(codes.take(first.code, noon + 8h)));
    auto zone = offer;
    zone.zone = "Dãy A";
    CHECK(codes.show(zone, noon, random)->code != first.code);
    const auto anew = codes.show(offer, noon + 1h, random, true).value();
    CHECK(anew.code != first.code);
    CHECK(std::get<Wrong>(codes.take(first.code, noon + 1h)) == Wrong::expired);
    CHECK(std::holds_alternative<PairingCodes::Offer>(codes.take(anew.code, noon + 1h)));
    CHECK(std::get<Wrong>(codes.take(anew.code, noon + 9h)) == Wrong::expired);
    auto tomorrow = offer;
    tomorrow.day_ends = noon + 33h;
    CHECK(codes.show(tomorrow, noon + 9h, random)->code != anew.code);
    for (std::uint64_t who = 100; who < 200; ++who) {
        auto other = tomorrow;
        other.shown_by = TokenId{Sequence{who}};
        CHECK(codes.show(other, noon + 9h, random));
    }
    CHECK(codes.held() <= PairingCodes::days_per_place_max + PairingCodes::ended_per_place_max + 1);
}
