#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/bin.hpp"

namespace choqr::qr {

/// ISO/IEC 7812-1 annex B, the check digit of payment cards. False for anything but ASCII digits.
bool passes_luhn(std::string_view digits);

/// Could this account number, at `bank` if that is known, be a payment card's? It passes Luhn and has the
/// length and the beginning of a card: 16 to 19 digits beginning 9704 (NAPAS domestic), 4, 5, 6, 81,
/// 2200-2720 (Mir, Mastercard), 35 (JCB), 30, 36, 38, 39 (Diners); 15 beginning 34 or 37; 14 beginning 30,
/// 36, 38, 39; 13 beginning 4. Agribank's own numbers have 13 digits and BIDV's 14, so these are accounts
/// there. Plain accounts of such a look pass by chance in one of ten cases (docs/decisions/0105);
/// registration asks for the account number instead, so that no card data comes into choqr.
bool looks_like_card_number(std::string_view digits, std::optional<Bin> bank = {});

/// For logs, screens and reports: a card number as "970403******4567" (first six, last four, as card rules
/// allow); every other account as it is.
std::string mask_card_number(std::string_view account);

/// The same with X for '*', so that it stays letters and digits: what a provider's notice keeps of one.
std::string letters_for_card_number(std::string_view account);

/// Is a card number in this text? Digits of any script count, and spaces, dashes, dots and the like between
/// groups of digits are seen through. What begins like a card (above) is one in any grouping; any other 13 to
/// 19 digits that pass Luhn are one if they stand alone, as one run or in fours, and do not begin with 0, as
/// no card does.
bool holds_card_number(std::string_view text);

/// `text` with every card number in it masked as above; each masked digit becomes one '*'.
std::string mask_card_numbers_in(std::string_view text);

}  // namespace choqr::qr
