#include "live/screens.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>

#include "following/tail.hpp"
#include "live/transfer_face.hpp"
#include "support/catch.hpp"
#include "tests_of_reports/history.hpp"
#include "world/memory_directory.hpp"
#include "world/random.hpp"

using namespace choqr;
using namespace choqr::gateway;
using namespace choqr::reports::test;
using namespace std::chrono_literals;

namespace {

// A ledger whose screens are followed step by step.
struct House {
    explicit House(LiveScreens::Options options = {})
        : screens{files, sealer, clock, options}, tail{files, sealer, screens, {}} {}

    void append() {
        for (auto at = files.next_sequence(); at < history.next(); at = at.next()) {
            const auto encoded = book::encode(history.events[at.value()], sealer).value();
            const journal::Record record{encoded.type, encoded.payload};
            files.append(at, {&record, 1}).value();
        }
        clock.step_wall(history.now - clock.now());
    }
    void follow() {
        append();
        tail.catch_up().value();
    }
    /// As a start does it: from a book that knows everything.
    void begin() {
        append();
        book::Book book;
        for (const auto& event : history.events) book.apply(event);
        screens.begin(book).value();
    }
    std::string opening(StallId stall, std::optional<std::uint64_t> last = std::nullopt) {
        return screens.open(stall, TokenId{Sequence{0}}, last ? std::optional{Sequence{*last}} : std::nullopt)
            .value()
            .opening;
    }

    world::MemoryDirectory disk;
    world::SeededRandom random{3};
    book::PlainSealer sealer;
    History history{local("2026-11-22 06:00:00")};
    world::SimulatedClock clock{history.now};
    journal::JournalFiles files = open();
    LiveScreens screens;
    following::Tail tail;

private:
    journal::JournalFiles open() {
        constexpr journal::Options one_thread{.segment_bytes = 1u << 20, .threads = false};
        journal::JournalFiles::create(disk, random, one_thread).value();
        return journal::JournalFiles::open(disk, random, one_thread).value();
    }
};

bool has(const std::string& text, std::string_view what) { return text.find(what) != std::string::npos; }
std::size_t count(const std::string& text, std::string_view what) {
    std::size_t number = 0;
    for (auto at = text.find(what); at != std::string::npos; at = text.find(what, at + 1)) ++number;
    return number;
}

// What the stream brings next, or "end".
std::string heard(http::BodyStream& stream) {
    std::string text = "end";
    boost::asio::io_context io;
    const auto pull = [&]() -> http::net::awaitable<void> {
        const auto next = co_await stream.next();
        if (next) text = *next;
    };
    boost::asio::co_spawn(io, pull(), boost::asio::detached);
    io.run_for(2s);
    return text;
}

}  // namespace

TEST_CASE("screens: the day's sum is of what counts that day, whether it was followed or read at a start",
          "[gateway][live]") {
    for (const bool at_start : {false, true}) {
        CAPTURE(at_start);
        House house;
        auto& history = house.history;
        const auto market = history.market("m");
        const auto stall = history.stall(market, {.code = "A-1"}),
                   other = history.stall(market, {.code = "A-2"});
        history.pay(stall, {.dong = 1'000, .booked_at = local("2026-11-21 23:59:59")});
        history.pay(stall, {.dong = 2'000});
        const auto back = history.pay(stall, {.dong = 4'000});
        history.pay(other, {.dong = 8'000});
        const auto lost = history.unmatched({.dong = 16'000});
        history.reverse(back, stall);
        history.assign(lost, stall);
        at_start ? house.begin() : house.follow();
        CHECK(has(house.opening(stall), R"("today":{"count":2,"amount":18000})"));
        CHECK(has(house.opening(other), R"("today":{"count":1,"amount":8000})"));
    }
}

TEST_CASE("screens: a night market's day begins at its cut-off", "[gateway][live]") {
    House house;
    const auto stall = house.history.stall(house.history.market("m", 12h), {.code = "A-1"});
    house.history.pay(stall, {.dong = 1'000});
    house.history.now = local("2026-11-22 12:00:01");
    house.history.pay(stall, {.dong = 2'000});
    house.follow();
    const auto text = house.opening(stall);
    CHECK(has(text, R"("today":{"count":1,"amount":2000})"));
    CHECK(has(text, R"("business_day_cutoff":"12:00")"));
}

TEST_CASE("screens: one that comes back is told what it missed, as it now stands, of its own stall alone",
          "[gateway][live]") {
    House house;
    auto& history = house.history;
    const auto market = history.market("m");
    const auto stall = history.stall(market, {.code = "A-1"}), other = history.stall(market, {.code = "A-2"});
    const auto heard_before = history.pay(stall, {.dong = 1'000});
    const auto back = history.pay(stall, {.dong = 2'000});
    history.pay(other, {.dong = 4'000});
    history.reverse(back, stall);
    house.follow();
    const auto text = house.opening(stall, heard_before.value());
    CHECK(count(text, "event: transfer") == 2);
    CHECK(count(text, R"("amount":2000)") == 2);
    CHECK(count(text, R"("status":"reversed")") == 2);
    CHECK(count(text, R"("announce":true)") == 0);
    CHECK_FALSE(has(text, "event: gap"));
    CHECK(count(house.opening(stall, history.next().value()), "event: transfer") == 0);
}

TEST_CASE("screens: what is no longer kept is said as a gap, and too much is cut to the newest",
          "[gateway][live]") {
    House house{{.recent = {.kept = 48h, .items_max = 5}, .missed_max = 3}};
    auto& history = house.history;
    const auto stall = history.stall(history.market("m"), {.code = "A-1"});
    const auto first = history.pay(stall, {.dong = 1});
    for (int i = 2; i <= 6; ++i) history.pay(stall, {.dong = i});
    house.follow();
    const auto text = house.opening(stall, first.value());
    CHECK(has(text, "event: gap\ndata: {\"after\":" + std::to_string(first.value())));
    CHECK(count(text, "event: transfer") == 3);
    CHECK(has(text, R"("amount":6)"));
    CHECK_FALSE(has(text, R"("amount":3,)"));
    CHECK(has(house.opening(stall), R"("today":null)"));
    history.now += 49h;
    history.pay(stall, {.dong = 7});
    house.follow();
    CHECK(has(house.opening(stall), R"("today":{"count":1,"amount":7})"));
    CHECK(count(house.opening(stall, first.value()), "event: transfer") == 1);
}

TEST_CASE("screens: what happened before is read no further back than it is kept", "[gateway][live]") {
    House house;
    auto& history = house.history;
    const auto stall = history.stall(history.market("m"), {.code = "A-1"});
    for (int i = 0; i < 50; ++i) history.pay(stall);
    history.now += 60h;
    const auto recent = history.next();
    for (int i = 0; i < 7; ++i) history.pay(stall);
    house.begin();
    const auto text = house.opening(stall, 3);
    CHECK(count(text, "event: transfer") == 7);
    CHECK(has(text, "\"before\":" + std::to_string(recent.value())));
    CHECK(has(text, R"("today":{"count":7,"amount":70000})"));
}

TEST_CASE("screens: a late assignment brings the original from the journal", "[gateway][live]") {
    House house;
    auto& history = house.history;
    const auto stall = history.stall(history.market("m"), {.code = "A-1"});
    const auto lost = history.unmatched({.dong = 5'000, .text = "mua ca"});
    history.now += 100h;
    house.begin();
    auto opened = house.screens.open(stall, TokenId{Sequence{0}}, std::nullopt).value();
    auto stream = make_live_stream(house.screens.hub(), opened.subscription, opened.opening, opened.first);
    CHECK(has(heard(*stream), "event: hello"));
    history.assign(lost, stall);
    house.follow();
    const auto text = heard(*stream);
    CHECK(has(text, R"("status":"assigned")"));
    CHECK(has(text, R"("amount":5000)"));
    CHECK(has(text, R"("content":"mua ca")"));
    CHECK(has(house.opening(stall), R"("today":{"count":0,"amount":0})"));
}

TEST_CASE("screens: an erased vendor's payers are not shown, nor what was nobody's", "[gateway][live]") {
    House house;
    auto& history = house.history;
    const auto stall = history.stall(history.market("m"), {.code = "A-1"});
    const auto lost = history.unmatched({.text = "bi mat"});
    history.assign(lost, stall);
    house.follow();
    CHECK(has(house.opening(stall, 1), "bi mat"));
    history.erase(VendorId::from_value(stall.value()));
    house.follow();
    const auto text = house.opening(stall, 1);
    CHECK_FALSE(has(text, "bi mat"));
    CHECK_FALSE(has(text, "3456"));
    CHECK(has(text, R"("vendor_name":"")"));
}

TEST_CASE("screens: a record that cannot be read ends the stream, and the next one is refused until it can",
          "[gateway][live]") {
    House house;
    auto& history = house.history;
    const auto stall = history.stall(history.market("m"), {.code = "A-1"});
    const auto paid = history.pay(stall);
    house.follow();
    house.disk.set_faults({.read_fails = 1000});
    CHECK_FALSE(house.screens.open(stall, TokenId{Sequence{0}}, Sequence{paid.value() - 1}).has_value());
    CHECK(house.screens.open(stall, TokenId{Sequence{0}}, std::nullopt).has_value());
    house.disk.set_faults({});
    CHECK(house.screens.open(stall, TokenId{Sequence{0}}, Sequence{paid.value() - 1}).has_value());
}

TEST_CASE("screens: an end of the past that cannot be read leaves the day unknown, not empty",
          "[gateway][live]") {
    House house;
    auto& history = house.history;
    const auto stall = history.stall(history.market("m"), {.code = "A-1"});
    history.pay(stall);
    house.append();
    book::Book book;
    for (const auto& event : history.events) book.apply(event);
    house.disk.set_faults({.read_fails = 1000});
    CHECK_FALSE(house.screens.begin(book));
    house.disk.set_faults({});
    CHECK(has(house.opening(stall), R"("today":null)"));
    CHECK(has(house.opening(stall, 1), "event: gap"));
    history.pay(stall);
    house.follow();
    CHECK(count(house.opening(stall, 1), "event: transfer") == 1);
}
