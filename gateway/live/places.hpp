#pragma once

#include <chrono>
#include <deque>
#include <functional>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "base/ids.hpp"
#include "book/book.hpp"
#include "book/events.hpp"
#include "live/account_holders.hpp"
#include "live/items.hpp"

namespace choqr::gateway {

/// An account as a stand and a payer's bank show it, without its name.
struct AccountFace {
    std::string bank, last_digits;  ///< "MBBank", "4821".
};
/// A change of accounts that waits.
struct PayeeChangeFace {
    PayeeChangeId id;
    std::vector<AccountFace> to;
    std::optional<TokenId> proposed_by;
    std::optional<Instant> takes_effect_at;  ///< Nobody else has to confirm it.
};

/// What a stall's own screen says of it.
struct StallFace {
    StallId id;
    MarketId market;
    merchants::StallStatus status = merchants::StallStatus::open;
    bool registered = false;  ///< It has an account.
    std::string code, zone, goods;
    bool is_collection_point = false;
    std::string stall_code;  ///< What its stand puts into a transfer's text.
    std::optional<VendorId> vendor{};
    std::string vendor_name{};
    /// Texts of earlier transfers that nobody's key seals are not shown: whose they were has been erased.
    Sequence shows_texts_from{};
    std::optional<TokenId> newest_device{};  ///< Of those that were paired; it may be revoked by now.
    std::vector<AccountFace> accounts{};     ///< The first is on the stand.
    std::optional<PayeeChangeFace> payee_change{};
};

struct MarketFace {
    std::string name, province, commune;
    std::chrono::minutes business_day_cutoff{0};
    std::chrono::days watch_period{};  ///< merchants::Market::watch_period
};

/// The markets and stalls as the events say, in memory: some 300 bytes for each stall. One thread at a time.
class Places {
public:
    /// Begins anew with what stands in `book`.
    void begin(const book::Book& book);
    void apply(const book::RecordedEvent& event);

    /// Nothing if there is none. Until the next apply().
    const StallFace* stall(StallId id) const;
    const MarketFace* market(MarketId id) const;
    /// Those of a zone as folded_name() makes it.
    std::vector<StallId> stalls_of(MarketId market, std::string_view zone) const;
    /// Changes of accounts that were proposed within a day before `now`, and in how many markets there were
    /// more of them than a market's stalls change (more than three, and than one stall in twenty).
    struct PayeeAlarm {
        std::size_t proposed = 0, markets = 0;
    };
    PayeeAlarm payee_alarm(Instant now) const;
    /// Of what happened before begin(), too.
    void note_proposal(const book::RecordedEvent& event);
    /// The stalls of which a display tells now.
    std::vector<StallId> heard_by(const DisplayNews& display) const;
    /// On whose account it moved, as merchants::landed_at() says it at `now`: none that is closed.
    std::vector<StallId> holders_of(const merchants::TransferNotice& notice, Instant now) const;
    bool is_erased(VendorId vendor) const { return erased_.contains(vendor); }

private:
    void put(const merchants::Stall& stall);
    void erase(VendorId vendor, Sequence at);
    std::vector<StallId> holders_of(const AccountNumber& number, const std::optional<Bin>& bin,
                                    Instant now) const;
    void pair(StallId id, TokenId device);
    void apply_to_payees(const book::RecordedEvent& event);
    void propose(StallId id, PayeeChangeFace change);
    void end_payee_change(StallId id);
    void pair(const DisplayNews& display);
    void change_status(StallId id, merchants::StallStatus status);

    std::unordered_map<StallId, StallFace> stalls_;
    std::unordered_map<MarketId, MarketFace> markets_;
    AccountHolders holders_;
    std::set<VendorId> erased_;
    std::deque<std::pair<Instant, MarketId>> proposals_;  ///< Of the last day, the oldest first.
};

}  // namespace choqr::gateway
