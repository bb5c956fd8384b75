#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "base/sequence.hpp"

namespace choqr::listener {

/// One server-sent event as it came.
struct ServerSentEvent {
    std::optional<Sequence> id;  ///< The journal's sequence; a state has none.
    std::string name, data;
};

/// Cuts a stream into events (the HTML standard's "event stream"; \r alone as a line's end is left out,
/// nobody sends it). What is longer than `line_bytes_max` without a line's end is dropped with its event: a
/// stream that never ends a line must not fill the memory.
class EventParser {
public:
    static constexpr std::size_t line_bytes_max = 64 * 1024;

    explicit EventParser(std::function<void(ServerSentEvent)> take) : take_{std::move(take)} {}
    /// Any cut of the bytes; a byte order mark is not expected.
    void feed(std::string_view bytes);

private:
    void end_line(std::string_view line);
    void end_event();

    std::function<void(ServerSentEvent)> take_;
    std::string line_;
    ServerSentEvent event_{};
    bool has_data_ = false, is_too_long_ = false;
};

}  // namespace choqr::listener
