#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>

#include "base/assert.hpp"

namespace choqr {

/// An amount of Vietnamese dong, 0 to 9,999,999,999,999. VND has no minor unit (ISO 4217): one Vnd is one
/// dong. Never negative: money going back is an entry of its own (ledger/book/README.md, "Reversals").
class Vnd {
public:
    static constexpr std::int64_t dong_max = 9'999'999'999'999;  // EMVCo tag 54 holds 13 characters.

    constexpr Vnd() = default;

    /// For amounts that come from outside. Nothing if `dong` is out of range.
    static constexpr std::optional<Vnd> from_dong(std::int64_t dong) {
        if (dong < 0 || dong > dong_max) return std::nullopt;
        return Vnd{dong};
    }

    /// For amounts that the program itself knows to be in range.
    static constexpr Vnd of(std::int64_t dong) {
        CHOQR_ASSERT(dong >= 0 && dong <= dong_max, "an amount is between 0 and 9,999,999,999,999 dong");
        return Vnd{dong};
    }

    constexpr std::int64_t dong() const { return dong_; }
    friend constexpr auto operator<=>(Vnd, Vnd) = default;

private:
    constexpr explicit Vnd(std::int64_t dong) : dong_{dong} {}
    std::int64_t dong_ = 0;
};

/// A sum of many amounts, up to 2^63 - 1 dong (922,337 times the largest Vnd). Totals of a day, a market, a
/// province.
class VndSum {
public:
    constexpr VndSum() = default;

    /// Nothing if `dong` is below zero.
    static constexpr std::optional<VndSum> from_dong(std::int64_t dong) {
        if (dong < 0) return std::nullopt;
        VndSum sum;
        sum.dong_ = dong;
        return sum;
    }

    constexpr VndSum& operator+=(Vnd amount) {
        CHOQR_ASSERT(dong_ <= INT64_MAX - amount.dong(), "a total does not overflow");
        dong_ += amount.dong();
        return *this;
    }
    /// For taking back what was added before: a sum never goes below zero.
    constexpr VndSum& operator-=(Vnd amount) {
        CHOQR_ASSERT(dong_ >= amount.dong(), "only what was added is taken back");
        dong_ -= amount.dong();
        return *this;
    }
    constexpr std::int64_t dong() const { return dong_; }
    friend constexpr auto operator<=>(VndSum, VndSum) = default;

private:
    std::int64_t dong_ = 0;
};

/// Canonical text from outside ("45000"): ASCII digits only, no sign, no leading zero, no separators, in
/// range.
std::optional<Vnd> parse_vnd(std::string_view text);

/// As Vietnamese people write it: "1.234.567 đ".
std::string display_vnd(std::int64_t dong);

}  // namespace choqr
