#include "base/prefixed_sha256.hpp"

#include <sys/mman.h>

#include <algorithm>
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
        // FIPS 180-4 examples of one block and of two; the SHA256ShortMsg vectors of NIST's CAVP for 1 and 4
        // bytes.
        {'a', "bc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"},
        {'a', "bcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
         "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"},
        {'a',
         "bcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmnhijklmnoijklmnopjklmnopqklmnopqrlmnopqrsmnop"
         "qrstnopqrstu",
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

namespace {

/// Pages with nothing before and after: whoever touches a byte outside ends the test.
class PagesAlone {
public:
    PagesAlone() {
        void* all = ::mmap(nullptr, 4 * page, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        REQUIRE(all != MAP_FAILED);
        all_ = static_cast<char*>(all);
        REQUIRE(::mprotect(begin(), bytes, PROT_READ | PROT_WRITE) == 0);
    }
    ~PagesAlone() { ::munmap(all_, 4 * page); }
    PagesAlone(const PagesAlone&) = delete;
    PagesAlone& operator=(const PagesAlone&) = delete;

    char* begin() { return all_ + page; }
    char* end() { return begin() + bytes; }

    static constexpr std::size_t page = 4096;
    static constexpr std::size_t bytes = 2 * page;

private:
    char* all_;
};

}  // namespace

TEST_CASE("prefixed SHA-256: no byte outside a text is touched", "[base][hash]") {
    PagesAlone pages;
    const auto filling = bytes_of(PagesAlone::bytes, 9);
    std::copy(filling.begin(), filling.end(), pages.begin());
    for (std::size_t length = 0; length < 300; ++length) {
        CAPTURE(length);
        const std::vector<std::string_view> first(16, {pages.begin(), length}),
            last(16, {pages.end() - length, length});
        for (const auto& texts : {first, last}) {
            std::vector<Hash> digests(texts.size());
            prefixed_sha256(0x01, texts, digests);
            CHECK(digests.back() == sha256("\x01" + std::string{texts.back()}));
        }
    }
}
