#include "support.hpp"
#include "support/catch.hpp"

using namespace choqr;
using namespace choqr::reports;
using namespace choqr::reports::test;
using merchants::RefusalReason;
using merchants::VisitOutcome;

namespace {

/// A history in which somebody does things: the actor of the event that was added last.
struct Field {
    History history{local("2026-11-22 06:00:00")};
    MarketId market = history.market("vt"), other = history.market("khac");

    void by(const char* who) { history.events.back().actor = who; }
    void visit(const char* who, StallId stall, VisitOutcome outcome, std::optional<RefusalReason> reason = {},
               std::uint32_t stand = 0) {
        history.add(book::StallVisited{stall, {outcome, reason, history.now}, stand, {}});
        by(who);
    }
    merchants::Market market_row() const { return follow(history.events)->market(market).value().value(); }
    std::vector<VolunteerDay> days(const char* from, const char* to) const {
        return follow(history.events)->volunteer_days(market_row(), day(from), day(to)).value();
    }
};

}  // namespace

TEST_CASE("visits: what each volunteer did is counted by the day and by the person", "[reports][visits]") {
    Field field;
    auto& history = field.history;
    const auto first = history.stall(field.market, {.code = "A-1"});
    field.by("tk5");
    const auto second = history.stall(field.market, {.code = "A-2"});
    field.by("tk5");
    const auto refusing = history.stall(field.market, {.code = "A-3", .account = false});
    const auto elsewhere = history.stall(field.other, {.code = "B-1"});
    field.by("tk5");
    field.visit("tk5", first, VisitOutcome::spoke);
    field.visit("tk5", first, VisitOutcome::stand_handed_over, {}, 1);
    field.visit("tk5", refusing, VisitOutcome::refused, RefusalReason::fears_tax);
    field.visit("tk6", refusing, VisitOutcome::refused, RefusalReason::owner_absent);
    field.visit("tk6", elsewhere, VisitOutcome::spoke);
    history.pay(first);
    history.now = local("2026-11-23 09:00:00");
    history.pay(second);  // A day and three hours after it was registered.
    field.visit("tk5", refusing, VisitOutcome::refused, RefusalReason::fears_tax);

    const auto days = field.days("2026-11-22", "2026-11-22");
    REQUIRE(days.size() == 2);
    const auto& five = days[0];
    CHECK(five.by.id == TokenId::from_value(5));
    CHECK(five.visited == 2);
    CHECK(five.registered == 2);
    CHECK(five.stands_handed_over == 1);
    CHECK(five.paid_within_a_day == 1);
    CHECK(five.refused == std::array<std::int64_t, 5>{0, 1, 0, 0, 0});
    CHECK(days[1].by.id == TokenId::from_value(6));
    CHECK(days[1].visited == 1);
    CHECK(days[1].registered == 0);
    CHECK(days[1].refused == std::array<std::int64_t, 5>{0, 0, 0, 1, 0});

    const auto both = field.days("2026-11-22", "2026-11-23");
    REQUIRE(both.size() == 3);
    CHECK(both[2].day == day("2026-11-23"));
    CHECK(both[2].visited == 1);
    CHECK(field.days("2026-11-24", "2026-11-30").empty());
}

TEST_CASE("visits: a stall is dormant that was paid once, and not for fourteen days", "[reports][visits]") {
    Field field;
    auto& history = field.history;
    const auto asleep = history.stall(field.market, {.code = "A-1"});
    history.stall(field.market, {.code = "A-2"});  // Never paid.
    const auto awake = history.stall(field.market, {.code = "A-3"});
    const auto elsewhere = history.stall(field.other, {.code = "B-1"});
    for (const auto stall : {asleep, awake, elsewhere}) history.pay(stall);
    const auto dormant_on = [&](const char* today) {
        std::vector<StallId> stalls;
        for (const auto& one : follow(history.events)->dormant(field.market, day(today)).value())
            stalls.push_back(one.stall);
        return stalls;
    };
    CHECK(dormant_on("2026-12-05").empty());
    CHECK(dormant_on("2026-12-06") == std::vector{asleep, awake});
    history.now = local("2026-11-23 09:00:00");
    history.pay(awake);
    CHECK(dormant_on("2026-12-06") == std::vector{asleep});
    CHECK(dormant_on("2026-12-07") == std::vector{asleep, awake});
}

TEST_CASE("visits: a list is of one market and its days, the one told last first, page by page",
          "[reports][visits]") {
    Field field;
    auto& history = field.history;
    const auto stall = history.stall(field.market, {.code = "A-1", .zone = "Rau"});
    const auto elsewhere = history.stall(field.other, {.code = "B-1"});
    field.visit("tk5", stall, VisitOutcome::spoke);
    field.visit("tk5", elsewhere, VisitOutcome::spoke);
    field.visit("tk6", stall, VisitOutcome::refused, RefusalReason::other);
    history.now = local("2026-11-23 00:00:00");
    field.visit("tk5", stall, VisitOutcome::stand_handed_over, {}, 1);
    const auto reports = follow(history.events);

    VisitFilter filter{field.market, local("2026-11-22 00:00:00"), local("2026-11-23 00:00:00")};
    const auto of_day = reports->visits(filter).value();
    REQUIRE(of_day.size() == 2);
    CHECK(of_day[0].visit.reason == RefusalReason::other);
    CHECK(of_day[0].by.name == "tk6");
    CHECK(of_day[0].code == "A-1");
    CHECK(of_day[0].zone == "Rau");
    CHECK(of_day[1].visit.outcome == VisitOutcome::spoke);
    filter.until = local("2026-11-24 00:00:00");
    filter.limit = 1;
    const auto newest = reports->visits(filter).value();
    REQUIRE(newest.size() == 1);
    CHECK(newest[0].stand_version == 1);
    filter.before = newest[0].sequence;
    CHECK(reports->visits(filter).value().at(0).sequence == of_day[0].sequence);
    CHECK(reports->visit(newest[0].sequence).value()->visit == newest[0].visit);
    CHECK_FALSE(reports->visit(Sequence{0}).value());
}

TEST_CASE("visits: a stall counts as having its stand from the day on which it was handed over",
          "[reports][visits]") {
    Field field;
    auto& history = field.history;
    const auto stall = history.stall(field.market, {.code = "A-1"});
    const auto closed = history.stall(field.market, {.code = "A-2"});
    history.stall(field.market, {.code = "A-3"});
    history.now = local("2026-11-23 09:00:00");
    field.visit("tk5", stall, VisitOutcome::stand_handed_over, {}, 1);
    field.visit("tk5", closed, VisitOutcome::stand_handed_over, {}, 1);
    history.close_for_good(closed);
    const auto reports = follow(history.events);
    const auto counted = [&](const char* on) {
        return reports->counts(field.market, day(on), day(on)).value().with_stand;
    };
    CHECK(counted("2026-11-22") == 0);
    CHECK(counted("2026-11-23") == 1);
}
