#include "listener/event_parser.hpp"

#include <charconv>
#include <utility>

namespace choqr::listener {
namespace {

std::optional<Sequence> parse_id(std::string_view text) {
    std::uint64_t number = 0;
    const auto parsed = std::from_chars(text.data(), text.data() + text.size(), number);
    if (text.empty() || parsed.ec != std::errc{} || parsed.ptr != text.data() + text.size())
        return std::nullopt;
    return Sequence{number};
}

}  // namespace

void EventParser::feed(std::string_view bytes) {
    while (!bytes.empty()) {
        const auto end = bytes.find('\n');
        const auto part = bytes.substr(0, end);
        is_too_long_ = is_too_long_ || line_.size() + part.size() > line_bytes_max;
        if (!is_too_long_) line_ += part;
        if (end == std::string_view::npos) return;
        bytes.remove_prefix(end + 1);
        if (!is_too_long_)
            end_line(line_.ends_with('\r') ? std::string_view{line_}.substr(0, line_.size() - 1) : line_);
        line_.clear();
        if (is_too_long_) event_ = {}, has_data_ = is_too_long_ = false;
    }
}

void EventParser::end_line(std::string_view line) {
    if (line.empty()) return end_event();
    const auto colon = line.find(':');
    if (colon == 0) return;  // A comment: the heartbeat.
    const auto field = line.substr(0, colon);
    auto value = colon == std::string_view::npos ? std::string_view{} : line.substr(colon + 1);
    if (value.starts_with(' ')) value.remove_prefix(1);
    if (field == "event") event_.name = value;
    if (field == "id") event_.id = parse_id(value);
    if (field != "data" || event_.data.size() + value.size() > line_bytes_max) return;
    if (has_data_) event_.data += '\n';
    event_.data += value;
    has_data_ = true;
}

void EventParser::end_event() {
    auto event = std::exchange(event_, {});
    if (std::exchange(has_data_, false)) take_(std::move(event));
}

}  // namespace choqr::listener
