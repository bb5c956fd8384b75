#pragma once

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>

#include "base/account_number.hpp"
#include "base/bin.hpp"
#include "base/ids.hpp"
#include "base/time.hpp"
#include "base/vnd.hpp"

namespace choqr::merchants {

enum class Direction { credit, debit };

/// Who sent the money, as far as the provider tells. Personal data.
struct Debtor {
    std::optional<Bin> bin;
    std::string account_number;
    std::string name;
    friend bool operator==(const Debtor&, const Debtor&) = default;
};

/// What a provider told us about one transfer, in the words of ISO 20022. A connector makes it from verified
/// bytes; the book decides what it means. Equal `reference` on one feed is the same transfer, for ever.
struct TransferNotice {
    ProviderReference reference;
    Direction direction = Direction::credit;
    std::optional<Bin> creditor_bin;                ///< The receiving bank, when the provider names it.
    std::optional<AccountNumber> creditor_account;  ///< Absent when the provider leaves it empty.
    std::optional<AccountNumber> virtual_account;   ///< A sub-account that belongs to one payee.
    Vnd amount;                                     ///< More than zero.
    std::string remittance_information;  ///< The text as delivered; valid UTF-8, at most 1,000 bytes.
    Instant booked_at;
    std::optional<Debtor> debtor;  ///< Of money that left: who got it, where a provider tells that.
    std::optional<ProviderReference> reversal_of;  ///< The earlier transfer that this one takes back.
    std::string bank_reference;                    ///< Not unique; for people who reconcile.
    std::string as_received;  ///< The provider's bytes, kept (sealed) so that a decision can be re-examined.
    bool test = false;        ///< The provider's test call: acknowledged, never recorded as money.
    bool booked_at_told = true;  ///< False: the provider left the time out; booked_at is when we heard, and
                                 ///< differs in each copy.
};

/// The last four characters of the payer's account, for the vendor's question "is this yours?". Empty if
/// nobody told.
inline std::string_view debtor_tail(const TransferNotice& notice) {
    if (!notice.debtor) return {};
    const std::string_view number = notice.debtor->account_number;
    return number.substr(number.size() - std::min<std::size_t>(4, number.size()));
}

}  // namespace choqr::merchants
