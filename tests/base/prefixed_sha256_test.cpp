#include "base/prefixed_sha256.hpp"

#include <string>
#include <vector>

#include "base/encoding.hpp"
#include "support/catch.hpp"

using namespace choqr;

namespace {

std::vector<Hash> each(std::uint8_t prefix, const std::vector<std::string>& texts) {
    const std::vector<std::string_view> views{texts.begin(), texts.end()};
    std::vector<Hash> digests(texts.size());
    prefixed_sha256(prefix, views, digests);
    return digests;
}

/// Bytes that repeat exactly, all values among them.
std::string bytes_of(std::size_t length, unsigned seed) {
    std::string text(length, '\0');
    for (auto& c : text) c = static_cast<char>((seed = seed * 1664525 + 1013904223) >> 24);
    return text;
}

}  // namespace

TEST_CASE("prefixed SHA-256: published examples come out in every lane", "[base][hash]") {
    struct Example {
        std::uint8_t first;
        std::string rest;
        std::string digest;
    };
    const Example examples[] = {
        // FIPS 180-4 examples of one block and of two; the SHA256ShortMsg vectors of NIST's CAVP for 1 and 4 bytes.
        {'a', "bc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"},
        {'a', "bcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq", "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"},
        {'a', "bcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmnhijklmnoijklmnopjklmnopqklmnopqrlmnopqrsmnopqrstnopqrstu",
         "cf5b16a778af8380036ce59e7b0492370b249b11e8f07a51afac45037afee9d1"},
        {0xd3, "", "28969cdfa74a12c82f3bad960b0b000aca2ac329deea5c2328ebc6f2ba9802c1"},
        {0x74, "\xba\x25\x21", "b16aa56be3880d18cd41e68384cf1ec8c17680c45a02b1575dc1518923ae8b0e"},
    };
    for (const auto& example : examples) {
        CAPTURE(example.rest);
        CHECK(to_hex(prefixed_sha256(example.first, example.rest).bytes()) == example.digest);
        for (const auto& digest : each(example.first, std::vector<std::string>(33, example.rest)))
            CHECK(to_hex(digest.bytes()) == example.digest);
    }
}

TEST_CASE("prefixed SHA-256: together as OpenSSL does one by one, for every length", "[base][hash]") {
    std::vector<std::string> texts;
    for (std::size_t length = 0; length < 600; ++length) texts.push_back(bytes_of(length, 7));
    for (const std::size_t length : {4095u, 4096u, 4097u, 65'535u}) texts.push_back(bytes_of(length, 8));
    const auto digests = each(0x00, texts);
    for (std::size_t i = 0; i < texts.size(); ++i) {
        CAPTURE(texts[i].size());
        CHECK(digests[i] == sha256(std::string(1, '\0') + texts[i]));
    }
}

TEST_CASE("prefixed SHA-256: any number of texts, long and short side by side", "[base][hash]") {
    unsigned chance = 1;
    for (std::size_t count = 0; count < 120; ++count) {
        std::vector<std::string> texts;
        for (std::size_t i = 0; i < count; ++i) {
            chance = chance * 22695477 + 1;
            texts.push_back(bytes_of(chance >> 16 & (i % 5 == 0 ? 1023 : 127), chance));
        }
        const auto digests = each(0x01, texts);
        bool same = true;
        for (std::size_t i = 0; i < count; ++i) same = same && digests[i] == sha256("\x01" + texts[i]);
        CAPTURE(count, hashes_side_by_side());
        CHECK(same);
    }
}
