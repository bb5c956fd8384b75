#include "merchants/account_at.hpp"

#include <algorithm>
#include <string>

#include "merchants/bank_directory.hpp"

namespace choqr::merchants {
namespace {

/// "901234567", "84901234567" and "0901234567" are one mobile number; nothing for any other digits.
std::optional<AccountNumber> mobile_number_of(std::string_view digits) {
    constexpr std::size_t without_zero = 9, with_country = 11;
    std::string whole{digits};
    if (digits.size() == without_zero) whole = "0" + whole;
    if (digits.size() == with_country && digits.starts_with("84")) whole = "0" + whole.substr(2);
    return is_mobile_number(whole) ? AccountNumber::parse(whole) : std::nullopt;
}

// Longer digits are what acquirers give to shops; which lengths they use is nowhere written.
constexpr std::size_t mobile_digits_max = 11;

}  // namespace

std::variant<AccountNumber, AccountFault> account_at(Bin bin, const AccountNumber& number) {
    const auto* institution = find_bank(bin);
    const auto& text = number.text();
    const bool is_digits = std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
    if (institution == nullptr || institution->kind != "wallet" || !is_digits ||
        text.size() > mobile_digits_max)
        return number;
    const auto mobile = mobile_number_of(text);
    if (!mobile) return AccountFault::no_wallet_number;
    return *mobile;
}

std::string_view english(AccountFault fault) {
    switch (fault) {
        case AccountFault::no_wallet_number:
            return "is not a number of this wallet: that is a mobile number of ten digits";
    }
    return {};
}

std::string_view vietnamese(AccountFault fault) {
    switch (fault) {
        case AccountFault::no_wallet_number:
            return "không phải số của ví này: số ví là số điện thoại di động 10 chữ số";
    }
    return {};
}

}  // namespace choqr::merchants
