#include "statistics/day_money.hpp"

#include "support/catch.hpp"

using namespace choqr;
using namespace choqr::statistics;

namespace {

/// A small language for a day: who was paid how much, and what was taken back.
class Day {
public:
    std::uint64_t pay(int stall, std::int64_t dong, bool seen = false) {
        add(next_, stall, dong, false, seen);
        return next_++;
    }
    /// Each of these stalls once.
    void pay_all(std::initializer_list<int> stalls, std::int64_t dong = 10'000) {
        for (const auto stall : stalls) pay(stall, dong);
    }
    void take_back(std::uint64_t payment, int stall, std::int64_t dong) {
        add(payment, stall, dong, true, false);
    }

    DayMoney money;

private:
    void add(std::uint64_t payment, int stall, std::int64_t dong, bool back, bool seen) {
        money.add({TransferId::from_value(payment), StallId::from_value(static_cast<std::uint64_t>(stall)),
                   dong, back, seen});
    }
    std::uint64_t next_ = 1;
};

}  // namespace

TEST_CASE("a step is told when the next one is complete, so that the closing has five stalls left",
          "[statistics][day]") {
    Day day;
    day.pay_all({1, 2, 3, 4, 5});
    CHECK_FALSE(day.money.told().any);
    CHECK(day.money.told().waiting == 5);
    day.pay_all({1, 1, 1, 2, 3, 4});
    CHECK_FALSE(day.money.told().any);
    day.pay(5, 10'000);
    CHECK(day.money.told().any);
    CHECK(day.money.told().dong == 50'000);
    CHECK(day.money.told().waiting == 7);
    const auto closed = day.money.closed();
    CHECK(closed.dong == 120'000);
    CHECK(closed.transactions == 12);
    CHECK(closed.rest == Backing{5, 30'000, 70'000});
    CHECK_FALSE(withheld(closed).has_value());
}

TEST_CASE("a day of four stalls is told neither open nor closed", "[statistics][day]") {
    Day day;
    for (int i = 0; i < 20; ++i) day.pay_all({1, 2, 3, 4});
    CHECK_FALSE(day.money.told().any);
    CHECK(withheld(day.money.closed()) == Withheld::fewer_than_five);
}

TEST_CASE("four fifths by one stall are too much, a dong less is not", "[statistics][day]") {
    struct Row {
        std::int64_t largest;
        bool told;
    };
    for (const auto& [largest, told] :
         {Row{159'999, true}, Row{160'000, false}, Row{9'999'999'999'999, false}}) {
        CAPTURE(largest);
        Day day;
        day.pay(1, largest);
        day.pay_all({2, 3, 4, 5});
        CHECK(withheld(day.money.closed()).has_value() != told);
        if (!told) CHECK(withheld(day.money.closed()) == Withheld::one_stall_dominates);
    }
}

TEST_CASE("a payment that is taken back before its step is complete was never there", "[statistics][day]") {
    Day day;
    const auto mistake = day.pay(9, 5'000'000);
    day.pay_all({1, 2, 3, 4});
    day.take_back(mistake, 9, 5'000'000);
    CHECK(withheld(day.money.closed()) == Withheld::fewer_than_five);
    day.pay(5, 10'000);
    day.pay_all({1, 2, 3, 4, 5});
    CHECK(day.money.told().dong == 50'000);
    CHECK(day.money.unclean_steps().empty());
}

TEST_CASE("what is taken back after its step was told brings nobody to stand behind the closing",
          "[statistics][day]") {
    Day day;
    std::vector<std::uint64_t> first;
    for (int stall = 1; stall <= 5; ++stall) first.push_back(day.pay(stall, 10'000));
    day.pay_all({1, 2, 3, 4, 5});
    REQUIRE(day.money.told().any);
    for (int stall = 1; stall <= 4; ++stall)
        day.take_back(first[static_cast<std::size_t>(stall - 1)], stall, 10'000);
    const auto closed = day.money.closed();
    CHECK(closed.dong == 60'000);
    CHECK(closed.rest.stalls == 5);
    CHECK(day.money.unclean_steps() == std::set<std::size_t>{0, 2});
}

TEST_CASE("five stalls of which four are taken back leave a day that is not told", "[statistics][day]") {
    Day day;
    std::vector<std::uint64_t> payments;
    for (int stall = 1; stall <= 5; ++stall) payments.push_back(day.pay(stall, 10'000));
    for (int stall = 1; stall <= 4; ++stall)
        day.take_back(payments[static_cast<std::size_t>(stall - 1)], stall, 10'000);
    CHECK(day.money.closed().dong == 10'000);
    CHECK(withheld(day.money.closed()) == Withheld::fewer_than_five);
}

TEST_CASE("a payment whose amount the board has seen hides nobody", "[statistics][day]") {
    Day day;
    day.pay_all({1, 2, 3, 4});
    day.pay(5, 10'000, true);
    CHECK(withheld(day.money.closed()) == Withheld::fewer_than_five);
    CHECK(day.money.closed().dong == 50'000);
    day.pay(5, 10'000);
    CHECK_FALSE(withheld(day.money.closed()).has_value());
}

TEST_CASE("what comes after a closing is told in complete steps, whatever was taken back with them",
          "[statistics][day]") {
    Day late;
    late.take_back(77, 8, 10'000);
    late.pay_all({1, 2, 3, 4});
    CHECK_FALSE(late.money.told_without_closing().any);
    CHECK(late.money.told_without_closing().waiting == 5);
    late.pay(5, 10'000);
    late.pay(6, 10'000);
    const auto told = late.money.told_without_closing();
    CHECK(told.any);
    CHECK(told.dong == 40'000);
    CHECK(told.waiting == 1);
}

TEST_CASE("days in one sum have the stalls of all of them behind it", "[statistics][day]") {
    std::vector<DayMoney> days;
    for (int stall = 1; stall <= 5; ++stall) {
        Day day;
        day.pay(stall, 10'000);
        days.push_back(day.money);
        CHECK(withheld(day.money.closed()) == Withheld::fewer_than_five);
        CHECK(withheld(DayMoney::closed_in_one_sum(days)).has_value() == (stall < 5));
    }
}
