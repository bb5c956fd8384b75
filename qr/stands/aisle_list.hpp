#pragma once

#include <span>
#include <string>
#include <vector>

namespace choqr::stands {

/// A stall on the list with which somebody walks along the aisles.
struct AisleRow {
    std::string zone;     ///< Rows of one zone stand together; the caller sorts.
    std::string stall;    ///< "B-12"
    std::string who;      ///< "Cô Lan – rau củ"
    std::string account;  ///< "MBBank …4821"; empty: it has none yet.
    std::string stand;    ///< "bản 2"; empty: none was printed.
};

/// The list as a PDF on A4, lying on a clipboard: a box to tick, what is known, room to write. The same rows
/// give the same bytes. Empty if Cairo fails. `title`: "Chợ Hùng Sơn"; `date`: "28/11/2026".
std::string make_aisle_list(std::span<const AisleRow> rows, const std::string& title,
                            const std::string& date);

}  // namespace choqr::stands
