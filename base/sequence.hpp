#pragma once

#include <compare>
#include <cstdint>

namespace choqr {

/// The place of a record in the journal, from 0 without gaps. Orders everything; no clock does.
class Sequence {
public:
    constexpr Sequence() = default;
    constexpr explicit Sequence(std::uint64_t value) : value_{value} {}

    constexpr std::uint64_t value() const { return value_; }
    constexpr Sequence next() const { return Sequence{value_ + 1}; }
    friend constexpr auto operator<=>(Sequence, Sequence) = default;

private:
    std::uint64_t value_ = 0;
};

}  // namespace choqr
