#pragma once

#include <array>
#include <boost/multiprecision/cpp_int.hpp>
#include <optional>
#include <set>
#include <vector>

// What somebody can compute who knows every figure and every rule. Exact: over the rationals.
namespace choqr::statistics::test {

using Rational = boost::multiprecision::cpp_rational;
/// A figure: with which factor each payment is in it.
using Equation = std::vector<int>;

inline std::size_t rank_of(std::vector<std::vector<Rational>> rows) {
    std::size_t rank = 0;
    const auto columns = rows.empty() ? 0 : rows.front().size();
    for (std::size_t column = 0; column < columns && rank < rows.size(); ++column) {
        auto pivot = rank;
        while (pivot < rows.size() && rows[pivot][column] == 0) ++pivot;
        if (pivot == rows.size()) continue;
        std::swap(rows[rank], rows[pivot]);
        for (auto row = rank + 1; row < rows.size(); ++row) {
            if (rows[row][column] == 0) continue;
            const Rational factor = rows[row][column] / rows[rank][column];
            for (auto i = column; i < columns; ++i) rows[row][i] -= factor * rows[rank][i];
        }
        ++rank;
    }
    return rank;
}

/// The rows of `equations` that no others of them give.
inline std::vector<Equation> independent(const std::set<Equation>& equations) {
    std::vector<Equation> kept;
    std::vector<std::vector<Rational>> echelon;
    for (const auto& equation : equations) {
        std::vector<Rational> row(equation.begin(), equation.end());
        for (const auto& known : echelon) {
            std::size_t lead = 0;
            while (known[lead] == 0) ++lead;
            if (row[lead] == 0) continue;
            const Rational factor = row[lead] / known[lead];
            for (std::size_t i = lead; i < row.size(); ++i) row[i] -= factor * known[i];
        }
        if (std::all_of(row.begin(), row.end(), [](const Rational& value) { return value == 0; })) continue;
        echelon.push_back(std::move(row));
        std::sort(echelon.begin(), echelon.end(), [](const auto& a, const auto& b) {
            return std::find_if(a.begin(), a.end(), [](const Rational& v) { return v != 0; }) - a.begin() <
                   std::find_if(
                       b.begin(), b.end(), [](const Rational& v) { return v != 0; }) -
                       b.begin();
        });
        kept.push_back(equation);
    }
    return kept;
}

/// The rank modulo a small prime: never more than the true one.
inline std::size_t rank_at_most(std::vector<std::vector<std::int64_t>> rows) {
    constexpr std::int64_t prime = 1'000'003;
    std::size_t rank = 0;
    const auto columns = rows.empty() ? 0 : rows.front().size();
    for (std::size_t column = 0; column < columns && rank < rows.size(); ++column) {
        auto pivot = rank;
        while (pivot < rows.size() && rows[pivot][column] == 0) ++pivot;
        if (pivot == rows.size()) continue;
        std::swap(rows[rank], rows[pivot]);
        std::int64_t inverse = 1, base = rows[rank][column];
        for (auto power = prime - 2; power > 0; power /= 2, base = base * base % prime)
            if (power % 2) inverse = inverse * base % prime;
        for (auto row = rank + 1; row < rows.size(); ++row) {
            if (rows[row][column] == 0) continue;
            const auto factor = rows[row][column] * inverse % prime;
            for (auto i = column; i < columns; ++i)
                rows[row][i] = ((rows[row][i] - factor * rows[rank][i]) % prime + prime) % prime;
        }
        ++rank;
    }
    return rank;
}

template <class Number>
std::vector<std::vector<Number>> without(const std::vector<Equation>& equations,
                                         const std::vector<int>& stall_of, const std::set<int>& stalls) {
    std::vector<std::vector<Number>> rows;
    for (const auto& equation : equations) {
        std::vector<Number> row;
        for (std::size_t i = 0; i < equation.size(); ++i)
            if (!stalls.contains(stall_of[i])) row.push_back(static_cast<Number>(equation[i]));
        rows.push_back(std::move(row));
    }
    return rows;
}

/// Up to four stalls about which, and about nobody else, some combination of the figures says something: it
/// vanishes on all payments but theirs. Nothing if there are none. `stall_of`: of each payment.
inline std::optional<std::set<int>> isolated(const std::set<Equation>& figures,
                                             const std::vector<int>& stall_of) {
    const auto equations = independent(figures);
    const std::set<int> all{stall_of.begin(), stall_of.end()};
    const std::vector<int> stalls{all.begin(), all.end()};
    const auto count = stalls.size();
    if (equations.empty()) return std::nullopt;
    if (count <= 4) return all;
    for (std::size_t a = 0; a < count; ++a)
        for (auto b = a + 1; b < count; ++b)
            for (auto c = b + 1; c < count; ++c)
                for (auto d = c + 1; d < count; ++d) {
                    const std::set<int> few{stalls[a], stalls[b], stalls[c], stalls[d]};
                    if (rank_at_most(without<std::int64_t>(equations, stall_of, few)) == equations.size())
                        continue;
                    if (rank_of(without<Rational>(equations, stall_of, few)) < equations.size()) return few;
                }
    return std::nullopt;
}

}  // namespace choqr::statistics::test
