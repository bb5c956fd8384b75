// By whom accounts change: NobodyAloneChangesAPayee. From the journal's events alone, in words of its own:
// what the book thinks of it is not asked.

#include <algorithm>

#include "world.hpp"

namespace choqr::market_day {
namespace {

using book::RecordedEvent;
using Keys = std::vector<std::string>;

Keys keys_of(const std::vector<merchants::Account>& accounts) {
    Keys keys;
    for (const auto& account : accounts)
        keys.push_back(std::to_string(static_cast<int>(account.kind)) + "/" +
                       std::string{account.bin.text()} + "/" + account.number.text());
    return keys;
}

/// Who could be behind an id: itself, whoever let it in, whoever let those in; and for a program's token
/// everybody of its role and place.
class Hands {
public:
    void apply(const RecordedEvent& event) {
        if (const auto* token = std::get_if<book::TokenIssued>(&event.event)) {
            issuer_[token->id] = TokenId::parse(event.actor);
            holders_[token->id] = place(token->token.role, token->token.market);
        }
        if (const auto* device = std::get_if<book::DevicePaired>(&event.event))
            issuer_[device->id] = device->paired_by;
        if (const auto* device = std::get_if<book::MarketDevicePaired>(&event.event))
            issuer_[device->id] = device->paired_by;  // A volunteer's lets phones in.
        if (const auto* user = std::get_if<book::UserInvited>(&event.event))
            seats_[user->id] = place(user->role, user->market);
    }

    bool may_be_one(TokenId one, TokenId other) const {
        const auto mine = chain_of(one), its = chain_of(other);
        return meet(mine.ids, its.ids) || meet(mine.held, its.held) || meet(mine.held, its.seats) ||
               meet(mine.seats, its.held);
    }

private:
    static std::string place(book::Role role, std::optional<MarketId> market) {
        return std::string{book::name_of(role)} + "@" + (market ? market->text() : "everywhere");
    }
    struct Chain {
        std::set<std::string> ids, held, seats;
    };
    static bool meet(const std::set<std::string>& one, const std::set<std::string>& other) {
        return std::ranges::any_of(one, [&](const std::string& mark) { return other.contains(mark); });
    }
    Chain chain_of(TokenId id) const {
        Chain chain;
        for (std::optional<TokenId> at = id; at;) {
            chain.ids.insert(at->text());
            if (const auto held = holders_.find(*at); held != holders_.end()) chain.held.insert(held->second);
            if (const auto seat = seats_.find(*at); seat != seats_.end()) chain.seats.insert(seat->second);
            const auto next = issuer_.find(*at);
            at = next == issuer_.end() ? std::nullopt : next->second;
        }
        return chain;
    }

    std::map<TokenId, std::optional<TokenId>> issuer_;
    std::map<TokenId, std::string> holders_, seats_;
};

class Payees {
public:
    void apply(const RecordedEvent& event) {
        hands_.apply(event);
        const auto& what = event.event;
        if (const auto* one = std::get_if<book::StallRegistered>(&what)) on(*one, event);
        if (const auto* one = std::get_if<book::StallChanged>(&what)) on(*one, event);
        if (const auto* one = std::get_if<book::PayeeChangeProposed>(&what))
            open_[one->stall] = {one->id, one->proposed_by, keys_of(one->accounts), one->delay, {}, {}, {}};
        if (const auto* one = std::get_if<book::PayeeChangeConfirmed>(&what)) on(*one, event);
        if (const auto* one = std::get_if<book::PayeeChangeRefused>(&what)) open_.erase(one->stall);
        if (const auto* one = std::get_if<book::PayeeChangeLapsed>(&what)) open_.erase(one->stall);
        if (const auto* one = std::get_if<book::StallClosed>(&what)) {
            open_.erase(one->stall);
            stalls_.at(one->stall).closed_at = event.recorded_at;
        }
        if (const auto* one = std::get_if<book::MarketChanged>(&what))
            if (one->payee_delay) delays_[one->market] = *one->payee_delay;
    }

private:
    struct Change {
        PayeeChangeId id{Sequence{}};
        std::optional<TokenId> by;
        Keys accounts;
        std::chrono::hours delay{0};
        std::optional<Instant> confirmed_at, takes_effect_at;
        std::set<std::string> markets;  ///< For which somebody said yes; "": the stall's own.
    };
    struct Stall {
        MarketId market;
        std::string number;
        Keys accounts;
        bool had_any = false;  ///< Or a stall had that had its number.
        std::optional<Instant> closed_at{};
    };

    void on(const book::StallRegistered& e, const RecordedEvent& event) {
        const auto keys = keys_of(e.stall.accounts);
        must_not_be_elsewhere(e.stall.id, e.stall.market, keys, {});
        const bool follows = must_be_as_before(e.stall, keys, event.recorded_at);
        stalls_.emplace(e.stall.id, Stall{e.stall.market, e.stall.code, keys, follows || !keys.empty()});
        if (e.proposed)
            open_[e.stall.id] = {PayeeChangeId{event.sequence},
                                 TokenId::parse(event.actor),
                                 keys_of(*e.proposed),
                                 delay_of(e.stall.market),
                                 {},
                                 {},
                                 {}};
    }

    std::chrono::hours delay_of(MarketId market) const {
        const auto found = delays_.find(market);
        return found == delays_.end() ? merchants::Market::payee_delay_default : found->second;
    }

    /// Where stalls with its number were closed in the last 90 days that had accounts, a new one has none but
    /// theirs. Whether there were such.
    bool must_be_as_before(const merchants::Stall& fresh, const Keys& keys, Instant now) const {
        bool follows = false;
        std::set<std::string> known;
        for (const auto& [id, stall] : stalls_) {
            const bool is_before = stall.closed_at && now - *stall.closed_at <= std::chrono::days{90} &&
                                   stall.market == fresh.market && stall.number == fresh.code;
            if (!is_before || !stall.had_any) continue;
            follows = true;
            known.insert(stall.accounts.begin(), stall.accounts.end());
        }
        for (const auto& key : keys)
            check(!follows || known.contains(key), fresh.id,
                  "it has another account than the stall had that was closed in its place");
        return follows;
    }

    void on(const book::PayeeChangeConfirmed& e, const RecordedEvent& event) {
        const auto found = open_.find(e.stall);
        check(found != open_.end() && found->second.id == e.change, e.stall,
              "a change that is over is confirmed");
        auto& change = found->second;
        check(!change.by || !hands_.may_be_one(*change.by, e.confirmed_by), e.stall,
              "whoever proposed its change may have confirmed it");
        change.markets.insert(e.for_market ? e.for_market->text() : "");
        change.confirmed_at = event.recorded_at;
        change.takes_effect_at = e.takes_effect_at;
    }

    void on(const book::StallChanged& e, const RecordedEvent& event) {
        auto& stall = stalls_.at(e.stall.id);
        const auto keys = keys_of(e.stall.accounts);
        if (keys == stall.accounts) return;
        const auto open = open_.find(e.stall.id);
        if (stall.had_any || e.payee_change) {
            check(e.payee_change && open != open_.end() && open->second.id == *e.payee_change, e.stall.id,
                  "its accounts changed without a change that waited");
            must_be_agreed(e.stall.id, stall, open->second, keys, event.recorded_at);
        } else {
            must_not_be_elsewhere(e.stall.id, stall.market, keys, {});
        }
        if (e.payee_change) open_.erase(e.stall.id);
        stall.accounts = keys;
        stall.had_any = true;
    }

    void must_be_agreed(StallId id, const Stall& stall, const Change& change, const Keys& keys, Instant at) {
        check(change.accounts == keys, id, "it has other accounts than were proposed");
        check(!stall.had_any || change.markets.contains(""), id, "nobody of its own side has confirmed");
        check(change.confirmed_at && change.takes_effect_at && at >= *change.takes_effect_at, id,
              "its accounts changed before their time");
        check(!stall.had_any || *change.takes_effect_at - *change.confirmed_at >= change.delay, id,
              "its accounts changed without the delay");
        Keys fresh;
        for (const auto& key : keys)
            if (std::ranges::find(stall.accounts, key) == stall.accounts.end()) fresh.push_back(key);
        must_not_be_elsewhere(id, stall.market, fresh, change.markets);
    }

    /// No stall of another market has one of them, but where that market said yes.
    void must_not_be_elsewhere(StallId id, MarketId market, const Keys& keys,
                               const std::set<std::string>& agreed) const {
        for (const auto& [other, stall] : stalls_) {
            if (stall.closed_at || stall.market == market || agreed.contains(stall.market.text())) continue;
            for (const auto& key : keys)
                check(std::ranges::find(stall.accounts, key) == stall.accounts.end(), id,
                      "it has an account of " + other.text() + ", whose market was not asked");
        }
    }

    static void check(bool holds, StallId stall, const std::string& what) {
        must(holds, "NobodyAloneChangesAPayee: " + stall.text() + ": " + what);
    }

    Hands hands_;
    std::map<StallId, Stall> stalls_;
    std::map<StallId, Change> open_;
    std::map<MarketId, std::chrono::hours> delays_;
};

}  // namespace

void check_payees(const std::vector<RecordedEvent>& history) {
    Payees payees;
    for (const auto& event : history) payees.apply(event);
}

}  // namespace choqr::market_day
