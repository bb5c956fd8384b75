// Whose the money is and how much: ConservationOfDong, OldAccountsAreWatched, ClaimedOnce, NoMoreGoesBack.

#include <utility>

#include "world.hpp"

namespace choqr::market_day {
namespace {

using book::RecordedEvent;
using book::TransferReceived;
using book::TransferStatus;

std::string account_and_day(const std::string& account, Instant booked_at) {
    return account + " " + format_day(business_day(booked_at, std::chrono::minutes{0}));
}

/// Dong by account and day.
using Dong = std::map<std::string, std::int64_t>;

/// What came in at the bank and was not taken back.
Dong paid_in(const std::vector<BankTransfer>& bank) {
    std::set<std::string> taken_back;
    for (const auto& transfer : bank)
        if (!transfer.transfer.reversal_of.empty()) taken_back.insert(transfer.transfer.reversal_of);
    Dong dong;
    for (const auto& [transfer, acknowledged, sequence] : bank) {
        must(acknowledged, "ConservationOfDong: " + transfer.transaction_id +
                               " was never acknowledged though the bank kept asking");
        if (transfer.incoming && !taken_back.contains(transfer.transaction_id))
            dong[account_and_day(transfer.account_number, transfer.booked_at)] += transfer.amount;
    }
    return dong;
}

/// The bank's movements that were taken back. Where two tellings of one stand side by side, the reversal
/// names one of them, and a person is asked about both.
std::set<std::string> taken_back_in(const std::vector<RecordedEvent>& history) {
    std::set<TransferId> reversed;
    for (const auto& event : history) {
        const auto* evidence = std::get_if<book::EvidenceSeen>(&event.event);
        if (evidence && evidence->reversed_by) reversed.insert(evidence->transfer);
        const auto* transfer = std::get_if<TransferReceived>(&event.event);
        if (transfer == nullptr) continue;
        if (transfer->reverses) reversed.insert(*transfer->reverses);
        if (transfer->status == TransferStatus::reversed) reversed.insert(transfer->id);
    }
    std::set<std::string> movements;
    for (const auto id : reversed)
        movements.insert(movement_of(std::get<TransferReceived>(history[id.value()].event).notice.reference));
    return movements;
}

/// The same, as the ledger has it. Of trials the bank knows nothing (TrialsCountNowhere).
Dong recorded_in(const std::vector<RecordedEvent>& history) {
    const auto taken_back = taken_back_in(history);
    Dong dong;
    std::set<std::string> counted;
    for (const auto& event : history) {
        const auto* transfer = std::get_if<TransferReceived>(&event.event);
        if (transfer == nullptr || transfer->status == TransferStatus::outgoing) continue;
        if (transfer->trial && !transfer->trial_of) continue;
        // What may be a second telling stands beside the first until a person has looked: it is no second
        // money.
        const auto movement = movement_of(transfer->notice.reference);
        const bool first = counted.insert(movement).second;
        if (!first)
            must(transfer->perhaps.has_value(), "ConservationOfDong: " + transfer->notice.reference.text() +
                                                    " is there twice, and nobody is asked");
        if (!first || taken_back.contains(movement)) continue;
        dong[account_and_day(transfer->notice.creditor_account->text(), transfer->notice.booked_at)] +=
            transfer->notice.amount.dong();
    }
    return dong;
}

/// Who has which account, and who had it within the market's watch period as set at that moment.
class Accounts {
public:
    void apply(const RecordedEvent& event) {
        if (const auto* market = std::get_if<book::MarketRegistered>(&event.event))
            watched_.emplace(market->market.id, std::chrono::days{90});
        if (const auto* market = std::get_if<book::MarketChanged>(&event.event))
            watched_[market->market] = market->watch_period.value_or(watched_[market->market]);
        if (const auto* stall = std::get_if<book::StallRegistered>(&event.event))
            now_has(stall->stall, event.recorded_at);
        if (const auto* stall = std::get_if<book::StallChanged>(&event.event))
            now_has(stall->stall, event.recorded_at);
        if (const auto* closed = std::get_if<book::StallClosed>(&event.event)) {
            stalls_.at(closed->stall).closed = true;
            stalls_.at(closed->stall).given_up.clear();
        }
    }

    struct Holders {
        std::set<StallId> open, closed;  ///< The closed count where nobody else does, and get nothing.
    };
    Holders holders(const std::string& account, Instant at) const {
        Holders holders;
        for (const auto& [id, stall] : stalls_) {
            const auto old = stall.given_up.find(account);
            const bool still = old != stall.given_up.end() && at - old->second <= watched_.at(stall.market);
            if (stall.accounts.contains(account) || still)
                (stall.closed ? holders.closed : holders.open).insert(id);
        }
        return holders;
    }

private:
    struct Stall {
        MarketId market;
        std::set<std::string> accounts;
        std::map<std::string, Instant> given_up;
        bool closed = false;
    };
    void now_has(const merchants::Stall& stall, Instant at) {
        auto& known = stalls_.try_emplace(stall.id, Stall{stall.market, {}, {}, false}).first->second;
        for (const auto& account : std::exchange(known.accounts, {})) known.given_up[account] = at;
        for (const auto& account : stall.accounts) known.accounts.insert(account.number.text());
    }

    std::map<StallId, Stall> stalls_;
    std::map<MarketId, std::chrono::days> watched_;
};

void check_match(const TransferReceived& transfer, const Accounts::Holders& holders) {
    if (transfer.match.basis == merchants::MatchBasis::only_account)
        must(
            holders.open == std::set{*transfer.match.stall},
            "OldAccountsAreWatched: " + transfer.id.text() + " is at a stall that does not hold its account");
    if (transfer.match.basis == merchants::MatchBasis::none_no_clue)
        must(holders.open.empty() && holders.closed.empty(),
             "OldAccountsAreWatched: " + transfer.id.text() + " has no stall, though one holds its account");
}

/// What vendors said is theirs: it came on an account that the stall has or had, and the first has it until a
/// person says otherwise.
class Claims {
public:
    explicit Claims(const std::vector<RecordedEvent>& history) : history_{history} {}

    void apply(const RecordedEvent& event, const Accounts& accounts) {
        if (const auto* one = std::get_if<book::TransferClaimed>(&event.event)) {
            must(claimed_.emplace(one->transfer, one->stall).second,
                 "ClaimedOnce: " + one->transfer.text() + " is claimed twice");
            must_hold(one->transfer, one->stall, accounts, event.recorded_at);
        }
        if (const auto* one = std::get_if<book::TransferClaimDisputed>(&event.event)) {
            must(claimed_.contains(one->transfer) && claimed_.at(one->transfer) != one->stall,
                 "ClaimedOnce: " + one->transfer.text() + " is disputed, and no other stall has it");
            must_hold(one->transfer, one->stall, accounts, event.recorded_at);
        }
        const auto* assigned = std::get_if<book::TransferAssigned>(&event.event);
        if (assigned && assigned->from)
            must(claimed_.contains(assigned->transfer) && claimed_.at(assigned->transfer) == *assigned->from,
                 "ClaimedOnce: " + assigned->transfer.text() + " was elsewhere than where it was claimed");
    }

private:
    void must_hold(TransferId id, StallId stall, const Accounts& accounts, Instant at) const {
        const auto& transfer = std::get<TransferReceived>(history_[id.value()].event);
        const auto& account = transfer.notice.creditor_account->text();
        must(!transfer.trial && transfer.status == TransferStatus::unmatched,
             "ClaimedOnce: " + id.text() + " is claimed, and was never nobody's");
        must(accounts.holders(account, at).open.contains(stall),
             "ClaimedOnce: " + id.text() + " is claimed by " + stall.text() + ", which has another account");
    }

    const std::vector<RecordedEvent>& history_;
    std::map<TransferId, StallId> claimed_;
};

void check_refunds(const std::vector<RecordedEvent>& history) {
    std::map<TransferId, std::int64_t> gone;
    std::set<TransferId> linked;
    const auto amount_of = [&](TransferId id) {
        return std::get<TransferReceived>(history[id.value()].event).notice.amount.dong();
    };
    for (const auto& event : history) {
        const auto* refund = std::get_if<book::RefundLinked>(&event.event);
        if (refund == nullptr) continue;
        must(linked.insert(refund->outgoing).second,
             "NoMoreGoesBack: " + refund->outgoing.text() + " went back for two payments");
        must((gone[refund->incoming] += amount_of(refund->outgoing)) <= amount_of(refund->incoming),
             "NoMoreGoesBack: more went back for " + refund->incoming.text() + " than it brought");
    }
}

}  // namespace

void check_conservation(const Rules& rules, const std::vector<RecordedEvent>& history) {
    const auto bank = paid_in(rules.bank);
    auto ours = recorded_in(history);
    for (const auto& [key, dong] : bank)
        must(ours[key] == dong, "ConservationOfDong: " + key + ": the bank has " + std::to_string(dong) +
                                    ", the ledger " + std::to_string(ours[key]));
    must(ours.size() == bank.size(),
         "ConservationOfDong: the ledger has money on a day of which the bank knows nothing");
}

void check_accounts(const std::vector<RecordedEvent>& history) {
    check_refunds(history);
    Accounts accounts;
    Claims claims{history};
    for (const auto& event : history) {
        claims.apply(event, accounts);
        accounts.apply(event);
        if (const auto* transfer = std::get_if<TransferReceived>(&event.event))
            check_match(*transfer,
                        accounts.holders(transfer->notice.creditor_account->text(), event.recorded_at));
    }
}

}  // namespace choqr::market_day
