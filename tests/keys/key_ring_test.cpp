#include <thread>

#include "keys/box.hpp"
#include "keys/key_ring.hpp"
#include "support/catch.hpp"
#include "world/memory_directory.hpp"

using namespace choqr;
using namespace choqr::keys;

namespace {

const std::string file{KeyRing::file_name};
const VendorId ba = VendorId::from_value(17), nam = VendorId::from_value(18);
constexpr std::optional<VendorId> nobody{};

struct Store {
    world::MemoryDirectory disk{7};
    world::SeededRandom chance{42};

    Store() { REQUIRE(KeyRing::create(disk).has_value()); }
    std::unique_ptr<KeyRing> open() {
        auto ring = KeyRing::open(disk, chance);
        REQUIRE(ring.has_value());
        return *std::move(ring);
    }
    Error open_error() { return KeyRing::open(disk, chance).error(); }
};

std::string sealed(KeyRing& ring, std::optional<VendorId> owner, std::string_view plain) {
    return ring.seal(owner, plain).value();
}
std::string opened(const KeyRing& ring, std::optional<VendorId> owner, std::string_view box) {
    const auto plain = ring.open(owner, box);
    if (!plain) return "error: " + plain.error().message();
    return plain->value_or("erased");
}

}  // namespace

TEST_CASE_METHOD(Store, "keys: what was sealed opens after a restart, for its owner only", "[keys]") {
    auto ring = open();
    const auto box = sealed(*ring, ba, "Nguyễn Thị Ba"), unclaimed = sealed(*ring, nobody, "chuyen tien");
    CHECK(box.size() == std::string_view{"Nguyễn Thị Ba"}.size() + box_overhead);
    CHECK(box.find("Ba") == std::string::npos);
    sealed(*ring, nam, "");
    CHECK(ring->keys() == 3);
    ring = open();
    CHECK(ring->keys() == 3);
    CHECK(opened(*ring, ba, box) == "Nguyễn Thị Ba");
    CHECK(opened(*ring, nobody, unclaimed) == "chuyen tien");
    CHECK(ring->open(nam, box).error() == book::errc::box_damaged);
    CHECK(ring->open(nobody, box).error() == book::errc::box_damaged);
}

TEST_CASE_METHOD(Store, "keys: the same text is sealed differently each time", "[keys]") {
    auto ring = open();
    CHECK(sealed(*ring, ba, "x") != sealed(*ring, ba, "x"));
}

TEST_CASE_METHOD(Store, "keys: one flipped bit anywhere in a box is noticed", "[keys]") {
    auto ring = open();
    const auto box = sealed(*ring, ba, "0901234567");
    for (std::size_t bit = 0; bit < box.size() * 8; ++bit) {
        auto flipped = box;
        flipped[bit / 8] = static_cast<char>(flipped[bit / 8] ^ (1 << (bit % 8)));
        CHECK(ring->open(ba, flipped).error() == book::errc::box_damaged);
    }
    for (std::size_t length = 0; length < box.size(); ++length)
        CHECK(ring->open(ba, box.substr(0, length)).error() == book::errc::box_damaged);
}

TEST_CASE_METHOD(Store, "keys: a destroyed key erases at once and for ever, and no other key with it",
                 "[keys][erasure]") {
    auto ring = open();
    const auto box = sealed(*ring, ba, "Ba"), other = sealed(*ring, nam, "Năm");
    const auto before = disk.contents(file);
    const auto key = before.substr(64 + 16, 32);
    REQUIRE(ring->destroy(ba).has_value());
    CHECK(disk.contents(file).find(key) == std::string::npos);
    for (int restart = 0; restart < 2; ++restart) {
        CHECK(opened(*ring, ba, box) == "erased");
        CHECK(opened(*ring, nam, other) == "Năm");
        CHECK(ring->seal(ba, "again").error() == errc::key_destroyed);
        CHECK(ring->destroy(ba).has_value());
        ring = open();
    }
    CHECK(ring->keys() == 1);
}

TEST_CASE_METHOD(Store, "keys: a key that never was can be destroyed; a key that is missing is no erasure",
                 "[keys][erasure]") {
    auto ring = open();
    CHECK(ring->open(ba, std::string(60, 'x')).error() == errc::key_missing);
    CHECK(ring->destroy(ba).has_value());
    CHECK(opened(*ring, ba, std::string(60, 'x')) == "erased");
    ring = open();
    CHECK(opened(*ring, ba, std::string(60, 'x')) == "erased");
}

TEST_CASE("keys: a store is made once, and nothing else is taken for one", "[keys]") {
    world::MemoryDirectory disk;
    world::SeededRandom chance{1};
    CHECK(KeyRing::open(disk, chance).error() == world::disk_errc::missing);
    REQUIRE(KeyRing::create(disk).has_value());
    CHECK(KeyRing::create(disk).error() == errc::exists);
    for (const auto* bytes :
         {"", "choqr keys 1\n", "choqr keys 2\n0000000000000000000000000000000000000000000000000000"}) {
        disk.put(file, bytes);
        CHECK(KeyRing::open(disk, chance).error() == errc::not_a_store);
    }
}

TEST_CASE_METHOD(Store, "keys: a torn last slot is cut, wherever it tore; damage before it halts",
                 "[keys][recovery]") {
    auto ring = open();
    const auto box = sealed(*ring, ba, "Ba");
    const auto whole = disk.size(file);
    sealed(*ring, nam, "Năm");
    ring.reset();
    for (auto cut = whole; cut < whole + 64; ++cut) {
        CAPTURE(cut);
        world::MemoryDirectory torn{disk};
        torn.truncate(file, cut);
        world::SeededRandom other{3};
        auto reopened = KeyRing::open(torn, other);
        REQUIRE(reopened.has_value());
        CHECK((*reopened)->keys() == 1);
        CHECK(opened(**reopened, ba, box) == "Ba");
        CHECK(torn.size(file) == whole);
        const auto fresh = sealed(**reopened, nam, "Năm");
        reopened = KeyRing::open(torn, other);
        CHECK(opened(**reopened, nam, fresh) == "Năm");
    }
    for (std::uint64_t bit = 0; bit < whole * 8; ++bit) {
        world::MemoryDirectory flipped{disk};
        flipped.flip_bit(file, bit);
        world::SeededRandom other{3};
        const auto error = KeyRing::open(flipped, other).error();
        CHECK((error == errc::damaged || error == errc::not_a_store));
    }
}

TEST_CASE_METHOD(Store, "keys: a flipped bit in the last key halts too; a slot that is still zero is dropped",
                 "[keys][recovery]") {
    auto ring = open();
    const auto box = sealed(*ring, ba, "Ba");
    ring.reset();
    const auto bytes = disk.contents(file);
    for (std::uint64_t bit = 64 * 8; bit < 128 * 8; ++bit) {
        disk.put(file, bytes);
        disk.flip_bit(file, bit);
        CHECK(open_error() == errc::damaged);
    }
    disk.put(file, bytes + std::string(64, '\0'));
    ring = open();
    CHECK(disk.size(file) == bytes.size());
    CHECK(opened(*ring, ba, box) == "Ba");
}

TEST_CASE(
    "keys: a crash or a power cut at any step loses no box that was given out, and revives no destroyed key",
    "[keys][recovery]") {
    for (std::uint64_t step = 0; step < 40; ++step)
        for (const bool power : {false, true}) {
            CAPTURE(step, power);
            world::MemoryDirectory disk{step * 2 + power};
            world::SeededRandom chance{step};
            REQUIRE(KeyRing::create(disk).has_value());
            std::optional<std::string> box_of_ba, box_of_nam;
            bool destroyed = false;
            try {
                auto ring = *KeyRing::open(disk, chance);
                disk.crash_after(step);
                if (auto box = ring->seal(ba, "Ba")) box_of_ba = *box;
                if (auto box = ring->seal(nam, "Năm")) box_of_nam = *box;
                destroyed = ring->destroy(ba).has_value();
                if (auto box = ring->seal(nobody, "x"); !box) FAIL("no fault was asked for");
            } catch (const world::SimulatedCrash&) {
            }
            disk.crash_after(std::nullopt);
            if (power)
                disk.power();
            else
                disk.kill();
            auto ring = KeyRing::open(disk, chance);
            REQUIRE(ring.has_value());
            if (destroyed) CHECK(opened(**ring, ba, *box_of_ba) == "erased");
            if (!destroyed && box_of_ba && !box_of_nam) CHECK(opened(**ring, ba, *box_of_ba) == "Ba");
            if (!destroyed && box_of_nam)
                CHECK((opened(**ring, ba, *box_of_ba) == "Ba" || opened(**ring, ba, *box_of_ba) == "erased"));
            if (box_of_nam) CHECK(opened(**ring, nam, *box_of_nam) == "Năm");
            CHECK(KeyRing::open(disk, chance).has_value());
        }
}

TEST_CASE_METHOD(
    Store, "keys: after a failed sync nothing more is sealed with new keys until the store is read again",
    "[keys][recovery]") {
    auto ring = open();
    const auto box = sealed(*ring, ba, "Ba");
    disk.set_faults({.sync_fails = 1000});
    CHECK(ring->seal(nam, "x").error() == world::disk_errc::input_output);
    disk.set_faults({});
    CHECK(ring->seal(nam, "x").error() == errc::failed);
    CHECK(opened(*ring, ba, box) == "Ba");
    CHECK(ring->seal(ba, "y").has_value());
    disk.power();
    ring = open();
    CHECK(ring->seal(nam, "x").has_value());
    CHECK(opened(*ring, ba, box) == "Ba");
}

TEST_CASE_METHOD(Store, "keys: threads seal, open and destroy at once", "[keys][threads]") {
    auto ring = open();
    std::vector<std::thread> threads;
    for (std::uint64_t t = 0; t < 4; ++t)
        threads.emplace_back([&ring, t] {
            for (std::uint64_t i = 0; i < 50; ++i) {
                const auto vendor = VendorId::from_value(t * 100 + i);
                const auto box = ring->seal(vendor, "x");
                if (!box || ring->open(vendor, *box).value() != "x" || (i % 5 == 0 && !ring->destroy(vendor)))
                    std::abort();
            }
        });
    for (auto& thread : threads) thread.join();
    CHECK(ring->keys() == 160);
    CHECK(open()->keys() == 160);
}

TEST_CASE("keys: a box is AES-256-GCM as NIST describes it", "[keys]") {
    // Test case 14 of the GCM specification's 256-bit vectors: key and nonce zero, one block of zeros,
    // nothing bound.
    const std::array<std::uint8_t, 32> key{};
    const std::array<std::uint8_t, nonce_size> nonce{};
    const auto box = seal_box(key, nonce, "", std::string(16, '\0'));
    const std::string expected{
        "\xce\xa7\x40\x3d\x4d\x60\x6b\x6e\x07\x4e\xc5\xd3\xba\xf3\x9d\x18\xd0\xd1\xc8\xa7\x99\x99\x6b\xf0\x26"
        "\x5b\x98\xb5\xd4\x8a\xb9\x19",
        32};
    CHECK(box.substr(1 + nonce_size) == expected);
}
