#include "merchants/codes.hpp"

#include <array>

#include "base/assert.hpp"

namespace choqr::merchants {
namespace {

constexpr unsigned field = 31;                   // The alphabet's size; prime, so every weight has an inverse.
constexpr std::uint32_t half = field * field;    // Two characters.
constexpr std::size_t symbol_count = 7;          // Kind, four data characters, heart check, block check.
constexpr std::size_t heart_check = 5, block_check = 6;
constexpr std::size_t heart_length = 5;
using Symbols = std::array<unsigned, symbol_count>;

// The parity checks: sum(weight * symbol) = 0 modulo 31. The columns (heart_weights[i], block_weights[i]) are pairwise
// independent, since block_weights[i] / heart_weights[i] = 1..6 and the last column is (0, 1): minimum distance 3, so no one
// and no two changed characters give another code. The heart's own weights are distinct and none is 0, which is what a
// single change and a swap of neighbours need. codes_test.cpp tries them all.
constexpr std::array<unsigned, symbol_count> heart_weights{6, 5, 4, 3, 2, 1, 0};
constexpr std::array<unsigned, symbol_count> block_weights{6, 10, 12, 12, 10, 6, 1};

constexpr std::array<std::int8_t, 128> make_values() {
    std::array<std::int8_t, 128> values{};
    values.fill(-1);
    for (std::size_t i = 0; i < TransferCode::alphabet.size(); ++i) {
        const char c = TransferCode::alphabet[i];
        values[static_cast<std::size_t>(c)] = static_cast<std::int8_t>(i);
        if (c >= 'A') values[static_cast<std::size_t>(c - 'A' + 'a')] = static_cast<std::int8_t>(i);
    }
    return values;
}
constexpr auto values = make_values();

std::optional<unsigned> value_of(char c) {
    const auto index = static_cast<unsigned char>(c);
    if (index >= values.size() || values[index] < 0) return std::nullopt;
    return static_cast<unsigned>(values[index]);
}

unsigned parity(const Symbols& symbols, const std::array<unsigned, symbol_count>& weights) {
    unsigned sum = 0;
    for (std::size_t i = 0; i < symbol_count; ++i) sum += weights[i] * symbols[i];
    return sum % field;
}

unsigned symbol_of(TransferCode::Kind kind) { return *value_of(kind == TransferCode::Kind::stall ? 'Q' : 'R'); }

// A Feistel network over two halves of 961: a bijection whatever the round function is, and neighbours part at once. It
// hides nothing; it only keeps stall 12 and stall 13 from looking alike on two stands.
std::uint32_t round_value(std::uint32_t half_value, std::uint32_t round) {
    std::uint32_t x = half_value * 0x9E3779B1u + round * 0x85EBCA77u;
    x ^= x >> 15;
    x *= 0x2C1B3C6Du;
    x ^= x >> 13;
    return x % half;
}
constexpr std::uint32_t rounds = 4;

std::uint32_t scramble(std::uint32_t number) {
    std::uint32_t left = number / half, right = number % half;
    for (std::uint32_t round = 0; round < rounds; ++round) {
        const auto next = (left + round_value(right, round)) % half;
        left = right;
        right = next;
    }
    return left * half + right;
}

std::uint32_t unscramble(std::uint32_t scrambled) {
    std::uint32_t left = scrambled / half, right = scrambled % half;
    for (std::uint32_t round = rounds; round-- > 0;) {
        const auto previous = (right + half - round_value(left, round)) % half;
        right = left;
        left = previous;
    }
    return left * half + right;
}

Symbols symbols_of(TransferCode::Kind kind, std::uint32_t number) {
    Symbols symbols{};
    symbols[0] = symbol_of(kind);
    auto rest = scramble(number);
    for (std::size_t i = 4; i >= 1; --i, rest /= field) symbols[i] = rest % field;
    symbols[heart_check] = (field - parity(symbols, heart_weights)) % field;
    symbols[block_check] = (field - parity(symbols, block_weights)) % field;
    return symbols;
}

std::uint32_t number_of(const Symbols& symbols) {
    std::uint32_t scrambled = 0;
    for (std::size_t i = 1; i <= 4; ++i) scrambled = scrambled * field + symbols[i];
    return unscramble(scrambled);
}

bool is_prefix(std::string_view two) { return (two[0] | 0x20) == 'c' && (two[1] | 0x20) == 'h'; }

}  // namespace

TransferCode TransferCode::make(Kind kind, std::uint32_t number) {
    CHOQR_ASSERT(number < capacity, "a transfer code's number is below 31^4");
    return TransferCode{kind, number};
}

std::optional<TransferCode> TransferCode::parse(std::string_view text) {
    if (text.size() != length || !is_prefix(text.substr(0, 2))) return std::nullopt;
    Symbols symbols{};
    for (std::size_t i = 0; i < symbol_count; ++i) {
        const auto value = value_of(text[fixed_prefix.size() + i]);
        if (!value) return std::nullopt;
        symbols[i] = *value;
    }
    if (parity(symbols, heart_weights) != 0 || parity(symbols, block_weights) != 0) return std::nullopt;
    for (const auto kind : {Kind::stall, Kind::request})
        if (symbols[0] == symbol_of(kind)) return TransferCode{kind, number_of(symbols)};
    return std::nullopt;
}

std::string TransferCode::text() const {
    std::string text{fixed_prefix};
    for (const auto symbol : symbols_of(kind_, number_)) text += alphabet[symbol];
    return text;
}

std::string TransferCode::heart() const { return text().substr(fixed_prefix.size() + 1, heart_length); }

std::optional<StallCode> stall_code_from_heart(std::string_view text) {
    if (text.size() != heart_length) return std::nullopt;
    Symbols symbols{};
    symbols[0] = symbol_of(TransferCode::Kind::stall);
    for (std::size_t i = 0; i < heart_length; ++i) {
        const auto value = value_of(text[i]);
        if (!value) return std::nullopt;
        symbols[i + 1] = *value;
    }
    if (parity(symbols, heart_weights) != 0) return std::nullopt;
    return StallCode::make(number_of(symbols));
}

}  // namespace choqr::merchants
