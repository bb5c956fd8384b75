#include "http/seats.hpp"

#include <vector>

#include "http/byte_budget.hpp"
#include "support/catch.hpp"

using namespace choqr::http;
using Answer = Seats::Answer;
using Room = Seats::Room;
using Seat = Seats::Seat;

namespace {

std::optional<ClientAddress> client(int number) {
    return ClientAddress::parse("203.0.113." + std::to_string(number));
}

// What is still to be had, one by one.
struct Taker {
    explicit Taker(Seats::Limits limits) : seats{limits} {}
    Answer take(Room room, const std::optional<ClientAddress>& of) {
        Seat seat;
        const auto answer = seats.take(room, of, seat);
        if (answer == Answer::taken) taken.push_back(std::move(seat));
        return answer;
    }
    Seats seats;
    std::vector<Seat> taken;
};

}  // namespace

TEST_CASE("a client has its share of the places, and the rest is others'", "[http][seats]") {
    Taker taker{{.seats_max = 8, .reserved = 2, .per_client_max = 4}};
    for (int i = 0; i < 4; ++i) CHECK(taker.take(Room::ordinary, client(1)) == Answer::taken);
    CHECK(taker.take(Room::ordinary, client(1)) == Answer::client_full);
    CHECK(taker.take(Room::ordinary, client(2)) == Answer::taken);
    CHECK(taker.take(Room::ordinary, std::nullopt) == Answer::taken);
    CHECK(taker.take(Room::ordinary, client(3)) == Answer::full);
    taker.taken.erase(taker.taken.begin());
    CHECK(taker.take(Room::ordinary, client(1)) == Answer::taken);
}

TEST_CASE("the reserved room is apart, no client takes it all, and it is at most a quarter",
          "[http][seats]") {
    Taker taker{{.seats_max = 32, .reserved = 100, .per_client_max = 32}};
    for (int i = 0; i < 24; ++i) CHECK(taker.take(Room::ordinary, client(1)) == Answer::taken);
    CHECK(taker.take(Room::ordinary, client(2)) == Answer::full);
    CHECK(taker.take(Room::reserved, client(1)) == Answer::taken);
    CHECK(taker.take(Room::reserved, client(1)) == Answer::taken);
    CHECK(taker.take(Room::reserved, client(1)) == Answer::client_full);
    for (int i = 2; i < 8; ++i) CHECK(taker.take(Room::reserved, client(i)) == Answer::taken);
    CHECK(taker.take(Room::reserved, client(9)) == Answer::full);
}

TEST_CASE("whoever has shown a notice moves into the ordinary room when there is a place", "[http][seats]") {
    Seats seats{{.seats_max = 4, .reserved = 1, .per_client_max = 4}};
    Seat first, second, third, reserved;
    for (auto* const seat : {&first, &second, &third})
        REQUIRE(seats.take(Room::ordinary, client(1), *seat) == Answer::taken);
    REQUIRE(seats.take(Room::reserved, client(2), reserved) == Answer::taken);
    seats.promote(reserved);
    CHECK(reserved.is_reserved());
    first.give_back();
    seats.promote(reserved);
    CHECK_FALSE(reserved.is_reserved());
    Seat next;
    CHECK(seats.take(Room::reserved, client(3), next) == Answer::taken);
}

TEST_CASE("behind a proxy requests count for their client, not as connections", "[http][seats]") {
    Taker taker{{.seats_max = 4, .reserved = 0, .per_client_max = 2}};
    for (int i = 0; i < 20; ++i)
        for (int each = 0; each < 2; ++each) CHECK(taker.take(Room::request, client(i)) == Answer::taken);
    CHECK(taker.take(Room::request, client(1)) == Answer::client_full);
    CHECK(taker.take(Room::ordinary, client(1)) == Answer::client_full);
    CHECK(taker.take(Room::ordinary, client(100)) == Answer::taken);
    taker.taken.clear();
    CHECK(taker.take(Room::request, client(1)) == Answer::taken);
}

TEST_CASE("a seat is given back once, whoever holds it last", "[http][seats]") {
    Seats seats{{.seats_max = 1, .reserved = 0, .per_client_max = 1}};
    Seat holder;
    {
        Seat seat;
        REQUIRE(seats.take(Room::ordinary, client(1), seat) == Answer::taken);
        holder = std::move(seat);
    }
    Seat other;
    CHECK(seats.take(Room::ordinary, client(2), other) == Answer::full);
    holder.give_back();
    holder.give_back();
    CHECK(seats.take(Room::ordinary, client(2), other) == Answer::taken);
    CHECK(seats.take(Room::ordinary, client(1), holder) == Answer::full);
}

TEST_CASE("large bodies leave a quarter of the budget to small requests", "[http][seats]") {
    ByteBudget budget{1000};
    CHECK(budget.take(700, ByteBudget::Share::large));
    CHECK_FALSE(budget.take(51, ByteBudget::Share::large));
    CHECK(budget.take(300, ByteBudget::Share::small));
    CHECK_FALSE(budget.take(1, ByteBudget::Share::small));
    budget.give_back(300);
    CHECK_FALSE(budget.take(static_cast<std::size_t>(-1), ByteBudget::Share::small));
    CHECK(budget.used() == 700);
}
