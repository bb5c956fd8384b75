#include "access/last_seen.hpp"

#include "base/encoding.hpp"
#include "support/catch.hpp"
#include "world/memory_directory.hpp"

using namespace choqr;
using namespace choqr::gateway;
using namespace std::chrono_literals;

namespace {

const Instant morning = parse_rfc3339("2026-11-27T01:00:00Z").value();
constexpr std::chrono::days day{1};

// A ledger with a market, a stall, and `count` devices, tk2 and on.
book::Book book_with_devices(int count) {
    book::Book book;
    const auto add = [&book](book::Ask ask) {
        const auto decision = book.decide({std::move(ask), "test", {}}, book.next(), morning);
        for (const auto& event : decision.events) book.apply({book.next(), morning, "test", {}, event});
    };
    book::IssueToken office;
    office.role = book::Role::operator_;
    office.token_hash = sha256("office");
    add(office);
    add(book::RegisterMarket{"Chợ", "c", "Lào Cai", "Sa Pa", {}});
    add(book::RegisterStall{MarketId{Sequence{1}}, merchants::PointKind::stall, "A-1", "", "", {}, {}});
    for (int i = 0; i < count; ++i)
        add(book::PairDevice{StallId{Sequence{2}}, book::Role::owner, "Máy", TokenId{Sequence{0}},
                             sha256(std::to_string(i))});
    return book;
}

const TokenId first{Sequence{3}}, second{Sequence{4}};

}  // namespace

TEST_CASE("last seen: the first call of each day is known, and after 400 days without one nobody is let in",
          "[gateway][access]") {
    LastSeen seen;
    CHECK(seen.note(first, morning));
    CHECK_FALSE(seen.note(first, morning + 10h));
    CHECK(seen.note(first, morning + day));
    CHECK(seen.of(first) == morning + day);
    CHECK_FALSE(seen.is_too_long_ago(first, morning + 401 * day));
    CHECK(seen.is_too_long_ago(first, morning + 402 * day));
    CHECK_FALSE(seen.of(second));
    CHECK_FALSE(seen.is_too_long_ago(second, morning + 999 * day));
}

TEST_CASE("last seen: a restart knows it to the day, also behind a crash", "[gateway][access]") {
    world::MemoryDirectory disk{1};
    const auto book = book_with_devices(2);
    LastSeen before;
    before.begin(book, disk, morning);
    before.note(first, morning + day);
    before.keep(disk, morning + day);
    before.note(first, morning + day + 5h);  // No new day: not worth writing.
    before.keep(disk, morning + day + 5h);
    disk.power();
    LastSeen after;
    after.begin(book, disk, morning + 300 * day);
    CHECK(after.of(first) == morning + day);
    CHECK(after.of(second) == morning);
    CHECK(after.is_too_long_ago(second, morning + 401 * day));
}

TEST_CASE("last seen: without its file everybody was seen at the start, and who is no device is forgotten",
          "[gateway][access]") {
    world::MemoryDirectory disk{1};
    const std::string lines = "tk3 2025-01-01T00:00:00Z\nnonsense\ntk4\ntk99 2026-01-01T00:00:00Z\ntk4 x\n";
    const auto begin = [&](LastSeen& seen, const std::string& sum) {
        REQUIRE(disk.replace_file(LastSeen::file_name, sum + "\n" + lines, world::Permission::owner_only));
        seen.begin(book_with_devices(2), disk, morning);
    };
    LastSeen seen, damaged;
    begin(damaged, to_hex(sha256(lines + " ").bytes()));
    CHECK(damaged.of(first) == morning);
    begin(seen, to_hex(sha256(lines).bytes()));
    CHECK(seen.is_too_long_ago(first, morning));
    CHECK(seen.of(second) == morning);
    CHECK_FALSE(seen.of(TokenId{Sequence{99}}));
    seen.forget(second);
    CHECK_FALSE(seen.of(second));
}

TEST_CASE("last seen: a ledger without devices has no such file", "[gateway][access]") {
    world::MemoryDirectory disk{1};
    LastSeen seen;
    seen.begin(book_with_devices(0), disk, morning);
    seen.keep(disk, morning);
    seen.keep(disk, morning, true);
    CHECK_FALSE(disk.contains(LastSeen::file_name).value());
}

TEST_CASE("last seen: the file is written once a minute at most, and at an orderly end",
          "[gateway][access]") {
    world::MemoryDirectory disk{1};
    LastSeen seen;
    seen.begin(book_with_devices(2), disk, morning);
    seen.keep(disk, morning);
    seen.note(first, morning + day);
    seen.keep(disk, morning + 59s);
    CHECK(disk.read_file(LastSeen::file_name).value().find("11-28") == std::string::npos);
    seen.keep(disk, morning + 60s);
    CHECK(disk.read_file(LastSeen::file_name).value().find("tk3 2026-11-28T01:00:00Z\n") !=
          std::string::npos);
    seen.note(first, morning + day + 1h);
    seen.keep(disk, morning + 61s, true);
    CHECK(disk.read_file(LastSeen::file_name).value().find("tk3 2026-11-28T02:00:00Z\n") !=
          std::string::npos);
}
