#include "book/book.hpp"
#include "support.hpp"
#include "support/catch.hpp"

using namespace choqr;
using namespace choqr::reports::test;

namespace {

const FeedId simwallet = *FeedId::parse("simwallet");

merchants::TransferNotice credit(const char* reference, const char* reversal_of = nullptr) {
    return {.reference = *ProviderReference::parse(reference),
            .direction = merchants::Direction::credit,
            .creditor_bin = std::nullopt,
            .creditor_account = std::nullopt,
            .virtual_account = std::nullopt,
            .amount = Vnd::of(45'000),
            .remittance_information = "mua rau",
            .booked_at = local("2026-11-22 06:00:00"),
            .debtor = std::nullopt,
            .reversal_of = reversal_of ? ProviderReference::parse(reversal_of) : std::nullopt,
            .bank_reference = {},
            .as_received = {},
            .test = false};
}

/// A book and reports that follow it.
struct Both {
    book::Book book;
    std::unique_ptr<reports::Reports> reports = reports::Reports::open(":memory:").value();
    Instant now = local("2026-11-22 06:00:00");

    book::Outcome record(merchants::TransferNotice notice) {
        const book::Command command{book::RecordTransfer{simwallet, std::move(notice)}, "feed:simwallet",
                                    std::nullopt};
        auto decision = book.decide(command, book.next(), now);
        for (auto& event : decision.events) {
            const std::vector events{
                book::RecordedEvent{book.next(), now, command.actor, std::nullopt, std::move(event)}};
            book.apply(events.front());
            reports->apply(events).value();
        }
        return decision.outcome;
    }
    /// As the book has it: the status of a copy.
    book::TransferStatus in_book(const merchants::TransferNotice& notice) {
        return std::get<book::Exists>(record(notice)).status;
    }
    book::TransferStatus in_reports(const merchants::TransferNotice& notice) const {
        return reports->known_transfer(simwallet, notice.reference).value().value().status;
    }
};

}  // namespace

TEST_CASE("reports: a reversal that looked like a credit is outgoing once its original comes, as in the book",
          "[reports]") {
    Both both;
    const auto early = credit("R1", "P1");
    both.record(early);
    CHECK(both.in_book(early) == book::TransferStatus::unmatched);
    CHECK(both.in_reports(early) == book::TransferStatus::unmatched);

    const auto original = credit("P1");
    both.record(original);
    CHECK(both.in_book(original) == book::TransferStatus::reversed);
    CHECK(both.in_reports(original) == book::TransferStatus::reversed);
    CHECK(both.in_book(early) == book::TransferStatus::outgoing);
    CHECK(both.in_reports(early) == book::TransferStatus::outgoing);
    CHECK(both.reports->transfers({.status = book::TransferStatus::unmatched}).value().empty());
}

TEST_CASE("reports: an unmatched credit that has nothing to do with a reversal stays unmatched",
          "[reports]") {
    Both both;
    const auto other = credit("P2");
    both.record(credit("R1", "P1"));
    both.record(other);
    both.record(credit("P1"));
    CHECK(both.in_book(other) == book::TransferStatus::unmatched);
    CHECK(both.in_reports(other) == book::TransferStatus::unmatched);
}
