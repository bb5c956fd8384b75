#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace choqr::merchants {

/// The codes that travel inside a transfer's text. One block of characters from an alphabet of 31 without I,
/// L, O, 0 and 1, which people and banks confuse:
///
///     CH Q H7K4X 9       CH: fixed; Q: a stall, R: a payment request; H7K4X: the heart; 9: block check
///     CH W H7K4M2X 9     the long form, once the short ones end; W: a stall, X: a payment request
///
/// The heart is what people read and speak: the data characters and a check character of its own. What
/// follows CH is a code over GF(31) (31 is prime) with two parity checks whose columns are pairwise
/// independent, so that any change of one or two characters and any transposition of neighbours is detected;
/// the heart alone detects any single change and any transposition of neighbours. Of each kind there are 31^4
/// = 923,521 short ones, numbered from 0, and 31^6 = 887,503,681 long ones behind them. The letter of the
/// kind says the length: a code of one length never stands inside one of the other.
class TransferCode {
public:
    static constexpr std::string_view alphabet = "23456789ABCDEFGHJKMNPQRSTUVWXYZ";
    static constexpr std::string_view fixed_prefix = "CH";
    static constexpr std::size_t short_length = 9, long_length = 11;
    static constexpr std::uint32_t short_capacity = 31u * 31 * 31 * 31,
                                   long_capacity = short_capacity * 31 * 31;
    static constexpr std::uint32_t capacity = short_capacity + long_capacity;
    enum class Kind { stall, request };

    /// The code of the `number`-th thing, number < capacity. Neighbouring numbers give codes that look
    /// unrelated.
    static TransferCode make(Kind kind, std::uint32_t number);
    /// Exactly the characters of one code; lower case is accepted. Nothing if a character or either check is
    /// wrong.
    static std::optional<TransferCode> parse(std::string_view text);
    /// How long the code is that `text` may begin with. Nothing if no code begins so.
    static std::optional<std::size_t> length_at_begin_of(std::string_view text);

    Kind kind() const { return kind_; }
    std::uint32_t number() const { return number_; }
    bool is_long() const { return number_ >= short_capacity; }
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

/// A stall's heart as a person typed or spoke it ("h7k4x", or seven characters): checked by its own check
/// character.
std::optional<StallCode> stall_code_from_heart(std::string_view text);

}  // namespace choqr::merchants
