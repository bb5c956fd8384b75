#pragma once

#include <cstdint>
#include <initializer_list>
#include <string_view>
#include <utility>

#include "base/time.hpp"

namespace choqr::gateway {

enum class LogLevel : std::uint8_t {
    debug,
    info,
    warning,
    error,
    silence
};  ///< Nothing is logged at the last.

/// One JSON object per line on standard error: time, level, event and the fields. Values are escaped, so that
/// nothing from outside can begin a line. Callers pass no secrets, no texts of payers and no account numbers.
/// Any thread.
using LogField = std::pair<std::string_view, std::string_view>;
void log(LogLevel level, std::string_view event, std::initializer_list<LogField> fields = {});
/// The same for what a stranger can bring about as often as he likes: of each event at most one line a
/// second, with `times`, how often it happened since the line before. The last of a flood are told by
/// log_what_is_left().
void log_seldom(LogLevel level, std::string_view event, std::initializer_list<LogField> fields = {});
/// Tells what log_seldom() has held back for a second. Called now and then by whoever has the time.
void log_what_is_left();
void set_log_level(LogLevel lowest);

}  // namespace choqr::gateway
