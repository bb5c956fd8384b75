#pragma once

#include <array>
#include <cstdint>
#include <set>
#include <vector>

#include "base/ids.hpp"

namespace choqr::statistics {

inline constexpr std::size_t tables_max = 4;

/// Payments of one stall that no figure tells apart.
struct Member {
    StallId stall;
    std::uint32_t figures = 0;  ///< The same number: in the same figures that are told already.
    std::array<std::uint16_t, tables_max> cells;  ///< One cell of each table, numbered through.
    friend auto operator<=>(const Member&, const Member&) = default;
};

/// Whether sums over overlapping tables may be told beside the figures that are told already.
///
/// Let a combination of cells and figures take each with some factor. Two payments with the same `figures`
/// get the same from the figures, so what differs between them is the cells' alone. Take the vectors "cells
/// of one payment less cells of another" over all such pairs: if the stalls can be split into five groups,
/// and each group's own vectors span what all vectors span, then a combination that vanishes on one group
/// gives all payments of a class the same from its cells, and is a combination of the figures alone. Any
/// other touches all five groups: five stalls. (docs/decisions/0403 has the proof.)
///
/// Ranks are taken modulo a prime of 61 bits. A group's rank is never overstated by that; the rank of the
/// whole is understated only if the prime divides a minor of a small matrix of -1, 0 and 1, which nobody who
/// sends payments can aim at.
class Independence {
public:
    /// `unclean`: classes in which a payment was taken back after a figure told of it. The figures do not
    /// give their sum, so whatever tells it is counted as something new.
    Independence(std::vector<Member> members, std::set<std::uint32_t> unclean, std::size_t cells);

    /// Whether the cells with `told[cell]` may be told together.
    bool holds(const std::vector<bool>& told) const;

private:
    static constexpr std::size_t groups_count = 5;
    using Grouping = std::vector<std::uint8_t>;  ///< Of each member.

    std::vector<std::set<StallId>> stalls_by_cell() const;
    Grouping by_rare_cells(const std::vector<std::set<StallId>>& stalls) const;
    Grouping in_turn(std::size_t shift) const;
    std::size_t rank_of_all(const std::vector<std::size_t>& columns, std::size_t limit) const;
    bool groups_reach(const Grouping& grouping, const std::vector<std::size_t>& columns,
                      std::size_t rank) const;

    std::vector<Member> members_;  ///< Sorted by class.
    std::set<std::uint32_t> unclean_;
    std::size_t cells_;
    std::vector<Grouping> groupings_;
};

}  // namespace choqr::statistics
