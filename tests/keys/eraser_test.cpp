#include "keys/eraser.hpp"

#include "support/catch.hpp"
#include "world/memory_directory.hpp"

using namespace choqr;
using namespace choqr::keys;

namespace {

const VendorId ba = VendorId::from_value(17), nam = VendorId::from_value(18);

book::RecordedEvent erased(std::uint64_t at, VendorId vendor) {
    return {Sequence{at}, Instant{}, "tk0", std::nullopt, book::VendorErased{vendor, "theo yêu cầu"}};
}

struct Store {
    world::MemoryDirectory disk{7};
    world::SeededRandom chance{42};
    std::unique_ptr<KeyRing> ring = open();

private:
    std::unique_ptr<KeyRing> open() {
        KeyRing::create(disk).value();
        auto opened = KeyRing::open(disk, chance).value();
        for (const auto vendor : {ba, nam}) opened->seal(vendor, "0903555777").value();
        return opened;
    }
};

}  // namespace

TEST_CASE("eraser: an erased vendor's key goes, and nobody else's", "[keys][following]") {
    Store store;
    Eraser eraser{*store.ring, Sequence{20}};
    const std::vector events{erased(21, ba)};
    CHECK(eraser.wants(book::number_of<book::VendorErased>));
    CHECK_FALSE(eraser.wants(book::number_of<book::TransferReceived>));
    eraser.take({events, Sequence{25}}).value();
    CHECK_FALSE(store.ring->holds(ba));
    CHECK(store.ring->holds(nam));
    CHECK(eraser.position() == Sequence{25});
}

TEST_CASE("eraser: a key that could not be destroyed is not passed over, and is tried again",
          "[keys][following]") {
    Store store;
    Eraser eraser{*store.ring, Sequence{20}};
    const std::vector events{erased(21, ba), erased(22, nam)};
    store.disk.set_faults({.write_fails = 1000});
    const auto taken = eraser.take({events, Sequence{25}});
    REQUIRE_FALSE(taken.has_value());
    CHECK(eraser.may_pass(taken.error()));
    CHECK(eraser.position() == Sequence{20});
}
