#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "base/ids.hpp"
#include "statistics/independence.hpp"
#include "statistics/withheld.hpp"

namespace choqr::statistics {

/// The tables by which a month's money is broken down, in the order in which they are served.
enum class Table : std::uint8_t { zone, goods, provider, hour };
static_assert(tables_max == 4);

/// A payment of a month, as it counted when its day was closed.
struct MonthPayment {
    StallId stall;
    std::int64_t dong = 0;
    bool seen = false;                              ///< As of Change.
    std::uint32_t figures = 0;                      ///< The same number: in the same figures of the market.
    std::array<std::uint16_t, tables_max> cells{};  ///< In each table, the number of its cell there.
};

/// A month that is over, each of its days closed, and its money told.
struct MonthMoney {
    std::array<std::vector<std::string>, tables_max> keys;  ///< The cells' names, by table.
    std::vector<MonthPayment> payments;
    std::set<std::uint32_t>
        unclean;  ///< Of `figures`: those in which a payment was taken back (Independence).
};

struct Cell {
    std::string key;
    std::int64_t active = 0, transactions = 0, dong = 0;
    std::optional<Withheld> withheld{};
};
using Breakdown = std::array<std::vector<Cell>, tables_max>;

/// Which cells a board may be told, beside the month's other figures. The same for the same payments, whoever
/// asks and when.
Breakdown break_down(const MonthMoney& month);

}  // namespace choqr::statistics
