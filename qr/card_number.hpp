#pragma once

#include <string>
#include <string_view>

namespace choqr::qr {

/// ISO/IEC 7812-1 annex B, the check digit of payment cards. False for anything but ASCII digits.
bool passes_luhn(std::string_view digits);

/// Could this account number be a payment card's? 16 to 19 digits that pass Luhn and begin like a card that circulates in
/// Vietnam: 9704 (NAPAS domestic), 4 (Visa), 51-55 and 2221-2720 (Mastercard), 35 (JCB), 62 (UnionPay), or 15 digits
/// beginning 34 or 37 (American Express). Plain bank accounts of these lengths pass by chance in about one of ten cases
/// that begin alike; registration asks for the account number instead, so that no card data comes into choqr.
bool looks_like_card_number(std::string_view digits);

/// For logs, screens and reports: a card number as "970403******4567" (first six, last four, as card rules allow); every
/// other account as it is.
std::string mask_card_number(std::string_view account);

/// `text` with every card number in it masked as above; single spaces or hyphens between groups of digits are seen
/// through.
std::string mask_card_numbers_in(std::string_view text);

}  // namespace choqr::qr
