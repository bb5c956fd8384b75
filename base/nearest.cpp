#include "base/nearest.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace choqr {
namespace {

constexpr std::size_t bytes_max = 64;  // No name is longer, and a stranger's is not worth more work.
using Row = std::array<std::size_t, bytes_max + 1>;

}  // namespace

std::size_t edit_distance(std::string_view a, std::string_view b) {
    a = a.substr(0, bytes_max);
    b = b.substr(0, bytes_max);
    Row before_last{}, last{}, row{};
    for (std::size_t j = 0; j <= b.size(); ++j) row[j] = j;
    for (std::size_t i = 1; i <= a.size(); ++i) {
        before_last = std::exchange(last, row);
        row[0] = i;
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const bool same = a[i - 1] == b[j - 1];
            row[j] = std::min({last[j] + 1, row[j - 1] + 1, last[j - 1] + (same ? 0 : 1)});
            const bool swapped = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
            if (swapped) row[j] = std::min(row[j], before_last[j - 2] + 1);
        }
    }
    return row[b.size()];
}

std::string_view nearest(std::string_view typed, std::span<const std::string_view> known) {
    const auto distance = [typed](std::string_view word) { return edit_distance(typed, word); };
    const auto found = std::ranges::min_element(known, {}, distance);
    return found == known.end() ? std::string_view{} : *found;
}

}  // namespace choqr
