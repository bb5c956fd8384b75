#include "ledger.hpp"

using namespace choqr;
using namespace choqr::book;
using namespace choqr::book::testing;
using merchants::RefusalReason;
using merchants::Visit;
using merchants::VisitOutcome;

namespace {

struct Round {
    Ledger ledger;
    MarketId market = ledger.open_market();
    StallId fish = ledger.open_stall(market, "A-1", {account("0011223344")});
    StallId bare = ledger.open_stall(market, "A-2", {});

    Visit refused(RefusalReason reason, Instant at) { return {VisitOutcome::refused, reason, at}; }
    Outcome hand_over(StallId stall, std::uint32_t version, Instant at) {
        return ledger.ask(VisitStall{stall, {VisitOutcome::stand_handed_over, std::nullopt, at}, version});
    }
};

}  // namespace

TEST_CASE_METHOD(Round, "visits: a refusal has its reason, and is told once", "[book][visits]") {
    const auto no = refused(RefusalReason::fears_tax, ledger.now);
    CHECK(recorded(ledger.ask(VisitStall{bare, no})));
    CHECK(ledger.last<StallVisited>().visit == no);
    const auto count = ledger.all<StallVisited>().size();
    // By a telephone that did not hear the answer.
    CHECK(exists_at(ledger.ask(VisitStall{bare, no})));
    CHECK(ledger.all<StallVisited>().size() == count);
    CHECK(recorded(ledger.ask(VisitStall{bare, refused(RefusalReason::other, ledger.now)})));
}

TEST_CASE_METHOD(Round, "visits: a stand that was handed over was printed", "[book][visits]") {
    CHECK(refusal(hand_over(bare, 1, ledger.now)) == Refusal::stand_version_unknown);
    CHECK(refusal(hand_over(fish, 0, ledger.now)) == Refusal::stand_version_unknown);
    CHECK(refusal(hand_over(fish, 2, ledger.now)) == Refusal::stand_version_unknown);
    CHECK(recorded(hand_over(fish, 1, ledger.now)));
    CHECK(ledger.last<StallVisited>().stand_version == 1);
    CHECK(std::holds_alternative<NothingToRecord>(ledger.ask(RecordStandsPrinted{market, {{fish, 1}}})));
}

TEST_CASE_METHOD(Round, "visits: one that is told late is not the last", "[book][visits]") {
    const auto noon = ledger.now;
    CHECK(recorded(hand_over(fish, 1, noon)));
    const auto morning = refused(RefusalReason::owner_absent, noon - std::chrono::hours{3});
    CHECK(recorded(ledger.ask(VisitStall{fish, morning})));
    CHECK(exists_at(hand_over(fish, 1, noon)));
}

TEST_CASE_METHOD(Round, "visits: nobody was there in the future, or weeks ago, or at a closed stall",
                 "[book][visits]") {
    const auto visit = [&](Instant at) {
        return ledger.ask(VisitStall{fish, {VisitOutcome::spoke, {}, at}});
    };
    using std::chrono::minutes;
    CHECK(refusal(visit(ledger.now + Visit::clock_ahead + minutes{5})) == Refusal::visit_out_of_time);
    CHECK(refusal(visit(ledger.now - Visit::told_within - minutes{5})) == Refusal::visit_out_of_time);
    CHECK(recorded(visit(ledger.now - Visit::told_within + minutes{5})));
    ledger.ask(CloseStall{fish, "dời chợ"});
    CHECK(refusal(visit(ledger.now)) == Refusal::stall_closed);
    CHECK(refusal(ledger.ask(VisitStall{StallId::from_value(999), {VisitOutcome::spoke, {}, ledger.now}})) ==
          Refusal::stall_not_found);
}
