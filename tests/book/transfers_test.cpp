#include "ledger.hpp"

using namespace choqr;
using namespace choqr::book;
using namespace choqr::book::testing;
using merchants::MatchBasis;
using merchants::PaymentRequestStatus;

namespace {
struct Market {
    Ledger ledger;
    MarketId market = ledger.open_market();
    StallId fish = ledger.open_stall(market, "A-1", {account("0011223344")});
    StallId fruit = ledger.open_stall(market, "A-2", {account("0055667788")});
};
}  // namespace

TEST_CASE_METHOD(Market, "book: a transfer is recorded once, however often its notice comes",
                 "[book][transfers]") {
    const auto notice = credit("tx-1", 45'000, "mua ca " + ledger.stall_code(fish));
    const auto first = ledger.record(notice);
    CHECK(recorded_as(first) == TransferStatus::matched);
    const auto at = std::get<Recorded>(first).sequence;
    for (int copy = 0; copy < 3; ++copy) CHECK(exists_at(ledger.record(notice)) == at.value());
    CHECK(ledger.all<TransferReceived>().size() == 1);
    CHECK(ledger.last<TransferReceived>().match.basis == MatchBasis::stall_code);
    CHECK(ledger.last<TransferReceived>().match.stall == fish);
}

TEST_CASE_METHOD(Market, "book: what the raw bytes look like does not make another transfer",
                 "[book][transfers]") {
    auto notice = credit("tx-1", 45'000, "");
    ledger.record(notice);
    notice.as_received = "{ }";
    CHECK(exists_at(ledger.record(notice)));
}

TEST_CASE_METHOD(Market,
                 "book: the same reference with other contents is recorded as a conflict, once for each",
                 "[book][transfers]") {
    const auto at = std::get<Recorded>(ledger.record(credit("tx-1", 45'000, ""))).sequence;
    const auto before = ledger.events.size();
    auto other_text = credit("tx-1", 45'000, "x");
    for (const auto& other : {credit("tx-1", 54'000, ""), credit("tx-1", 54'000, ""), other_text, other_text})
        CHECK(std::get<Conflicts>(ledger.record(other)).sequence == at);
    CHECK(ledger.events.size() == before + 2);
    CHECK(exists_at(ledger.record(credit("tx-1", 45'000, ""))) == at.value());
}

TEST_CASE_METHOD(Market, "book: the same provider's reference on another feed is another transfer",
                 "[book][transfers]") {
    ledger.record(credit("tx-1", 45'000, ""));
    auto other = credit("tx-1", 45'000, "");
    other.bank_reference = "FT26326000002";
    CHECK(recorded(ledger.ask(RecordTransfer{*FeedId::parse("sepay-main"), other})));
}

TEST_CASE_METHOD(Market, "book: a provider's test call is accepted and leaves nothing", "[book][transfers]") {
    auto notice = credit("0", 1'000, "");
    notice.test = true;
    CHECK(std::holds_alternative<NothingToRecord>(ledger.record(notice)));
    CHECK(ledger.all<TransferReceived>().empty());
}

TEST_CASE_METHOD(Market, "book: a debit is outgoing", "[book][transfers]") {
    CHECK(recorded_as(ledger.record(debit("tx-1", 45'000, ledger.stall_code(fish)))) ==
          TransferStatus::outgoing);
    CHECK(!ledger.last<TransferReceived>().match.stall);
}

TEST_CASE_METHOD(Market, "book: payments add up on their request", "[book][transfers][requests]") {
    const auto request = ledger.open_request(fish, 100'000);
    const auto text = ledger.request_code(request);
    const auto status_after = [&](const char* ref, std::int64_t dong) {
        CHECK(recorded_as(ledger.record(credit(ref, dong, text))) == TransferStatus::matched);
        return ledger.last<TransferReceived>().request_status;
    };
    CHECK(status_after("1", 40'000) == PaymentRequestStatus::underpaid);
    CHECK(status_after("2", 59'999) == PaymentRequestStatus::underpaid);
    CHECK(status_after("3", 1) == PaymentRequestStatus::settled);
    CHECK(status_after("4", 1) == PaymentRequestStatus::overpaid);
    CHECK(status_after("5", 100'000) == PaymentRequestStatus::overpaid);
    ledger.record(reversal("6", 100'000, "5"));
    CHECK(ledger.last<TransferReceived>().request_status == PaymentRequestStatus::overpaid);
    ledger.record(reversal("7", 1, "4"));
    CHECK(ledger.last<TransferReceived>().request_status == PaymentRequestStatus::settled);
    ledger.record(reversal("8", 40'000, "1"));
    CHECK(ledger.last<TransferReceived>().request_status == PaymentRequestStatus::underpaid);
}

TEST_CASE_METHOD(Market, "book: money for a request that has ended is recorded and waits for a person",
                 "[book][transfers][requests]") {
    const auto cancelled = ledger.open_request(fish, 100'000);
    const auto expired = ledger.open_request(fish, 100'000, std::chrono::seconds{60});
    ledger.ask(CancelPaymentRequest{cancelled});
    ledger.now += std::chrono::days{30};
    CHECK(recorded(ledger.ask(Tick{})));
    for (const auto request : {cancelled, expired}) {
        CHECK(recorded_as(ledger.record(credit(request.text(), 100'000, ledger.request_code(request)))) ==
              TransferStatus::unmatched);
        CHECK(ledger.last<TransferReceived>().match.basis == MatchBasis::none_request_closed);
    }
}

TEST_CASE_METHOD(Market,
                 "book: money for a suspended stall is recorded, and a person may still assign it there",
                 "[book][transfers]") {
    ledger.ask(SuspendStall{fish, "sửa mái"});
    const auto late = ledger.record(credit("1", 20'000, ledger.stall_code(fish)));
    CHECK(recorded_as(late) == TransferStatus::unmatched);
    CHECK(ledger.last<TransferReceived>().match.basis == MatchBasis::none_stall_closed);
    const TransferId id{std::get<Recorded>(late).sequence};
    CHECK(recorded_as(ledger.ask(AssignTransfer{id, fish, "khách gọi"})) == TransferStatus::assigned);
    ledger.ask(ResumeStall{fish});
    CHECK(recorded_as(ledger.record(credit("2", 20'000, ledger.stall_code(fish)))) ==
          TransferStatus::matched);
}

TEST_CASE_METHOD(Market, "book: only an unmatched credit can be assigned, and only once",
                 "[book][transfers]") {
    const TransferId unclear{std::get<Recorded>(ledger.record(credit("1", 20'000, "", "999"))).sequence};
    const TransferId clear{std::get<Recorded>(ledger.record(credit("2", 20'000, ""))).sequence};
    const TransferId out{std::get<Recorded>(ledger.record(debit("3", 20'000))).sequence};
    const auto unregistered = ledger.open_stall(market, "Z-1", {});
    CHECK(refusal(ledger.ask(AssignTransfer{unclear, StallId::from_value(999), ""})) ==
          Refusal::stall_not_found);
    CHECK(refusal(ledger.ask(AssignTransfer{TransferId::from_value(0), fish, ""})) ==
          Refusal::transfer_not_found);
    CHECK(refusal(ledger.ask(AssignTransfer{unclear, unregistered, ""})) == Refusal::stall_not_registered);
    CHECK(refusal(ledger.ask(AssignTransfer{clear, fish, ""})) == Refusal::transfer_not_assignable);
    CHECK(refusal(ledger.ask(AssignTransfer{out, fish, ""})) == Refusal::transfer_not_assignable);
    CHECK(recorded(ledger.ask(AssignTransfer{unclear, fish, "đúng giờ"})));
    CHECK(refusal(ledger.ask(AssignTransfer{unclear, fruit, ""})) == Refusal::transfer_not_assignable);
    CHECK(std::get<Exists>(ledger.record(credit("1", 20'000, "", "999"))).status == TransferStatus::assigned);
}

TEST_CASE_METHOD(Market, "book: a reversal takes the whole of its original back, before it or after it",
                 "[book][reversals]") {
    ledger.record(credit("1", 20'000, ""));
    CHECK(recorded_as(ledger.record(reversal("2", 20'000, "1"))) == TransferStatus::outgoing);
    CHECK(ledger.last<TransferReceived>().reverses.has_value());
    CHECK(ledger.last<TransferReceived>().match.stall == fish);
    CHECK(std::get<Exists>(ledger.record(credit("1", 20'000, ""))).status == TransferStatus::reversed);

    CHECK(recorded_as(ledger.record(reversal("3", 20'000, "4"))) == TransferStatus::outgoing);
    CHECK(recorded_as(ledger.record(credit("4", 20'000, ""))) == TransferStatus::reversed);
    CHECK(ledger.last<TransferReceived>().reversed_by.has_value());
}

TEST_CASE_METHOD(Market,
                 "book: a reversal that looked like money received becomes outgoing when its original comes",
                 "[book][reversals]") {
    auto early = credit("r", 20'000, "hoan tien", "999");
    early.reversal_of = reference("1");
    const TransferId id{std::get<Recorded>(ledger.record(early)).sequence};
    CHECK(std::get<Exists>(ledger.record(early)).status == TransferStatus::unmatched);
    CHECK(recorded_as(ledger.record(credit("1", 20'000, ""))) == TransferStatus::reversed);
    CHECK(std::get<Exists>(ledger.record(early)).status == TransferStatus::outgoing);
    CHECK(refusal(ledger.ask(AssignTransfer{id, fish, ""})) == Refusal::transfer_not_assignable);
}

TEST_CASE_METHOD(Market, "book: a reversal that a person has assigned takes nothing back",
                 "[book][reversals]") {
    auto early = credit("r", 20'000, "hoan tien", "999");
    early.reversal_of = reference("1");
    const TransferId id{std::get<Recorded>(ledger.record(early)).sequence};
    CHECK(recorded(ledger.ask(AssignTransfer{id, fruit, "khách gọi"})));
    CHECK(recorded_as(ledger.record(credit("1", 20'000, ""))) == TransferStatus::matched);
    CHECK(!ledger.last<TransferReceived>().reversed_by);
}

TEST_CASE_METHOD(Market, "book: what is no whole reversal of a known credit is only money that moved",
                 "[book][reversals]") {
    ledger.record(credit("1", 20'000, ""));
    ledger.record(debit("2", 5'000));
    const auto plain = [&](merchants::TransferNotice notice, TransferStatus status) {
        CHECK(recorded_as(ledger.record(std::move(notice))) == status);
        CHECK(!ledger.last<TransferReceived>().reverses);
    };
    plain(reversal("3", 19'999, "1"), TransferStatus::outgoing);
    plain(reversal("4", 5'000, "2"), TransferStatus::outgoing);
    auto returned = credit("5", 5'000, ledger.stall_code(fish));
    returned.reversal_of = reference("2");
    plain(returned, TransferStatus::unmatched);
    ledger.record(reversal("6", 20'000, "1"));
    plain(reversal("7", 20'000, "1"), TransferStatus::outgoing);
}

TEST_CASE_METHOD(Market, "book: an account that a stall gave up counts as its own for 90 days",
                 "[book][transfers]") {
    ledger.set_accounts(fish, {account("77889900")});
    ledger.set_accounts(fruit, {account("0011223344")});
    ledger.now += std::chrono::days{90};
    CHECK(recorded_as(ledger.record(ledger.credit_now("1", 1'000, ""))) == TransferStatus::unmatched);
    CHECK(ledger.last<TransferReceived>().match.basis == MatchBasis::none_shared_account);
    ledger.now += std::chrono::milliseconds{1};
    CHECK(recorded_as(ledger.record(ledger.credit_now("2", 1'000, ""))) == TransferStatus::matched);
    CHECK(ledger.last<TransferReceived>().match.stall == fruit);
}

TEST_CASE_METHOD(Market,
                 "book: what memory let go of is asked of the reports, and is the same transfer still",
                 "[book][memory]") {
    for (int i = 0; i < 200; ++i)
        ledger.record(credit("old-" + std::to_string(i), 1'000 + i,
                             i % 10 == 0 ? "?" : ledger.stall_code(fish), "0011223344"));
    const TransferId unmatched{std::get<Recorded>(ledger.record(credit("open", 5'000, "", "999"))).sequence};
    const auto old_id =
        std::get<Exists>(ledger.record(credit("old-7", 1'007, ledger.stall_code(fish)))).sequence;
    ledger.book.forget_references(Sequence{ledger.events.size()}, 10);
    CHECK(ledger.book.broken_invariants().empty());

    const Command again{RecordTransfer{feed, credit("old-7", 1'007, ledger.stall_code(fish))}, "", {}};
    REQUIRE(ledger.book.lookups(again).size() == 1);
    CHECK(ledger.book.lookups({RecordTransfer{feed, credit("old-199", 1'199, "")}, "", {}}).empty());
    CHECK(exists_at(ledger.ask(again.ask)) == old_id.value());
    CHECK(std::holds_alternative<Conflicts>(ledger.record(credit("old-7", 9, ""))));

    SECTION("a reversal of it") {
        CHECK(recorded_as(ledger.record(reversal("r", 1'007, "old-7"))) == TransferStatus::outgoing);
        CHECK(ledger.last<TransferReceived>().reverses == TransferId{old_id});
        CHECK(ledger.book.lookups(again).size() ==
              1);  // Held again, but its digest is still with the reports.
        CHECK(std::holds_alternative<Conflicts>(ledger.record(credit("old-7", 8, ""))));
        CHECK(std::get<Exists>(ledger.record(credit("old-7", 1'007, ledger.stall_code(fish)))).status ==
              TransferStatus::reversed);
        CHECK(recorded_as(ledger.record(reversal("r2", 1'007, "old-7"))) == TransferStatus::outgoing);
        CHECK(!ledger.last<TransferReceived>().reverses);
    }
    SECTION("an unmatched one was kept") {
        CHECK(recorded(ledger.ask(AssignTransfer{unmatched, fish, ""})));
        CHECK(refusal(ledger.ask(AssignTransfer{TransferId{old_id}, fish, ""})) ==
              Refusal::transfer_not_assignable);
        ledger.book.forget_references(Sequence{ledger.events.size()}, 0);
        CHECK(exists_at(ledger.record(credit("open", 5'000, "", "999"))) == unmatched.value());
    }
}
