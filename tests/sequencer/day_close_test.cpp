#include "house.hpp"
#include "journal/merkle.hpp"
#include "journal/tree_files.hpp"
#include "support/catch.hpp"

using namespace choqr;
using namespace choqr::sequencer;
using namespace choqr::sequencer::test;

namespace {

Day day_before(const House& house) {
    return Day{std::chrono::sys_days{business_day(house.clock.now(), std::chrono::minutes{0})} -
               std::chrono::days{1}};
}

/// On the day on which they were recorded: they must not age the totals of the day before.
book::RecordTransfer of_today(const House& house, const std::string& reference) {
    auto command = transfer(reference);
    command.notice.booked_at = house.clock.now();
    return command;
}

}  // namespace

TEST_CASE("sequencer: a day's end is alone in its batch and names the tree before it", "[sequencer][day]") {
    world::MemoryDirectory disk;
    House house{disk};
    std::vector<Sequence> batches;
    house.sequencer->on_committed([&](Sequence next) { batches.push_back(next); });
    const MarketId cantho{std::get<book::Recorded>(house.ask(market("cantho"))).sequence};
    house.clock.advance(std::chrono::hours{24});
    batches.clear();

    // All in one round: two before it, one after it.
    house.submit(1, of_today(house, "FT1"));
    house.submit(2, of_today(house, "FT2"));
    house.submit(3, book::CloseDay{cantho, day_before(house), {}, Sequence{3}, {}});
    house.submit(4, of_today(house, "FT3"));
    house.sequencer->run_once();

    CHECK(batches == std::vector{Sequence{3}, Sequence{4}, Sequence{5}});
    REQUIRE(house.told.size() == 5);
    for (const auto& told : house.told) CHECK(std::holds_alternative<book::Recorded>(told.outcome.value()));
    const auto records = house.journal.read(Sequence{3}, 1, 1 << 20).value();
    const auto event =
        book::decode(Sequence{3}, records.at(0).type, records.at(0).payload, house.plain).value();
    const auto root = journal::tree_root(3, house.journal.tree().reader()).value();
    CHECK(std::get<book::DayClosed>(event.event).root == root);
}

TEST_CASE("sequencer: a day is not closed while what came before it cannot be written", "[sequencer][day]") {
    world::MemoryDirectory disk;
    House house{disk};
    const MarketId cantho{std::get<book::Recorded>(house.ask(market("cantho"))).sequence};
    house.clock.advance(std::chrono::hours{24});
    house.submit(1, of_today(house, "FT1"));
    house.submit(2, book::CloseDay{cantho, day_before(house), {}, Sequence{2}, {}});
    disk.set_faults({.sync_fails = 1000});
    house.sequencer->run_once();
    CHECK(house.told.at(1).outcome.error() == errc::journal_failed);
    CHECK(house.told.at(2).outcome.error() == errc::journal_failed);
}
