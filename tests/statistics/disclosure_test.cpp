#include "statistics/disclosure.hpp"

#include "support/catch.hpp"

using namespace choqr;
using namespace choqr::statistics;
using namespace std::chrono_literals;

namespace {

const Day first = 2026y / 11 / 1, second = 2026y / 11 / 2, last = 2026y / 11 / 30;
constexpr Backing few{3, 10'000, 30'000}, many{7, 20'000, 100'000};

DayFacts closed(Day day, std::int64_t dong, Backing behind) {
    return {day, 10, dong, ClosedMoney{10, dong, behind, behind}, {}, false};
}
DayFacts open(Day day, std::int64_t dong, DayMoney::Told told) {
    return {day, 10, dong, std::nullopt, told, false};
}

PeriodFacts period(Day from, Day to, std::vector<DayFacts> days) {
    PeriodFacts facts{from, to, std::move(days), {}, {}, {}, 3, nullptr};
    return facts;
}

Counts counts(std::int64_t dong, std::int64_t transactions = 20) {
    Counts counts;
    counts.amount = *VndSum::from_dong(dong);
    counts.transactions = transactions;
    counts.median_amount = Vnd::of(46'900);
    return counts;
}

DisclosedReport board(const Counts& counts, const PeriodFacts& facts) {
    return Disclosure{Reader::of_counts}.report(counts, facts);
}

}  // namespace

TEST_CASE("a closed day with five stalls behind it is told to the dong", "[statistics][disclosure]") {
    const auto told = board(counts(123'456), period(first, first, {closed(first, 123'456, many)}));
    CHECK(told.amount.dong() == 123'456);
    CHECK_FALSE(told.amount.withheld().has_value());
    CHECK(told.median_amount.dong() == 47'000);
}

TEST_CASE("a closed day of few is withheld, and says why and how much waits", "[statistics][disclosure]") {
    const auto told = board(counts(123'456), period(first, first, {closed(first, 123'456, few)}));
    CHECK_FALSE(told.amount.dong().has_value());
    CHECK(told.amount.withheld() == Withheld::fewer_than_five);
    CHECK(told.amount.waiting() == 10);
    CHECK_FALSE(told.median_amount.dong().has_value());
}

TEST_CASE("an open day tells its steps and what waits; its median not at all", "[statistics][disclosure]") {
    const auto told = board(counts(99'000), period(first, first, {open(first, 99'000, {true, 60'000, 4})}));
    CHECK(told.amount.dong() == 60'000);
    CHECK(told.amount.waiting() == 4);
    CHECK(told.median_amount.withheld() == Withheld::not_closed);
    auto paid = counts(99'000);
    const auto reason_with = [&paid](std::int64_t active) {
        paid.active = active;
        return board(paid, period(first, first, {open(first, 99'000, {false, 0, 10})})).amount.withheld();
    };
    CHECK(reason_with(4) == Withheld::fewer_than_five);
    CHECK(reason_with(5) == Withheld::not_closed);  // One step is not told before the next is complete.
}

TEST_CASE("a range is told only where it is a sum of what is told", "[statistics][disclosure]") {
    CHECK(board(counts(3), period(first, second, {closed(first, 1, many), closed(second, 2, many)}))
              .amount.dong() == 3);
    CHECK(board(counts(3), period(first, second, {closed(first, 1, many), closed(second, 2, few)}))
              .amount.withheld() == Withheld::fewer_than_five);
    CHECK(board(counts(3), period(first, second, {closed(first, 1, many), open(second, 2, {true, 2, 0})}))
              .amount.withheld() == Withheld::not_closed);
}

TEST_CASE("days of few are told with their month, not with a part of it", "[statistics][disclosure]") {
    const Pool november{first, last, {10, 2, many, many}};
    auto whole = period(first, last, {closed(first, 1, many), closed(second, 2, few)});
    whole.months = {november};
    CHECK(board(counts(3), whole).amount.dong() == 3);
    auto part = period(first, 2026y / 11 / 29, {closed(first, 1, many), closed(second, 2, few)});
    part.months = {november};
    CHECK_FALSE(board(counts(3), part).amount.dong().has_value());
    auto day = period(second, second, {closed(second, 2, few)});
    day.months = {november};
    CHECK_FALSE(board(counts(3), day).amount.dong().has_value());
}

TEST_CASE("a month of few is told with its year", "[statistics][disclosure]") {
    const Day new_year = 2026y / 1 / 1, silvester = 2026y / 12 / 31;
    auto year = period(new_year, silvester, {closed(second, 2, few)});
    year.months = {{first, last, {10, 2, few, few}}};
    CHECK_FALSE(board(counts(2), year).amount.dong().has_value());
    year.years = {{new_year, silvester, {10, 2, many, many}}};
    CHECK(board(counts(2), year).amount.dong() == 2);
}

TEST_CASE("money of a day that came when the month was sealed waits beside the month",
          "[statistics][disclosure]") {
    auto late = open(second, 7, {false, 0, 10});
    late.after_seal = true;
    auto month = period(first, last, {closed(first, 1, many), late});
    month.months = {{first, last, {}}};
    const auto told = board(counts(8), month);
    CHECK(told.amount.dong() == 1);
    CHECK(told.amount.waiting() == 10);
}

TEST_CASE("whose payments are most of the payments, his is the median", "[statistics][disclosure]") {
    auto facts = period(first, first, {closed(first, 123'456, many)});
    facts.busiest_stall = 10;
    CHECK(board(counts(123'456), facts).median_amount.dong() == 47'000);
    facts.busiest_stall = 11;
    CHECK(board(counts(123'456), facts).median_amount.withheld() == Withheld::one_stall_dominates);
}

TEST_CASE("a board reads no row's money, the operator every one's", "[statistics][disclosure]") {
    const Disclosure board{Reader::of_counts}, operator_{Reader::of_money};
    for (const auto& [dong, unmatched] : {std::pair{5'000, false}, std::pair{6'000, true}}) {
        const TransferFacts facts{dong, unmatched, "3456", "mua rau"};
        const auto seen = board.transfer(facts);
        CHECK(seen.amount.dong().has_value() == unmatched);
        CHECK_FALSE(seen.payer.has_value());
        CHECK_FALSE(seen.content.has_value());
        CHECK(operator_.transfer(facts).amount.dong() == dong);
        CHECK(operator_.transfer(facts).content == "mua rau");
    }
    CHECK_FALSE(board.adjustment(-5'000, false).dong().has_value());
    CHECK(board.adjustment(-5'000, true).dong() == -5'000);
    CHECK(operator_.adjustment(-5'000, false).dong() == -5'000);
}

TEST_CASE("an official reads a market's counts and sums as its board does, and of no stall",
          "[statistics][disclosure]") {
    auto facts = period(first, first, {closed(first, 123'456, many)});
    auto counted = counts(123'456);
    counted.by_stall.push_back({"st7", 1, 1, 20, *VndSum::from_dong(123'456)});
    const auto official = Disclosure{Reader::of_sums}.report(counted, facts),
               of_board = board(counted, facts);
    CHECK(official.by_stall.empty());
    CHECK(of_board.by_stall.size() == 1);
    CHECK(official.amount.dong() == of_board.amount.dong());
    CHECK(official.transactions == of_board.transactions);
    CHECK_FALSE(
        Disclosure{Reader::of_sums}.transfer({6'000, true, "3456", "mua rau"}).amount.dong().has_value());
    CHECK_FALSE(Disclosure{Reader::of_sums}.sees_money());
}

TEST_CASE("whoever sees money is told all of it", "[statistics][disclosure]") {
    auto all = counts(123'456);
    all.unmatched_amount = *VndSum::from_dong(7'000);
    all.by_stall = {{"st1", 1, 1, 3, *VndSum::from_dong(9'000)}};
    const auto facts = period(first, second, {closed(first, 123'456, few)});
    const auto told = Disclosure{Reader::of_money}.report(all, facts);
    CHECK(told.amount.dong() == 123'456);
    CHECK(told.median_amount.dong() == 46'900);
    CHECK(told.unmatched_amount.dong() == 7'000);
    CHECK(told.by_stall.at(0).amount.dong() == 9'000);
    const auto board_told = board(all, facts);
    CHECK_FALSE(board_told.unmatched_amount.dong().has_value());
    CHECK_FALSE(board_told.by_stall.at(0).amount.dong().has_value());
}

TEST_CASE("a median keeps two digits", "[statistics][disclosure]") {
    for (const auto& [dong, rounded] :
         {std::pair{0, 0}, std::pair{7, 7}, std::pair{99, 99}, std::pair{104, 100}, std::pair{46'900, 47'000},
          std::pair{99'600, 100'000}, std::pair{125'000, 130'000}})
        CHECK(rounded_to_two_digits(dong) == rounded);
}
