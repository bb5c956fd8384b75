#include "merchants/codes.hpp"

#include <array>

#include "base/assert.hpp"

namespace choqr::merchants {
namespace {

constexpr unsigned field = 31;          // The alphabet's size; prime, so every weight has an inverse.
constexpr std::size_t symbols_max = 9;  // Kind, up to six data characters, heart check, block check.

// One length of codes. The parity checks: sum(weight * symbol) = 0 modulo 31. The columns (heart[i],
// block[i]) are pairwise independent, since block[i] / heart[i] = 1, 2, 3, ... and the last column is (0, 1):
// minimum distance 3, so no one and no two changed characters give another code. The heart's own weights are
// distinct and none is 0, which is what a single change and a swap of neighbours need. codes_test.cpp tries
// them all.
struct Form {
    std::size_t data;     // Characters.
    std::uint32_t half;   // 31^(data / 2): what half of them can say.
    std::uint32_t first;  // The number of the first code of this length.
    char stall, request;  // The letters of the kinds.
    std::array<unsigned, symbols_max> heart, block;

    std::size_t symbols() const { return data + 3; }
    std::size_t heart_check() const { return data + 1; }
    std::size_t block_check() const { return data + 2; }
    std::size_t length() const { return TransferCode::fixed_prefix.size() + symbols(); }
    char letter(TransferCode::Kind kind) const { return kind == TransferCode::Kind::stall ? stall : request; }
};
constexpr Form short_form{4, field* field, 0, 'Q', 'R', {6, 5, 4, 3, 2, 1, 0}, {6, 10, 12, 12, 10, 6, 1}};
constexpr Form long_form{6,   field* field* field,         TransferCode::short_capacity,     'W',
                         'X', {8, 7, 6, 5, 4, 3, 2, 1, 0}, {8, 14, 18, 20, 20, 18, 14, 8, 1}};
constexpr std::array<const Form*, 2> forms{&short_form, &long_form};

const Form& form_of(std::uint32_t number) {
    return number < TransferCode::short_capacity ? short_form : long_form;
}
using Symbols = std::array<unsigned, symbols_max>;

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

unsigned parity(const Symbols& symbols, const std::array<unsigned, symbols_max>& weights) {
    unsigned sum = 0;
    for (std::size_t i = 0; i < symbols_max; ++i) sum += weights[i] * symbols[i];
    return sum % field;
}

// A Feistel network over two halves: a bijection whatever the round function is, and neighbours part at once.
// It hides nothing; it only keeps stall 12 and stall 13 from looking alike on two stands.
std::uint32_t round_value(std::uint32_t half_value, std::uint32_t round, std::uint32_t half) {
    std::uint32_t x = half_value * 0x9E3779B1u + round * 0x85EBCA77u;
    x ^= x >> 15;
    x *= 0x2C1B3C6Du;
    x ^= x >> 13;
    return x % half;
}
constexpr std::uint32_t rounds = 4;

std::uint32_t scramble(std::uint32_t number, std::uint32_t half) {
    std::uint32_t left = number / half, right = number % half;
    for (std::uint32_t round = 0; round < rounds; ++round) {
        const auto next = (left + round_value(right, round, half)) % half;
        left = right;
        right = next;
    }
    return left * half + right;
}

std::uint32_t unscramble(std::uint32_t scrambled, std::uint32_t half) {
    std::uint32_t left = scrambled / half, right = scrambled % half;
    for (std::uint32_t round = rounds; round-- > 0;) {
        const auto previous = (right + half - round_value(left, round, half)) % half;
        right = left;
        left = previous;
    }
    return left * half + right;
}

Symbols symbols_of(TransferCode::Kind kind, std::uint32_t number) {
    const auto& form = form_of(number);
    Symbols symbols{};
    symbols[0] = *value_of(form.letter(kind));
    auto rest = scramble(number - form.first, form.half);
    for (std::size_t i = form.data; i >= 1; --i, rest /= field) symbols[i] = rest % field;
    symbols[form.heart_check()] = (field - parity(symbols, form.heart)) % field;
    symbols[form.block_check()] = (field - parity(symbols, form.block)) % field;
    return symbols;
}

std::uint32_t number_of(const Form& form, const Symbols& symbols) {
    std::uint32_t scrambled = 0;
    for (std::size_t i = 1; i <= form.data; ++i) scrambled = scrambled * field + symbols[i];
    return form.first + unscramble(scrambled, form.half);
}

/// The symbols that `text` writes, the first of them at `place`. Nothing if one is not of the alphabet.
std::optional<Symbols> read_symbols(std::string_view text, std::size_t place) {
    Symbols symbols{};
    for (const char c : text) {
        const auto value = value_of(c);
        if (!value) return std::nullopt;
        symbols[place++] = *value;
    }
    return symbols;
}

struct Beginning {
    const Form* form;
    TransferCode::Kind kind;
};
/// What begins with CH and the letter of a kind.
std::optional<Beginning> beginning_of(std::string_view text) {
    if (text.size() < 3 || (text[0] | 0x20) != 'c' || (text[1] | 0x20) != 'h') return std::nullopt;
    const char letter = static_cast<char>(text[2] & ~0x20);
    for (const auto* form : forms)
        for (const auto kind : {TransferCode::Kind::stall, TransferCode::Kind::request})
            if (letter == form->letter(kind)) return Beginning{form, kind};
    return std::nullopt;
}

}  // namespace

TransferCode TransferCode::make(Kind kind, std::uint32_t number) {
    CHOQR_ASSERT(number < capacity, "a transfer code's number is below 31^4 + 31^6");
    return TransferCode{kind, number};
}

std::optional<std::size_t> TransferCode::length_at_begin_of(std::string_view text) {
    const auto beginning = beginning_of(text);
    return beginning ? std::optional{beginning->form->length()} : std::nullopt;
}

std::optional<TransferCode> TransferCode::parse(std::string_view text) {
    const auto beginning = beginning_of(text);
    if (!beginning || text.size() != beginning->form->length()) return std::nullopt;
    const auto& form = *beginning->form;
    const auto symbols = read_symbols(text.substr(fixed_prefix.size()), 0);
    if (!symbols || parity(*symbols, form.heart) != 0 || parity(*symbols, form.block) != 0)
        return std::nullopt;
    return TransferCode{beginning->kind, number_of(form, *symbols)};
}

std::string TransferCode::text() const {
    std::string text{fixed_prefix};
    const auto symbols = symbols_of(kind_, number_);
    for (std::size_t i = 0; i < form_of(number_).symbols(); ++i) text += alphabet[symbols[i]];
    return text;
}

std::string TransferCode::heart() const {
    return text().substr(fixed_prefix.size() + 1, form_of(number_).data + 1);
}

std::optional<StallCode> stall_code_from_heart(std::string_view text) {
    for (const auto* form : forms) {
        if (text.size() != form->data + 1) continue;
        auto symbols = read_symbols(text, 1);
        if (!symbols) return std::nullopt;
        (*symbols)[0] = *value_of(form->stall);
        if (parity(*symbols, form->heart) != 0) return std::nullopt;
        return StallCode::make(number_of(*form, *symbols));
    }
    return std::nullopt;
}

}  // namespace choqr::merchants
