#include <algorithm>
#include <map>
#include <random>

#include "book/book.hpp"
#include "merchants/stand.hpp"
#include "support.hpp"
#include "support/catch.hpp"

using namespace choqr;
using namespace choqr::reports;
using namespace choqr::reports::test;

namespace {

/// A book and reports that follow it, and beside them what a person with paper and pencil would note about
/// the stands.
struct Market {
    book::Book book;
    std::vector<book::RecordedEvent> events;
    Instant now = local("2026-11-22 06:00:00");

    struct Noted {
        std::string code, zone;
        std::optional<merchants::Account> account;
        std::uint32_t version = 0, printed = 0;
        Instant since{};
        std::optional<Instant> printed_at{};
        bool open = true;
    };
    std::map<StallId, Noted> notes;

    book::Outcome ask(book::Ask ask) {
        const book::Command command{std::move(ask), "operator", std::nullopt};
        auto decision = book.decide(command, book.next(), now);
        for (auto& event : decision.events) {
            events.push_back({book.next(), now, command.actor, std::nullopt, std::move(event)});
            book.apply(events.back());
        }
        return decision.outcome;
    }
    MarketId market = MarketId{book.next()};
    Market() { ask(book::RegisterMarket{"Chợ Vũng Tàu", "vt", "", ""}); }

    StallId open(const std::string& code, const std::string& zone, std::vector<merchants::Account> accounts) {
        const StallId id{book.next()};
        ask(book::RegisterStall{market, merchants::PointKind::stall, code, zone, "", {}, accounts});
        notes[id] = {.code = code, .zone = zone, .account = {}};
        note(id, accounts);
        return id;
    }
    void change(StallId id, const std::vector<merchants::Account>& accounts) {
        // As it was before changes of accounts took two people: the events are the same.
        auto stall = stall_of(id);
        stall.stand.version = merchants::stand_version_with(stall, accounts);
        stall.accounts = accounts;
        if (stall.status != merchants::StallStatus::closed) {
            events.push_back(
                {book.next(), now, "operator", std::nullopt, book::StallChanged{std::move(stall)}});
            book.apply(events.back());
        }
        note(id, accounts);
    }
    merchants::Stall stall_of(StallId id) const {
        std::optional<merchants::Stall> found;
        book.each_stall([&](const merchants::Stall& stall) {
            if (stall.id == id) found = stall;
        });
        return *std::move(found);
    }
    void note(StallId id, const std::vector<merchants::Account>& accounts) {
        auto& noted = notes[id];
        const auto account = accounts.empty() ? std::nullopt : std::optional{accounts.front()};
        if (account && account != noted.account) {
            ++noted.version;
            noted.since = now;
        }
        noted.account = account;
    }
    void print(StallId id, std::uint32_t version) {
        const auto outcome = ask(book::RecordStandsPrinted{market, {{id, version}}});
        if (!std::holds_alternative<book::Recorded>(outcome)) return;
        notes[id].printed = version;
        notes[id].printed_at = now;
    }
    std::vector<std::string> to_print() const {
        std::vector<std::pair<std::string, std::string>> due;
        for (const auto& [id, noted] : notes)
            if (noted.open && noted.account && noted.printed < noted.version)
                due.emplace_back(noted.zone, noted.code);
        std::ranges::sort(due);
        std::vector<std::string> codes;
        codes.reserve(due.size());
        for (const auto& [zone, code] : due) codes.push_back(code);
        return codes;
    }
};

merchants::Account account(int number, std::string name = "CO BA") {
    return {merchants::AccountKind::bank, *Bin::parse("970436"),
            *AccountNumber::parse("10" + std::to_string(number)), std::move(name)};
}

std::vector<std::string> codes(const std::vector<merchants::Stall>& stalls) {
    std::vector<std::string> list;
    list.reserve(stalls.size());
    for (const auto& stall : stalls) list.push_back(stall.code);
    return list;
}

}  // namespace

TEST_CASE("reports: over random weeks the stands and the list of those to print are as noted by hand",
          "[reports][stands][property]") {
    for (std::uint32_t seed = 1; seed <= 15; ++seed) {
        CAPTURE(seed);
        std::mt19937 chance{seed};
        const auto below = [&](std::size_t limit) { return chance() % limit; };
        Market scene;
        std::vector<StallId> stalls;
        for (int step = 0; step < 120; ++step) {
            scene.now += std::chrono::minutes{below(3'000)};
            std::vector<merchants::Account> accounts;
            for (auto left = below(3); left > 0; --left)
                accounts.push_back(
                    account(static_cast<int>(10 * left + below(4)), below(2) ? "CO BA" : "CO NAM"));
            if (stalls.size() < 8)
                stalls.push_back(scene.open(std::to_string(100 + step), below(2) ? "Cá" : "Rau", accounts));
            const auto stall = stalls[below(stalls.size())];
            switch (below(5)) {
                case 0:
                    scene.change(stall, accounts);
                    break;
                case 1:
                    scene.ask(book::SuspendStall{stall, ""}), scene.notes[stall].open = false;
                    break;
                case 2:
                    scene.ask(book::ResumeStall{stall}), scene.notes[stall].open = true;
                    break;
                default:
                    scene.print(stall, static_cast<std::uint32_t>(below(4)));
                    break;
            }
        }
        const auto reports = follow(scene.events, 1 + below(50));
        for (const auto& [id, noted] : scene.notes) {
            const auto stand = reports->stall(id).value().value().stand;
            CHECK(stand.version == noted.version);
            CHECK(stand.printed == noted.printed);
            CHECK(stand.since == noted.since);
            CHECK(reports->stand_printed_at(id).value() == noted.printed_at);
        }
        CHECK(codes(reports->stands_to_print({.market = scene.market}).value()) == scene.to_print());
        for (const auto& stall : reports->stalls(scene.market, {}, 100).value())
            CHECK(stall.needs_stand() == (std::ranges::count(scene.to_print(), stall.code) == 1));
    }
}

TEST_CASE("reports: the list of stands to print goes aisle by aisle, page by page, for one zone or all",
          "[reports][stands]") {
    Market scene;
    for (const auto* code : {"10", "9", "2"}) scene.open(code, "Rau", {account(1)});
    const auto fish = scene.open("1", "Cá", {account(2)});
    scene.open("3", "Cá", {});
    const auto reports = follow(scene.events);
    const auto page = [&](std::optional<StallId> after, std::optional<std::string> zone = {}) {
        return reports->stands_to_print({.market = scene.market, .zone = zone, .after = after, .limit = 2})
            .value();
    };
    const auto first = page({});
    CHECK(codes(first) == std::vector<std::string>{"1", "2"});
    CHECK(first.front().accounts == std::vector{account(2)});
    CHECK(codes(page(first.back().id)) == std::vector<std::string>{"9", "10"});
    CHECK(codes(page({}, "Cá")) == std::vector<std::string>{"1"});
    CHECK(page(fish, "Cá").empty());
    CHECK(reports->stands_to_print({.market = MarketId::from_value(99)}).value().empty());
}

TEST_CASE("reports: a stand whose account moved is told from one whose holder's name changed",
          "[reports][stands]") {
    Market scene;
    const auto moved = scene.open("1", "", {account(1)}), renamed = scene.open("2", "", {account(2)});
    scene.open("3", "", {account(3)});
    scene.print(moved, 1), scene.print(renamed, 1);
    scene.change(moved, {account(4)}), scene.change(moved, {account(4, "CO NAM")});
    scene.change(renamed, {account(2, "CO NAM")});
    std::vector<merchants::PrintReason> reasons;
    for (const auto& stall : follow(scene.events)->stands_to_print({.market = scene.market}).value())
        reasons.push_back(print_reason(stall.stand));
    using enum merchants::PrintReason;
    CHECK(reasons == std::vector{account_changed, account_name_changed, never_printed});
}

TEST_CASE("reports: a stand whose bank is called otherwise by now is to be printed, until it was",
          "[reports][stands]") {
    Market scene;
    const auto renamed = scene.open("1", "", {account(1)}), same = scene.open("2", "", {account(2)});
    const auto untold = scene.open("3", "", {account(3)});
    const auto second = scene.open("4", "", {account(4), account(5)});
    scene.ask(book::RecordStandsPrinted{
        scene.market, {{renamed, 1, "Ngoại thương"}, {same, 1, "Vietcombank"}, {untold, 1}}});
    scene.ask(book::RecordStandsPrinted{scene.market, {{second, 1, "Ngoại thương"}}});
    const auto due = follow(scene.events)->stands_to_print({.market = scene.market}).value();
    CHECK(codes(due) == std::vector<std::string>{"1", "4"});
    for (const auto& stall : due) {
        CHECK(print_reason(stall.stand) == merchants::PrintReason::bank_renamed);
        CHECK(shows_former_bank(stall.stand, stall.accounts.front().bin));
    }
    scene.ask(
        book::RecordStandsPrinted{scene.market, {{renamed, 1, "Vietcombank"}, {second, 1, "Vietcombank"}}});
    CHECK(follow(scene.events)->stands_to_print({.market = scene.market}).value().empty());
}

TEST_CASE("reports: a market shows the watch period that its last change set", "[reports][stands]") {
    Market scene;
    CHECK(follow(scene.events)->market(scene.market).value().value().watch_period == std::chrono::days{90});
    scene.ask(book::ChangeMarket{scene.market, std::chrono::days{365}});
    CHECK(follow(scene.events)->market(scene.market).value().value().watch_period == std::chrono::days{365});
}

TEST_CASE("reports: a stand from before versions is counted as the book counts it", "[reports][stands]") {
    History history{local("2026-11-22 06:00:00")};
    const auto market = history.market("vt");
    const auto stall = history.stall(market, {.code = "B-12"});
    const auto registered_at = history.events.back().recorded_at;
    CHECK(follow(history.events)->stall(stall).value().value().stand ==
          merchants::StandState{1, registered_at, 1, 0});
    history.change(stall, {account(7, "CO NAM")});
    const auto changed_at = history.events.back().recorded_at;
    history.change(stall, {account(7, "")});
    CHECK(follow(history.events)->stall(stall).value().value().stand ==
          merchants::StandState{2, changed_at, 2, 0});
    book::Book book;
    for (const auto& event : history.events) book.apply(event);
    CHECK(book.broken_invariants().empty());
}
