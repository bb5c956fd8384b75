#pragma once

#include <random>
#include <string>
#include <string_view>

#include "qr/payload.hpp"

// Random valid codes for other people's readers; the same seed gives the same codes.
namespace choqr::oracles {

using qr::Field;

class Chance {
public:
    explicit Chance(std::uint64_t seed) : engine_{seed} {}
    std::size_t below(std::size_t n) { return static_cast<std::size_t>(engine_() % n); }
    bool one_in(std::size_t n) { return below(n) == 0; }
    std::string text(std::size_t length, std::string_view alphabet) {
        std::string out;
        for (std::size_t i = 0; i < length; ++i) out += alphabet[below(alphabet.size())];
        return out;
    }

private:
    std::mt19937_64 engine_;
};

inline constexpr std::string_view digits = "0123456789";
inline constexpr std::string_view letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
inline constexpr std::string_view words = "abcdefghij KLMNOPQ 0123456789 .,-/+";

// No space at either end: the two readers trim some fields.
inline std::string words_of(Chance& chance, std::size_t length_max) {
    auto text = chance.text(1 + chance.below(length_max), words);
    for (char* edge : {&text.front(), &text.back()})
        if (*edge == ' ') *edge = 'x';
    return text;
}

inline qr::PaymentCode random_code(Chance& chance) {
    constexpr std::string_view bins[] = {"970436", "970422", "970415", "970407",
                                         "971025", "546034", "963388", "970418"};
    qr::PaymentCode code{*Bin::parse(bins[chance.below(std::size(bins))]),
                         chance.text(1 + chance.below(19), chance.one_in(4) ? letters : digits)};
    if (chance.one_in(2)) code.point_of_initiation = qr::PointOfInitiation::dynamic_code;
    if (chance.one_in(2)) code.amount = Vnd::of(1 + static_cast<std::int64_t>(chance.below(1'000'000'000)));
    if (chance.one_in(2))
        code[Field::purpose] = chance.one_in(2) ? chance.text(9, letters) : words_of(chance, 25);
    if (chance.one_in(5)) code[Field::bill_number] = words_of(chance, 15);
    if (chance.one_in(5)) code[Field::terminal_label] = words_of(chance, 15);
    if (chance.one_in(5)) {
        code[Field::merchant_name] = words_of(chance, 25);
        code[Field::merchant_city] = words_of(chance, 15);
    }
    return code;
}

}  // namespace choqr::oracles
