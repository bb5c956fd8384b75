#include "support.hpp"
#include "support/catch.hpp"

using namespace choqr;
using namespace choqr::reports;
using namespace choqr::reports::test;

namespace {

/// Two stalls of one family with one account, and a third with another.
struct Family {
    History history{local("2026-11-21 06:00:00")};
    MarketId market = history.market("a");
    StallId one = history.stall(market, {"A-1"}), other = history.stall(market, {"A-2"}),
            stranger = history.stall(market, {"B-1"});
    std::string account = History::account_of(one).number.text();

    Family() { history.change(other, {History::account_of(one)}); }
    TransferId comes(std::int64_t dong) {
        return history.unmatched({.dong = dong, .payer = "1900000000917", .account = account});
    }
    std::vector<UnclaimedRow> unclaimed(StallId stall) const {
        return follow(history.events)->unclaimed(stall, history.now, 10).value();
    }
    Counts counted() const {
        return follow(history.events)->counts(market, day("2026-11-21"), day("2026-11-21")).value();
    }
    OwnDay own(StallId stall) const {
        return follow(history.events)->own_day(stall, day("2026-11-21")).value();
    }
};

bool is(const CountAndSum& figure, std::int64_t count, std::int64_t dong) {
    return figure.count == count && figure.amount.dong() == dong;
}

}  // namespace

TEST_CASE("reports: what is unclaimed is seen by each stall that has its account, until one has it",
          "[reports][sales]") {
    Family family;
    const auto id = family.comes(20'000);
    for (const auto stall : {family.one, family.other}) {
        const auto rows = family.unclaimed(stall);
        REQUIRE(rows.size() == 1);
        CHECK(rows[0].id == id);
        CHECK(rows[0].amount == Vnd::of(20'000));
        CHECK(rows[0].debtor_account_tail == "0917");
    }
    CHECK(family.unclaimed(family.stranger).empty());
    SECTION("claimed") { family.history.claim(id, family.one); }
    SECTION("assigned") { family.history.assign(id, family.stranger); }
    SECTION("taken back") { family.history.reverse(id, std::nullopt, {.dong = 20'000}); }
    SECTION("given up, and the market does not watch") {
        family.history.add(book::MarketChanged{family.market, std::chrono::days{0}, std::nullopt});
        family.history.change(family.one, {});
        family.history.change(family.other, {});
        family.history.now += std::chrono::seconds{1};
    }
    SECTION("too old") { family.history.now += book::ClaimTransfer::claimable_for + std::chrono::hours{1}; }
    CHECK(family.unclaimed(family.one).empty());
    CHECK(family.unclaimed(family.other).empty());
}

TEST_CASE("reports: an account that was given up is seen as long as its market watches", "[reports][sales]") {
    Family family;
    family.history.change(family.one, {});
    const auto id = family.comes(20'000);
    REQUIRE(family.unclaimed(family.one).size() == 1);
    CHECK(family.unclaimed(family.one)[0].id == id);
}

TEST_CASE("reports: a claimed transfer counts once, where the first who said so is", "[reports][sales]") {
    Family family;
    const auto id = family.comes(20'000);
    CHECK(family.counted().unmatched == 1);
    family.history.claim(id, family.one);
    family.history.dispute(id, family.other);
    CHECK(family.counted().unmatched == 0);
    CHECK(family.counted().transactions == 1);
    CHECK(family.counted().amount.dong() == 20'000);
    CHECK(is(family.own(family.one).received, 1, 20'000));
    CHECK(is(family.own(family.other).received, 0, 0));
}

TEST_CASE("reports: what a person settles counts where they say, and waits no longer", "[reports][sales]") {
    for (const bool moves : {false, true}) {
        CAPTURE(moves);
        Family family;
        const auto id = family.comes(20'000);
        family.history.claim(id, family.one);
        family.history.dispute(id, family.other);
        const auto waiting = follow(family.history.events)->disputes(family.market, std::nullopt, 10).value();
        REQUIRE(waiting.size() == 1);
        CHECK(waiting[0].transfer == id);
        REQUIRE(waiting[0].claims.size() == 2);
        CHECK(waiting[0].claims[0].stall == family.one);
        CHECK(!waiting[0].claims[0].waits);
        CHECK(waiting[0].claims[1].waits);
        family.history.settle(id, family.one, moves ? family.other : family.one);
        CHECK(follow(family.history.events)->disputes(family.market, std::nullopt, 10).value().empty());
        CHECK(family.counted().transactions == 1);
        CHECK(family.counted().amount.dong() == 20'000);
        CHECK(is(family.own(family.one).received, moves ? 0 : 1, moves ? 0 : 20'000));
        CHECK(is(family.own(family.other).received, moves ? 1 : 0, moves ? 20'000 : 0));
        family.history.reverse(id, moves ? family.other : family.one, {.dong = 20'000});
        CHECK(family.counted().transactions == 0);
        CHECK(family.counted().reversed == 1);
    }
}

// Else a board would take one of both figures from the other, and have the one payment.
TEST_CASE("reports: what is told of an open day does not move by the one payment that is given to another",
          "[reports][sales][disclosure]") {
    Family family;
    auto& history = family.history;
    std::vector<StallId> stalls;
    stalls.reserve(12);
    for (int i = 0; i < 12; ++i) stalls.push_back(history.stall(family.market, {"C-" + std::to_string(i)}));
    const auto id = family.comes(77'777);
    history.claim(id, family.one);
    history.dispute(id, family.other);
    for (const auto stall : stalls) history.pay(stall, {.dong = 10'000});
    const auto told = [&] {
        const auto report = follow(history.events)
                                ->market_report(family.market, day("2026-11-21"), day("2026-11-21"))
                                .value();
        return report.facts.days.at(0).told;
    };
    const auto before = told();
    REQUIRE(before.any);
    history.settle(id, family.one, family.other);
    CHECK(told().dong == before.dong);
    CHECK(family.counted().amount.dong() == 12 * 10'000 + 77'777);
}

TEST_CASE("reports: a stall's own day", "[reports][sales]") {
    Family family;
    auto& history = family.history;
    const auto first = history.pay(family.one, {.dong = 100'000}),
               second = history.pay(family.one, {.dong = 50'000}),
               third = history.pay(family.one, {.dong = 30'000});
    CHECK(family.own(family.one).sales() == 180'000);
    history.add(book::TransferSetAside{second, family.one, book::AsideReason::family});
    history.add(book::RefundLinked{family.one, first, TransferId::from_value(900), Vnd::of(40'000), true});
    history.add(book::RefundLinked{family.one, second, TransferId::from_value(901), Vnd::of(50'000), false});
    history.add(book::CashDeclared{family.one, day("2026-11-21"), Vnd::of(5'000), std::nullopt});
    history.add(book::CashDeclared{family.one, day("2026-11-21"), Vnd::of(7'000), std::nullopt});
    const auto own = family.own(family.one);
    CHECK(is(own.received, 3, 180'000));
    CHECK(is(own.set_aside, 1, 50'000));
    CHECK(is(own.refunds, 1, 40'000));  // Of what is no sale nothing is subtracted twice.
    REQUIRE(own.cash);
    CHECK(own.cash->amount == Vnd::of(7'000));
    CHECK(own.sales() == 180'000 - 50'000 - 40'000 + 7'000);

    SECTION("a board counts all of it, and no cash") {
        CHECK(family.counted().transactions == 3);
        CHECK(family.counted().amount.dong() == 180'000);
    }
    SECTION("what was taken back by its bank is no sale, nor are its refunds") {
        history.reverse(first, family.one, {.dong = 100'000});
        CHECK(is(family.own(family.one).received, 2, 80'000));
        CHECK(is(family.own(family.one).refunds, 0, 0));
    }
    SECTION("it is a sale after all") {
        history.add(book::TransferSetAside{second, family.one, std::nullopt});
        CHECK(family.own(family.one).sales() == 180'000 - 40'000 - 50'000 + 7'000);
    }
    SECTION("another stall has nothing of it") {
        CHECK(family.own(family.other).sales() == 0);
        CHECK(!family.own(family.other).cash);
        CHECK(!follow(history.events)->set_aside(second, family.other).value());
    }
    CHECK(third.value() > second.value());
}

TEST_CASE("reports: cash is gone with its vendor, as in every later rebuild", "[reports][sales]") {
    Family family;
    const VendorId vendor = VendorId::from_value(family.one.value());
    family.history.add(book::CashDeclared{family.one, day("2026-11-21"), Vnd::of(5'000), vendor});
    CHECK(follow(family.history.events)
              ->cash(family.one, day("2026-11-20"), day("2026-11-22"))
              .value()
              .size() == 1);
    family.history.erase(vendor);
    const auto live = follow(family.history.events, 1);
    CHECK(live->cash(family.one, day("2026-11-20"), day("2026-11-22")).value().empty());
    auto read_later = family.history.events;
    for (auto& event : read_later)
        if (auto* cash = std::get_if<book::CashDeclared>(&event.event)) cash->amount.reset();
    CHECK(follow(read_later)->cash(family.one, day("2026-11-20"), day("2026-11-22")).value().empty());
}
