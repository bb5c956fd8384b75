#include "telemetry/log.hpp"

#include <atomic>
#include <cstdio>
#include <map>
#include <mutex>
#include <string>
#include <utility>

#include "json/value.hpp"
#include "world/clock.hpp"

namespace choqr::gateway {
namespace {

std::atomic<LogLevel> lowest_level{LogLevel::info};

constexpr std::string_view name_of(LogLevel level) {
    switch (level) {
        case LogLevel::debug:
            return "debug";
        case LogLevel::info:
            return "info";
        case LogLevel::warning:
            return "warning";
        case LogLevel::error:
            return "error";
        case LogLevel::silence:
            break;
    }
    return "";
}

std::string line_of(LogLevel level, std::string_view event, std::initializer_list<LogField> fields) {
    std::string line = "{\"time\":\"" + format_rfc3339(world::SystemClock{}.now()) + "\",\"level\":\"";
    line.append(name_of(level)).append("\",\"event\":").append(json::quoted(event));
    for (const auto& [name, value] : fields)
        line.append(",").append(json::quoted(name)).append(":").append(json::quoted(value));
    return line;
}

// One call, so that lines of several threads do not mix.
void write(std::string line) {
    line += "}\n";
    std::fwrite(line.data(), 1, line.size(), stderr);
}

bool is_told(LogLevel level) { return level >= lowest_level.load(std::memory_order_relaxed); }

constexpr std::chrono::seconds seldom{1};

/// What was held back of one event since its last line.
struct HeldBack {
    world::Clock::Monotonic told_at{};
    std::uint64_t times = 0;
    std::string line;  ///< Of the first that was held back.
};
std::mutex held_back_mutex;
std::map<std::string, HeldBack, std::less<>> held_back;  // By event: our own words, so they are few.

}  // namespace

void set_log_level(LogLevel lowest) { lowest_level = lowest; }

void log(LogLevel level, std::string_view event, std::initializer_list<LogField> fields) {
    if (is_told(level)) write(line_of(level, event, fields));
}

void log_seldom(LogLevel level, std::string_view event, std::initializer_list<LogField> fields) {
    if (!is_told(level)) return;
    const auto now = world::SystemClock{}.monotonic();
    const std::lock_guard lock{held_back_mutex};
    const auto [found, is_first] = held_back.try_emplace(std::string{event});
    auto& held = found->second;
    ++held.times;
    if (!is_first && now - held.told_at < seldom) {
        if (held.times == 1) held.line = line_of(level, event, fields);
        return;
    }
    write(line_of(level, event, fields) + ",\"times\":" + std::to_string(std::exchange(held.times, 0)));
    held.told_at = now;
}

void log_what_is_left() {
    const auto now = world::SystemClock{}.monotonic();
    const std::lock_guard lock{held_back_mutex};
    for (auto& [event, held] : held_back) {
        if (held.times == 0 || now - held.told_at < seldom) continue;
        write(std::move(held.line) + ",\"times\":" + std::to_string(std::exchange(held.times, 0)));
        held.told_at = now;
    }
}

}  // namespace choqr::gateway
