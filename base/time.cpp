#include "base/time.hpp"

#include <cstdio>

namespace choqr {
namespace {

using namespace std::chrono;

// Reads exactly `count` digits at `at`; nothing if any is not one.
std::optional<int> digits(std::string_view text, std::size_t at, std::size_t count) {
    if (at + count > text.size()) return std::nullopt;
    int value = 0;
    for (std::size_t i = at; i < at + count; ++i) {
        if (text[i] < '0' || text[i] > '9') return std::nullopt;
        value = value * 10 + (text[i] - '0');
    }
    return value;
}

std::optional<int> in_range(std::optional<int> value, int most) {
    return value && *value <= most ? value : std::nullopt;
}

// "2026-11-22T03:04:05" or with a space; the 19 characters that both formats share.
std::optional<sys_seconds> civil_seconds(std::string_view text, bool space_allowed, bool t_allowed) {
    if (text.size() < 19 || text[13] != ':' || text[16] != ':') return std::nullopt;
    const bool separated =
        (text[10] == ' ' && space_allowed) || ((text[10] == 'T' || text[10] == 't') && t_allowed);
    const auto day = parse_day(text.substr(0, 10));
    const auto hour = in_range(digits(text, 11, 2), 23);
    const auto minute = in_range(digits(text, 14, 2), 59);
    const auto second = in_range(digits(text, 17, 2), 59);
    if (!separated || !day || !hour || !minute || !second) return std::nullopt;
    return sys_days{*day} + hours{*hour} + minutes{*minute} + seconds{*second};
}

// "Z", "+07:00" or "-00:30" from `text`; how far local time is ahead of UTC.
std::optional<minutes> zone_offset(std::string_view text) {
    if (text == "Z" || text == "z") return minutes{0};
    if (text.size() != 6 || (text[0] != '+' && text[0] != '-') || text[3] != ':') return std::nullopt;
    const auto hour = in_range(digits(text, 1, 2), 23);
    const auto minute = in_range(digits(text, 4, 2), 59);
    if (!hour || !minute) return std::nullopt;
    const minutes ahead = hours{*hour} + minutes{*minute};
    return text[0] == '-' ? -ahead : ahead;
}

std::string format_civil(sys_seconds when, char separator) {
    const auto day = floor<days>(when);
    const hh_mm_ss time{when - day};
    char text[32];
    std::snprintf(text, sizeof text, "%s%c%02d:%02d:%02d", format_day(Day{day}).c_str(), separator,
                  static_cast<int>(time.hours().count()), static_cast<int>(time.minutes().count()),
                  static_cast<int>(time.seconds().count()));
    return text;
}

}  // namespace

std::string format_rfc3339(Instant instant) {
    const auto whole = floor<seconds>(instant);
    const auto rest = static_cast<int>((instant - whole).count());
    char fraction[8] = "";
    if (rest != 0) std::snprintf(fraction, sizeof fraction, ".%03d", rest % 1000);
    return format_civil(whole, 'T') + fraction + "Z";
}

std::optional<Instant> parse_rfc3339(std::string_view text) {
    const auto civil = civil_seconds(text, false, true);
    if (!civil) return std::nullopt;
    std::size_t at = 19;
    milliseconds fraction{0};
    if (at < text.size() && text[at] == '.') {
        const auto begin = ++at;
        while (at < text.size() && text[at] >= '0' && text[at] <= '9') ++at;
        if (at == begin || at - begin > 9) return std::nullopt;
        auto kept = std::string{text.substr(begin, at - begin)};
        kept.resize(3, '0');
        fraction = milliseconds{*digits(kept, 0, 3)};
    }
    const auto offset = zone_offset(text.substr(at));
    if (!offset) return std::nullopt;
    return Instant{*civil + fraction - *offset};
}

std::optional<Instant> parse_vietnam_local(std::string_view text) {
    if (text.size() != 19) return std::nullopt;
    const auto civil = civil_seconds(text, true, true);
    if (!civil) return std::nullopt;
    return Instant{*civil - vietnam_offset};
}

std::string format_vietnam_local(Instant instant) {
    return format_civil(floor<seconds>(instant) + vietnam_offset, ' ');
}

std::string format_day(Day day) {
    char text[24];
    std::snprintf(text, sizeof text, "%04d-%02u-%02u", static_cast<int>(day.year()),
                  static_cast<unsigned>(day.month()), static_cast<unsigned>(day.day()));
    return text;
}

std::optional<Day> parse_day(std::string_view text) {
    if (text.size() != 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
    const auto y = digits(text, 0, 4);
    const auto m = digits(text, 5, 2);
    const auto d = digits(text, 8, 2);
    if (!y || !m || !d) return std::nullopt;
    const Day day{year{*y}, month{static_cast<unsigned>(*m)}, std::chrono::day{static_cast<unsigned>(*d)}};
    return day.ok() ? std::optional{day} : std::nullopt;
}

Day business_day(Instant instant, minutes cutoff) {
    return Day{floor<days>(instant + vietnam_offset - cutoff)};
}

Instant business_day_begin(Day day, minutes cutoff) {
    return Instant{sys_days{day} + cutoff - vietnam_offset};
}

int vietnam_hour(Instant instant) {
    const auto local = instant + vietnam_offset;
    return static_cast<int>(floor<hours>(local - floor<days>(local)).count());
}

}  // namespace choqr
