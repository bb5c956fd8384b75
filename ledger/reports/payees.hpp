#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "base/time.hpp"
#include "book/events.hpp"

namespace choqr::reports {

class Readers;
namespace sqlite {
class Database;
}

/// What has become of a change of accounts. `at_once`: there was none, as with a stall's first account, and
/// in ledgers of before there were such changes.
enum class PayeeChangeStatus {
    proposed,
    confirmed,
    in_effect,
    refused,
    withdrawn,
    lapsed,
    superseded,
    at_once
};
/// "in_effect", the word of the outside contract.
std::string_view name_of(PayeeChangeStatus status);
constexpr bool is_open(PayeeChangeStatus status) {
    return status == PayeeChangeStatus::proposed || status == PayeeChangeStatus::confirmed;
}

/// Who did something, as far as the ledger knows them.
struct WhoRow {
    std::optional<TokenId> id;       ///< Absent: no token, device or person (a first start, the clock).
    std::optional<book::Role> role;  ///< Absent with it.
    bool is_person = false;          ///< With an account: their name is in no event.
    std::string name;                ///< A device's or a token's; empty if it has none, or it was erased.
};

/// One yes or no.
struct PayeeStepRow {
    bool is_yes = false;
    WhoRow by;
    Instant at;
    std::optional<MarketId> market;  ///< Of a yes: for which other market.
    std::string reason;
};

struct PayeeChangeRow {
    PayeeChangeId id;
    StallId stall;
    std::string stall_code;
    MarketId market;
    std::string market_name;
    PayeeChangeStatus status = PayeeChangeStatus::proposed;
    WhoRow proposed_by;
    Instant proposed_at;
    std::string reason;
    std::optional<Instant> takes_effect_at;  ///< Of a confirmed one; when it did, of one in effect.
    std::vector<merchants::Account> before, after;
    std::vector<PayeeStepRow> steps;  ///< The oldest first.
};

/// How many changes were proposed in a market lately, beside how many stalls it has.
struct PayeeActivity {
    MarketId market;
    std::string market_name;
    std::int64_t proposed = 0, stalls = 0;

    /// More than anybody's stalls change on one day: somebody should look.
    bool is_alarming() const { return proposed > std::max<std::int64_t>(3, stalls / 20); }
    static constexpr std::chrono::hours period{24};
};

/// Of each market in which some were proposed since. Throws sqlite::Failure.
std::vector<PayeeActivity> payee_activity_rows(sqlite::Database& database, Instant since);

/// Changes of stalls' accounts, those of long ago too. Any thread; `readers` outlives it.
class Payees {
public:
    explicit Payees(Readers& readers) : readers_{readers} {}

    /// Of one stall, the newest first, from before `before` on.
    Result<std::vector<PayeeChangeRow>> payee_changes(StallId stall, std::optional<PayeeChangeId> before,
                                                      std::size_t limit) const;
    /// Nothing: the stall has none of this id.
    Result<std::optional<PayeeChangeRow>> payee_change(StallId stall, PayeeChangeId id) const;
    /// Those that wait and concern the market: its stalls', and those of others that would share an account
    /// of its stalls. In the order of their ids.
    Result<std::vector<PayeeChangeRow>> open_payee_changes(MarketId market,
                                                           std::optional<PayeeChangeId> after,
                                                           std::size_t limit) const;
    /// Of each market in which some were proposed since.
    Result<std::vector<PayeeActivity>> payee_activity(Instant since) const;
    /// How many stalls of other markets have the account, closed ones not counted.
    Result<std::int64_t> holders_elsewhere(MarketId market, const merchants::Account& account) const;
    /// Which accounts a stall may have at once that is registered at `now` under a number of which a stall
    /// with accounts was closed lately: that one's. Nothing: any; the number is as good as new.
    Result<std::optional<std::vector<merchants::Account>>> accounts_before(MarketId market,
                                                                           const std::string& number,
                                                                           Instant now) const;
    /// The market's stalls, not closed, that were registered under such a number; in the order of their ids.
    Result<std::vector<StallId>> successors(MarketId market) const;

private:
    Readers& readers_;
};

}  // namespace choqr::reports
