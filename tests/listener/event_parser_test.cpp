#include "listener/event_parser.hpp"

#include <vector>

#include "support/catch.hpp"

using namespace choqr;
using namespace choqr::listener;

namespace {

std::vector<ServerSentEvent> events_of(std::string_view bytes, std::size_t piece) {
    std::vector<ServerSentEvent> events;
    EventParser parser{[&events](ServerSentEvent event) { events.push_back(std::move(event)); }};
    while (!bytes.empty()) {
        parser.feed(bytes.substr(0, piece));
        bytes.remove_prefix(std::min(piece, bytes.size()));
    }
    return events;
}

}  // namespace

TEST_CASE("events: however the bytes are cut, the same events come", "[listener][events]") {
    const std::string_view stream =
        ": still here\n\nevent: hello\ndata: {\"a\":1}\n\nid: 17\r\nevent:transfer\r\ndata: "
        "one\r\ndata:two\r\n\r\n"
        "event: unfinished\ndata: x\n";
    for (const std::size_t piece : {1u, 2u, 3u, 7u, 1000u}) {
        CAPTURE(piece);
        const auto events = events_of(stream, piece);
        REQUIRE(events.size() == 2);
        CHECK(events[0].name == "hello");
        CHECK(events[0].data == "{\"a\":1}");
        CHECK_FALSE(events[0].id.has_value());
        CHECK(events[1].name == "transfer");
        CHECK(events[1].data == "one\ntwo");
        CHECK(events[1].id == Sequence{17});
    }
}

TEST_CASE("events: what is no id is none, and no event has another's", "[listener][events]") {
    for (const auto* id : {"", "x", "-1", "18446744073709551616", "1 2"})
        CHECK_FALSE(events_of(std::string{"id: "} + id + "\ndata: x\n\n", 64).front().id.has_value());
    const auto events = events_of("id: 5\ndata: x\n\ndata: y\n\n", 64);
    REQUIRE(events.size() == 2);
    CHECK_FALSE(events[1].id.has_value());
}

TEST_CASE("events: a line without an end is dropped with its event, and the next one comes",
          "[listener][events]") {
    const auto stream = "event: transfer\ndata: " + std::string(EventParser::line_bytes_max, 'x') +
                        "\n\nevent: hello\ndata: y\n\n";
    const auto events = events_of(stream, 4096);
    REQUIRE(events.size() == 1);
    CHECK(events[0].name == "hello");
}
