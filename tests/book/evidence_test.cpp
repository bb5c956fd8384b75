#include "ledger.hpp"

using namespace choqr;
using namespace choqr::book;
using namespace choqr::book::testing;

// One movement of money on one account is one transfer, however many feeds tell of it; what is not known to
// be the same stands beside it, and a person is asked (docs/decisions/0312).

namespace {

const FeedId bank = *FeedId::parse("bank");
const FeedId statement = *FeedId::parse("statement");

/// A market with one stall that has the account of credit().
struct Observed : Ledger {
    MarketId market = open_market();
    StallId ba = open_stall(market, "A-1", {account("0011223344")});

    TransferId pay(std::string_view ref = "a1", std::int64_t dong = 20'000) {
        record(credit(ref, dong, "mua rau"));
        return last<TransferReceived>().id;
    }
    Outcome tell(const FeedId& who, merchants::TransferNotice notice,
                 EvidenceKind kind = EvidenceKind::notice) {
        RecordTransfer told{who, std::move(notice)};
        told.kind = kind;
        return ask(told);
    }
    Outcome line(merchants::TransferNotice notice) {
        return tell(statement, std::move(notice), EvidenceKind::statement_line);
    }
    std::int64_t credited() const {
        std::int64_t dong = 0;
        for (const auto& e : all<TransferReceived>())
            if (e.match.stall && e.status == TransferStatus::matched) dong += e.notice.amount.dong();
        return dong;
    }
};

merchants::TransferNotice without_reference(merchants::TransferNotice notice) {
    notice.bank_reference.clear();
    return notice;
}
merchants::TransferNotice later(merchants::TransferNotice notice, std::chrono::minutes by) {
    notice.booked_at += by;
    return notice;
}

}  // namespace

TEST_CASE("evidence: what another feed tells of the same entry in the bank's books confirms it",
          "[book][evidence]") {
    for (const auto kind : {EvidenceKind::notice, EvidenceKind::polled, EvidenceKind::statement_line}) {
        CAPTURE(name_of(kind));
        Observed ledger;
        const auto first = ledger.pay();
        auto told =
            later(credit("b1", 20'000, "CT DEN: other words, an hour later"), std::chrono::minutes{60});
        told.debtor = merchants::Debtor{Bin::parse("970436"), "0099", "LE VAN C"};
        CHECK(exists_at(ledger.tell(bank, told, kind)) == first.value());
        const auto& seen = ledger.last<EvidenceSeen>();
        CHECK(seen.transfer == first);
        CHECK(seen.kind == kind);
        CHECK(seen.owner == ledger.all<TransferReceived>().front().owner);
        CHECK(ledger.credited() == 20'000);
        // It is known by this reference from now on: a copy says nothing new, another amount is a conflict.
        const auto events = ledger.events.size();
        CHECK(exists_at(ledger.tell(bank, told, kind)) == first.value());
        CHECK(ledger.events.size() == events);
        told.amount = Vnd::of(21'000);
        CHECK(std::holds_alternative<Conflicts>(ledger.tell(bank, told, kind)));
        CHECK(ledger.last<NoticeConflicted>().recorded == first);
        CHECK(ledger.credited() == 20'000);
    }
}

TEST_CASE("evidence: a feed that tells twice of one reference of the bank's tells of two transfers",
          "[book][evidence]") {
    Observed ledger;
    const auto first = ledger.pay("a1"), second = ledger.pay("a2");
    CHECK(ledger.credited() == 40'000);
    // And another feed confirms each of them once.
    CHECK(exists_at(ledger.tell(bank, credit("b1", 20'000, ""))) == first.value());
    CHECK(exists_at(ledger.tell(bank, credit("b2", 20'000, ""))) == second.value());
    CHECK(recorded_as(ledger.tell(bank, credit("b3", 20'000, ""))) == TransferStatus::matched);
    CHECK(ledger.credited() == 60'000);
}

TEST_CASE("evidence: a reference that a provider writes into everything is none", "[book][evidence]") {
    Observed ledger;
    constexpr int told = 3 * static_cast<int>(entry_holders_max);
    for (int i = 0; i < told; ++i) ledger.pay("a" + std::to_string(i));
    const bool held = GENERATE(true, false);
    if (!held) ledger.book.forget_references(Sequence{ledger.events.size()}, 0);
    std::size_t confirmed = 0;
    for (int i = 0; i < told; ++i)
        confirmed += exists_at(ledger.tell(bank, credit("b" + std::to_string(i), 20'000, ""))) ? 1u : 0u;
    CHECK(confirmed == entry_holders_max);
    CHECK(ledger.credited() == 20'000 * (2 * told - static_cast<int>(entry_holders_max)));
}

TEST_CASE("evidence: what differs is another transfer, or a question", "[book][evidence]") {
    struct Case {
        const char* what;
        merchants::TransferNotice told;
        bool is_line;
        std::optional<TransferStatus> recorded_as;  ///< Absent: it confirms.
        bool asks;
    };
    using enum TransferStatus;
    auto other_account = credit("b1", 20'000, "", "0077");
    auto other_bank = credit("b1", 20'000, "");
    other_bank.creditor_bin = Bin::parse("970436");
    auto other_reference = credit("b1", 20'000, "");
    other_reference.bank_reference = "FT26326000002";
    auto fee = credit("b1", 20'000, "");
    fee.direction = merchants::Direction::debit;
    const auto plain = credit("b1", 20'000, "");
    const auto night = std::chrono::hours{24};
    const Case cases[] = {
        {"the same", plain, false, {}, false},
        {"another account", other_account, false, unmatched, false},
        {"the same number at another bank", other_bank, false, unmatched, false},
        {"another reference", other_reference, false, matched, false},
        {"another reference, line", other_reference, true, matched, false},
        {"out and not in", fee, false, outgoing, false},
        {"another amount", credit("b1", 21'000, ""), false, unmatched, true},
        {"another amount, line", credit("b1", 21'000, ""), true, unmatched, true},
        {"booked the day before", later(plain, -night), false, unmatched, true},
        {"booked the day before, another amount", later(credit("b1", 21'000, ""), -night), false, matched,
         false},
        {"booked two days before", later(plain, -2 * night), false, matched, false},
        {"no reference of the bank's", without_reference(plain), false, matched, false},
        {"a line without reference", without_reference(plain), true, unmatched, true},
        {"such a line of the day before", later(without_reference(plain), -night), true, unmatched, true},
        {"such a line of two days before", later(without_reference(plain), -2 * night), true, matched, false},
        {"such a line of another amount", without_reference(credit("b1", 21'000, "")), true, matched, false},
    };
    for (const auto& one : cases) {
        CAPTURE(one.what);
        Observed ledger;
        const auto first = ledger.pay();
        const auto outcome = one.is_line ? ledger.line(one.told) : ledger.tell(bank, one.told);
        CHECK(recorded_as(outcome) == one.recorded_as);
        CHECK(exists_at(outcome).has_value() == !one.recorded_as);
        const auto perhaps = one.asks ? std::optional{first} : std::nullopt;
        CHECK(ledger.all<TransferReceived>().back().perhaps == perhaps);
        const bool by_doubt =
            ledger.all<TransferReceived>().back().match.basis == merchants::MatchBasis::none_perhaps_known;
        CHECK(by_doubt == one.asks);
    }
}

TEST_CASE(
    "evidence: a line that says nothing of a reference is doubted though the notice had one, and the reverse",
    "[book][evidence]") {
    Observed ledger;
    ledger.record(without_reference(credit("a1", 20'000, "")));
    CHECK(recorded_as(ledger.line(credit("s1", 20'000, ""))) == TransferStatus::unmatched);
    CHECK(ledger.last<TransferReceived>().perhaps == ledger.all<TransferReceived>().front().id);
    CHECK(ledger.credited() == 20'000);
    // Who was asked says that it is money of its own.
    CHECK(recorded(
        ledger.ask(AssignTransfer{ledger.last<TransferReceived>().id, ledger.ba, "khách trả hai lần"})));
}

TEST_CASE(
    "evidence: a feed that may not speak of an account neither confirms its money nor stands in its way",
    "[book][evidence]") {
    Observed ledger;
    const merchants::FeedBounds bounds{{{*Bin::parse("970422"), *AccountNumber::parse("0077")}}, {}};
    const auto tell_outside = [&](const char* ref, EvidenceKind kind) {
        RecordTransfer told{bank, credit(ref, 20'000, "")};
        told.bounds = std::make_shared<const merchants::FeedBounds>(bounds);
        told.kind = kind;
        CHECK(recorded_as(ledger.ask(told)) == TransferStatus::unmatched);
        CHECK(ledger.last<TransferReceived>().match.basis == merchants::MatchBasis::none_outside_feed);
        CHECK_FALSE(ledger.last<TransferReceived>().perhaps);
    };
    const auto kind = GENERATE(EvidenceKind::notice, EvidenceKind::statement_line);
    const bool forgets = GENERATE(false, true);
    tell_outside("b1", kind);
    if (forgets) ledger.book.forget_references(Sequence{ledger.events.size()}, 0);
    CHECK(recorded_as(ledger.record(credit("a1", 20'000, ""))) == TransferStatus::matched);
    tell_outside("b2", kind);
    CHECK(ledger.credited() == 20'000);
}

TEST_CASE("evidence: only what is recorded as a transfer can be assigned", "[book][evidence]") {
    Observed ledger;
    ledger.pay();
    ledger.tell(bank, credit("b1", 20'000, ""));
    const TransferId evidence{ledger.events.back().sequence};
    CHECK(refusal(ledger.ask(AssignTransfer{evidence, ledger.ba, ""})) == Refusal::transfer_not_found);
}

TEST_CASE("evidence: trials and money are not evidence of each other", "[book][evidence]") {
    Observed ledger;
    RecordTransfer trial{feed, credit("w1", 20'000, "")};
    trial.trial = true;
    ledger.ask(trial);
    CHECK(recorded_as(ledger.tell(bank, credit("b1", 20'000, ""))) == TransferStatus::matched);
    RecordTransfer other{statement, credit("w2", 20'000, "")};
    other.trial = true;
    CHECK(recorded(ledger.ask(other)));
    CHECK(ledger.all<EvidenceSeen>().empty());
}

TEST_CASE("evidence: a reversal by whichever feed takes the one transfer back, once", "[book][evidence]") {
    Observed ledger;
    const auto first = ledger.pay();
    ledger.tell(bank, credit("b1", 20'000, ""));
    auto back = reversal("b9", 20'000, "b1");
    back.bank_reference = "FT26326000009";
    ledger.tell(bank, back);
    CHECK(ledger.last<TransferReceived>().reverses == first);
    // What the other feed tells of it takes nothing back, and a line of it is evidence.
    auto again = reversal("a9", 20'000, "a1");
    again.bank_reference = "FT26326000009";
    CHECK(recorded_as(ledger.record(again)) == TransferStatus::outgoing);
    CHECK_FALSE(ledger.last<TransferReceived>().reverses);
    auto line_of_it = debit("s9", 20'000);
    line_of_it.bank_reference = "FT26326000009";
    CHECK(exists_at(ledger.line(line_of_it)).has_value());
}

TEST_CASE("evidence: a reversal that came before the feed told of what it takes back", "[book][evidence]") {
    Observed ledger;
    const auto request = ledger.open_request(ledger.ba, 20'000);
    auto paid = credit("b1", 20'000, ledger.request_code(request));
    auto first = paid;
    first.reference = reference("a1");
    ledger.record(first);
    const auto id = ledger.last<TransferReceived>().id;
    CHECK(ledger.last<TransferReceived>().request_status == merchants::PaymentRequestStatus::settled);
    const bool held = GENERATE(true, false);
    if (!held) ledger.book.forget_references(Sequence{ledger.events.size()}, 0);
    ledger.tell(bank, without_reference(reversal("b9", 20'000, "b1")));
    const auto by = ledger.last<TransferReceived>().id;
    CHECK(exists_at(ledger.tell(bank, paid)) == id.value());
    const auto& seen = ledger.last<EvidenceSeen>();
    CHECK(seen.reversed_by == by);
    CHECK(seen.stall == ledger.ba);
    CHECK(seen.request == request);
    CHECK(seen.request_status == merchants::PaymentRequestStatus::open);
    // Once: neither feed can take it back again.
    for (const auto& [who, of] : {std::pair{feed, "a1"}, {bank, "b1"}}) {
        ledger.tell(who, without_reference(reversal(std::string{"again-"} + of, 20'000, of)));
        CHECK_FALSE(ledger.last<TransferReceived>().reverses);
    }
}

TEST_CASE("evidence: a notice that comes after the line of it confirms it, or is asked about",
          "[book][evidence]") {
    Observed ledger;
    CHECK(recorded_as(ledger.line(credit("s1", 20'000, ""))) == TransferStatus::matched);
    const auto first = ledger.last<TransferReceived>().id;
    CHECK(ledger.last<TransferReceived>().kind == EvidenceKind::statement_line);
    const bool held = GENERATE(true, false);
    if (!held) ledger.book.forget_references(Sequence{ledger.events.size()}, 0);
    CHECK(recorded_as(ledger.record(without_reference(credit("a0", 20'000, "")))) ==
          TransferStatus::unmatched);
    CHECK(ledger.last<TransferReceived>().perhaps == first);
    CHECK(exists_at(ledger.record(credit("a1", 20'000, ""))) == first.value());
    CHECK(ledger.credited() == 20'000);
}

TEST_CASE("evidence: what was let go of is asked for, and confirmed, doubted and taken back as ever",
          "[book][evidence]") {
    Observed ledger;
    const auto first = ledger.pay("a1"), second = ledger.pay("a2", 30'000);
    ledger.tell(bank, credit("b1", 20'000, ""));
    const auto forget = [&] { ledger.book.forget_references(Sequence{ledger.events.size()}, 0); };
    forget();
    CHECK(ledger.book.references_held() == 0);
    SECTION("known by the second reference") {
        const auto events = ledger.events.size();
        CHECK(exists_at(ledger.tell(bank, credit("b1", 20'000, ""))) == first.value());
        CHECK(ledger.events.size() == events);
    }
    SECTION("told by a third feed, and by one that told of it already") {
        CHECK(exists_at(ledger.line(credit("s1", 20'000, ""))) == first.value());
        forget();
        CHECK(exists_at(ledger.line(credit("s1", 20'000, ""))) == first.value());
        CHECK(recorded_as(ledger.tell(bank, credit("b7", 20'000, ""))) == TransferStatus::unmatched);
        CHECK(ledger.last<TransferReceived>().perhaps == second);
    }
    SECTION("a line without reference") {
        CHECK(recorded_as(ledger.line(without_reference(credit("s1", 20'000, "")))) ==
              TransferStatus::unmatched);
        CHECK(ledger.last<TransferReceived>().perhaps == first);
    }
    SECTION("taken back by a reference that is held, of a transfer that is not") {
        ledger.line(credit("s1", 20'000, ""));
        auto back = reversal("s9", 20'000, "s1");
        back.bank_reference = "FT26326000009";
        // The reports know the transfer for sure; of what told of it last they may not know yet.
        const auto asked = ledger.book.lookups({RecordTransfer{statement, back}, "", {}});
        REQUIRE(asked.size() == 1);
        CHECK(asked.front().transfer == first);
        ledger.line(back);
        CHECK(ledger.last<TransferReceived>().reverses == first);
        CHECK(ledger.last<TransferReceived>().match.stall == ledger.ba);
        for (const auto& [who, ref] : {std::pair{feed, "a1"}, {bank, "b1"}, {statement, "s1"}}) {
            ledger.tell(who, without_reference(reversal(std::string{"again-"} + ref, 20'000, ref)));
            CHECK_FALSE(ledger.last<TransferReceived>().reverses);
        }
    }
    SECTION("taken back by a further reference, and told again by it and by the first") {
        auto back = reversal("b9", 20'000, "b1");
        back.bank_reference = "FT26326000009";
        ledger.tell(bank, back);
        CHECK(ledger.last<TransferReceived>().reverses == first);
        const auto events = ledger.events.size();
        CHECK(exists_at(ledger.tell(bank, credit("b1", 20'000, ""))) == first.value());
        CHECK(exists_at(ledger.record(credit("a1", 20'000, "mua rau"))) == first.value());
        CHECK(ledger.events.size() == events);
    }
}

TEST_CASE("evidence: an erasure takes its words along, and the money is still known", "[book][evidence]") {
    Observed ledger;
    const auto first = ledger.pay();
    ledger.tell(bank, credit("b1", 20'000, "chuyen tien"));
    const auto vendor = ledger.last<EvidenceSeen>().owner.value();
    ledger.ask(EraseVendor{vendor, "theo yêu cầu"});
    CHECK(exists_at(ledger.tell(bank, credit("b1", 20'000, "khac"))) == first.value());
    CHECK(std::holds_alternative<Conflicts>(ledger.tell(bank, credit("b1", 21'000, "khac"))));
}

TEST_CASE("evidence: a snapshot keeps who told of what", "[book][evidence][snapshot]") {
    Observed ledger;
    const auto first = ledger.pay();
    ledger.tell(bank, credit("b1", 20'000, ""));
    ledger.book = Book::from_snapshot(ledger.book.snapshot()).value();
    CHECK(exists_at(ledger.tell(bank, credit("b1", 20'000, ""))) == first.value());
    CHECK(recorded_as(ledger.tell(bank, credit("b2", 20'000, ""))) == TransferStatus::matched);
    CHECK(exists_at(ledger.line(credit("s1", 20'000, ""))) == first.value());
}
