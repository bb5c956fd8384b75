#include <algorithm>
#include <set>

#include "house.hpp"
#include "support/catch.hpp"

using namespace choqr;
using namespace choqr::sequencer;
using namespace choqr::sequencer::test;

namespace {

/// Keys that can be destroyed, as far as opening goes.
class Keys final : public book::Sealer {
public:
    Result<std::string> seal(std::optional<VendorId>, std::string_view plain) override {
        return std::string{plain};
    }
    Result<std::optional<std::string>> open(std::optional<VendorId> owner,
                                            std::string_view box) const override {
        ++opened;
        if (owner && destroyed.contains(*owner)) return std::optional<std::string>{};
        return std::optional{std::string{box}};
    }
    std::set<VendorId> destroyed;
    mutable int opened = 0;
};

book::RecordTransfer at_stall(const std::string& reference, std::int64_t dong, const std::string& text,
                              const std::string& account = "1001") {
    auto command = transfer(reference, dong, text);
    command.notice.creditor_account = AccountNumber::parse(account);
    return command;
}

/// Transfers, a conflict, requests, a reversal, one for a person, an erasure.
void live_a_little(House& house, Keys& keys) {
    house.ask(market("cho"));
    house.ask(stall(MarketId::from_value(0), "1"));
    house.ask(stall(MarketId::from_value(0), "2"));
    for (int i = 0; i < 30; ++i)
        house.ask(at_stall("t" + std::to_string(i), 1'000 + i, "mua rau", i % 2 ? "1001" : "1002"));
    house.ask(at_stall("t3", 1'003, "mua ca"));          // A conflict at the first stall,
    house.ask(at_stall("t4", 1'004, "mua ca", "1002"));  // and one at the second.
    house.ask(
        book::OpenPaymentRequest{StallId::from_value(1), Vnd::of(9'000), "ba ky", std::chrono::minutes{5}});
    auto back = at_stall("b1", 1'005, "");
    back.notice.direction = merchants::Direction::debit;
    back.notice.reversal_of = ProviderReference::parse("t5");
    house.ask(back);
    const auto unclear = house.ask(at_stall("u1", 2'000, "?", "77777"));
    house.ask(book::AssignTransfer{TransferId{std::get<book::Recorded>(unclear).sequence},
                                   StallId::from_value(2), "biet"});
    house.ask(book::EraseVendor{VendorId::from_value(1), "theo yeu cau"});
    keys.destroyed.insert(VendorId::from_value(1));
    house.clock.advance(std::chrono::minutes{10});
    house.ask(book::Tick{});
}

book::Book replayed(world::MemoryDirectory& disk, const book::Sealer& keys, Reading reading) {
    world::SeededRandom random{7};
    auto journal = House::open(disk, random);
    book::Book book;
    recover(journal, book, keys, {}, std::nullopt, reading).value();
    return book;
}

}  // namespace

TEST_CASE("replay: gives the book that lived, byte for byte, in turn and ahead",
          "[sequencer][recovery][replay]") {
    world::MemoryDirectory disk;
    Keys keys;
    std::string lived;
    {
        House house{disk, {}, &keys};
        live_a_little(house, keys);
        lived = house.book.snapshot().bytes;
    }
    for (const auto reading : {Reading::in_turn, Reading::ahead}) {
        const auto book = replayed(disk, keys, reading);
        CHECK(book.snapshot().bytes == lived);
        CHECK(book.broken_invariants().empty());
    }
}

TEST_CASE("replay: opens the boxes of no transfer and no request", "[sequencer][recovery][replay]") {
    world::MemoryDirectory disk;
    Keys keys;
    {
        House house{disk, {}, &keys};
        house.ask(market("cho"));
        house.ask(stall(MarketId::from_value(0), "1"));
        house.ask(book::OpenPaymentRequest{StallId::from_value(1), Vnd::of(9'000), "ba ky", {}});
        for (int i = 0; i < 20; ++i) house.ask(transfer("t" + std::to_string(i)));
    }
    keys.opened = 0;
    static_cast<void>(replayed(disk, keys, Reading::in_turn));
    CHECK(keys.opened == 1);  // The stall's: names and phones.
}

TEST_CASE("replay: afterwards a copy is the same transfer, and other contents are a conflict, recorded once",
          "[sequencer][recovery][replay]") {
    world::MemoryDirectory disk;
    Keys keys;
    {
        House house{disk, {}, &keys};
        live_a_little(house, keys);
    }
    House house{disk, {}, &keys};
    const auto events = house.book.next();
    // At the stall whose vendor has a key.
    CHECK(std::get<book::Exists>(house.ask(at_stall("t0", 1'000, "mua rau", "1002"))).sequence ==
          Sequence{3});
    CHECK(std::holds_alternative<book::Conflicts>(
        house.ask(at_stall("t4", 1'004, "mua ca", "1002"))));  // Recorded before.
    CHECK(house.book.next() == events);
    CHECK(std::holds_alternative<book::Conflicts>(house.ask(at_stall("t6", 1'006, "mua muoi", "1002"))));
    CHECK(std::holds_alternative<book::Conflicts>(house.ask(at_stall("t6", 1'006, "mua muoi", "1002"))));
    CHECK(house.book.next() == events.next());
    // Unmatched when it came, then assigned: still under nobody's key.
    CHECK(std::holds_alternative<book::Exists>(house.ask(at_stall("u1", 2'000, "?", "77777"))));
    CHECK(std::holds_alternative<book::Conflicts>(house.ask(at_stall("u1", 2'000, "??", "77777"))));
    // Of the erased vendor's only the money is known.
    CHECK(std::holds_alternative<book::Exists>(house.ask(at_stall("t1", 1'001, "mua gi"))));
    CHECK(std::holds_alternative<book::Conflicts>(house.ask(at_stall("t1", 999'999, "mua rau"))));
    CHECK(house.references.asked == 0);  // The journal knows; the reports are for what was let go of.
}

TEST_CASE("replay: while a key still stands, the erasure counts already", "[sequencer][recovery][replay]") {
    world::MemoryDirectory disk;
    Keys keys;
    {
        House house{disk, {}, &keys};
        live_a_little(house, keys);
    }
    keys.destroyed.clear();  // A crash came between the event and the end of the key.
    House house{disk, {}, &keys};
    CHECK(std::holds_alternative<book::Exists>(house.ask(at_stall("t1", 1'001, "mua gi"))));
}

TEST_CASE("replay: a copy of a notice without a time is the same transfer, whenever it comes",
          "[sequencer][recovery][replay]") {
    world::MemoryDirectory disk;
    const auto untold = [](std::chrono::minutes later) {
        auto command = transfer("t1");
        command.notice.booked_at += later;
        command.notice.booked_at_told = false;
        return command;
    };
    {
        House house{disk};
        CHECK(std::holds_alternative<book::Recorded>(house.ask(untold(std::chrono::minutes{0}))));
        CHECK(std::holds_alternative<book::Exists>(house.ask(untold(std::chrono::minutes{3}))));
    }
    House house{disk};
    CHECK(std::holds_alternative<book::Exists>(house.ask(untold(std::chrono::minutes{60}))));
}

TEST_CASE("replay: reading ahead, more than the portions hold comes in order, and let go of on the way",
          "[sequencer][recovery][replay]") {
    world::MemoryDirectory disk;
    Keys keys;
    std::string lived;
    {
        House house{disk};
        house.ask(market("cho"));
        house.ask(stall(MarketId::from_value(0), "1"));
        for (int i = 0; i < 15'000; ++i) {
            house.submit(i, transfer("t" + std::to_string(i)));
            if (i % 500 == 0) house.sequencer->run_once();
        }
        while (house.sequencer->run_once() > 0) continue;
        lived = house.book.snapshot().bytes;
    }
    CHECK(replayed(disk, keys, Reading::ahead).snapshot().bytes == lived);

    world::SeededRandom random{7};
    auto journal = House::open(disk, random);
    FakeReferences references;
    references.known_to = journal.committed();
    book::Book in_turn, ahead;
    std::vector<Sequence> progress;
    recover(journal, in_turn, keys, {}, Forgetting{references, 1'000}, Reading::in_turn).value();
    recover(
        journal, ahead, keys, [&](Sequence at, Sequence) { progress.push_back(at); },
        Forgetting{references, 1'000}, Reading::ahead)
        .value();
    CHECK(ahead.snapshot().bytes == in_turn.snapshot().bytes);
    CHECK(ahead.references_held() == 1'000);
    CHECK(std::ranges::is_sorted(progress));
    CHECK(progress.back() == journal.committed());
    CHECK(progress.size() > 3);
}

TEST_CASE("replay: a record that cannot be read ends it with the same error, in turn and ahead",
          "[sequencer][recovery][replay]") {
    world::MemoryDirectory disk;
    Keys keys;
    {
        House house{disk};
        house.ask(market("cho"));
        for (int i = 0; i < 9'000; ++i) {
            house.submit(i, transfer("t" + std::to_string(i)));
            if (i % 500 == 0) house.sequencer->run_once();
        }
        while (house.sequencer->run_once() > 0) continue;
        // Of a type that only a newer version knows.
        const std::vector<journal::Record> newer{{999, "?", nullptr}};
        house.journal.append(house.journal.next_sequence(), newer).value();
    }
    world::SeededRandom random{7};
    auto journal = House::open(disk, random);
    for (const auto reading : {Reading::in_turn, Reading::ahead}) {
        book::Book book;
        const auto recovered = recover(journal, book, keys, {}, std::nullopt, reading);
        REQUIRE_FALSE(recovered.has_value());
        CHECK(recovered.error() == book::errc::unknown_type);
    }
}
