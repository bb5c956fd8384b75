#include "gateway/log.hpp"

#include <atomic>
#include <cstdio>
#include <string>

#include "json/value.hpp"
#include "world/clock.hpp"

namespace choqr::gateway {
namespace {

std::atomic<LogLevel> lowest_level{LogLevel::info};

constexpr std::string_view name_of(LogLevel level) {
    switch (level) {
        case LogLevel::debug: return "debug";
        case LogLevel::info: return "info";
        case LogLevel::warning: return "warning";
        case LogLevel::error: return "error";
        case LogLevel::silence: break;
    }
    return "";
}

}  // namespace

void set_log_level(LogLevel lowest) { lowest_level = lowest; }

void log(LogLevel level, std::string_view event, std::initializer_list<LogField> fields) {
    if (level < lowest_level.load(std::memory_order_relaxed)) return;
    std::string line = "{\"time\":\"" + format_rfc3339(world::SystemClock{}.now()) + "\",\"level\":\"";
    line.append(name_of(level)).append("\",\"event\":").append(json::quoted(event));
    for (const auto& [name, value] : fields) line.append(",").append(json::quoted(name)).append(":").append(json::quoted(value));
    line += "}\n";
    std::fwrite(line.data(), 1, line.size(), stderr);  // One call, so that lines of several threads do not mix.
}

}  // namespace choqr::gateway
