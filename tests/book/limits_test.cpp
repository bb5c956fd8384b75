#include <chrono>

#include "book/fair_shares.hpp"
#include "ledger.hpp"

using namespace choqr;
using namespace choqr::book;
using namespace choqr::book::testing;
using merchants::MatchBasis;
using merchants::TransferCode;
using std::chrono::days;

// Nobody may use up what others need, and no memory may grow without an end.

namespace {

struct Market {
    Ledger ledger;
    MarketId market = ledger.open_market();
    StallId fish = ledger.open_stall(market, "A-1", {account("0011223344")});

    Outcome register_stall(std::string code, MarketId where, std::vector<merchants::Account> accounts = {}) {
        return ledger.ask(RegisterStall{
            where, merchants::PointKind::stall, std::move(code), "A", "Rau", {}, std::move(accounts)});
    }
    Outcome register_stall(std::string code) { return register_stall(std::move(code), market); }
    Outcome close(StallId stall) { return ledger.ask(CloseStall{stall, "nhập nhầm"}); }
    std::uint32_t code_of_last() const { return ledger.last<StallRegistered>().stall.transfer_code.number(); }
    /// Something happens, so that the book notices what time it is.
    void after(days passed) {
        ledger.now += passed;
        ledger.ask(IssueToken{Role::operator_, {}, {}, {}, "", sha256(std::to_string(ledger.events.size()))});
    }
    /// Without the checks of every invariant after each command, which would take all day.
    Outcome quickly(Ask ask, const std::string& actor = "operator",
                    std::optional<Idempotency> idempotency = {}) {
        auto decision =
            ledger.book.decide({std::move(ask), actor, idempotency}, ledger.book.next(), ledger.now);
        for (auto& event : decision.events) {
            ledger.events.push_back({ledger.book.next(), ledger.now, actor, idempotency, std::move(event)});
            ledger.book.apply(ledger.events.back());
        }
        return decision.outcome;
    }
    void happened(Event event) {
        ledger.events.push_back({ledger.book.next(), ledger.now, "operator", {}, std::move(event)});
        ledger.book.apply(ledger.events.back());
    }
};

}  // namespace

TEST_CASE_METHOD(Market, "a market has its number of stalls and no more; another market is not its business",
                 "[book][quota]") {
    CHECK(recorded(ledger.ask(ChangeMarket{market, {}, 3})));
    CHECK(ledger.last<MarketChanged>().stalls_max == 3);
    CHECK_FALSE(ledger.last<MarketChanged>().watch_period.has_value());
    CHECK(std::holds_alternative<NothingToRecord>(ledger.ask(ChangeMarket{market, {}, 3})));
    CHECK(recorded(register_stall("A-2")));
    CHECK(recorded(register_stall("A-3")));
    CHECK(refusal(register_stall("A-4")) == Refusal::market_full);
    CHECK(exists_at(register_stall("A-3")).has_value());
    CHECK(recorded(register_stall("A-4", ledger.open_market("khac"))));
    CHECK(recorded(close(fish)));
    CHECK(recorded(register_stall("A-4")));
    CHECK(refusal(register_stall("A-5")) == Refusal::market_full);
    CHECK(recorded(ledger.ask(ChangeMarket{market, {}, 4})));
    CHECK(recorded(register_stall("A-5")));
}

TEST_CASE_METHOD(Market, "registering and closing without an end fills a market, too, and time empties it",
                 "[book][quota]") {
    ledger.ask(ChangeMarket{market, {}, 2});
    for (int i = 0; i < 4; ++i) {
        CHECK(recorded(register_stall("B-" + std::to_string(i))));
        CHECK(recorded(close(ledger.last<StallRegistered>().stall.id)));
    }
    CHECK(recorded(register_stall("C-1")));
    CHECK(recorded(close(ledger.last<StallRegistered>().stall.id)));
    CHECK(refusal(register_stall("C-2")) == Refusal::market_full);
    after(days{91});
    CHECK(recorded(register_stall("C-2")));
}

TEST_CASE_METHOD(Market, "a closed stall is closed for good, and says so", "[book][close]") {
    const auto request = ledger.open_request(fish, 5'000);
    CHECK(refusal(close(StallId::from_value(99))) == Refusal::stall_not_found);
    CHECK(recorded(close(fish)));
    const auto at = ledger.events.size() - 1;
    CHECK(exists_at(close(fish)) == at);
    CHECK(refusal(ledger.ask(SuspendStall{fish, ""})) == Refusal::stall_closed);
    CHECK(refusal(ledger.ask(ResumeStall{fish})) == Refusal::stall_closed);
    CHECK(refusal(ledger.ask(ChangeStall{fish, "C", {}, {}, {}})) == Refusal::stall_closed);
    CHECK(refusal(ledger.ask(OpenPaymentRequest{fish, Vnd::of(1), "", {}})) == Refusal::stall_closed);
    CHECK(refusal(ledger.ask(IssueToken{Role::vendor, {}, fish, {}, "", sha256("t")})) ==
          Refusal::stall_closed);
    ledger.record(credit("1", 1'000, "", "999"));
    CHECK(refusal(ledger.ask(AssignTransfer{TransferId{Sequence{ledger.events.size() - 1}}, fish, "r"})) ==
          Refusal::stall_closed);

    for (const auto& text : {std::string{}, ledger.stall_code(fish), ledger.request_code(request)}) {
        CAPTURE(text);
        CHECK(recorded_as(ledger.record(credit("c" + text, 1'000, text))) == TransferStatus::unmatched);
        CHECK(ledger.last<TransferReceived>().match.basis == MatchBasis::none_stall_closed);
    }
    CHECK(recorded(ledger.ask(CancelPaymentRequest{request})));
}

TEST_CASE_METHOD(Market, "the number and the account of a closed stall are another's at once",
                 "[book][close]") {
    const auto code = ledger.stall_code(fish);
    ledger.record(credit("1", 1'000, code));
    close(fish);
    const auto again = ledger.open_stall(market, "A-1", {account("0011223344")});
    CHECK(ledger.stall_code(again) != code);
    CHECK(recorded_as(ledger.record(credit("2", 1'000, ""))) == TransferStatus::matched);
    CHECK(ledger.last<TransferReceived>().match.stall == again);
    // The old code with the account that is another's now: they name different people.
    CHECK(recorded_as(ledger.record(credit("3", 1'000, code))) == TransferStatus::unmatched);
}

TEST_CASE_METHOD(Market, "the code of a closed stall is given again if nobody can have it", "[book][close]") {
    const auto bare = [&] {
        register_stall("B-" + std::to_string(ledger.events.size()));
        return ledger.last<StallRegistered>().stall.id;
    };
    const auto first = bare(), second = bare(),
               with_account = ledger.open_stall(market, "C-1", {account("77")});
    REQUIRE(code_of_last() == 3);
    close(second);
    close(first);
    close(with_account);
    CHECK(recorded(register_stall("D-1")));
    CHECK(code_of_last() == 1);  // The smallest, at once: without an account there never was a picture.
    CHECK(recorded(register_stall("D-2")));
    CHECK(code_of_last() == 2);
    CHECK(recorded(register_stall("D-3")));
    CHECK(code_of_last() == 4);
    after(days{90});
    CHECK(recorded(register_stall("D-4")));
    CHECK(code_of_last() == 5);
    CHECK(ledger.record(ledger.credit_now("1", 1'000, ledger.stall_code(with_account), "77")).index() == 0);
    CHECK(ledger.last<TransferReceived>().match.basis == MatchBasis::none_stall_closed);
    after(days{1});
    CHECK(recorded(register_stall("D-5")));
    CHECK(code_of_last() == 3);
    // An old picture has the former one's account: that is nobody's at D-5.
    CHECK(recorded_as(ledger.record(ledger.credit_now("2", 1'000, ledger.stall_code(with_account), "77"))) ==
          TransferStatus::unmatched);
    CHECK(ledger.last<TransferReceived>().match.basis == MatchBasis::none_contradiction);
}

TEST_CASE_METHOD(Market,
                 "the code of a closed stall stays taken once it was printed, paid to, or beside a request",
                 "[book][close]") {
    const auto printed = ledger.open_stall(market, "B-1", {account("1")}),
               paid = ledger.open_stall(market, "B-2", {account("2")});
    const auto asked = ledger.open_stall(market, "B-3", {account("3")}),
               assigned = ledger.open_stall(market, "B-4", {account("4")});
    ledger.ask(RecordStandsPrinted{market, {{printed, 1}}});
    ledger.record(credit("1", 1'000, "", "2"));
    ledger.open_request(asked, 1'000);
    ledger.record(credit("2", 1'000, "", "999"));
    ledger.ask(AssignTransfer{TransferId{Sequence{ledger.events.size() - 1}}, assigned, "nhận ra"});
    for (const auto stall : {printed, paid, asked, assigned}) close(stall);
    after(days{400});
    CHECK(recorded(register_stall("C-1")));
    CHECK(code_of_last() == 5);
}

TEST_CASE_METHOD(Market, "when the short codes end, stalls and requests get longer ones", "[book][codes]") {
    merchants::Stall stall{.id = StallId{ledger.book.next()},
                           .market = market,
                           .code = "Z-1",
                           .zone = {},
                           .goods = {},
                           .transfer_code = merchants::StallCode::make(TransferCode::short_capacity - 1),
                           .vendor = {},
                           .accounts = {}};
    happened(StallRegistered{stall});
    CHECK(recorded(register_stall("Z-2")));
    const auto late = ledger.last<StallRegistered>().stall;
    CHECK(late.transfer_code.number() == TransferCode::short_capacity);
    CHECK(recorded_as(ledger.record(credit("1", 1'000, "ca " + late.transfer_code.text(), "999"))) ==
          TransferStatus::matched);
    CHECK(ledger.last<TransferReceived>().match.stall == late.id);

    merchants::PaymentRequest last_short{
        .id = PaymentRequestId{ledger.book.next()},
        .stall = fish,
        .amount = Vnd::of(1),
        .description = {},
        .reference_code = merchants::RequestCode::make(TransferCode::short_capacity - 1),
        .opened_at = ledger.now,
        .expires_at = {},
        .received = {}};
    happened(PaymentRequestOpened{last_short});
    const auto request = ledger.open_request(fish, 3'000);
    CHECK(ledger.request_code(request).size() == TransferCode::long_length);
    ledger.record(credit("2", 3'000, ledger.request_code(request)));
    CHECK(ledger.last<TransferReceived>().match.request == request);
    // What became free longest ago goes before a new long one.
    after(days{1});
    after(days{91});
    const auto next = ledger.open_request(fish, 3'000);
    CHECK(ledger.request_code(next) == ledger.request_code(request));
    CHECK(ledger.request_code(ledger.open_request(fish, 3'000)) ==
          merchants::RequestCode::make(TransferCode::short_capacity + 1).text());
}

TEST_CASE_METHOD(Market, "the last code of all is given, and then no more, in no time", "[book][codes]") {
    merchants::Stall stall{.id = StallId{ledger.book.next()},
                           .market = market,
                           .code = "Z-1",
                           .zone = {},
                           .goods = {},
                           .transfer_code = merchants::StallCode::make(TransferCode::capacity - 1),
                           .vendor = {},
                           .accounts = {}};
    happened(StallRegistered{stall});
    CHECK(refusal(register_stall("Z-2")) == Refusal::codes_exhausted);
    merchants::PaymentRequest request{
        .id = PaymentRequestId{ledger.book.next()},
        .stall = fish,
        .amount = Vnd::of(1),
        .description = {},
        .reference_code = merchants::RequestCode::make(TransferCode::capacity - 1),
        .opened_at = ledger.now,
        .expires_at = {},
        .received = {}};
    happened(PaymentRequestOpened{request});
    CHECK(refusal(ledger.ask(OpenPaymentRequest{fish, Vnd::of(1), "", {}})) == Refusal::codes_exhausted);
}

TEST_CASE_METHOD(
    Market, "a stall has 500 requests that wait for money, underpaid ones too; another stall has its own",
    "[book][quota]") {
    const auto meat = ledger.open_stall(market, "A-2", {account("22")});
    const auto ask = [&](StallId stall) {
        return quickly(OpenPaymentRequest{stall, Vnd::of(1'000), "", {}});
    };
    const PaymentRequestId first{ledger.book.next()};
    for (int i = 0; i < 500; ++i) REQUIRE(recorded(ask(fish)));
    CHECK(refusal(ask(fish)) == Refusal::too_many_open_requests);
    CHECK(recorded(ask(meat)));
    ledger.record(credit("1", 400, ledger.request_code(first)));
    CHECK(refusal(ask(fish)) == Refusal::too_many_open_requests);
    ledger.record(credit("2", 600, ledger.request_code(first)));
    CHECK(recorded(ask(fish)));
    CHECK(refusal(ask(fish)) == Refusal::too_many_open_requests);
    ledger.record(reversal("3", 600, "2"));  // It waits again: 501 wait, and there is no harm in it.
    CHECK(refusal(ask(fish)) == Refusal::too_many_open_requests);
    ledger.now += days{7};
    CHECK(recorded(ledger.ask(Tick{})));
    CHECK(recorded(ask(fish)));
}

TEST_CASE_METHOD(Market, "a stall holds 10,000 request codes; room comes 90 days after a request ended",
                 "[book][quota]") {
    const auto meat = ledger.open_stall(market, "A-2", {account("22")});
    for (int i = 0; i < 10'000; ++i) {
        const PaymentRequestId id{ledger.book.next()};
        REQUIRE(recorded(quickly(OpenPaymentRequest{fish, Vnd::of(1'000), "", {}})));
        REQUIRE(recorded(quickly(CancelPaymentRequest{id})));
    }
    CHECK(refusal(quickly(OpenPaymentRequest{fish, Vnd::of(1'000), "", {}})) == Refusal::request_quota);
    CHECK(recorded(quickly(OpenPaymentRequest{meat, Vnd::of(1'000), "", {}})));
    after(days{91});
    CHECK(recorded(ledger.ask(OpenPaymentRequest{fish, Vnd::of(1'000), "", {}})));
}

TEST_CASE_METHOD(Market, "a request from before expiries were always set stays as it is",
                 "[book][requests]") {
    merchants::PaymentRequest old{.id = PaymentRequestId{ledger.book.next()},
                                  .stall = fish,
                                  .amount = Vnd::of(1'000),
                                  .description = {},
                                  .reference_code = merchants::RequestCode::make(0),
                                  .opened_at = ledger.now,
                                  .expires_at = {},
                                  .received = {}};
    happened(PaymentRequestOpened{old});
    after(days{400});
    CHECK(std::holds_alternative<NothingToRecord>(ledger.ask(Tick{})));
    ledger.record(ledger.credit_now("1", 1'000, ledger.request_code(old.id)));
    CHECK(ledger.last<TransferReceived>().match.request == old.id);
}

TEST_CASE_METHOD(Market, "one caller's idempotency keys do not push out another's", "[book][idempotency]") {
    const auto key = [](const std::string& actor, int i) {
        return Idempotency{sha256(actor + std::to_string(i)), sha256("body")};
    };
    const RegisterMarket asked{"Chợ Vũng Tàu", "khac", "x", "y"};
    REQUIRE(recorded(quickly(asked, "tk1", key("tk1", 0))));
    for (int i = 0; i < 250'000; ++i) {
        const bool suspend = i % 2 == 0;
        REQUIRE(recorded(
            quickly(suspend ? Ask{SuspendStall{fish, ""}} : Ask{ResumeStall{fish}}, "tk2", key("tk2", i))));
    }
    CHECK(exists_at(quickly(asked, "tk1", key("tk1", 0))).has_value());
    CHECK(exists_at(quickly(SuspendStall{fish, ""}, "tk2", key("tk2", 249'998))).has_value());
    CHECK_FALSE(exists_at(quickly(SuspendStall{fish, ""}, "tk2", key("tk2", 0)))
                    .has_value());  // Its own oldest went.
    const auto again = Book::from_snapshot(ledger.book.snapshot());
    REQUIRE(again);
    CHECK(again->snapshot().bytes == ledger.book.snapshot().bytes);
}

TEST_CASE("what has to be forgotten is the oldest of whoever has the most", "[book]") {
    FairShares<int> shares{4};
    CHECK_FALSE(shares.add("a", 1));
    CHECK_FALSE(shares.add("b", 2));
    CHECK_FALSE(shares.add("b", 3));
    CHECK_FALSE(shares.add("b", 4));
    CHECK(shares.add("a", 5) == 2);
    CHECK(shares.add("c", 6) == 3);
    CHECK(shares.held() == 4);
    CHECK(shares.add("c", 7) == 6);  // Equals: the later name.
    CHECK(shares.owners() == FairShares<int>::Owners{{"a", {1, 5}}, {"b", {4}}, {"c", {7}}});
    FairShares<int> again{4};
    again.refill(shares.owners());
    CHECK(again.add("b", 8) == shares.add("b", 8));
}

TEST_CASE_METHOD(Market, "an account at thousands of stalls is looked up as quickly as any",
                 "[book][accounts]") {
    constexpr int count = 20'000;
    StallId last = fish;
    for (int i = 0; i + 1 < count; ++i) {
        last = StallId{ledger.book.next()};
        REQUIRE(recorded(quickly(RegisterStall{
            market, merchants::PointKind::stall, "S-" + std::to_string(i), "A", "", {}, {account("0055")}})));
    }
    const auto text = ledger.last<StallRegistered>().stall.transfer_code.text();
    const auto before = std::chrono::steady_clock::now();
    for (int i = 0; i < 2'000; ++i) {
        auto notice = credit("n" + std::to_string(i), 1'000, i % 2 == 0 ? text : "mua ca", "0055");
        REQUIRE(recorded_as(quickly(RecordTransfer{feed, notice})) ==
                (i % 2 == 0 ? TransferStatus::matched : TransferStatus::unmatched));
    }
    CHECK(std::chrono::steady_clock::now() - before <
          std::chrono::seconds{2});  // It was over a tenth of a second for each.
    CHECK(ledger.book.broken_invariants().empty());
}

TEST_CASE_METHOD(Market, "a stall remembers the newest 64 accounts that it gave up", "[book][accounts]") {
    for (int i = 0; i < 100; ++i) ledger.set_accounts(fish, {account("9" + std::to_string(1'000 + i))});
    CHECK(recorded_as(ledger.record(credit("1", 1'000, "", "91098"))) == TransferStatus::matched);
    CHECK(recorded_as(ledger.record(credit("2", 1'000, "", "91035"))) == TransferStatus::matched);
    CHECK(recorded_as(ledger.record(credit("3", 1'000, "", "91034"))) == TransferStatus::unmatched);
    ledger.set_accounts(fish, {account("91050")});
    CHECK(recorded_as(ledger.record(credit("4", 1'000, "", "91050"))) == TransferStatus::matched);
}
