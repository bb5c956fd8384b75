#include "ledger.hpp"

using namespace choqr;
using namespace choqr::book;
using namespace choqr::book::testing;

namespace {

struct Market {
    Ledger ledger;
    MarketId market = ledger.open_market();
    StallId fish = ledger.open_stall(market, "A-1", {account("0011223344")});

    Outcome try_out(merchants::TransferNotice notice) {
        return ledger.ask(RecordTransfer{feed, std::move(notice), nullptr, true});
    }
};

}  // namespace

TEST_CASE("book: a ledger is marked as a trial before anything else, or never", "[book][trial]") {
    Ledger demo;
    CHECK_FALSE(demo.book.is_trial());
    CHECK(recorded(demo.ask(MarkLedgerTrial{})));
    CHECK(demo.book.is_trial());
    CHECK(exists_at(demo.ask(MarkLedgerTrial{})) == 0);
    CHECK(Book::from_snapshot(demo.book.snapshot())->is_trial());

    Ledger real;
    real.open_market();
    CHECK(refusal(real.ask(MarkLedgerTrial{})) == Refusal::ledger_not_empty);
    CHECK_FALSE(real.book.is_trial());

    PlainSealer sealer;
    const auto mark = encode(demo.events.front(), sealer).value();
    CHECK(mark.type == 19);
    CHECK(decode(Sequence{1}, mark.type, mark.payload, sealer).error() == errc::malformed);
}

TEST_CASE("book: in a trial ledger what the demonstration wallet pays counts like everything else",
          "[book][trial]") {
    Ledger demo;
    demo.ask(MarkLedgerTrial{});
    const auto stall = demo.open_stall(demo.open_market(), "A-1", {account("0011223344")});
    const auto request = demo.open_request(stall, 45'000);
    CHECK(recorded(
        demo.ask(RecordTransfer{feed, credit("1", 45'000, demo.request_code(request)), nullptr, true})));
    CHECK_FALSE(demo.last<TransferReceived>().trial);
    CHECK(demo.last<TransferReceived>().request_status == merchants::PaymentRequestStatus::settled);
}

TEST_CASE_METHOD(Market, "book: elsewhere it stands at its stall as a trial, and settles nothing",
                 "[book][trial]") {
    const auto request = ledger.open_request(fish, 45'000);
    CHECK(recorded_as(try_out(credit("1", 45'000, ledger.request_code(request)))) == TransferStatus::matched);
    const auto& paid = ledger.last<TransferReceived>();
    CHECK(paid.trial);
    CHECK(paid.match.stall == fish);
    CHECK_FALSE(paid.match.request);
    CHECK_FALSE(paid.request_status);
    CHECK(recorded(ledger.ask(CancelPaymentRequest{request})));  // Open still.
    CHECK(exists_at(try_out(credit("1", 45'000, "CHQ khac"))) == std::nullopt);
}

TEST_CASE_METHOD(Market, "book: a trial makes no day's totals stale, unmatched or assigned",
                 "[book][trial][day]") {
    const auto today = business_day(start, std::chrono::minutes{0});
    const auto counted = ledger.book.next();
    try_out(credit("1", 45'000, ledger.stall_code(fish)));
    const auto unknown = try_out(credit("2", 45'000, "", "999"));
    CHECK(recorded_as(ledger.ask(AssignTransfer{TransferId{std::get<Recorded>(unknown).sequence}, fish,
                                                "thử"})) == TransferStatus::assigned);
    ledger.now += std::chrono::hours{24};
    CHECK(recorded(ledger.ask(CloseDay{market, today, {}, counted, sha256("tree")})));
}

TEST_CASE_METHOD(Market, "book: real money and a trial are never taken for one another",
                 "[book][trial][reversals]") {
    try_out(credit("1", 45'000, ledger.stall_code(fish)));
    CHECK(std::holds_alternative<Conflicts>(ledger.record(credit("1", 45'000, ledger.stall_code(fish)))));
    CHECK(recorded_as(ledger.record(reversal("2", 45'000, "1"))) == TransferStatus::outgoing);
    CHECK_FALSE(ledger.last<TransferReceived>().reverses);

    ledger.record(credit("3", 45'000, ledger.stall_code(fish)));
    CHECK(std::holds_alternative<Conflicts>(try_out(credit("3", 45'000, ledger.stall_code(fish)))));
    CHECK(recorded_as(try_out(reversal("4", 45'000, "3"))) == TransferStatus::outgoing);
    CHECK_FALSE(ledger.last<TransferReceived>().reverses);

    // Nor do they wait for one another.
    try_out(reversal("5", 45'000, "6"));
    CHECK(recorded_as(ledger.record(credit("6", 45'000, ledger.stall_code(fish)))) ==
          TransferStatus::matched);
    ledger.record(reversal("7", 45'000, "8"));
    CHECK(recorded_as(try_out(credit("8", 45'000, ledger.stall_code(fish)))) == TransferStatus::matched);

    const bool let_go = GENERATE(false, true);
    if (let_go) ledger.book.forget_references(Sequence{ledger.events.size()}, 0);
    CHECK(recorded_as(try_out(reversal("9", 45'000, "1"))) == TransferStatus::outgoing);
    CHECK(ledger.last<TransferReceived>().reverses.has_value());
    CHECK(ledger.last<TransferReceived>().trial);
}

namespace {

/// What is paid with a request that is a trial.
struct Trying : Market {
    PaymentRequestId open_trial(std::optional<std::chrono::seconds> expires_in = {}) {
        const PaymentRequestId id{ledger.book.next()};
        CHECK(recorded(ledger.ask(OpenPaymentRequest{fish, Vnd::of(1'000), "", expires_in, true})));
        return id;
    }
    TransferReceived received_at(std::size_t behind) const {
        return std::get<TransferReceived>(ledger.events.at(ledger.events.size() - 1 - behind).event);
    }
};

}  // namespace

TEST_CASE_METHOD(Trying, "book: what pays a trial request is a trial, whatever its amount, and once",
                 "[book][trial][requests]") {
    const auto request = open_trial();
    const auto code = ledger.request_code(request);
    CHECK(recorded_as(ledger.record(ledger.credit_now("1", 45'000, code))) == TransferStatus::matched);
    CHECK(ledger.last<PaymentRequestCancelled>().request == request);
    const auto paid = received_at(1);
    CHECK(paid.trial);
    CHECK(paid.trial_of == request);
    CHECK(paid.match.stall == fish);
    CHECK_FALSE(paid.match.request);
    // The same picture of its code again is money, and a person's matter.
    CHECK(recorded_as(ledger.record(ledger.credit_now("2", 45'000, code))) == TransferStatus::unmatched);
    CHECK_FALSE(ledger.last<TransferReceived>().trial);
}

TEST_CASE_METHOD(Trying, "book: a thousand dong without a trial request is money", "[book][trial]") {
    ledger.record(ledger.credit_now("1", 1'000, ledger.stall_code(fish)));
    CHECK_FALSE(ledger.last<TransferReceived>().trial);
    ledger.record(ledger.credit_now("2", 1'000, ledger.request_code(ledger.open_request(fish, 1'000))));
    CHECK_FALSE(ledger.last<TransferReceived>().trial);
}

TEST_CASE_METHOD(Trying, "book: a trial request lasts a quarter of an hour at most", "[book][trial]") {
    for (const auto asked : {std::optional<std::chrono::seconds>{}, {std::chrono::hours{24}}}) {
        open_trial(asked);
        const auto& request = ledger.last<PaymentRequestOpened>().request;
        CHECK(request.expires_at == ledger.now + OpenPaymentRequest::trial_expires_in);
    }
    open_trial(std::chrono::seconds{30});
    CHECK(ledger.last<PaymentRequestOpened>().request.expires_at == ledger.now + std::chrono::seconds{30});
}

TEST_CASE_METHOD(Trying, "book: the bank's word about a trial request's payment stays the bank's",
                 "[book][trial][reversals]") {
    const auto notice = ledger.credit_now("1", 1'000, ledger.request_code(open_trial()));
    ledger.record(notice);
    const bool let_go = GENERATE(false, true);
    if (let_go) ledger.book.forget_references(Sequence{ledger.events.size()}, 0);
    CHECK(std::holds_alternative<Exists>(ledger.record(notice)));
    CHECK(std::holds_alternative<Conflicts>(
        ledger.ask(RecordTransfer{.feed = feed, .notice = notice, .trial = true})));
    CHECK(recorded_as(ledger.record(reversal("2", 1'000, "1"))) == TransferStatus::outgoing);
    CHECK(ledger.last<TransferReceived>().reverses.has_value());
    CHECK(std::holds_alternative<Exists>(ledger.record(notice)));
}

TEST_CASE_METHOD(Trying, "book: another feed's telling of a trial request's payment is no second money",
                 "[book][trial][evidence]") {
    const auto notice = ledger.credit_now("1", 1'000, ledger.request_code(open_trial()));
    ledger.record(notice);
    const auto first = received_at(1);
    REQUIRE(first.trial_of);
    const bool let_go = GENERATE(false, true);
    if (let_go) ledger.book.forget_references(Sequence{ledger.events.size()}, 0);
    auto again = notice;
    again.reference = *ProviderReference::parse("line-1");
    RecordTransfer told{*FeedId::parse("statement"), again};
    told.kind = EvidenceKind::statement_line;
    SECTION("with the bank's reference") {
        ledger.ask(told);
        CHECK(ledger.last<EvidenceSeen>().transfer == first.id);
    }
    SECTION("without one a person is asked") {
        told.notice.bank_reference.clear();
        ledger.ask(told);
        CHECK(ledger.last<TransferReceived>().perhaps == first.id);
        CHECK(ledger.last<TransferReceived>().status == TransferStatus::unmatched);
    }
}

TEST_CASE_METHOD(Trying, "book: a trial request's payment that was taken back before it came is taken back",
                 "[book][trial][reversals]") {
    const auto code = ledger.request_code(open_trial());
    ledger.record(reversal("2", 1'000, "1"));
    CHECK(recorded_as(ledger.record(ledger.credit_now("1", 1'000, code))) == TransferStatus::reversed);
}

TEST_CASE_METHOD(Trying, "book: what pays a trial request no stall claims, sells or gives back",
                 "[book][trial][sales]") {
    ledger.record(ledger.credit_now("1", 1'000, ledger.request_code(open_trial())));
    const auto id = received_at(1).id;
    CHECK(refusal(ledger.ask(ClaimTransfer{id, fish})) == Refusal::transfer_is_trial);
    CHECK(refusal(ledger.ask(SetTransferAside{id, fish, AsideReason::family})) == Refusal::transfer_is_trial);
}
