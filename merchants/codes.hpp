#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace choqr::merchants {

/// The codes that travel inside a transfer's text. One block of nine characters from an alphabet of 31 without I, L, O, 0
/// and 1, which people and banks confuse:
///
///     CH Q H7K4X 9        CH: fixed; Q: a stall, R: a payment request; H7K4X: the heart; 9: block check
///
/// The heart is what people read and speak: four data characters and a check character of its own. The seven symbols after
/// CH are a code over GF(31) (31 is prime) with two parity checks whose columns are pairwise independent, so that any
/// change of one or two characters and any transposition of neighbours is detected; the heart alone detects any single
/// change and any transposition of neighbours. Capacity: 31^4 = 923,521 of each kind.
class TransferCode {
public:
    static constexpr std::string_view alphabet = "23456789ABCDEFGHJKMNPQRSTUVWXYZ";
    static constexpr std::string_view fixed_prefix = "CH";
    static constexpr std::size_t length = 9;
    static constexpr std::uint32_t capacity = 31u * 31 * 31 * 31;
    enum class Kind { stall, request };

    /// The code of the `number`-th thing, number < capacity. Neighbouring numbers give codes that look unrelated.
    static TransferCode make(Kind kind, std::uint32_t number);
    /// Exactly nine characters; lower case is accepted. Nothing if a character or either check is wrong.
    static std::optional<TransferCode> parse(std::string_view text);

    Kind kind() const { return kind_; }
    std::uint32_t number() const { return number_; }
    std::string text() const;   ///< "CHQH7K4X9"
    std::string heart() const;  ///< "H7K4X", printed and spoken
    friend auto operator<=>(TransferCode, TransferCode) = default;

private:
    TransferCode(Kind kind, std::uint32_t number) : kind_{kind}, number_{number} {}
    Kind kind_;
    std::uint32_t number_;
};

/// A code of one kind, so that a stall's cannot be used as a request's.
template <TransferCode::Kind K>
class CodeOf {
public:
    static CodeOf make(std::uint32_t number) { return CodeOf{TransferCode::make(K, number)}; }
    static std::optional<CodeOf> parse(std::string_view text) {
        const auto code = TransferCode::parse(text);
        if (!code || code->kind() != K) return std::nullopt;
        return CodeOf{*code};
    }
    std::uint32_t number() const { return code_.number(); }
    std::string text() const { return code_.text(); }
    std::string heart() const { return code_.heart(); }
    friend auto operator<=>(CodeOf, CodeOf) = default;

private:
    explicit CodeOf(TransferCode code) : code_{code} {}
    TransferCode code_;
};
using StallCode = CodeOf<TransferCode::Kind::stall>;
using RequestCode = CodeOf<TransferCode::Kind::request>;

/// A stall's heart as a person typed or spoke it ("h7k4x"): checked by its own check character.
std::optional<StallCode> stall_code_from_heart(std::string_view text);

}  // namespace choqr::merchants
