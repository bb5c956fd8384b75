#include <cstdint>
#include <cstdlib>
#include <string_view>
#include <vector>

#include "listener/announcer.hpp"
#include "listener/event_parser.hpp"

using namespace choqr;
using namespace choqr::listener;

namespace {

struct Heard {
    std::vector<std::pair<std::string, std::string>> events;
    std::vector<std::string> said;
    friend bool operator==(const Heard&, const Heard&) = default;
};

Heard hear(std::string_view bytes, std::size_t piece) {
    Heard heard;
    Announcer announcer{voice::Region::north, Vnd{}, std::nullopt};
    EventParser parser{[&](const ServerSentEvent& event) {
        if (event.data.size() > EventParser::line_bytes_max * 2) std::abort();
        heard.events.emplace_back(event.name, event.data);
        if (const auto announcement = announcer.take(event)) heard.said.push_back(announcement->sentence);
    }};
    for (; !bytes.empty(); bytes.remove_prefix(std::min(piece, bytes.size())))
        parser.feed(bytes.substr(0, piece));
    return heard;
}

}  // namespace

// A stream's bytes, of whoever answers: nothing crashes, and how they are cut changes nothing.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view bytes{reinterpret_cast<const char*>(data), size};
    if (hear(bytes, 1) != hear(bytes, 1000)) std::abort();
    return 0;
}
