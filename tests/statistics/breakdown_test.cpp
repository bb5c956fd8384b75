#include "statistics/breakdown.hpp"

#include "support/catch.hpp"

using namespace choqr;
using namespace choqr::statistics;

namespace {

struct Place {
    int stall;
    std::uint16_t zone = 0, goods = 0, provider = 0, hour = 0;
    std::uint32_t figures = 0;
    std::int64_t dong = 10'000;
};

MonthMoney month_of(const std::vector<Place>& places) {
    MonthMoney month;
    month.keys = {{{"A", "B", "C"}, {"rau", "cá"}, {"bank", "wallet"}, {"8", "9"}}};
    for (const auto& place : places)
        month.payments.push_back({StallId::from_value(static_cast<std::uint64_t>(place.stall)),
                                  place.dong,
                                  false,
                                  place.figures,
                                  {place.zone, place.goods, place.provider, place.hour}});
    return month;
}

const Cell& zone(const Breakdown& breakdown, std::size_t at) { return breakdown[0].at(at); }

}  // namespace

TEST_CASE("two zones of five stalls each are told, and add up to the month", "[statistics][breakdown]") {
    std::vector<Place> places;
    for (int stall = 0; stall < 10; ++stall)
        places.push_back(
            {.stall = stall, .zone = static_cast<std::uint16_t>(stall % 2), .dong = 1'000 * (stall + 1)});
    const auto told = break_down(month_of(places));
    CHECK_FALSE(zone(told, 0).withheld.has_value());
    CHECK_FALSE(zone(told, 1).withheld.has_value());
    CHECK(zone(told, 0).dong + zone(told, 1).dong == 55'000);
    CHECK(zone(told, 0).active == 5);
}

TEST_CASE("the one zone with few stalls is not told by the others", "[statistics][breakdown]") {
    std::vector<Place> places;
    for (int stall = 0; stall < 5; ++stall) places.push_back({.stall = stall, .zone = 0});
    for (int stall = 5; stall < 10; ++stall) places.push_back({.stall = stall, .zone = 1});
    places.push_back({.stall = 10, .zone = 2, .dong = 77'777});
    const auto told = break_down(month_of(places));
    CHECK(zone(told, 2).withheld == Withheld::fewer_than_five);
    CHECK(zone(told, 0).withheld.has_value() != zone(told, 1).withheld.has_value());
}

TEST_CASE("a cell that one stall makes four fifths of is not told", "[statistics][breakdown]") {
    std::vector<Place> places;
    for (int stall = 0; stall < 10; ++stall)
        places.push_back({.stall = stall, .zone = static_cast<std::uint16_t>(stall % 2)});
    places.front().dong = 160'000;
    const auto told = break_down(month_of(places));
    CHECK(zone(told, 0).withheld == Withheld::one_stall_dominates);
    CHECK(zone(told, 1).withheld == Withheld::complement);
}

TEST_CASE("tables that overlap do not tell of the few between them", "[statistics][breakdown]") {
    // Zone A and goods "rau" are the same stalls, but for one that sells rau in zone B.
    std::vector<Place> places;
    for (int stall = 0; stall < 6; ++stall) places.push_back({.stall = stall, .zone = 0, .goods = 0});
    for (int stall = 6; stall < 12; ++stall) places.push_back({.stall = stall, .zone = 1, .goods = 1});
    places.push_back({.stall = 12, .zone = 1, .goods = 0});
    const auto told = break_down(month_of(places));
    CHECK_FALSE(zone(told, 0).withheld.has_value());
    CHECK(told[1].at(0).withheld == Withheld::complement);
    CHECK(told[1].at(1).withheld == Withheld::complement);
}

TEST_CASE("days that are told one by one hold the zones together only where stalls share a day",
          "[statistics][breakdown]") {
    // Each day one zone alone: then a zone's month is the sum of days that are told anyway.
    std::vector<Place> apart;
    for (int stall = 0; stall < 12; ++stall) {
        const auto side = static_cast<std::uint16_t>(stall % 2);
        apart.push_back({.stall = stall, .zone = side, .figures = side});
    }
    const auto same = break_down(month_of(apart));
    CHECK_FALSE(zone(same, 0).withheld.has_value());
    // And one stall of zone B on zone A's day.
    apart.push_back({.stall = 1, .zone = 1, .figures = 0});
    const auto told = break_down(month_of(apart));
    CHECK(zone(told, 0).withheld == Withheld::complement);
    CHECK(zone(told, 1).withheld == Withheld::complement);
}

TEST_CASE("a class in which a payment was taken back is not taken for told", "[statistics][breakdown]") {
    std::vector<Place> places;
    for (int stall = 0; stall < 12; ++stall) {
        const auto side = static_cast<std::uint16_t>(stall % 2);
        places.push_back({.stall = stall, .zone = side, .figures = side});
    }
    auto month = month_of(places);
    month.unclean = {0};
    const auto told = break_down(month);
    CHECK(zone(told, 0).withheld == Withheld::complement);
}

TEST_CASE("the same payments in another order are broken down alike", "[statistics][breakdown]") {
    std::vector<Place> places;
    for (int i = 0; i < 60; ++i)
        places.push_back({.stall = i % 13,
                          .zone = static_cast<std::uint16_t>(i % 3),
                          .goods = static_cast<std::uint16_t>(i / 7 % 2),
                          .provider = static_cast<std::uint16_t>(i % 5 == 0),
                          .hour = static_cast<std::uint16_t>(i % 2),
                          .figures = static_cast<std::uint32_t>(i / 20),
                          .dong = 1'000 * (1 + i % 9)});
    const auto one = break_down(month_of(places));
    std::reverse(places.begin(), places.end());
    const auto other = break_down(month_of(places));
    for (std::size_t table = 0; table < tables_max; ++table)
        for (std::size_t cell = 0; cell < one[table].size(); ++cell) {
            CAPTURE(table, cell);
            CHECK(one[table][cell].withheld == other[table][cell].withheld);
            CHECK(one[table][cell].dong == other[table][cell].dong);
        }
}
