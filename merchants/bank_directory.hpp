#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "base/bin.hpp"
#include "merchants/places.hpp"

namespace choqr::merchants {

/// One institution that takes part in NAPAS transfers. Flags are from mid-2025: hints, not promises.
struct Bank {
    Bin bin;
    std::string code;        ///< Not unique between lists; never look an account up by it alone.
    std::string short_name;  ///< "Vietcombank"
    std::string name;
    std::optional<std::string> swift;
    std::optional<bool> transfer_supported;
    std::optional<bool> lookup_supported;
    std::string kind;
};

/// The directory built into the program from config/banks.json, sorted by BIN. Constant; safe from any
/// thread.
std::span<const Bank> banks();
const Bank* find_bank(Bin bin);
/// By BIN, short name, code or a provider's brand ("MBBank", "VietinBank"), ignoring case, spaces and
/// diacritics. Nothing when unknown, or when the word means different banks in different lists (BVB).
const Bank* find_bank(std::string_view word);
/// For a screen or a stand: the short name, or the BIN when unknown.
std::string bank_display_name(Bin bin);
/// For a stand, which buyers compare with their app: "MB – Ngân hàng TMCP Quân đội".
std::string bank_in_words(Bin bin);

/// A Vietnamese mobile number: ten digits, beginning 03, 05, 07, 08 or 09.
bool is_mobile_number(std::string_view digits);
/// What an account is when nobody says: wallet_phone for a mobile number at a wallet (Viettel Money, VNPT
/// Money, MoMo).
AccountKind kind_of_account(Bin bin, const AccountNumber& number);

}  // namespace choqr::merchants
