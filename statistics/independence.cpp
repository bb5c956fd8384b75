#include "statistics/independence.hpp"

#include <algorithm>
#include <map>
#include <numeric>
#include <optional>

namespace choqr::statistics {
namespace {

__extension__ using Wide = unsigned __int128;
constexpr std::uint64_t prime = (std::uint64_t{1} << 61) - 1;
constexpr std::size_t not_told = SIZE_MAX;

std::uint64_t times(std::uint64_t a, std::uint64_t b) {
    return static_cast<std::uint64_t>(static_cast<Wide>(a) * b % prime);
}
std::uint64_t minus(std::uint64_t a, std::uint64_t b) { return a >= b ? a - b : a + prime - b; }

std::uint64_t inverse(std::uint64_t a) {
    std::uint64_t result = 1;
    for (auto power = prime - 2; power > 0; power >>= 1, a = times(a, a))
        if (power & 1) result = times(result, a);
    return result;
}

/// Vectors in echelon form.
class Span {
public:
    explicit Span(std::size_t dimension) : rows_(dimension) {}

    std::size_t rank() const { return rank_; }

    void add(std::vector<std::uint64_t> vector) {
        for (std::size_t i = 0; i < rows_.size(); ++i) {
            if (vector[i] == 0) continue;
            if (rows_[i].empty()) {
                keep(i, std::move(vector));
                return;
            }
            const auto factor = vector[i];
            for (auto j = i; j < rows_.size(); ++j) vector[j] = minus(vector[j], times(factor, rows_[i][j]));
        }
    }

private:
    void keep(std::size_t pivot, std::vector<std::uint64_t> vector) {
        const auto factor = inverse(vector[pivot]);
        for (auto& value : vector) value = times(value, factor);
        rows_[pivot] = std::move(vector);
        ++rank_;
    }

    std::vector<std::vector<std::uint64_t>> rows_;
    std::size_t rank_ = 0;
};

/// Where the told cells stand in a vector.
std::vector<std::size_t> columns_of(const std::vector<bool>& told) {
    std::vector<std::size_t> columns(told.size(), not_told);
    std::size_t next = 0;
    for (std::size_t cell = 0; cell < told.size(); ++cell)
        if (told[cell]) columns[cell] = next++;
    return columns;
}

std::size_t dimension_of(const std::vector<std::size_t>& columns) {
    return columns.size() - static_cast<std::size_t>(std::ranges::count(columns, not_told));
}

/// Differences between payments that no figure tells apart, each kind once.
class Differences {
public:
    explicit Differences(const std::vector<std::size_t>& columns)
        : columns_{columns}, span_{dimension_of(columns)} {}

    /// `less` absent: the payment's own cells.
    void add(const Member& member, const Member* less) {
        using Cells = std::array<std::uint16_t, tables_max>;
        const std::optional<Cells> base = less ? std::optional{less->cells} : std::nullopt;
        if (!seen_.emplace(member.cells, base).second) return;
        std::vector<std::uint64_t> vector(dimension_of(columns_), 0);
        for (const auto cell : member.cells)
            if (columns_[cell] != not_told) vector[columns_[cell]] = 1;
        for (std::size_t i = 0; less && i < tables_max; ++i)
            if (const auto at = columns_[less->cells[i]]; at != not_told) vector[at] = minus(vector[at], 1);
        span_.add(std::move(vector));
    }
    std::size_t rank() const { return span_.rank(); }

private:
    const std::vector<std::size_t>& columns_;
    Span span_;
    std::set<std::pair<std::array<std::uint16_t, tables_max>,
                       std::optional<std::array<std::uint16_t, tables_max>>>>
        seen_;
};

}  // namespace

Independence::Independence(std::vector<Member> members, std::set<std::uint32_t> unclean, std::size_t cells)
    : members_{std::move(members)}, unclean_{std::move(unclean)}, cells_{cells} {
    std::ranges::sort(members_, {}, [](const Member& member) {
        return std::tuple{member.figures, member.stall, member.cells};
    });
    members_.erase(std::unique(members_.begin(), members_.end()), members_.end());
    groupings_.push_back(by_rare_cells(stalls_by_cell()));
    for (const std::size_t shift : {0u, 1u, 3u}) groupings_.push_back(in_turn(shift));
}

std::vector<std::set<StallId>> Independence::stalls_by_cell() const {
    std::vector<std::set<StallId>> stalls(cells_);
    for (const auto& member : members_)
        for (const auto cell : member.cells) stalls[cell].insert(member.stall);
    return stalls;
}

// The stalls of a cell that has few of them are spread over the groups first.
Independence::Grouping Independence::by_rare_cells(const std::vector<std::set<StallId>>& stalls) const {
    std::vector<std::size_t> cells(cells_);
    std::iota(cells.begin(), cells.end(), std::size_t{0});
    std::ranges::stable_sort(cells, {}, [&](std::size_t cell) { return stalls[cell].size(); });
    std::map<StallId, std::uint8_t> groups;
    std::array<std::size_t, groups_count> size_of_all{};
    for (const auto cell : cells) {
        std::array<std::size_t, groups_count> size{};
        for (const auto stall : stalls[cell])
            if (const auto found = groups.find(stall); found != groups.end()) ++size[found->second];
        for (const auto stall : stalls[cell]) {
            if (groups.contains(stall)) continue;
            std::size_t least = 0;
            for (std::size_t group = 1; group < groups_count; ++group)
                if (std::tuple{size[group], size_of_all[group]} < std::tuple{size[least], size_of_all[least]})
                    least = group;
            groups[stall] = static_cast<std::uint8_t>(least);
            ++size[least];
            ++size_of_all[least];
        }
    }
    Grouping grouping;
    for (const auto& member : members_) grouping.push_back(groups[member.stall]);
    return grouping;
}

Independence::Grouping Independence::in_turn(std::size_t shift) const {
    std::set<StallId> stalls;
    for (const auto& member : members_) stalls.insert(member.stall);
    std::map<StallId, std::uint8_t> groups;
    std::size_t number = 0;
    for (const auto stall : stalls) {
        groups[stall] = static_cast<std::uint8_t>((number + shift * (number / groups_count)) % groups_count);
        ++number;
    }
    Grouping grouping;
    for (const auto& member : members_) grouping.push_back(groups[member.stall]);
    return grouping;
}

std::size_t Independence::rank_of_all(const std::vector<std::size_t>& columns, std::size_t limit) const {
    Differences differences{columns};
    const Member* first = nullptr;
    for (const auto& member : members_) {
        if (first == nullptr || first->figures != member.figures) {
            first = &member;
            if (unclean_.contains(member.figures)) differences.add(member, nullptr);
            continue;
        }
        differences.add(member, first);
        if (differences.rank() >= limit) break;
    }
    return differences.rank();
}

bool Independence::groups_reach(const Grouping& grouping, const std::vector<std::size_t>& columns,
                                std::size_t rank) const {
    for (std::size_t group = 0; group < groups_count; ++group) {
        Differences differences{columns};
        const Member* first = nullptr;
        for (std::size_t i = 0; i < members_.size() && differences.rank() < rank; ++i) {
            if (grouping[i] != group) continue;
            if (first == nullptr || first->figures != members_[i].figures)
                first = &members_[i];
            else
                differences.add(members_[i], first);
        }
        if (differences.rank() < rank) return false;
    }
    return true;
}

bool Independence::holds(const std::vector<bool>& told) const {
    const auto columns = columns_of(told);
    const auto rank = rank_of_all(columns, dimension_of(columns));
    return std::ranges::any_of(
        groupings_, [&](const Grouping& grouping) { return groups_reach(grouping, columns, rank); });
}

}  // namespace choqr::statistics
