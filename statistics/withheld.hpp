#pragma once

#include <cstdint>
#include <string_view>

namespace choqr::statistics {

/// Why a reader gets no dong where there are some. The names are part of the outside contract.
enum class Withheld : std::uint8_t {
    fewer_than_five,      ///< Fewer than five stalls stand behind it.
    one_stall_dominates,  ///< One stall makes four fifths of it or more.
    not_closed,           ///< A day of the period is not closed yet.
    complement,           ///< With other figures that are shown it would tell of fewer than five stalls.
    by_month_only,        ///< Shown for whole calendar months that are over and closed.
    of_one_stall,         ///< Money of a single stall, or of a single payment.
};

/// "fewer_than_five"
std::string_view name_of(Withheld reason);
/// What stands in the place of the number: "< 5 điểm".
std::string_view vietnamese(Withheld reason);

}  // namespace choqr::statistics
