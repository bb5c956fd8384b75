#pragma once

#include "operator.hpp"

namespace choqr::market_day {

/// A stall as its people and its buyers know it.
struct Stall {
    StallId id;
    std::string code;                   ///< What buyers write into the transfer.
    std::string account;                ///< Empty: not registered.
    std::vector<std::string> former{};  ///< Accounts that it had before: old stands hang on.
};

/// Those who sell. They change accounts, move, ask for payment and repeat what they asked:
/// OneAnswerPerRequest. The stalls are as many all day long; one that moves out comes back under the same
/// number with another id.
class Vendors {
public:
    Vendors(Chance& chance, Trace& trace, Machine& machine, Operator& office)
        : chance_{chance}, trace_{trace}, machine_{machine}, operator_{office} {}

    /// While the ledger is founded. `number`: its place in the market, 0 and up.
    void open_stall(MarketId market, int number);
    void change_some_accounts();
    /// Called with what takes two people to change.
    void on_two_needed(std::function<void(StallId, const merchants::Account&)> needed) {
        on_two_needed_ = std::move(needed);
    }
    /// Called with what waits for others since a stall was registered.
    void on_waiting(std::function<void(StallId, const merchants::Account&)> waits) {
        on_waiting_ = std::move(waits);
    }
    /// Its buyers know of it by now.
    void note_account(StallId id, const std::string& account);

    const std::vector<Stall>& stalls() const { return stalls_; }
    Stall& any() { return chance_.any(stalls_); }

    // Actions.

    /// Another account, sometimes one that it or a neighbour had before, or only another holder's name: the
    /// first and a name at once, else if others agree.
    void change_account(Stall& stall);
    /// Its stall is closed for good, and registered again under the same number, if the market has room: with
    /// the same account, or with another, which waits for others.
    void move_out(Stall& stall);
    void open_request(StallId stall);
    void cancel_request(StallId stall);
    /// Any that was ever asked for, word for word.
    void repeat_request();

private:
    void move_in(Stall& stall, Sequence registered);
    void ask_for_request(std::size_t index);

    struct Asked {
        Gateway::Message message;
        std::optional<std::string> answered;  ///< The request's id.
    };

    Chance& chance_;
    Trace& trace_;
    Machine& machine_;
    Operator& operator_;
    std::vector<Stall> stalls_;
    std::vector<Asked> asked_;
    std::function<void(StallId, const merchants::Account&)> on_two_needed_, on_waiting_;
};

}  // namespace choqr::market_day
