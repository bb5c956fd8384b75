#include "ledger.hpp"

using namespace choqr;
using namespace choqr::book;
using namespace choqr::book::testing;

namespace {

struct Shop {
    Ledger ledger;
    MarketId market = ledger.open_market();
    StallId stall = ledger.open_stall(market, "A-1", {account("0011223344"), account("7777777777")});
    StallId other = ledger.open_stall(market, "A-2", {account("9988776655")});

    TransferId paid(std::string_view ref, std::int64_t dong, std::string_view from = "1900000000917") {
        const TransferId id{ledger.book.next()};
        auto notice = ledger.credit_now(ref, dong, ledger.stall_code(stall));
        notice.debtor = merchants::Debtor{Bin::parse("970436"), std::string{from}, "TRAN VAN B"};
        CHECK(recorded_as(ledger.record(notice)) == TransferStatus::matched);
        return id;
    }
    TransferId left(std::string_view ref, std::int64_t dong, std::string_view to = "1900000000917",
                    std::string_view account_number = "0011223344") {
        const TransferId id{ledger.book.next()};
        auto notice = ledger.credit_now(ref, dong, "tra lai", account_number);
        notice.direction = merchants::Direction::debit;
        if (!to.empty()) notice.debtor = merchants::Debtor{Bin::parse("970436"), std::string{to}, ""};
        CHECK(recorded_as(ledger.record(notice)) == TransferStatus::outgoing);
        return id;
    }
    Outcome aside(TransferId id, std::optional<AsideReason> reason) {
        return ledger.ask(SetTransferAside{id, stall, reason});
    }
    Outcome link(TransferId incoming, TransferId outgoing) {
        return ledger.ask(LinkRefund{stall, incoming, outgoing});
    }
    Outcome cash(Day date, std::int64_t dong) { return ledger.ask(DeclareCash{stall, date, Vnd::of(dong)}); }
    Day today() const { return business_day(ledger.now, std::chrono::minutes{0}); }
    Day days_from_today(int days) const { return std::chrono::sys_days{today()} + std::chrono::days{days}; }
};

}  // namespace

TEST_CASE("sales: a payment is set aside, for another reason, and is a sale again", "[book][sales]") {
    Shop shop;
    const auto id = shop.paid("p-1", 50'000);
    CHECK(recorded(shop.aside(id, AsideReason::mistake)));
    const auto before = shop.ledger.book.next().value();
    CHECK(exists_at(shop.aside(id, AsideReason::mistake)) == before - 1);
    CHECK(recorded(shop.aside(id, AsideReason::family)));
    CHECK(recorded(shop.aside(id, std::nullopt)));
    CHECK(std::holds_alternative<NothingToRecord>(shop.aside(id, std::nullopt)));
    CHECK(shop.ledger.all<TransferSetAside>().size() == 3);
}

TEST_CASE("sales: nothing is said of what is not the stall's, or no money", "[book][sales]") {
    Shop shop;
    auto& ledger = shop.ledger;
    const auto id = shop.paid("p-1", 50'000);
    CHECK(refusal(ledger.ask(SetTransferAside{id, StallId::from_value(999'999), AsideReason::family})) ==
          Refusal::stall_not_found);
    CHECK(refusal(ledger.ask(SetTransferAside{id, shop.other, AsideReason::family})) ==
          Refusal::transfer_not_found);
    CHECK(refusal(shop.aside(TransferId::from_value(999'999), AsideReason::family)) ==
          Refusal::transfer_not_found);
    const TransferId trial{ledger.book.next()};
    ledger.ask(RecordTransfer{.feed = feed,
                              .notice = ledger.credit_now("t-1", 1'000, ledger.stall_code(shop.stall)),
                              .trial = true});
    CHECK(refusal(shop.aside(trial, AsideReason::family)) == Refusal::transfer_is_trial);
    ledger.record(reversal("x-1", 50'000, "p-1"));
    CHECK(refusal(shop.aside(id, AsideReason::family)) == Refusal::transfer_not_received);
    const auto old = shop.paid("p-2", 1'000);
    ledger.now += sales_open_for + std::chrono::milliseconds{1};
    CHECK(refusal(shop.aside(old, AsideReason::family)) == Refusal::sale_too_old);
}

TEST_CASE("sales: a closed day does not forbid it", "[book][sales]") {
    Shop shop;
    const auto id = shop.paid("p-1", 50'000);
    const auto day = shop.today();
    shop.ledger.now += std::chrono::days{2};
    CHECK(recorded(shop.ledger.ask(CloseDay{shop.market, day, {}, shop.ledger.book.next()})));
    CHECK(recorded(shop.aside(id, AsideReason::cash_exchange)));
}

TEST_CASE("sales: what went back is linked once, and says to whom it went", "[book][sales]") {
    struct Case {
        std::string_view from, to;
        std::optional<bool> to_sender;
    };
    const Case cases[] = {{"1900000000917", "1900000000917", true},
                          {"1900000000917", "1900000000918", false},
                          {"1900000000917", "", std::nullopt},
                          {"****0917", "****0917", std::nullopt}};
    for (const auto& [from, to, to_sender] : cases) {
        CAPTURE(from, to);
        Shop shop;
        const auto incoming = shop.paid("p-1", 50'000, from);
        const auto outgoing = shop.left("o-1", 20'000, to);
        CHECK(recorded(shop.link(incoming, outgoing)));
        CHECK(shop.ledger.last<RefundLinked>().to_sender == to_sender);
        CHECK(shop.ledger.last<RefundLinked>().amount == Vnd::of(20'000));
        CHECK(exists_at(shop.link(incoming, outgoing)) == shop.ledger.book.next().value() - 1);
        const auto another = shop.paid("p-2", 50'000, from);
        CHECK(refusal(shop.link(another, outgoing)) == Refusal::refund_linked_before);
    }
}

TEST_CASE("sales: no more goes back than came", "[book][sales]") {
    Shop shop;
    const auto incoming = shop.paid("p-1", 50'000);
    CHECK(recorded(shop.link(incoming, shop.left("o-1", 30'000))));
    CHECK(refusal(shop.link(incoming, shop.left("o-2", 20'001))) == Refusal::refund_exceeds);
    CHECK(recorded(shop.link(incoming, shop.left("o-3", 20'000))));
    CHECK(refusal(shop.link(incoming, shop.left("o-4", 1))) == Refusal::refund_exceeds);
}

TEST_CASE("sales: refunds are refused in the order of precedence", "[book][sales]") {
    Shop shop;
    auto& ledger = shop.ledger;
    const auto incoming = shop.paid("p-1", 50'000);
    const auto outgoing = shop.left("o-1", 20'000);
    CHECK(refusal(ledger.ask(LinkRefund{shop.other, incoming, outgoing})) == Refusal::transfer_not_found);
    CHECK(refusal(shop.link(incoming, TransferId::from_value(999'999))) == Refusal::transfer_not_found);
    CHECK(refusal(shop.link(incoming, shop.left("o-2", 1'000, "", "9988776655"))) ==
          Refusal::transfer_not_found);
    CHECK(refusal(shop.link(outgoing, outgoing)) == Refusal::transfer_not_found);
    CHECK(refusal(shop.link(incoming, incoming)) == Refusal::refund_not_outgoing);
    const TransferId taken_back{ledger.book.next()};
    shop.paid("p-2", 10'000);
    const TransferId by{ledger.book.next()};
    ledger.record(reversal("x-1", 10'000, "p-2"));
    CHECK(refusal(shop.link(taken_back, outgoing)) == Refusal::transfer_not_received);
    CHECK(refusal(shop.link(incoming, by)) == Refusal::refund_not_outgoing);
    CHECK(refusal(shop.link(incoming, shop.left("o-3", 1'000, "", "7777777777"))) ==
          Refusal::refund_other_account);
    ledger.now += sales_open_for + std::chrono::milliseconds{1};
    CHECK(refusal(shop.link(incoming, outgoing)) == Refusal::sale_too_old);
}

TEST_CASE("sales: the last word on a day's cash stands, today and seven days back", "[book][sales]") {
    Shop shop;
    CHECK(recorded(shop.cash(shop.today(), 300'000)));
    CHECK(exists_at(shop.cash(shop.today(), 300'000)));
    CHECK(recorded(shop.cash(shop.today(), 0)));
    CHECK(recorded(shop.cash(shop.days_from_today(-7), 1)));
    CHECK(refusal(shop.cash(shop.days_from_today(-8), 1)) == Refusal::cash_date_out_of_range);
    CHECK(refusal(shop.cash(shop.days_from_today(1), 1)) == Refusal::cash_date_out_of_range);
    CHECK(refusal(shop.ledger.ask(DeclareCash{StallId::from_value(999'999), shop.today(), Vnd::of(1)})) ==
          Refusal::stall_not_found);
    shop.ledger.ask(CloseStall{shop.stall, ""});
    CHECK(refusal(shop.cash(shop.today(), 5)) == Refusal::stall_closed);
}

TEST_CASE("sales: cash goes with its vendor, in the book and in every later replay", "[book][sales]") {
    Shop shop;
    auto& ledger = shop.ledger;
    shop.cash(shop.today(), 300'000);
    const auto vendor = ledger.last<CashDeclared>().owner;
    REQUIRE(vendor);
    ledger.ask(EraseVendor{*vendor, ""});
    Book replayed;
    for (auto event : ledger.events) {
        if (auto* cash = std::get_if<CashDeclared>(&event.event)) cash->amount.reset();  // As it is read.
        replayed.apply(event);
    }
    const Command again{DeclareCash{shop.stall, shop.today(), Vnd::of(300'000)}, "tk1", std::nullopt};
    for (const auto* book : {static_cast<const Book*>(&ledger.book), static_cast<const Book*>(&replayed)})
        CHECK(recorded(book->decide(again, book->next(), ledger.now).outcome));
}

TEST_CASE("sales: words are kept as long as another can be said", "[book][sales]") {
    Shop shop;
    const auto incoming = shop.paid("p-1", 50'000);
    shop.aside(incoming, AsideReason::family);
    shop.link(incoming, shop.left("o-1", 50'000));
    shop.ledger.now += sales_open_for;
    CHECK(refusal(shop.link(incoming, shop.left("o-2", 1))) == Refusal::refund_exceeds);
    CHECK(exists_at(shop.aside(incoming, AsideReason::family)));
}
