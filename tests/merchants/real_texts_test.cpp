#include <iostream>
#include <random>

#include "registry.hpp"
#include "support/catch.hpp"
#include "texts.hpp"

using namespace choqr;
using namespace choqr::merchants;
using namespace choqr::merchants::testing;

namespace {

MarketOfStalls& big_market() {
    static MarketOfStalls market = [] {
        MarketOfStalls made;
        for (int i = 0; i < 2'000; ++i) made.add();
        return made;
    }();
    return market;
}

}  // namespace

TEST_CASE("matching: our code is found in the texts that banks really delivered", "[merchants][matching][real]") {
    std::size_t whole = 0, found = 0, lost = 0, without = 0;
    for (const auto& sample : incoming_samples()) {
        if (sample.reference.empty()) {
            ++without;
            CAPTURE(sample.id, sample.delivered);
            CHECK(find_codes(sample.delivered).empty());
            continue;
        }
        const auto& stall = *big_market().stall(StallId::from_value(whole * 31 % 2'000));
        const auto text = with_code(sample, stall.transfer_code.text());
        if (!text) {
            ++lost;
            continue;
        }
        ++whole;
        CAPTURE(sample.id, *text);
        const bool right = match(credit_with(*text), big_market()).stall == stall.id;
        CHECK(right);
        found += right;
        CHECK(match(credit_with(lower(*text)), big_market()).stall == stall.id);
    }
    std::cout << "real texts: the code survived whole in " << whole << " (lost with the memo in " << lost << ", no reference in " << without
              << "); found in " << found << " of " << whole << "\n";
    CHECK(whole >= 50);
    CHECK(found * 100 >= whole * 97);
}

TEST_CASE("matching: a line wrapped anywhere within the code does not hide it", "[merchants][matching][real]") {
    std::size_t tried = 0;
    for (const auto& sample : incoming_samples())
        for (const char* wrap : {" ", "\n", "-", ". "})
            for (std::size_t at = 1; at < TransferCode::length; ++at) {
                auto code = big_market().stall(StallId::from_value(at))->transfer_code.text();
                const auto text = with_code(sample, "@@");
                if (!text) continue;
                const auto place = text->find("@@");
                if (place == std::string::npos) continue;  // The sample's own wrap; the case above has it.
                code.insert(at, wrap);
                auto written = *text;
                written.replace(place, 2, code);
                CAPTURE(sample.id, written);
                CHECK(match(credit_with(written), big_market()).stall == StallId::from_value(at));
                ++tried;
            }
    CHECK(tried > 1'500);
}

namespace {

enum class Edit { replace, insert, remove, swap };

}  // namespace

TEST_CASE("matching: in 100,000 texts without a code nothing is matched", "[merchants][matching][property]") {
    Texts texts;
    std::size_t matched = 0, look_like_codes = 0;
    for (int i = 0; i < 100'000; ++i) {
        const auto text = texts.next();
        look_like_codes += !find_codes(text).empty();
        if (!match(credit_with(text), big_market()).stall) continue;
        ++matched;
        UNSCOPED_INFO(text);
    }
    std::cout << "texts without a code: " << matched << " false matches in 100,000 against 2,000 stalls (" << look_like_codes
              << " held nine characters that pass the checks, of no stall)\n";
    CHECK(matched == 0);
}

TEST_CASE("matching: in 100,000 codes with up to two characters wrong none is matched wrongly", "[merchants][matching][property]") {
    std::mt19937 chance{42};
    std::size_t wrong = 0, right = 0;
    for (int i = 0; i < 100'000; ++i) {
        const auto& stall = *big_market().stall(StallId::from_value(chance() % 2'000));
        auto code = stall.transfer_code.text();
        for (auto edits = 1 + chance() % 2; edits > 0; --edits) {
            const auto at = chance() % code.size();
            const char other = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ -."[chance() % 39];
            switch (static_cast<Edit>(chance() % 4)) {
                case Edit::replace: code[at] = other; break;
                case Edit::insert: code.insert(at, 1, other); break;
                case Edit::remove: code.erase(at, 1); break;
                case Edit::swap: std::swap(code[at], code[(at + 1) % code.size()]); break;
            }
        }
        const auto found = match(credit_with("mua ca " + code + " FT25077404901198"), big_market()).stall;
        if (!found) continue;
        if (*found == stall.id) ++right;
        if (*found != stall.id) {
            ++wrong;
            UNSCOPED_INFO(stall.transfer_code.text() + " became " + code);
        }
    }
    std::cout << "codes with up to two characters changed, added, lost or swapped: " << wrong << " wrong matches in 100,000 (" << right
              << " still found: the change was a separator or undid itself)\n";
    CHECK(wrong == 0);
}
