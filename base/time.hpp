#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace choqr {

/// A moment in UTC, in whole milliseconds. Everything stored and compared is an Instant; only screens and
/// reports show local time.
using Instant = std::chrono::sys_time<std::chrono::milliseconds>;

/// A calendar day of a market, without a zone of its own.
using Day = std::chrono::year_month_day;

/// Asia/Ho_Chi_Minh is UTC+7 all year, without daylight saving since 1975.
inline constexpr std::chrono::hours vietnam_offset{7};

/// RFC 3339 in UTC: "2026-11-22T03:04:05Z", or with ".678" when there are milliseconds.
std::string format_rfc3339(Instant instant);
/// RFC 3339 with any offset; up to nine fractional digits (cut to milliseconds). Leap second 60 is refused.
std::optional<Instant> parse_rfc3339(std::string_view text);

/// "2026-11-22 10:04:05", Vietnam local time without a zone, as Vietnamese providers write it.
std::optional<Instant> parse_vietnam_local(std::string_view text);
std::string format_vietnam_local(Instant instant);

/// "2026-11-22".
std::string format_day(Day day);
std::optional<Day> parse_day(std::string_view text);

/// The business day to which `instant` belongs. `cutoff` is the local time at which the market's new day
/// begins (00:00 to 23:59; night markets use noon): day D is [D cutoff, D+1 cutoff) in Vietnam local time.
Day business_day(Instant instant, std::chrono::minutes cutoff);

/// The first instant of business day `day`; the day's end is the begin of the next.
Instant business_day_begin(Day day, std::chrono::minutes cutoff);

/// 0 to 23, the local hour.
int vietnam_hour(Instant instant);

}  // namespace choqr
