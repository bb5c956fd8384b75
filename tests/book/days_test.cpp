#include "ledger.hpp"

using namespace choqr;
using namespace choqr::book;
using namespace choqr::book::testing;
using std::chrono::days;

namespace {

const Day today = business_day(start, std::chrono::minutes{0});
const Day tomorrow{std::chrono::sys_days{today} + std::chrono::days{1}};

CloseDay close(const Ledger& ledger, MarketId market, Day day = today) {
    return {market, day, {}, ledger.book.next(), sha256("tree")};
}

struct MarketDay {
    Ledger ledger;
    MarketId market = ledger.open_market();
    StallId stall = ledger.open_stall(market, "B-12", {account("0011223344")});
    std::string code = ledger.stall_code(stall);

    MarketDay() { CHECK(recorded_as(ledger.record(credit("FT1", 25'000, code))) == TransferStatus::matched); }
    void let_a_day_pass() { ledger.now += std::chrono::hours{24}; }
};

}  // namespace

TEST_CASE("a day is closed once, when it is over, with the totals that were handed in", "[book][day]") {
    MarketDay scene;
    auto& ledger = scene.ledger;
    CHECK(refusal(ledger.ask(close(ledger, scene.market))) == Refusal::day_not_over);
    scene.let_a_day_pass();
    CHECK(refusal(ledger.ask(close(ledger, MarketId::from_value(77)))) == Refusal::market_not_found);
    CHECK(refusal(ledger.ask(close(ledger, scene.market, tomorrow))) == Refusal::day_not_over);

    auto asked = close(ledger, scene.market);
    asked.totals.transactions = 1;
    asked.totals.amount += Vnd::of(25'000);
    CHECK(recorded(ledger.ask(asked)));
    CHECK(ledger.last<DayClosed>().totals == asked.totals);
    CHECK(ledger.last<DayClosed>().root == sha256("tree"));
    CHECK(ledger.last<DayClosed>().day == today);
    CHECK(refusal(ledger.ask(close(ledger, scene.market))) == Refusal::day_already_closed);
    CHECK(refusal(ledger.ask(
              close(ledger, scene.market, Day{std::chrono::sys_days{today} - std::chrono::days{1}}))) ==
          Refusal::day_before_market);
    CHECK(refusal(ledger.ask(close(ledger, scene.market, *parse_day("0001-01-01")))) ==
          Refusal::day_before_market);
    CHECK(refusal(ledger.ask(close(ledger, scene.market, *parse_day("9999-12-31")))) ==
          Refusal::day_not_over);
}

TEST_CASE("a night market's day is over at its own hour", "[book][day]") {
    Ledger ledger;
    const MarketId night{ledger.book.next()};
    ledger.ask(RegisterMarket{"Chợ đêm", "dem", "Cần Thơ", "Ninh Kiều", std::chrono::hours{12}});
    const auto day = business_day(start, std::chrono::hours{12});
    const Day next{std::chrono::sys_days{day} + std::chrono::days{1}};
    ledger.now = business_day_begin(next, std::chrono::hours{12}) - std::chrono::milliseconds{1};
    CHECK(refusal(ledger.ask(close(ledger, night, day))) == Refusal::day_not_over);
    ledger.now += std::chrono::milliseconds{1};
    CHECK(recorded(ledger.ask(close(ledger, night, day))));
    CHECK(refusal(ledger.ask(close(ledger, night, Day{std::chrono::sys_days{day} - std::chrono::days{1}}))) ==
          Refusal::day_before_market);
}

TEST_CASE(
    "totals that were counted before something that counts are refused; today's money does not age "
    "yesterday's totals",
    "[book][day]") {
    MarketDay scene;
    auto& ledger = scene.ledger;
    scene.let_a_day_pass();
    const auto counted = close(ledger, scene.market);
    const auto after = [&](auto happen) {
        Ledger copy;
        for (const auto& event : ledger.events) {
            copy.book.apply(event);
            copy.events.push_back(event);
        }
        copy.now = ledger.now;
        happen(copy);
        return refusal(copy.ask(counted));
    };
    auto late = credit("FT2", 5'000, scene.code);
    auto of_today = credit("FT3", 5'000, scene.code);
    of_today.booked_at = ledger.now;
    auto unknown = credit("FT4", 5'000, "", "999");
    auto unknown_of_today = unknown;
    unknown_of_today.booked_at = ledger.now;
    CHECK(after([](Ledger&) {}) == std::nullopt);
    CHECK(after([&](Ledger& copy) { copy.record(late); }) == Refusal::stale_totals);
    CHECK(after([&](Ledger& copy) { copy.record(of_today); }) == std::nullopt);
    CHECK(after([&](Ledger& copy) { copy.record(unknown); }) == Refusal::stale_totals);
    CHECK(after([&](Ledger& copy) { copy.record(unknown_of_today); }) == std::nullopt);
    CHECK(after([&](Ledger& copy) { copy.record(reversal("FT5", 25'000, "FT1")); }) == Refusal::stale_totals);
    CHECK(after([&](Ledger& copy) { copy.ask(SuspendStall{scene.stall, "nghỉ"}); }) == Refusal::stale_totals);
    CHECK(after([&](Ledger& copy) { copy.open_market("khac"); }) == std::nullopt);

    auto ahead = counted;
    ahead.counted_before = Sequence{ledger.book.next().value() + 1};
    CHECK(refusal(ledger.ask(ahead)) == Refusal::stale_totals);
}

TEST_CASE("totals of one of many old days must be newer than every change to an old day", "[book][day]") {
    MarketDay scene;
    auto& ledger = scene.ledger;
    ledger.now += std::chrono::days{40};
    for (int day = 1; day <= 40; ++day) {
        auto notice = credit("OLD" + std::to_string(day), 1'000, scene.code);
        notice.booked_at = ledger.now - std::chrono::days{day};
        ledger.record(notice);
    }
    scene.let_a_day_pass();
    auto old = close(ledger, scene.market);
    CHECK(recorded(ledger.ask(old)));
    auto stale = close(ledger, scene.market, tomorrow);
    stale.counted_before = Sequence{stale.counted_before.value() - 3};
    CHECK(refusal(ledger.ask(stale)) == Refusal::stale_totals);
}

TEST_CASE("money booked in the year 9999 or in the year 1 does not age the totals of the days between",
          "[book][day]") {
    MarketDay scene;
    auto& ledger = scene.ledger;
    ledger.now += std::chrono::days{10};
    auto of_yesterday = credit("FT2", 1'000, scene.code);
    of_yesterday.booked_at = ledger.now - std::chrono::days{1};
    ledger.record(of_yesterday);
    const auto counted =
        close(ledger, scene.market, business_day(of_yesterday.booked_at, std::chrono::minutes{0}));
    for (int i = 0; i < 40; ++i) {
        auto absurd = credit("X" + std::to_string(i), 1'000, i % 4 < 2 ? scene.code : "",
                             i % 4 < 2 ? "0011223344" : "999");
        absurd.booked_at = *parse_rfc3339(i % 2 == 0 ? "9999-12-01T00:00:00Z" : "0001-02-01T00:00:00Z") +
                           std::chrono::days{i / 2 % 28};
        ledger.record(absurd);
    }
    CHECK(recorded(ledger.ask(counted)));
}

TEST_CASE("erasing a vendor leaves the stall, the money and no name", "[book][erase]") {
    MarketDay scene;
    auto& ledger = scene.ledger;
    const VendorId vendor{Sequence{scene.stall.value()}};
    CHECK(refusal(ledger.ask(EraseVendor{VendorId::from_value(77), "theo yêu cầu"})) ==
          Refusal::vendor_not_found);
    CHECK(ledger.book.erased_vendors().empty());
    CHECK(recorded(ledger.ask(EraseVendor{vendor, "theo yêu cầu"})));
    const auto at = ledger.events.size() - 1;
    CHECK(exists_at(ledger.ask(EraseVendor{vendor, "lần nữa"})) == at);
    CHECK(ledger.book.erased_vendors() == std::vector{vendor});

    // Money still finds the stall, and is sealed under nobody's key from now on: the vendor's must not come
    // back to life.
    CHECK(recorded_as(ledger.record(credit("FT2", 5'000, scene.code))) == TransferStatus::matched);
    CHECK_FALSE(ledger.last<TransferReceived>().owner.has_value());
    // Its text is gone, so another text counts as the same.
    CHECK(exists_at(ledger.record(credit("FT1", 25'000, "another text"))).has_value());

    // A new vendor at the stall is a new person.
    CHECK(recorded(ledger.ask(
        ChangeStall{scene.stall, {}, {}, VendorDetails{merchants::VendorKind::person, "Ba", {}}, {}})));
    CHECK(ledger.last<StallChanged>().stall.vendor->id != vendor);
    CHECK(ledger.last<StallChanged>().stall.accounts.front().name.empty());
}

TEST_CASE(
    "after an erasure another amount or direction is still a conflict, recorded once and under nobody's key",
    "[book][erase]") {
    MarketDay scene;
    auto& ledger = scene.ledger;
    const Sequence paid{ledger.events.size() - 1};
    CHECK(std::get<Conflicts>(ledger.record(credit("FT1", 9'000, scene.code))).sequence == paid);
    const auto before = ledger.last<NoticeConflicted>();
    CHECK(before.owner.has_value());
    CHECK(recorded(ledger.ask(EraseVendor{*before.owner, "theo yêu cầu"})));
    const bool let_go = GENERATE(false, true);
    if (let_go) ledger.book.forget_references(Sequence{ledger.events.size()}, 0);

    CHECK(exists_at(ledger.record(credit("FT1", 25'000, "another text"))) == paid.value());
    const auto conflicts = [&](merchants::TransferNotice notice) {
        CHECK(std::get<Conflicts>(ledger.record(std::move(notice))).sequence == paid);
        return ledger.all<NoticeConflicted>().size();
    };
    CHECK(conflicts(credit("FT1", 9'000, scene.code)) == 2);
    CHECK_FALSE(ledger.last<NoticeConflicted>().owner.has_value());
    CHECK(ledger.last<NoticeConflicted>().notice_digest ==
          Book::digest(credit("FT1", 9'000, "")));  // Nobody's text is in it.
    CHECK(conflicts(credit("FT1", 9'000, "another text")) == 2);
    CHECK(conflicts(credit("FT1", 8'000, scene.code)) == 3);
    CHECK(conflicts(debit("FT1", 25'000)) == 4);

    // A replay, for which the first conflict's digest is gone, decides the same.
    Ledger replayed;
    for (auto event : ledger.events) {
        if (auto* transfer = std::get_if<TransferReceived>(&event.event); transfer && transfer->owner)
            transfer->erased = true;
        if (auto* conflict = std::get_if<NoticeConflicted>(&event.event); conflict && conflict->owner)
            conflict->notice_digest = {};
        replayed.book.apply(event);
        replayed.events.push_back(event);
    }
    for (const auto dong : {9'000, 8'000}) {
        CHECK(std::get<Conflicts>(replayed.record(credit("FT1", dong, scene.code))).sequence == paid);
        CHECK(replayed.events.size() == ledger.events.size());
    }
    CHECK(exists_at(replayed.record(credit("FT1", 25'000, ""))) == paid.value());
}
