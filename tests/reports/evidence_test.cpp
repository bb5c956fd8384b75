#include "support.hpp"
#include "support/catch.hpp"

using namespace choqr;
using namespace choqr::reports;
using namespace choqr::reports::test;

namespace {

const FeedId wallet = *FeedId::parse("simwallet");
const FeedId bank = *FeedId::parse("bank");
const Instant noon = *parse_rfc3339("2026-11-22T05:00:00Z");

merchants::TransferNotice notice(const std::string& reference, std::int64_t dong,
                                 std::string bank_reference) {
    return {.reference = *ProviderReference::parse(reference),
            .direction = merchants::Direction::credit,
            .creditor_bin = Bin::parse("970436"),
            .creditor_account = AccountNumber::parse("101"),
            .virtual_account = {},
            .amount = Vnd::of(dong),
            .remittance_information = "mua rau",
            .booked_at = noon,
            .debtor = {},
            .reversal_of = {},
            .bank_reference = std::move(bank_reference),
            .as_received = "{}"};
}

/// What the book decides about what feeds tell, and reports that follow it.
struct Told {
    Told() {
        tell(wallet, notice("a1", 45'000, "FT1"));
        tell(wallet, notice("a2", 45'000, ""));
        tell(wallet, notice("a3", 20'000, "FT3"));
        tell(bank, notice("b1", 45'000, "FT1"));
        reports = follow(events);
    }
    void tell(const FeedId& feed, merchants::TransferNotice told) {
        const book::Command command{book::RecordTransfer{feed, std::move(told)}, "feed:" + feed.text(), {}};
        for (auto& event : book.decide(command, book.next(), noon).events) {
            events.push_back({book.next(), noon, command.actor, {}, std::move(event)});
            book.apply(events.back());
        }
    }
    std::vector<book::KnownEntry> find(const FeedId& asking, const std::string& reference,
                                       std::optional<Vnd> amount = {}, int days = 0) const {
        const std::chrono::sys_days day{*parse_day("2026-11-22")};
        const Day asked = day + std::chrono::days{days};
        return reports->known_entries({asking, "970436/101", asked, asked, reference, amount}).value();
    }

    book::Book book;
    std::vector<book::RecordedEvent> events;
    std::unique_ptr<Reports> reports;
};

std::vector<std::uint64_t> ids_of(const std::vector<book::KnownEntry>& entries) {
    std::vector<std::uint64_t> ids;
    for (const auto& entry : entries) ids.push_back(entry.transfer.id.value());
    return ids;
}

}  // namespace

TEST_CASE("reports: what stands in the bank's books is found by account, day and reference or amount",
          "[reports][evidence]") {
    const Told told;
    const auto statement = *FeedId::parse("statement");
    CHECK(ids_of(told.find(statement, "FT1")) == std::vector<std::uint64_t>{0});
    CHECK(told.find(statement, "FT1").front().same_reference);
    CHECK(ids_of(told.find(statement, "", Vnd::of(45'000))) == std::vector<std::uint64_t>{0, 1});
    CHECK_FALSE(told.find(statement, "", Vnd::of(45'000)).front().same_reference);
    CHECK(told.find(statement, "FT1", {}, 1).empty());
    CHECK(told.find(statement, "FT9").empty());
    CHECK_FALSE(told.find(statement, "FT1").front().told_by_this_feed);
    CHECK(told.find(wallet, "FT1").front().told_by_this_feed);
    CHECK(told.find(bank, "FT1").front().told_by_this_feed);
    CHECK_FALSE(told.find(bank, "FT3").front().told_by_this_feed);
}

TEST_CASE("reports: further evidence is known by its reference, and listed with its transfer",
          "[reports][evidence]") {
    const Told told;
    const auto known = told.reports->known_transfer(bank, *ProviderReference::parse("b1")).value().value();
    CHECK(known.id == TransferId{Sequence{0}});
    CHECK(known.told_at == told.events.back().sequence);
    const auto evidence = told.reports->evidence(TransferId{Sequence{0}}).value();
    REQUIRE(evidence.size() == 1);
    CHECK(evidence.front().provider == bank);
    CHECK(evidence.front().kind == book::EvidenceKind::notice);
    CHECK(told.reports->transfers({}).value().size() == 3);
}
