#include "access/tickets.hpp"

#include "access/base64url.hpp"
#include "support/catch.hpp"

using namespace choqr;
using namespace choqr::gateway;
using namespace std::chrono_literals;

namespace {

const Instant noon{std::chrono::milliseconds{1'795'000'000'000}};

}  // namespace

TEST_CASE("tickets: good for five minutes, for what they were made, and once", "[gateway][tickets]") {
    world::SeededRandom random{1};
    Tickets tickets{random};
    const auto ticket = tickets.make("lan", noon, random);
    CHECK(ticket.size() == 54);
    CHECK(ticket != tickets.make("lan", noon, random));
    CHECK(tickets.is_good(ticket, "lan", noon));
    CHECK(tickets.is_good(ticket, "lan", noon + 5min - 1ms));
    CHECK_FALSE(tickets.is_good(ticket, "lan", noon + 5min));
    CHECK_FALSE(tickets.is_good(ticket, "hoa", noon));
    CHECK_FALSE(tickets.is_good(ticket, "", noon));
    CHECK(tickets.is_good(ticket, "lan", noon - 4min));        // A clock that was set back a little.
    CHECK_FALSE(tickets.is_good(ticket, "lan", noon - 6min));  // Or much.
    CHECK(tickets.use_up(ticket, noon));
    CHECK_FALSE(tickets.use_up(ticket, noon));
    CHECK_FALSE(tickets.use_up(ticket, noon + 5min - 1ms));
}

TEST_CASE("tickets: nobody makes one, and a restart makes them void", "[gateway][tickets]") {
    world::SeededRandom random{1};
    const Tickets tickets{random}, after_a_restart{random};
    const auto ticket = tickets.make("lan", noon, random);
    CHECK_FALSE(after_a_restart.is_good(ticket, "lan", noon));
    const auto bytes = *from_base64url(ticket);
    for (std::size_t bit = 0; bit < bytes.size() * 8; ++bit) {
        auto flipped = bytes;
        flipped[bit / 8] = static_cast<char>(flipped[bit / 8] ^ (1 << bit % 8));
        CHECK_FALSE(tickets.is_good(to_base64url(flipped), "lan", noon));
    }
    for (const auto& other :
         {std::string{}, ticket + "A", ticket.substr(1), ticket + "=", std::string(54, 'A')})
        CHECK_FALSE(tickets.is_good(other, "lan", noon));
}

TEST_CASE("base64url: as browsers write it, in one way", "[gateway][passkeys]") {
    for (const std::string bytes : {"", "f", "fo", "foo", "\xff\xfe\xfd\xfc"}) {
        CHECK(from_base64url(to_base64url(bytes)) == bytes);
    }
    CHECK(to_base64url("\xff\xfe") == "__4");
    for (const auto* other : {"__4=", "//4", "++4", "_", "__5", "a b"}) CHECK_FALSE(from_base64url(other));
}
