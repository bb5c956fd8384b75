#pragma once

#include <array>
#include <compare>
#include <optional>
#include <string_view>

namespace choqr {

/// A bank identification number issued by the State Bank of Vietnam: exactly six ASCII digits, e.g. 970436.
/// Not every BIN starts with 970, so the form is all that is checked here; the bank directory (merchants)
/// knows which exist.
class Bin {
public:
    static constexpr std::optional<Bin> parse(std::string_view digits) {
        if (digits.size() != 6) return std::nullopt;
        Bin bin;
        for (std::size_t i = 0; i < 6; ++i) {
            if (digits[i] < '0' || digits[i] > '9') return std::nullopt;
            bin.digits_[i] = digits[i];
        }
        return bin;
    }

    constexpr std::string_view text() const { return {digits_.data(), digits_.size()}; }
    friend constexpr auto operator<=>(const Bin&, const Bin&) = default;

private:
    constexpr Bin() = default;
    std::array<char, 6> digits_{};
};

}  // namespace choqr
