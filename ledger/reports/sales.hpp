#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/ids.hpp"
#include "base/result.hpp"
#include "base/time.hpp"
#include "base/vnd.hpp"
#include "book/events.hpp"

namespace choqr::reports {

class Readers;

/// A transfer on a stall's account that nobody has yet: what a stall that has the account is told of it.
struct UnclaimedRow {
    TransferId id;
    Vnd amount;
    Instant booked_at;
    std::string debtor_account_tail;
};

/// Money that left a stall's account and is not said to have gone back to anybody.
struct SpentRow {
    TransferId id;
    Vnd amount;
    Instant booked_at;
    std::string payee_account_tail;
};

/// A stall that said of a transfer that it is its own.
struct ClaimRow {
    StallId stall;
    MarketId market;
    std::string code;
    Instant at;
    bool waits = false;  ///< Another stall has it, and a person is asked.
};
/// A transfer that several stalls say is theirs; the first of them has it.
struct DisputeRow {
    TransferId transfer;
    std::vector<ClaimRow> claims;
};

struct RefundRow {
    TransferId incoming, outgoing;
    Vnd amount;
    std::optional<bool> to_sender;
};

struct CashRow {
    Day date;
    Vnd amount;
    Instant declared_at;
};

struct CountAndSum {
    std::int64_t count = 0;
    VndSum amount;
};

struct SetAsideRow {
    TransferId transfer;
    book::AsideReason reason = book::AsideReason::mistake;
};

/// A stall's own day (docs/decisions/0315). Each payment is in `received`; of these the vendor set some
/// aside, and gave some of the others back in part.
struct OwnDay {
    CountAndSum received, set_aside, refunds;
    std::optional<CashRow> cash;  ///< Absent: nothing was said.
    /// The payments of which something was said, and what: the first `said_most` of each, by number.
    std::vector<SetAsideRow> all_aside;
    std::vector<RefundRow> all_refunds;
    static constexpr std::size_t said_most = 1000;

    /// Never below zero: of no payment more goes back than came.
    std::int64_t sales() const {
        return received.amount.dong() - set_aside.amount.dong() - refunds.amount.dong() +
               (cash ? cash->amount.dong() : 0);
    }
};

/// What vendors say of money. Who may read which of it is not asked here. Any thread; `readers` outlives it.
class Sales {
public:
    explicit Sales(Readers& readers) : readers_{readers} {}

    /// What the stall could claim at `now`, the newest first.
    Result<std::vector<UnclaimedRow>> unclaimed(StallId stall, Instant now, std::size_t limit) const;
    /// What left an account that the stall has, within `book::sales_open_for` before `now`, the newest first.
    Result<std::vector<SpentRow>> spent(StallId stall, Instant now, std::size_t limit) const;
    /// Those of which a claim of one of the market's stalls waits for a person, by transfer.
    Result<std::vector<DisputeRow>> disputes(MarketId market, std::optional<TransferId> after,
                                             std::size_t limit) const;
    /// Of one transfer, the first one first.
    Result<std::vector<ClaimRow>> claims(TransferId transfer) const;
    Result<std::optional<book::AsideReason>> set_aside(TransferId transfer, StallId stall) const;
    Result<std::optional<RefundRow>> refund(TransferId outgoing) const;
    /// All of a stall, by transfer.
    Result<std::vector<SetAsideRow>> all_set_aside(StallId stall) const;
    Result<std::vector<RefundRow>> all_refunds(StallId stall) const;
    /// From day to day, both included.
    Result<std::vector<CashRow>> cash(StallId stall, Day from, Day to) const;
    Result<OwnDay> own_day(StallId stall, Day day) const;

private:
    Readers& readers_;
};

}  // namespace choqr::reports
