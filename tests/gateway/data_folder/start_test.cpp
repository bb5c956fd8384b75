#include <stdlib.h>

#include <filesystem>
#include <fstream>
#include <iterator>

#include "data_folder/ledger.hpp"
#include "support/catch.hpp"

// How a ledger starts: from the book's snapshot and the journal's tail, or from the journal alone.
using namespace choqr;

namespace {

class House {
public:
    House() {
        std::string pattern = (std::filesystem::temp_directory_path() / "choqr-start-XXXXXX").string();
        if (mkdtemp(pattern.data()) == nullptr) std::abort();
        directory_ = pattern + "/data";
        gateway::Ledger::create(directory_.string(), random_);
        open();
    }
    ~House() {
        ledger.reset();
        std::filesystem::remove_all(directory_.parent_path());
    }
    House(const House&) = delete;
    House& operator=(const House&) = delete;

    book::Outcome ask(book::Ask ask) {
        return ledger->carry_out({std::move(ask), "operator", std::nullopt}).value();
    }
    void open() { ledger.emplace(directory_.string(), random_, clock_, gateway::Ledger::Options{}); }
    void crash() {
        ledger.reset();
        open();
    }
    void restart() {
        ledger->keep_snapshot();
        crash();
    }
    std::filesystem::path reports_file() const { return directory_ / "reports.sqlite"; }
    std::string bytes_of_reports() const {
        std::string all;
        for (const auto* end : {"", "-wal"}) {
            std::ifstream in{reports_file().string() + end, std::ios::binary};
            all.append(std::istreambuf_iterator<char>{in}, {});
        }
        return all;
    }

    std::optional<gateway::Ledger> ledger;

private:
    std::filesystem::path directory_;
    world::SystemRandom random_;
    world::SystemClock clock_;
};

book::RegisterMarket market(std::string code) {
    return {"Chợ", std::move(code), "Cần Thơ", "Ô Môn", std::chrono::minutes{0}};
}
book::RegisterStall stall() {
    return {MarketId::from_value(0),
            merchants::PointKind::stall,
            "A-1",
            "A",
            "rau",
            book::VendorDetails{merchants::VendorKind::person, "Trần Thị Bưởi", "0903555777"},
            {{merchants::AccountKind::bank, *Bin::parse("970436"), *AccountNumber::parse("1001"),
              "TRAN THI BUOI"}}};
}
book::RecordTransfer transfer(std::string_view reference) {
    return {*FeedId::parse("simwallet"),
            {.reference = *ProviderReference::parse(reference),
             .direction = merchants::Direction::credit,
             .creditor_bin = std::nullopt,
             .creditor_account = *AccountNumber::parse("1001"),
             .virtual_account = std::nullopt,
             .amount = Vnd::of(10'000),
             .remittance_information = "mua rau",
             .booked_at = *parse_rfc3339("2026-11-22T01:00:00Z"),
             .debtor = std::nullopt,
             .reversal_of = std::nullopt,
             .bank_reference = {},
             .as_received = {},
             .test = false}};
}
bool exists(const book::Outcome& outcome) { return std::holds_alternative<book::Exists>(outcome); }

}  // namespace

TEST_CASE("start: after a clean end the book is loaded and nothing is replayed", "[gateway][snapshot]") {
    House house;
    house.ask(market("cho"));
    house.ask(stall());
    house.ask(transfer("t1"));
    house.restart();
    CHECK(house.ledger->start_note() == "book of 3 events loaded, 0 replayed");
    CHECK(exists(house.ask(transfer("t1"))));
}

TEST_CASE("start: after a crash the tail is replayed on the snapshot before it", "[gateway][snapshot]") {
    House house;
    house.ask(market("cho"));
    house.ask(stall());
    house.ask(transfer("t1"));
    house.restart();
    house.ask(transfer("t2"));
    house.crash();
    CHECK(house.ledger->start_note() == "book of 3 events loaded, 1 replayed");
    CHECK(exists(house.ask(transfer("t1"))));
    CHECK(exists(house.ask(transfer("t2"))));
}

TEST_CASE("start: deleted reports take the snapshot with them, and the journal is replayed",
          "[gateway][snapshot]") {
    House house;
    house.ask(market("cho"));
    house.restart();
    house.ledger.reset();
    reports::Reports::discard(house.reports_file());
    house.open();
    CHECK(house.ledger->start_note() == "book of 0 events loaded, 1 replayed");
    CHECK(house.ledger->reports().position() == Sequence{1});
}

TEST_CASE("start: a snapshot of another history or in another form is passed over", "[gateway][snapshot]") {
    House house;
    house.ask(market("cho"));
    auto& reports = house.ledger->reports();
    house.ledger->keep_snapshot();
    const auto kept = reports.snapshot().value().value();
    auto other_root = kept, other_form = kept;
    other_root.root = sha256("a ledger that was rolled back");
    other_form.bytes[0] = static_cast<char>(other_form.bytes[0] + 1);
    for (const auto& strange : {other_root, other_form}) {
        house.ledger->reports().keep_snapshot(strange).value();
        house.crash();
        CHECK(house.ledger->start_note() == "book of 0 events loaded, 1 replayed");
    }
    house.ledger->reports().keep_snapshot(kept).value();
    house.crash();
    CHECK(house.ledger->start_note() == "book of 1 events loaded, 0 replayed");
}

TEST_CASE("start: an erased vendor is not in the reports' bytes, and the next start is still a fast one",
          "[gateway][snapshot]") {
    House house;
    house.ask(market("cho"));
    house.ask(stall());
    house.restart();
    CHECK(house.bytes_of_reports().find("Trần Thị Bưởi") != std::string::npos);
    house.ask(book::EraseVendor{VendorId::from_value(1), "theo yêu cầu"});
    house.ledger->follower().catch_up().value();
    for (const auto* personal : {"Trần Thị Bưởi", "0903555777", "TRAN THI BUOI"})
        CHECK(house.bytes_of_reports().find(personal) == std::string::npos);
    house.crash();
    CHECK(house.ledger->start_note() == "book of 3 events loaded, 0 replayed");
    CHECK(house.bytes_of_reports().find("Trần Thị Bưởi") == std::string::npos);
}
