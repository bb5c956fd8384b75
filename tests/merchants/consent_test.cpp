#include "merchants/consent.hpp"

#include <fstream>
#include <map>

#include "base/encoding.hpp"
#include "base/hash.hpp"
#include "base/text.hpp"
#include "support/catch.hpp"

using namespace choqr;
using namespace choqr::merchants;

namespace {

std::map<std::uint32_t, std::string> kept_hashes() {
    std::ifstream file{CHOQR_SOURCE_DIR "/tests/vectors/consent-texts.txt"};
    std::map<std::uint32_t, std::string> kept;
    for (std::string line; std::getline(file, line);) {
        if (line.starts_with('#')) continue;
        kept[static_cast<std::uint32_t>(std::stoul(line))] = line.substr(line.find(' ') + 1);
    }
    return kept;
}

std::size_t words_in(std::string_view text) {
    return static_cast<std::size_t>(std::ranges::count(text, ' ')) + 1;
}

}  // namespace

// Whoever changes a word of a text that was asked fails here: a changed text is another version.
TEST_CASE("the consent texts are those that were asked, each under its version", "[merchants][consent]") {
    const auto kept = kept_hashes();
    REQUIRE(kept.size() == consent_texts().size());
    std::uint32_t version = 0;
    for (const auto& text : consent_texts()) {
        CAPTURE(text.version);
        CHECK(text.version == ++version);
        CHECK(to_hex(sha256(text.vietnamese).bytes()) == text.sha256);
        CHECK(kept.at(text.version) == text.sha256);
        CHECK(to_nfc(text.vietnamese) == text.vietnamese);
        CHECK_FALSE(text.english.empty());
    }
    CHECK(&consent_text() == &consent_texts().back());
}

TEST_CASE("the consent text is short enough to be read aloud", "[merchants][consent]") {
    CHECK(words_in(consent_text().vietnamese) >= 30);
    CHECK(words_in(consent_text().vietnamese) <= 45);
}
