#include "ledger.hpp"

using namespace choqr;
using namespace choqr::book;
using namespace choqr::book::testing;

namespace {

/// Two stalls of one family with one account, and a third that has another.
struct Family {
    Ledger ledger;
    MarketId market = ledger.open_market();
    StallId one = ledger.open_stall(market, "A-1", {account("0011223344")});
    StallId other = ledger.open_stall(market, "A-2", {account("0011223344")});
    StallId stranger = ledger.open_stall(market, "B-1", {account("9988776655")});

    TransferId comes(std::string_view ref, std::int64_t dong = 20'000) {
        const TransferId id{ledger.book.next()};
        CHECK(recorded_as(ledger.record(ledger.credit_now(ref, dong, "tien hang"))) ==
              TransferStatus::unmatched);
        return id;
    }
    Outcome claim(TransferId id, StallId stall) { return ledger.ask(ClaimTransfer{id, stall}); }
    Outcome assign(TransferId id, StallId stall) { return ledger.ask(AssignTransfer{id, stall, "đã hỏi"}); }
    void close_day(Day day) {
        const auto next = ledger.book.next();
        CHECK(recorded(ledger.ask(CloseDay{market, day, {}, next})));
    }
};

Day day_of(Instant moment) { return business_day(moment, std::chrono::minutes{0}); }

}  // namespace

TEST_CASE("claims: the first stall that says so has it, and says it once", "[book][claims]") {
    Family family;
    const auto id = family.comes("r-1");
    const auto at = family.ledger.book.next().value();
    CHECK(recorded_as(family.claim(id, family.one)) == TransferStatus::assigned);
    CHECK(family.ledger.last<TransferClaimed>().stall == family.one);
    CHECK(exists_at(family.claim(id, family.one)) == at);
    CHECK(family.ledger.all<TransferClaimed>().size() == 1);
}

TEST_CASE("claims: another stall that has the account is heard once, and moves nothing", "[book][claims]") {
    Family family;
    const auto id = family.comes("r-1");
    family.claim(id, family.one);
    const auto at = family.ledger.book.next().value();
    CHECK(recorded(family.claim(id, family.other)));
    CHECK(family.ledger.last<TransferClaimDisputed>().stall == family.other);
    CHECK(exists_at(family.claim(id, family.other)) == at);
    CHECK(exists_at(family.claim(id, family.one)) == at - 1);
    CHECK(family.ledger.all<TransferClaimDisputed>().size() == 1);
}

TEST_CASE("claims: a person's word settles a dispute, wherever it goes", "[book][claims]") {
    for (const bool moves : {false, true}) {
        CAPTURE(moves);
        Family family;
        const auto id = family.comes("r-1");
        family.claim(id, family.one);
        family.claim(id, family.other);
        CHECK(recorded_as(family.assign(id, moves ? family.other : family.one)) == TransferStatus::assigned);
        CHECK(family.ledger.last<TransferAssigned>().from == family.one);
        CHECK(refusal(family.assign(id, family.one)) == Refusal::transfer_not_assignable);
        const auto winner = moves ? family.other : family.one, loser = moves ? family.one : family.other;
        CHECK(refusal(family.claim(id, loser)) == Refusal::transfer_not_claimable);
        const auto again = family.claim(id, winner);
        CHECK((exists_at(again) || refusal(again) == Refusal::transfer_not_claimable));
    }
}

TEST_CASE("claims: what nobody disputes no person moves", "[book][claims]") {
    Family family;
    const auto id = family.comes("r-1");
    family.claim(id, family.one);
    CHECK(refusal(family.assign(id, family.other)) == Refusal::transfer_not_assignable);
}

TEST_CASE("claims: what counts in a closed day stays where it is", "[book][claims]") {
    Family family;
    const auto id = family.comes("r-1");
    family.claim(id, family.one);
    family.claim(id, family.other);
    const auto day = day_of(family.ledger.now);
    family.ledger.now += std::chrono::days{2};
    family.close_day(day);
    CHECK(refusal(family.assign(id, family.other)) == Refusal::day_already_closed);
    CHECK(recorded(family.assign(id, family.one)));
}

TEST_CASE("claims: a stall without the account is told what one is told of nothing", "[book][claims]") {
    Family family;
    const auto id = family.comes("r-1");
    CHECK(refusal(family.claim(id, family.stranger)) == Refusal::transfer_not_found);
    CHECK(refusal(family.claim(TransferId::from_value(999'999), family.one)) == Refusal::transfer_not_found);
    CHECK(refusal(family.claim(TransferId::from_value(1), family.one)) == Refusal::transfer_not_found);
    CHECK(refusal(family.claim(id, StallId::from_value(999'999))) == Refusal::stall_not_found);
    // As long as they are asked for, both take a look at one record.
    for (const auto asked : {id, TransferId::from_value(999'999)})
        CHECK(family.ledger.book.record_lookups({ClaimTransfer{asked, family.stranger}, "tk1", std::nullopt})
                  .size() == 1);
}

TEST_CASE("claims: refused in the order of precedence", "[book][claims]") {
    Family family;
    auto& ledger = family.ledger;

    SECTION("a stall that is closed") {
        const auto id = family.comes("r-1");
        ledger.ask(CloseStall{family.one, ""});
        CHECK(refusal(family.claim(id, family.one)) == Refusal::stall_closed);
    }
    SECTION("a trial") {
        const TransferId id{ledger.book.next()};
        ledger.ask(
            RecordTransfer{.feed = feed, .notice = ledger.credit_now("t-1", 5'000, ""), .trial = true});
        CHECK(refusal(family.claim(id, family.one)) == Refusal::transfer_is_trial);
    }
    SECTION("money that left") {
        const TransferId id{ledger.book.next()};
        ledger.record(debit("o-1", 5'000));
        CHECK(refusal(family.claim(id, family.one)) == Refusal::transfer_not_claimable);
    }
    SECTION("what its code has led somewhere") {
        const TransferId id{ledger.book.next()};
        ledger.record(ledger.credit_now("c-1", 5'000, ledger.stall_code(family.other)));
        CHECK(refusal(family.claim(id, family.one)) == Refusal::transfer_not_claimable);
        CHECK(refusal(family.claim(id, family.other)) == Refusal::transfer_not_claimable);
    }
    SECTION("what was taken back, claimed or not") {
        const auto id = family.comes("r-1");
        const auto claimed = family.comes("r-2", 30'000);
        family.claim(claimed, family.one);
        ledger.record(reversal("x-1", 20'000, "r-1"));
        ledger.record(reversal("x-2", 30'000, "r-2"));
        CHECK(refusal(family.claim(id, family.one)) == Refusal::transfer_not_claimable);
        CHECK(refusal(family.claim(claimed, family.other)) == Refusal::transfer_not_claimable);
    }
    SECTION("what a person has assigned") {
        const auto id = family.comes("r-1");
        family.assign(id, family.other);
        CHECK(refusal(family.claim(id, family.one)) == Refusal::transfer_not_claimable);
    }
    SECTION("what somebody has to look at first") {
        const TransferId id{ledger.book.next()};
        auto old = ledger.credit_now("d-1", 5'000, "");
        old.booked_at = ledger.now - std::chrono::days{50};
        ledger.record(old);
        CHECK(refusal(family.claim(id, family.one)) == Refusal::transfer_not_claimable);
    }
    SECTION("what came too long ago, claimed or not") {
        const auto id = family.comes("r-1"), claimed = family.comes("r-2");
        family.claim(claimed, family.one);
        ledger.now += ClaimTransfer::claimable_for;
        CHECK(recorded(family.claim(family.comes("r-3"), family.one)));
        ledger.now += std::chrono::milliseconds{1};
        CHECK(refusal(family.claim(id, family.one)) == Refusal::claim_too_late);
        CHECK(refusal(family.claim(claimed, family.other)) == Refusal::claim_too_late);
    }
}

TEST_CASE("claims: an account that was given up counts as long as its market watches", "[book][claims]") {
    Family family;
    auto& ledger = family.ledger;
    ledger.ask(ChangeMarket{.market = family.market, .watch_period = std::chrono::days{10}});
    ledger.set_accounts(family.one, {account("5555555555")});
    const auto id = family.comes("r-1"), later = family.comes("r-2");
    CHECK(recorded(family.claim(id, family.one)));
    ledger.now += std::chrono::days{11};
    CHECK(refusal(family.claim(later, family.one)) == Refusal::transfer_not_found);
    CHECK(recorded(family.claim(later, family.other)));
}

TEST_CASE("claims: what is claimed is held until nobody can dispute it, and no longer", "[book][claims]") {
    Family family;
    auto& ledger = family.ledger;
    const auto settled = family.comes("r-1"), waiting = family.comes("r-2");
    family.claim(settled, family.one);
    family.claim(waiting, family.one);
    family.claim(waiting, family.other);
    ledger.book.forget_references(ledger.book.next(), 0);
    CHECK(ledger.book.references_held() == 2);
    ledger.now += ClaimTransfer::claimable_for + std::chrono::days{2};
    family.comes("r-3");
    ledger.book.forget_references(ledger.book.next(), 0);
    CHECK(ledger.book.references_held() == 2);  // What waits for a person, and what is nobody's yet.
    CHECK(recorded(family.assign(waiting, family.other)));
    ledger.now += ClaimTransfer::claimable_for + std::chrono::days{2};
    family.comes("r-4");
    ledger.book.forget_references(ledger.book.next(), 0);
    CHECK(ledger.book.references_held() == 2);  // r-3 and r-4.
}

TEST_CASE("claims: a snapshot knows them", "[book][claims]") {
    Family family;
    const auto id = family.comes("r-1");
    family.claim(id, family.one);
    family.claim(id, family.other);
    auto again = Book::from_snapshot(family.ledger.book.snapshot());
    REQUIRE(again);
    const Command assign{AssignTransfer{id, family.other, ""}, "operator", std::nullopt};
    const auto decision =
        again->decide(assign, again->next(), family.ledger.now, family.ledger.known_to(*again, assign));
    CHECK(recorded(decision.outcome));
    CHECK(again->broken_invariants().empty());
}
