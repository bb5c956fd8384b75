#include "support.hpp"
#include "support/catch.hpp"

using namespace choqr;
using namespace choqr::reports;
using namespace choqr::reports::test;
using merchants::MatchBasis;

// What is in no number, and what is in those of another day: a book decides, the reports follow it.
namespace {

const FeedId simwallet = *FeedId::parse("simwallet");
const Day today = day("2026-11-22");

struct Both {
    book::Book book;
    std::unique_ptr<Reports> reports = Reports::open(":memory:").value();
    std::vector<book::RecordedEvent> events;
    Instant now = local("2026-11-22 06:30:00");
    MarketId market = MarketId::from_value(0);
    StallId stall = StallId::from_value(1);

    Both() {
        ask(book::RegisterMarket{"Chợ Vũng Tàu", "vt", "", ""});
        ask(book::RegisterStall{market,
                                merchants::PointKind::stall,
                                "A-1",
                                "A",
                                "rau",
                                std::nullopt,
                                {History::account_of(stall)}});
    }
    TransferId ask(book::Ask ask) {
        const TransferId next{book.next()};
        auto decision = book.decide({std::move(ask), "test", std::nullopt}, book.next(), now);
        for (auto& event : decision.events) {
            events.push_back({book.next(), now, "test", std::nullopt, std::move(event)});
            book.apply(events.back());
            reports->apply({events.back()}).value();
        }
        return next;
    }
    TransferId pay(const std::string& reference, Instant booked_at, bool known = true, bool trial = false) {
        merchants::TransferNotice notice{
            .reference = *ProviderReference::parse(reference),
            .direction = merchants::Direction::credit,
            .creditor_bin = Bin::parse("970436"),
            .creditor_account = known ? History::account_of(stall).number : *AccountNumber::parse("999"),
            .virtual_account = std::nullopt,
            .amount = Vnd::of(20'000),
            .remittance_information = "",
            .booked_at = booked_at,
            .debtor = std::nullopt,
            .reversal_of = std::nullopt,
            .bank_reference = {},
            .as_received = {}};
        return ask(book::RecordTransfer{simwallet, std::move(notice), nullptr, trial});
    }
    Counts counts(Day of = today) const {
        auto found = reports->counts(market, of, of).value();
        CHECK(follow(events)->fingerprint().value() == reports->fingerprint().value());
        return found;
    }
};

}  // namespace

TEST_CASE("reports: a trial is listed, and in no count, sum, median, hour, total or adjustment",
          "[reports][trial]") {
    Both both;
    both.pay("real", both.now);
    const auto before = both.counts();
    const auto at_stall = both.pay("t1", both.now, true, true);
    const auto unknown = both.pay("t2", both.now, false, true);
    const auto same = [&] {
        const auto after = both.counts();
        CHECK(after.transactions == before.transactions);
        CHECK(after.amount == before.amount);
        CHECK(after.median_amount == before.median_amount);
        CHECK(after.unmatched == before.unmatched);
        CHECK(after.unmatched_amount == before.unmatched_amount);
        CHECK(after.by_hour == before.by_hour);
        CHECK(after.reversed == before.reversed);
        CHECK(both.reports->feeds().value().front().transfers == 1);
    };
    same();
    CHECK(both.reports->transfer(at_stall).value()->trial);
    CHECK(both.reports->transfer(at_stall).value()->stall == both.stall);
    CHECK(both.reports->transfers({.status = book::TransferStatus::unmatched}).value().size() == 1);
    CHECK(both.reports->known_transfer(simwallet, *ProviderReference::parse("t1")).value()->trial);

    both.ask(book::AssignTransfer{unknown, both.stall, "thử"});
    CHECK(both.reports->transfer(unknown).value()->status == book::TransferStatus::assigned);
    CHECK(both.reports->transfer(unknown).value()->trial);
    same();

    both.now += std::chrono::hours{24};
    const auto counted = both.reports->day_totals(both.market, today).value().value();
    CHECK(counted.totals.transactions == 1);
    both.ask(book::CloseDay{both.market, today, counted.totals, counted.counted_before, {}});
    const auto late = both.pay("t3", local("2026-11-22 09:00:00"), false, true);
    both.ask(book::AssignTransfer{late, both.stall, "thử"});
    both.pay("t4", local("2026-11-22 09:00:00"), true, true);
    CHECK(both.reports->adjustments(both.market, today, today).value().empty());
    same();
}

TEST_CASE(
    "reports: money with a booking time that nobody believes is unmatched on the day of recording, and "
    "counts there when assigned",
    "[reports][booking]") {
    Both both;
    const auto far = parse_rfc3339("9999-12-31T23:59:59Z").value(),
               first = parse_rfc3339("0001-01-01T00:00:00Z").value();
    const auto ahead = both.pay("ahead", far), old = both.pay("old", first),
               late = both.pay("late", both.now - std::chrono::days{44});
    CHECK(both.counts().unmatched == 2);
    CHECK(both.counts().transactions == 0);
    CHECK(both.counts(day("2026-10-09")).transactions == 1);
    CHECK(both.counts(day("9999-12-31")).unmatched == 0);
    for (const auto& [id, basis] : {std::pair{ahead, MatchBasis::none_booked_ahead},
                                    std::pair{old, MatchBasis::none_booked_long_ago}}) {
        const auto row = both.reports->transfer(id).value().value();
        CHECK(row.basis == basis);
        CHECK(row.counts_when_recorded);
        CHECK_FALSE(row.stall);
        both.ask(book::AssignTransfer{id, both.stall, "ngân hàng xác nhận"});
    }
    CHECK_FALSE(both.reports->transfer(late).value()->counts_when_recorded);
    CHECK(both.reports->transfer(ahead).value()->booked_at == far);  // As it was told.
    CHECK(both.counts().unmatched == 0);
    CHECK(both.counts().transactions == 2);
    CHECK(both.counts().by_hour[6] == 2);
    CHECK(both.counts(day("9999-12-31")).transactions == 0);
    CHECK(both.reports->transfers({.stall = both.stall, .day = today}).value().size() == 2);

    // Taken back, it leaves the day on which it counted.
    merchants::TransferNotice back{.reference = *ProviderReference::parse("back"),
                                   .direction = merchants::Direction::debit,
                                   .creditor_bin = std::nullopt,
                                   .creditor_account = std::nullopt,
                                   .virtual_account = std::nullopt,
                                   .amount = Vnd::of(20'000),
                                   .remittance_information = "",
                                   .booked_at = far,
                                   .debtor = std::nullopt,
                                   .reversal_of = ProviderReference::parse("ahead"),
                                   .bank_reference = {},
                                   .as_received = {}};
    both.ask(book::RecordTransfer{simwallet, std::move(back)});
    CHECK(both.counts().transactions == 1);
    CHECK(both.counts().reversed == 1);
}
