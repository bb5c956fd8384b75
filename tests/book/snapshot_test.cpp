#include "base/crc32c.hpp"
#include "ledger.hpp"

using namespace choqr;
using namespace choqr::book;
using namespace choqr::book::testing;

namespace {

/// A ledger with one of everything that a book remembers.
Ledger full_ledger() {
    Ledger ledger;
    const auto market = ledger.open_market();
    const auto ba = ledger.open_stall(market, "A-1", {account("0011223344")});
    ledger.open_stall(market, "A-2", {account("0099887766")});
    ledger.ask(CloseStall{ledger.open_stall(market, "A-3", {account("0077")}), "nhầm"});
    ledger.ask(CloseStall{ledger.open_stall(market, "A-4", {}), "nhầm"});  // Its code is free again.
    ledger.ask(ChangeMarket{market, std::chrono::days{30}, 77});
    ledger.open_request(ba, 45'000, std::chrono::seconds{600});
    const auto settled = ledger.open_request(ba, 20'000);
    ledger.record(credit("p1", 20'000, ledger.request_code(settled)));
    ledger.record(credit("p2", 9'000, "mua rau"));
    auto other = credit("p2", 9'001, "mua rau");
    ledger.record(other);                           // A conflict.
    ledger.record(reversal("v1", 5'000, "later"));  // Its original is still to come.
    ledger.set_accounts(ba, {account("0055555555")});
    const auto chief = ledger.person(Role::operator_);
    ledger.ask_as(chief, ProposePayeeChange{ba, {account("0066")}, "đổi ngân hàng"});
    ledger.ask(IssueToken{Role::board, market, {}, {}, "ban quản lý", sha256("token")});
    ledger.ask(RevokeToken{TokenId{Sequence{ledger.events.size() - 1}}});
    ledger.ask(RegisterMarket{"Chợ hai", "hai", "x", "y"}, Idempotency{sha256("key"), sha256("body")});
    ledger.now += std::chrono::days{2};
    ledger.ask(Tick{});
    ledger.ask(CloseDay{market, *parse_day("2026-11-22"), {}, ledger.book.next(), sha256("root")});
    return ledger;
}

Book loaded(const Book& book) { return Book::from_snapshot(book.snapshot()).value(); }

void seal(std::string& bytes) {
    const auto crc = crc32c(std::string_view{bytes}.substr(0, bytes.size() - 4));
    for (unsigned i = 0; i < 4; ++i) bytes[bytes.size() - 4 + i] = static_cast<char>(crc >> (8 * i));
}

}  // namespace

TEST_CASE("snapshot: everything that a book remembers comes back", "[book][snapshot]") {
    auto ledger = full_ledger();
    auto again = loaded(ledger.book);
    CHECK(again.snapshot().bytes == ledger.book.snapshot().bytes);
    CHECK(again.broken_invariants().empty());

    // What each kind of memory is for, asked of the loaded book.
    std::swap(ledger.book, again);
    CHECK(exists_at(
        ledger.ask(RegisterMarket{"Chợ hai", "hai", "x", "y"}, Idempotency{sha256("key"), sha256("body")})));
    CHECK(refusal(ledger.ask(RegisterMarket{"Chợ hai", "hai", "x", "y"},
                             Idempotency{sha256("key"), sha256("else")})) == Refusal::idempotency_key_reused);
    CHECK(refusal(ledger.ask(
              CloseDay{MarketId::from_value(0), *parse_day("2026-11-22"), {}, ledger.book.next(), {}})) ==
          Refusal::day_already_closed);
    CHECK(exists_at(ledger.record(credit("p2", 9'000, "mua rau"))));
    const auto events = ledger.events.size();
    CHECK(std::holds_alternative<Conflicts>(ledger.record(credit("p2", 9'001, "mua rau"))));
    CHECK(ledger.events.size() == events);  // The same conflict is recorded once.
    CHECK(recorded_as(ledger.record(credit("later", 5'000, ""))) == TransferStatus::reversed);
    CHECK(recorded_as(ledger.record(credit("p4", 1'000, "", "0077"))) == TransferStatus::unmatched);
    CHECK(ledger.last<TransferReceived>().match.basis == merchants::MatchBasis::none_stall_closed);
    ledger.open_stall(ledger.all<MarketRegistered>().front().market.id, "A-4", {});
    CHECK(ledger.last<StallRegistered>().stall.transfer_code.number() == 3);
    // The replaced account still counts for its stall.
    CHECK(recorded_as(ledger.record(credit("p3", 1'000, "", "0011223344"))) == TransferStatus::matched);
}

TEST_CASE("snapshot: after an erasure it holds nothing of the vendor", "[book][snapshot]") {
    Ledger ledger;
    const auto market = ledger.open_market();
    ledger.ask(RegisterStall{market,
                             merchants::PointKind::stall,
                             "A-1",
                             "A",
                             "Rau",
                             VendorDetails{merchants::VendorKind::person, "Trần Thị Bưởi", "0903555777"},
                             {account("0011223344")}});
    const auto vendor = ledger.last<StallRegistered>().stall.vendor->id;
    const auto before = ledger.book.snapshot();
    CHECK(before.bytes.find("Trần Thị Bưởi") != std::string::npos);
    ledger.ask(EraseVendor{vendor, "theo yêu cầu"});
    const auto after = ledger.book.snapshot().bytes;
    for (const auto* personal : {"Trần Thị Bưởi", "0903555777", "NGUYEN THI BA"})
        CHECK(after.find(personal) == std::string::npos);

    // A start from the older one and the tail comes to the same.
    auto again = Book::from_snapshot(before).value();
    again.apply(ledger.events.back());
    CHECK(again.snapshot().bytes == after);
}

TEST_CASE("snapshot: one with any flipped bit or any missing end is none", "[book][snapshot]") {
    const auto ledger = full_ledger();
    const auto whole = ledger.book.snapshot();
    for (std::size_t at = 0; at < whole.bytes.size(); ++at) {
        CAPTURE(at);
        auto flipped = whole;
        flipped.bytes[at] = static_cast<char>(flipped.bytes[at] ^ (1 << (at % 8)));
        REQUIRE_FALSE(Book::from_snapshot(flipped).has_value());
        auto cut = whole;
        cut.bytes.resize(at);
        REQUIRE_FALSE(Book::from_snapshot(cut).has_value());
    }
}

TEST_CASE("snapshot: one that was cut and sealed again is none, and harms nobody", "[book][snapshot]") {
    const auto ledger = full_ledger();
    const auto whole = ledger.book.snapshot();
    for (std::size_t size = 4; size < whole.bytes.size(); ++size) {
        auto cut = whole;
        cut.bytes.resize(size);
        seal(cut.bytes);
        REQUIRE_FALSE(Book::from_snapshot(cut).has_value());
    }
}

TEST_CASE("snapshot: one of another version, another hash or another moment is none", "[book][snapshot]") {
    const auto ledger = full_ledger();
    const auto whole = ledger.book.snapshot();
    for (const std::size_t place : {0u, 8u}) {  // The version, then the hash in use.
        auto foreign = whole;
        foreign.bytes[place] = static_cast<char>(foreign.bytes[place] ^ 2);
        seal(foreign.bytes);
        CHECK_FALSE(Book::from_snapshot(foreign).has_value());
    }
    auto later = whole;
    later.next = later.next.next();
    CHECK_FALSE(Book::from_snapshot(later).has_value());
}
