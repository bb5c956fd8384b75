#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "base/account_number.hpp"
#include "base/bin.hpp"
#include "base/ids.hpp"
#include "base/time.hpp"
#include "base/vnd.hpp"
#include "merchants/codes.hpp"
#include "merchants/consent.hpp"
#include "merchants/visit.hpp"

namespace choqr::merchants {

/// A market, listed by aisle and stall; or the businesses of hamlets, listed by hamlet and house.
enum class PlaceKind { market, hamlets };

/// What a heading of the board's own lists means: a column's name as import knows it, or "" for none.
struct ColumnMeaning {
    std::string heading, column;
    friend bool operator==(const ColumnMeaning&, const ColumnMeaning&) = default;
};

/// A market or another place that a board runs. Texts are labels in NFC (base/label.hpp).
struct Market {
    MarketId id;
    std::string name;
    std::string code;  ///< The operator's own short name, unique in this ledger: 1 to 32 of A-Z a-z 0-9 - _.
    std::string province;
    std::string commune;
    std::chrono::minutes business_day_cutoff{
        0};  ///< Local time at which a new business day begins, 00:00 to 23:59.
    /// How long a payment to an account that a stall gave up still counts for the stall: old stands hang on.
    /// 0 to watch_period_max.
    std::chrono::days watch_period = watch_period_default;

    static constexpr std::chrono::days watch_period_default{90}, watch_period_max{3'650};

    /// How many stalls and collection points it may have, those that are closed not counted. 1 to
    /// stalls_max_limit.
    std::uint32_t stalls_max = stalls_max_default;

    static constexpr std::uint32_t stalls_max_default = 20'000, stalls_max_limit = 200'000;

    /// How long a change of a stall's accounts that two have agreed to still waits, so that whoever sees it
    /// can refuse. 0 to payee_delay_max.
    std::chrono::hours payee_delay = payee_delay_default;

    static constexpr std::chrono::hours payee_delay_default{24}, payee_delay_max{168};

    PlaceKind kind = PlaceKind::market;
    std::uint32_t colour = 0;  ///< Of its stands, 0xRRGGBB; black unless told.
    /// As somebody said when a list was read, so that nobody is asked again. At most columns_max.
    std::vector<ColumnMeaning> columns{};

    static constexpr std::uint32_t colour_max = 0xFFFFFF;
    static constexpr std::size_t columns_max = 64;
};

enum class VendorKind { person, household_business, organisation };

/// Who sells: a person or a household business. Personal data: sealed in the journal, absent once erased.
struct Vendor {
    VendorId id;
    VendorKind kind = VendorKind::person;
    std::string name;
    std::optional<std::string> phone;
};

enum class AccountKind { bank, virtual_account, wallet_phone };

/// Where money arrives. Many-to-many with stalls: one family may have three stalls and one account.
struct Account {
    AccountKind kind = AccountKind::bank;
    Bin bin;
    AccountNumber number;
    std::string name;  ///< The holder, as the bank shows it. Personal data.

    friend bool operator==(const Account&, const Account&) = default;
};

/// An account's identity: what a transfer names. The holder's name is not part of it.
struct AccountKey {
    Bin bin;
    AccountNumber number;
    friend auto operator<=>(const AccountKey&, const AccountKey&) = default;
};
inline AccountKey key_of(const Account& account) { return {account.bin, account.number}; }

/// Whether money goes the same ways: the same accounts in the same order, since the first is on the stand. A
/// holder's name is not part of it: it sends no money anywhere.
bool same_payees(const std::vector<Account>& one, const std::vector<Account>& other);

/// What is closed stays so: another stall may have its number in the market.
enum class StallStatus { open, suspended, closed };

/// A stall, or a payee that is not one: the commune's one-stop desk, market rent, parking.
enum class PointKind { stall, collection_point };

/// Which stand should hang at a stall, and which one was printed last (stand.hpp says what makes a new
/// version).
struct StandState {
    std::uint32_t version = 0;  ///< Of the stand that should hang there; 0: the stall never had an account.
    Instant since{};            ///< When that version came about.
    std::uint32_t account_version =
        0;  ///< The version at which the account itself last changed, not only its holder's name.
    std::uint32_t printed = 0;      ///< The newest version that somebody told us was printed; 0: none.
    std::string printed_bank{};     ///< What the bank was called on it; empty: nobody told.
    std::uint32_t handed_over = 0;  ///< The newest version that somebody told us hangs at the stall; 0: none.

    friend bool operator==(const StandState&, const StandState&) = default;
};

/// A point of sale. *Registered* means that it has at least one account (reports.md N1); a stall known only
/// from the market's list has none yet.
struct Stall {
    StallId id;
    MarketId market;
    PointKind kind = PointKind::stall;
    StallStatus status = StallStatus::open;
    std::string code;  ///< The market's own number, "B-12"; unique within the market.
    std::string zone;
    std::string goods;
    StallCode transfer_code;  ///< What goes into the transfer text; unique in this ledger.
    std::optional<Vendor> vendor;
    std::vector<Account> accounts;  ///< The first is the one on the stand.

    StandState stand{};
    Consent consent{};
    std::optional<Visit> visit{};  ///< The last one.

    bool registered() const { return !accounts.empty(); }
    /// A picture of its code may be made: there is an account, and the code is not another's by now.
    bool can_be_shown() const { return registered() && status != StallStatus::closed; }
    /// It can be paid, and what hangs there, if anything, is out of date.
    bool needs_stand() const {
        return registered() && status == StallStatus::open && stand.printed < stand.version;
    }
};

enum class PaymentRequestStatus { open, settled, underpaid, overpaid, expired, cancelled };

/// One amount asked of one customer at one stall. Legal transitions (payment_request.hpp): open → settled |
/// underpaid | overpaid | expired | cancelled; underpaid → settled | overpaid | underpaid; settled →
/// overpaid. A reversal goes back.
struct PaymentRequest {
    PaymentRequestId id;
    StallId stall;
    Vnd amount;
    std::string description;
    RequestCode reference_code;
    Instant opened_at;
    std::optional<Instant> expires_at;
    VndSum received;
    PaymentRequestStatus status = PaymentRequestStatus::open;
    bool trial = false;  ///< What pays it is a trial, whatever the amount: nobody sells anything by it.
};

}  // namespace choqr::merchants
