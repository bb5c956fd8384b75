#pragma once

#include <algorithm>
#include <compare>
#include <optional>
#include <string>
#include <string_view>

namespace choqr {

/// An account at a bank or wallet: 1 to 19 ASCII letters or digits (NAPAS field 38-01-01). Letters occur in
/// virtual accounts; case is kept as given, since it is part of the QR payload.
class AccountNumber {
public:
    static constexpr std::size_t length_max = 19;

    static std::optional<AccountNumber> parse(std::string_view text) {
        const auto letter_or_digit = [](char c) {
            return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
        };
        if (text.empty() || text.size() > length_max || !std::ranges::all_of(text, letter_or_digit))
            return std::nullopt;
        return AccountNumber{text};
    }

    const std::string& text() const { return text_; }
    /// The four characters that a buyer compares; fewer if the number is shorter.
    std::string_view last_four() const {
        return std::string_view{text_}.substr(text_.size() - std::min<std::size_t>(4, text_.size()));
    }
    friend auto operator<=>(const AccountNumber&, const AccountNumber&) = default;

private:
    explicit AccountNumber(std::string_view text) : text_{text} {}
    std::string text_;
};

}  // namespace choqr
