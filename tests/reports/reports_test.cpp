#include "reports/reports.hpp"

#include <sqlite3.h>

#include <fstream>
#include <thread>

#include "support.hpp"
#include "support/catch.hpp"

using namespace choqr;
using namespace choqr::reports;
using namespace choqr::reports::test;
using choqr::book::TransferStatus;

namespace {

History two_stalls() {
    History history{local("2026-11-22 06:00:00")};
    const auto market = history.market("vung-tau");
    history.stall(market, {.code = "B-12"});
    history.stall(market, {.code = "B-9"});
    return history;
}

void run_sql(const std::filesystem::path& file, const char* sql) {
    sqlite3* connection = nullptr;
    REQUIRE(sqlite3_open(file.c_str(), &connection) == SQLITE_OK);
    CHECK(sqlite3_exec(connection, sql, nullptr, nullptr, nullptr) == SQLITE_OK);
    sqlite3_close(connection);
}

std::vector<std::string> codes(const std::vector<merchants::Stall>& stalls) {
    std::vector<std::string> list;
    list.reserve(stalls.size());
    for (const auto& stall : stalls) list.push_back(stall.zone + "/" + stall.code);
    return list;
}

std::vector<std::uint64_t> sequences(const std::vector<TransferRow>& rows) {
    std::vector<std::uint64_t> list;
    list.reserve(rows.size());
    for (const auto& row : rows) list.push_back(row.sequence.value());
    return list;
}

}  // namespace

TEST_CASE("reports: a stall reads back as it was registered, with its vendor and accounts", "[reports]") {
    auto history = two_stalls();
    const auto reports = follow(history.events);
    const auto stall = reports->stall(StallId::from_value(1)).value().value();
    CHECK(stall.code == "B-12");
    CHECK(stall.market == MarketId::from_value(0));
    CHECK(stall.vendor.value().name == "Cô Ba");
    CHECK(stall.accounts == std::vector{History::account_of(stall.id)});
    CHECK(reports->stall_by_transfer_code(stall.transfer_code).value().value().id == stall.id);
    CHECK_FALSE(reports->stall(StallId::from_value(0)).value());
    CHECK(reports->market_by_code("vung-tau").value().value().name == "Chợ vung-tau");
    CHECK_FALSE(reports->market_by_code("can-tho").value());
    CHECK(reports->markets(std::nullopt, 10).value().size() == 1);
    CHECK(reports->markets(MarketId::from_value(0), 10).value().empty());
}

TEST_CASE("reports: a change of accounts replaces what the stall shows and keeps the place of the first",
          "[reports]") {
    auto history = two_stalls();
    const auto id = StallId::from_value(1);
    const auto first = History::account_of(id);
    const auto second = History::account_of(id, "970422");
    history.change(id, {second, first});
    CHECK(follow(history.events)->stall(id).value().value().accounts == std::vector{second, first});
    history.change(id, {first});
    CHECK(follow(history.events)->stall(id).value().value().accounts == std::vector{first});
    history.change(id, {});
    CHECK_FALSE(follow(history.events)->stall(id).value().value().registered());
}

TEST_CASE("reports: stalls are listed as one walks the aisles, page by page", "[reports]") {
    History history{local("2026-11-22 06:00:00")};
    const auto market = history.market("vung-tau");
    const auto other = history.market("nam-tang");
    for (const auto* code : {"10", "9", "A2", "a10", "09"})
        history.stall(market, {.code = code, .zone = "Khu 2"});
    history.stall(market, {.code = "1", .zone = "Khu 10"});
    history.stall(market, {.code = "1", .zone = "Đồ khô"});
    history.stall(other, {.code = "1"});
    const auto reports = follow(history.events);

    std::vector<std::string> walked;
    std::optional<StallId> after;
    for (int page = 0; page < 10; ++page) {
        const auto stalls = reports->stalls(market, after, 3).value();
        if (stalls.empty()) break;
        for (const auto& code : codes(stalls)) walked.push_back(code);
        after = stalls.back().id;
    }
    CHECK(walked == std::vector<std::string>{"Đồ khô/1", "Khu 2/9", "Khu 2/09", "Khu 2/10", "Khu 2/A2",
                                             "Khu 2/a10", "Khu 10/1"});
}

TEST_CASE("reports: transfers are found by stall, market, status, day and place in the journal",
          "[reports]") {
    auto history = two_stalls();
    const auto b12 = StallId::from_value(1), b9 = StallId::from_value(2);
    const auto one = history.pay(b12, {.dong = 45'000, .text = "CHQH7K4X9 mua cam", .payer = "19031234567"});
    const auto two = history.pay(b9);
    const auto yesterday = history.pay(b12, {.booked_at = local("2026-11-21 18:00:00")});
    const auto lost = history.unmatched();
    const auto reports = follow(history.events);
    const auto find = [&](const TransferFilter& filter) {
        return sequences(reports->transfers(filter).value());
    };

    CHECK(find({}) == std::vector{one.value(), two.value(), yesterday.value(), lost.value()});
    CHECK(find({.stall = b12}) == std::vector{one.value(), yesterday.value()});
    CHECK(find({.market = MarketId::from_value(0), .newest_first = true}) ==
          std::vector{yesterday.value(), two.value(), one.value()});
    CHECK(find({.status = TransferStatus::unmatched}) == std::vector{lost.value()});
    CHECK(find({.day = day("2026-11-21")}) == std::vector{yesterday.value()});
    CHECK(find({.stall = b12, .day = day("2026-11-22")}) == std::vector{one.value()});
    CHECK(find({.day = day("2026-11-22"), .after = Sequence{one.value()}}) ==
          std::vector{two.value(), lost.value()});
    CHECK(find({.before = Sequence{two.value()}}) == std::vector{one.value()});
    CHECK(find({.limit = 2}) == std::vector{one.value(), two.value()});

    const auto row = reports->transfer(one).value().value();
    CHECK(row.provider.text() == "simwallet");
    CHECK(row.amount == Vnd::of(45'000));
    CHECK(row.debtor_account_tail == "4567");
    CHECK(row.remittance_information == "CHQH7K4X9 mua cam");
    CHECK(row.stall == b12);
    CHECK(row.market == MarketId::from_value(0));
    CHECK(row.basis == merchants::MatchBasis::stall_code);
    CHECK_FALSE(reports->transfer(lost).value().value().stall);
}

TEST_CASE("reports: what the book has let go of is known by feed and reference", "[reports]") {
    auto history = two_stalls();
    const auto id = history.pay(StallId::from_value(1), {.feed = "sepay-main"});
    const auto reports = follow(history.events);
    const auto reference = *ProviderReference::parse("FT" + std::to_string(id.value()));
    const auto known = reports->known_transfer(*FeedId::parse("sepay-main"), reference).value().value();
    CHECK(known.id == id);
    CHECK(known.stall == StallId::from_value(1));
    CHECK(known.told_at == history.events.back().sequence);
    CHECK_FALSE(reports->known_transfer(*FeedId::parse("simwallet"), reference).value());
}

TEST_CASE("reports: a transfer whose personal data were erased is there, without text and payer",
          "[reports]") {
    auto history = two_stalls();
    const auto id = history.pay(StallId::from_value(1), {.dong = 45'000});
    auto& event = std::get<book::TransferReceived>(history.events.back().event);
    event.erased = true;
    event.notice.remittance_information.clear();
    event.notice.debtor.reset();
    const auto reports = follow(history.events);
    const auto row = reports->transfer(id).value().value();
    CHECK(row.amount == Vnd::of(45'000));
    CHECK(row.debtor_account_tail.empty());
    CHECK(row.remittance_information.empty());
}

TEST_CASE("reports: a payment request follows the money that comes and goes", "[reports]") {
    using enum merchants::PaymentRequestStatus;
    auto history = two_stalls();
    const auto stall = StallId::from_value(1);
    const auto request = history.request(stall, 50'000);
    const auto read = [&] { return follow(history.events)->payment_request(request).value().value(); };
    const auto paid_at = [&] { return follow(history.events)->paid_at(request).value(); };
    CHECK(read().status == open);
    CHECK_FALSE(paid_at());
    const auto paid = history.pay(stall, {.dong = 30'000, .request = request, .request_status = underpaid});
    CHECK(read().status == underpaid);
    CHECK(paid_at() == history.events.back().recorded_at);
    const auto second_paid_at = history.now;
    history.pay(stall, {.dong = 20'000, .request = request, .request_status = settled});
    CHECK(read().status == settled);
    CHECK(paid_at() == second_paid_at);
    CHECK(read().received.dong() == 50'000);
    history.reverse(paid, stall, {.dong = 30'000, .request = request, .request_status = underpaid});
    CHECK(read().status == underpaid);
    CHECK(read().received.dong() == 20'000);
    CHECK(paid_at() == second_paid_at);
    const auto later = history.request(stall, 1'000);
    history.add(book::PaymentRequestCancelled{later});
    const auto reports = follow(history.events);
    const auto list = reports->payment_requests(stall, 10).value();
    REQUIRE(list.size() == 2);
    CHECK(list[0].id == later);
    CHECK(list[0].status == cancelled);
    const auto before = reports->payment_requests(stall, 10, later).value();
    REQUIRE(before.size() == 1);
    CHECK(before[0].id == request);
}

TEST_CASE("reports: a code that was free again stands at two payment requests", "[reports]") {
    auto history = two_stalls();
    const auto stall = StallId::from_value(1);
    const auto first = history.request(stall, 50'000, 7);
    const auto second = history.request(stall, 60'000, 7);
    const auto reports = follow(history.events);
    CHECK(reports->payment_request(first).value().value().amount == Vnd::of(50'000));
    CHECK(reports->payment_request(second).value().value().amount == Vnd::of(60'000));
    CHECK(reports->payment_request(second).value().value().reference_code ==
          reports->payment_request(first).value().value().reference_code);
}

TEST_CASE("reports: tokens are listed with what they are for, and known as revoked", "[reports]") {
    auto history = two_stalls();
    const TokenId id{history.next()};
    history.add(book::TokenIssued{
        id, {book::Role::vendor, {}, StallId::from_value(1), {}, "điện thoại cô Ba", sha256("secret")}});
    const auto listed = follow(history.events)->tokens().value();
    REQUIRE(listed.size() == 1);
    const auto& token = listed.front();
    CHECK(token.id == id);
    CHECK(token.role == book::Role::vendor);
    CHECK(token.stall == StallId::from_value(1));
    CHECK_FALSE(token.revoked);
    history.add(book::TokenRevoked{id});
    CHECK(follow(history.events)->tokens().value().front().revoked);
}

TEST_CASE("reports: an idempotency key leads to the first event it led to", "[reports]") {
    auto history = two_stalls();
    const book::Idempotency key{sha256("key"), sha256("body")};
    history.add(book::StallSuspended{StallId::from_value(1), "x"}, key);
    history.add(book::StallResumed{StallId::from_value(1)}, key);
    const auto reports = follow(history.events);
    CHECK(reports->created_by(key.key).value() == Sequence{3});
    CHECK_FALSE(reports->created_by(sha256("other")).value());
}

TEST_CASE("reports: only the next events are taken, and a refused portion leaves no trace", "[reports]") {
    auto history = two_stalls();
    const auto& events = history.events;
    const auto reports = follow({events[0], events[1]});
    const auto before = reports->fingerprint().value();
    CHECK(reports->apply({events[1]}).error() == make_error_code(errc::not_consecutive));
    CHECK(reports->apply({events[2], events[2]}).error() == make_error_code(errc::not_consecutive));
    // A second market with the same code cannot come from the book: the transaction fails as a whole.
    auto impossible = events[0];
    impossible.sequence = Sequence{3};
    CHECK(reports->apply({events[2], impossible}).has_error());
    CHECK(reports->position() == Sequence{2});
    CHECK(reports->fingerprint().value() == before);
    CHECK(reports->apply({events[2]}).has_value());
    CHECK(reports->position() == Sequence{3});
}

TEST_CASE("reports: position and last moment survive closing", "[reports]") {
    const TemporaryFile file;
    const auto history = two_stalls();
    {
        auto reports = Reports::open(file.path(), "ledger-1").value();
        CHECK_FALSE(reports->last_recorded_at());
        CHECK(reports->apply(history.events).has_value());
    }
    const auto reports = Reports::open(file.path(), "ledger-1").value();
    CHECK(reports->position() == Sequence{3});
    CHECK(reports->last_recorded_at() == history.events.back().recorded_at);
}

TEST_CASE("reports: a number in a row that is no name is a damaged file, and ends nothing", "[reports]") {
    const TemporaryFile file;
    History history{local("2026-11-22 06:00:00")};
    const auto stall = history.stall(history.market("m"), {.code = "1"});
    history.pay(stall, {.dong = 1'000});
    const auto reports = Reports::open(file.path()).value();
    REQUIRE(reports->apply(history.events).has_value());
    const TransferId id{history.events.back().sequence};
    CHECK(reports->transfer(id).value().has_value());
    for (const auto* change : {"UPDATE transfer SET basis = 99", "UPDATE transfer SET basis = -1"}) {
        CAPTURE(change);
        run_sql(file.path(), change);
        CHECK(says_damaged(reports->transfer(id).error()));
    }
}

TEST_CASE("reports: a file that is not ours is refused with a sentence, never overwritten", "[reports]") {
    const TemporaryFile file;
    SECTION("another ledger's") {
        Reports::open(file.path(), "ledger-1").value();
        CHECK(Reports::open(file.path(), "ledger-2").error() == make_error_code(errc::other_ledger));
        CHECK(Reports::open(file.path()).has_value());
    }
    SECTION("another program's database") {
        run_sql(file.path(), "CREATE TABLE photos(id)");
        CHECK(Reports::open(file.path()).error() == make_error_code(errc::not_a_projection));
    }
    SECTION("no database at all") {
        std::ofstream{file.path()} << std::string(8'192, 'x');
        const auto error = Reports::open(file.path()).error();
        CHECK(says_damaged(error));
        Reports::discard(file.path());
        CHECK(Reports::open(file.path()).has_value());
    }
    SECTION("a directory that is not there") {
        CHECK(Reports::open(file.path() / "missing" / "reports.sqlite").has_error());
    }
}

TEST_CASE("reports: a file of another choqr, older or newer, is emptied, to be rebuilt", "[reports]") {
    const TemporaryFile file;
    Reports::open(file.path()).value()->apply(two_stalls().events).value();
    run_sql(file.path(), GENERATE("PRAGMA user_version = 7", "PRAGMA user_version = 2147483647"));
    const auto reports = Reports::open(file.path()).value();
    CHECK(reports->position() == Sequence{0});
    CHECK(reports->apply(two_stalls().events).has_value());
}

TEST_CASE("reports: many threads read while one applies, and each sees a whole transaction",
          "[reports][threads]") {
    const TemporaryFile file;
    const auto reports = Reports::open(file.path()).value();
    auto history = two_stalls();
    const auto stall = StallId::from_value(1);
    CHECK(reports->apply(history.events).has_value());

    std::atomic<bool> done{false};
    std::atomic<int> reads{0}, torn{0}, failed{0};
    std::vector<std::jthread> readers;
    readers.reserve(4);
    for (int i = 0; i < 4; ++i) {
        readers.emplace_back([&] {
            while (!done) {
                const auto counts =
                    reports->counts(MarketId::from_value(0), day("2026-11-22"), day("2026-11-22"));
                if (!counts) ++failed;
                if (counts && counts->transactions % 10 != 0) ++torn;
                ++reads;
            }
        });
    }
    for (int portion = 0; portion < 100; ++portion) {
        const auto begin = history.events.size();
        for (int i = 0; i < 10; ++i) history.pay(stall);
        CHECK(reports
                  ->apply({history.events.begin() + static_cast<std::ptrdiff_t>(begin), history.events.end()})
                  .has_value());
    }
    while (reads < 50) std::this_thread::yield();
    done = true;
    readers.clear();
    CHECK(torn == 0);
    CHECK(failed == 0);
}

TEST_CASE(
    "reports: a row that says something else, and an index that does, are found when the file is examined",
    "[reports]") {
    const TemporaryFile file, other;
    auto history = two_stalls();
    history.pay(StallId::from_value(1));
    for (const auto& path : {file.path(), other.path()}) {
        const auto reports = Reports::open(path).value();
        CHECK(reports->apply(history.events).has_value());
    }
    const auto whole = Reports::examine(file.path()).value();
    CHECK(whole.position == Sequence{history.events.size()});
    CHECK(whole.rows == Reports::examine(other.path())->rows);
    CHECK_FALSE(Reports::examine(file.path().parent_path() / "nothing").has_value());

    SECTION("a row") {
        run_sql(file.path(), "UPDATE transfer SET amount = amount + 1");
        CHECK(Reports::examine(file.path())->rows != whole.rows);
    }
    SECTION("an index") {
        run_sql(file.path(),
                "PRAGMA writable_schema = 1; UPDATE sqlite_schema SET sql = replace(sql, 'stall IS NOT "
                "NULL', 'stall IS NULL') "
                "WHERE name = 'transfer_of_stall'");
        const auto examined = Reports::examine(file.path());
        REQUIRE_FALSE(examined.has_value());
        CHECK(says_damaged(examined.error()));
    }
}

TEST_CASE("a closed stall is in no list and no count, and its code is found at whoever has it now",
          "[reports]") {
    History history{local("2026-11-22 09:00:00")};
    const auto market = history.market("vt");
    const auto closed = history.stall(market, {.code = "A-1"}),
               other = history.stall(market, {.code = "A-2"});
    history.pay(other);
    const auto before = history.now;
    history.close_for_good(closed);
    auto again = std::get<book::StallRegistered>(history.events[closed.value()].event).stall;
    again.id = StallId{history.next()};
    history.add(book::StallRegistered{again});
    history.add(book::MarketChanged{market, {}, 12});
    const auto reports = follow(history.events);

    std::vector<StallId> listed;
    for (const auto& stall : reports->stalls(market, {}, 10).value()) listed.push_back(stall.id);
    CHECK(listed == std::vector{again.id, other});
    CHECK(reports->stalls(market, again.id, 10).value().size() == 1);
    CHECK(reports->stalls(market, closed, 10).value().size() == 2);  // A cursor that was closed meanwhile.
    CHECK(reports->stall(closed).value()->status == merchants::StallStatus::closed);
    CHECK(reports->stall_by_transfer_code(again.transfer_code).value()->id == again.id);
    CHECK(reports->market(market).value()->stalls_max == 12);
    CHECK(reports->stalls_closed_since(market, before).value() == 1);
    CHECK(reports->stalls_closed_since(market, history.now).value() == 0);
    CHECK(reports->counts(market, day("2026-11-22"), day("2026-11-22")).value().total_stalls == 2);
}

TEST_CASE("reports of the years 1 and 9999 are empty, not wrong", "[reports]") {
    History history{local("2026-11-22 09:00:00")};
    const auto market = history.market("vt");
    history.pay(history.stall(market, {.code = "A-1"}));
    const auto reports = follow(history.events);
    const auto first = reports->counts(market, day("0001-01-01"), day("0001-12-31")).value();
    const auto last = reports->counts(market, day("9999-01-01"), day("9999-12-31")).value();
    CHECK(first.total_stalls == 0);
    CHECK(first.transactions == 0);
    CHECK(last.total_stalls == 1);
    CHECK(last.transactions == 0);
}
