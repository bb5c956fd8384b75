#include "ledger.hpp"

using namespace choqr;
using namespace choqr::book;
using namespace choqr::book::testing;
using namespace std::chrono_literals;
using merchants::MatchBasis;

namespace {

constexpr std::chrono::days day_long{1};

struct TwoMarkets {
    Ledger ledger;
    MarketId here = ledger.open_market("vungtau"), there = ledger.open_market("hungson");
    StallId fish = ledger.open_stall(here, "A-1", {account("0011223344")});
    StallId fruit = ledger.open_stall(there, "A-1", {account("0055667788")});

    Outcome tell(merchants::TransferNotice notice, merchants::FeedBounds bounds) {
        return ledger.ask(RecordTransfer{feed, std::move(notice),
                                         std::make_shared<const merchants::FeedBounds>(std::move(bounds))});
    }
    MatchBasis basis() const { return ledger.last<TransferReceived>().match.basis; }
    merchants::TransferNotice booked(std::string_view ref, Instant at, std::string text = "") {
        auto notice = credit(ref, 45'000, std::move(text));
        notice.booked_at = at;
        return notice;
    }
};

const merchants::FeedBounds only_here{{}, {"vungtau"}};
const merchants::FeedBounds only_fish{{{*Bin::parse("970422"), *AccountNumber::parse("0011223344")}}, {}};

}  // namespace

TEST_CASE_METHOD(TwoMarkets,
                 "book: what a feed may not speak of is recorded, credited to nobody, and can be assigned",
                 "[book][feeds]") {
    for (const auto& bounds : {only_here, only_fish}) {
        const auto ref = std::to_string(ledger.events.size());
        CHECK(recorded_as(tell(credit("in-" + ref, 45'000, ""), bounds)) == TransferStatus::matched);
        const auto outside =
            tell(credit("out-" + ref, 45'000, ledger.stall_code(fruit), "0055667788"), bounds);
        CHECK(recorded_as(outside) == TransferStatus::unmatched);
        CHECK(basis() == MatchBasis::none_outside_feed);
        CHECK_FALSE(ledger.last<TransferReceived>().match.stall);
        CHECK_FALSE(ledger.last<TransferReceived>().counts_when_recorded);
        CHECK(recorded_as(ledger.ask(AssignTransfer{TransferId{std::get<Recorded>(outside).sequence}, fruit,
                                                    "gọi hỏi ngân hàng"})) == TransferStatus::assigned);
    }
    CHECK(recorded_as(tell(credit("free", 45'000, "", "0055667788"), {})) == TransferStatus::matched);
}

TEST_CASE_METHOD(TwoMarkets, "book: bounds that came later do not make another transfer of one that is known",
                 "[book][feeds]") {
    const auto notice = credit("1", 45'000, "", "0055667788");
    const auto at = std::get<Recorded>(ledger.record(notice)).sequence;
    const auto again = tell(notice, only_here);
    CHECK(exists_at(again) == at.value());
    CHECK(std::get<Exists>(again).status == TransferStatus::matched);
    auto changed = notice;
    changed.amount = Vnd::of(1);
    CHECK(std::holds_alternative<Conflicts>(tell(changed, only_here)));
}

TEST_CASE_METHOD(TwoMarkets,
                 "book: a request of another market is not settled by a feed that may not speak of it",
                 "[book][feeds][requests]") {
    const auto request = ledger.open_request(fruit, 45'000);
    CHECK(recorded_as(tell(credit("1", 45'000, ledger.request_code(request), "999"), only_here)) ==
          TransferStatus::unmatched);
    CHECK(basis() == MatchBasis::none_outside_feed);
    CHECK_FALSE(ledger.last<TransferReceived>().request_status);
    CHECK(recorded(ledger.ask(CancelPaymentRequest{request})));  // Open still.
}

TEST_CASE_METHOD(TwoMarkets, "book: a booking time is believed 45 days back and ten minutes ahead",
                 "[book][feeds][booking]") {
    const auto at = [&](Instant booked_at) {
        const auto ref = "n" + std::to_string(ledger.events.size());
        const auto status = recorded_as(ledger.record(booked(ref, booked_at, ledger.stall_code(fish))));
        return std::pair{status, basis()};
    };
    const std::pair believed{std::optional{TransferStatus::matched}, MatchBasis::stall_code};
    const std::pair too_old{std::optional{TransferStatus::unmatched}, MatchBasis::none_booked_long_ago};
    const std::pair too_new{std::optional{TransferStatus::unmatched}, MatchBasis::none_booked_ahead};
    CHECK(at(ledger.now) == believed);
    CHECK(at(ledger.now - 45 * day_long) == believed);
    CHECK(at(ledger.now - 45 * day_long - 1ms) == too_old);
    CHECK(at(ledger.now + 10min) == believed);
    CHECK(at(ledger.now + 10min + 1ms) == too_new);
    CHECK(at(*parse_rfc3339("0001-01-01T00:00:00Z")) == too_old);
    CHECK(at(*parse_rfc3339("9999-12-31T23:59:59Z")) == too_new);
    // Whose feed it is comes before when it was.
    tell(credit("both", 45'000, "", "0055667788"), only_fish);
    CHECK(basis() == MatchBasis::none_outside_feed);
    CHECK_FALSE(ledger.last<TransferReceived>().counts_when_recorded);
    auto both = booked("both, long ago", ledger.now - 99 * day_long);
    both.creditor_account = AccountNumber::parse("0055667788");
    tell(both, only_fish);
    CHECK(basis() == MatchBasis::none_outside_feed);
    CHECK(ledger.last<TransferReceived>().counts_when_recorded);
}

TEST_CASE_METHOD(TwoMarkets, "book: a copy is known by its reference before anybody looks at its date",
                 "[book][feeds][booking]") {
    const auto notice = credit("1", 45'000, ledger.stall_code(fish));
    const auto at = std::get<Recorded>(ledger.record(notice)).sequence;
    ledger.now += 200 * day_long;
    const auto again = ledger.record(notice);
    CHECK(exists_at(again) == at.value());
    CHECK(std::get<Exists>(again).status == TransferStatus::matched);
    auto changed = notice;
    changed.amount = Vnd::of(1);
    CHECK(std::holds_alternative<Conflicts>(ledger.record(changed)));
    ledger.book.forget_references(Sequence{ledger.events.size()}, 0);
    CHECK(exists_at(ledger.record(notice)) == at.value());
    const auto reversed =
        reversal("2", 45'000, "1");  // Booked 200 days ago, too: the money went back nevertheless.
    CHECK(recorded_as(ledger.record(reversed)) == TransferStatus::outgoing);
    CHECK(ledger.last<TransferReceived>().reverses == TransferId{at});
    CHECK(ledger.last<TransferReceived>().counts_when_recorded);
}

TEST_CASE_METHOD(TwoMarkets,
                 "book: a notice booked in the year 9999 settles no request and is no early reversal's "
                 "original but by its money",
                 "[book][feeds][booking]") {
    const auto request = ledger.open_request(fish, 45'000);
    const auto far = *parse_rfc3339("9999-12-31T23:59:59Z");
    CHECK(recorded_as(ledger.record(booked("1", far, ledger.request_code(request)))) ==
          TransferStatus::unmatched);
    CHECK_FALSE(ledger.last<TransferReceived>().match.request);
    CHECK(recorded(ledger.ask(CancelPaymentRequest{request})));
    CHECK(recorded_as(ledger.record(reversal("3", 45'000, "2"))) == TransferStatus::outgoing);
    CHECK(recorded_as(ledger.record(booked("2", far))) == TransferStatus::reversed);
    CHECK_FALSE(ledger.last<TransferReceived>().match.stall);
}

TEST_CASE_METHOD(TwoMarkets, "book: days far away make no other day's totals stale for ever",
                 "[book][feeds][booking][day]") {
    // As a ledger of the last release may hold them: matched, whatever their day.
    for (int i = 0; i < 20; ++i) {
        TransferReceived old{.id = TransferId{ledger.book.next()},
                             .feed = feed,
                             .notice = booked("far" + std::to_string(i), start + 400 * i * day_long)};
        old.status = TransferStatus::matched;
        old.match = {MatchBasis::only_account, fish, std::nullopt};
        ledger.book.apply({ledger.book.next(), ledger.now, "feed", {}, old});
        ledger.events.push_back({Sequence{ledger.events.size()}, ledger.now, "feed", {}, old});
    }
    const auto today = business_day(start, 0min);
    ledger.now += day_long;
    const Day tomorrow{std::chrono::sys_days{today} + day_long};
    const auto counted = ledger.book.next();
    ledger.record(booked("now", ledger.now, ledger.stall_code(fish)));
    ledger.record(booked("then", *parse_rfc3339("9999-12-31T23:59:59Z"), ledger.stall_code(fish)));
    CHECK(recorded(ledger.ask(CloseDay{here, today, {}, counted, sha256("tree")})));
    ledger.now += day_long;
    CHECK(refusal(ledger.ask(CloseDay{here, tomorrow, {}, counted, sha256("tree")})) ==
          Refusal::stale_totals);
}
