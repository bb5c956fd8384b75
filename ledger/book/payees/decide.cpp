#include <algorithm>
#include <set>

#include "base/plant.hpp"
#include "book/payees/due.hpp"
#include "book/payees/hands.hpp"
#include "merchants/stand.hpp"

namespace choqr::book {
namespace {

constexpr std::size_t lapses_per_tick = 1'000;

using Consent = PayeeChange::Consent;

/// A change that waits, with all that says who may do what about it.
struct Waiting {
    const Deciding& at;
    const StallEntry& entry;
    const PayeeChange& change;

    MarketId market() const { return entry.stall.market; }
    const People& people() const { return at.state.people; }
    bool has_consent(std::optional<MarketId> of) const {
        return std::ranges::find(change.consents, of, &Consent::market) != change.consents.end();
    }
    bool was_proposed_by_vendor() const {
        const auto& tokens = people().tokens;
        const auto found = change.proposed_by ? tokens.find(*change.proposed_by) : tokens.end();
        return found != tokens.end() && found->second.is_device;
    }
    /// The stall's own side has to say yes still.
    bool wants_own() const { return !is_without_history(entry) && !has_consent(std::nullopt); }
    /// Markets that have to.
    std::vector<MarketId> wanted() const {
        auto markets = markets_with(at.state.places, entry.stall, change.accounts);
        std::erase_if(markets, [this](MarketId one) { return has_consent(one); });
        return markets;
    }
    bool concerns_board_of(const Actor& actor) const {
        const auto others = markets_with(at.state.places, entry.stall, change.accounts);
        return std::ranges::any_of(others, [&](MarketId one) { return actor.is_of_board(one); }) ||
               std::ranges::any_of(change.consents, [&](const Consent& one) { return one.by == actor.id; });
    }
    bool concerns(const Actor& actor) const {
        return actor.is_owner_of(entry.stall.id) || actor.is_of_board(market()) || actor.is_operator() ||
               concerns_board_of(actor);
    }
};

/// Why somebody may do nothing about it: a program or helper of the place hears so, a stranger that it is not
/// there.
Refusal not_theirs(const std::optional<Actor>& actor, const merchants::Stall& stall) {
    const bool is_of_place = actor && (actor->role == Role::operator_ || actor->market == stall.market ||
                                       actor->stall == stall.id);
    return is_of_place ? Refusal::payee_change_not_theirs : Refusal::payee_change_not_found;
}

bool may_propose(const Actor& actor, const merchants::Stall& stall) {
    if (actor.is_owner_of(stall.id)) return true;
    // A program's proposal is a list that somebody brought: it still needs others to say yes.
    if (actor.kind == Actor::Kind::device) return false;
    return actor.role == Role::operator_ || (actor.role == Role::board && actor.market == stall.market);
}

/// Whose yes somebody's would be.
struct Side {
    std::optional<MarketId> market{};
    bool in_anothers_place = false;
};
using Judged = std::variant<Side, Refusal>;

// Devices that the proposer may hold are none that could confirm.
bool has_owner_device_that_may(const Waiting& waiting) {
    const auto& people = waiting.people();
    return std::ranges::any_of(people.tokens, [&](const auto& one) {
        const auto& [id, entry] = one;
        if (entry.revoked_at || entry.token.role != Role::owner) return false;
        return entry.token.stall == waiting.entry.stall.id &&
               !may_be_one(people, waiting.change.proposed_by, id);
    });
}

bool has_board(const People& people, MarketId market) {
    return std::ranges::any_of(people.users.known, [&](const auto& one) {
        const auto& user = one.second;
        return user.role == Role::board && user.market == market && user.password;
    });
}

/// The yes of the stall's own side: the vendor's where the board proposed, the board's where the vendor did.
Judged own_side(const Waiting& waiting, const Actor& actor) {
    const bool is_vendor = actor.is_owner_of(waiting.entry.stall.id);
    if (waiting.was_proposed_by_vendor())
        return is_vendor ? Judged{Refusal::payee_change_alone} : Judged{Side{}};
    if (is_vendor) return Side{};
    if (has_owner_device_that_may(waiting)) return Refusal::payee_change_vendors;
    return Side{std::nullopt, true};
}

/// The yes of another market: its board's; the operator's where it has nobody.
Judged other_side(const Waiting& waiting, const Actor& actor) {
    for (const auto market : waiting.wanted()) {
        if (actor.is_of_board(market)) return Side{market, false};
        if (actor.is_operator() && !has_board(waiting.people(), market)) return Side{market, true};
    }
    return Refusal::payee_change_not_theirs;
}

/// Of somebody whom it concerns.
Judged side_of(const Waiting& waiting, const Actor& actor) {
    const bool is_alone = may_be_one(waiting.people(), waiting.change.proposed_by, actor.id);
    if (is_alone && !planted("payee_changed_alone")) return Refusal::payee_change_alone;
    const bool is_of_stall = actor.is_owner_of(waiting.entry.stall.id) ||
                             actor.is_of_board(waiting.market()) || actor.is_operator();
    if (!is_of_stall || !waiting.wants_own()) return other_side(waiting, actor);
    const auto own = own_side(waiting, actor);
    if (std::holds_alternative<Side>(own)) return own;
    const auto other = other_side(waiting, actor);
    return std::holds_alternative<Side>(other) ? other : own;
}

/// When it takes effect, if `added` is the last yes that it needs.
std::optional<Instant> effect_after(const Waiting& waiting, const Side& added) {
    const bool is_own_wanted = waiting.wants_own() && added.market;
    const auto others = waiting.wanted();
    const bool is_other_wanted =
        std::ranges::any_of(others, [&](MarketId one) { return one != added.market; });
    if (is_own_wanted || is_other_wanted) return std::nullopt;
    if (is_without_history(waiting.entry)) return waiting.at.now;
    const auto delay = waiting.at.state.places.markets.at(waiting.market()).payee_delay;
    return waiting.at.now + std::max(waiting.change.delay, delay);
}

/// Nothing, if the stall has no such change or it does not concern whoever asks: why stands in `refusal`.
std::optional<Waiting> waiting_change(StallId stall, PayeeChangeId change, const Deciding& at,
                                      const std::optional<Actor>& actor, Refusal& refusal) {
    const auto* entry = at.state.places.stall(stall);
    const auto* open = at.state.payees.of(stall);
    refusal = Refusal::payee_change_not_found;
    if (!entry || !open || open->id != change) return std::nullopt;
    const Waiting waiting{at, *entry, *open};
    if (actor && waiting.concerns(*actor)) return waiting;
    refusal = not_theirs(actor, entry->stall);
    return std::nullopt;
}

Event in_effect(const StallEntry& entry, const PayeeChange& change) {
    auto changed = entry.stall;
    changed.stand.version = stand_version_with(changed, change.accounts);
    changed.accounts = change.accounts;
    return StallChanged{std::move(changed), change.id};
}

}  // namespace

std::vector<MarketId> markets_with(const Places& places, const merchants::Stall& stall,
                                   const std::vector<merchants::Account>& accounts) {
    auto asked = stall;
    asked.accounts = accounts;
    const auto has = accounts_held(stall);
    std::set<MarketId> markets;
    for (const auto& account : accounts_held(asked)) {
        const auto found = places.holders.find(account.number);
        if (found == places.holders.end() || std::ranges::find(has, account) != has.end()) continue;
        for (const auto& [holder, bin] : found->second.current) {
            const auto market = places.stalls.at(holder).stall.market;
            if (bin == account.bin && market != stall.market) markets.insert(market);
        }
    }
    return {markets.begin(), markets.end()};
}

bool is_without_history(const StallEntry& entry) {
    return entry.stall.stand.version == 0 && entry.stall.accounts.empty() && !entry.follows;
}

Decision decide(ProposePayeeChange&& asked, const Deciding& at) {
    const auto* entry = at.state.places.stall(asked.stall);
    if (!entry) return no(Refusal::stall_not_found);
    if (is_closed(*entry)) return no(Refusal::stall_closed);
    const auto& stall = entry->stall;
    const auto actor = actor_of(at.state.people, at.actor, at.now);
    if (!actor || !may_propose(*actor, stall)) return no(Refusal::payee_change_not_theirs);
    const auto& places = at.state.places;
    if (is_without_history(*entry) && markets_with(places, stall, asked.accounts).empty())
        return no(Refusal::payee_change_not_needed);
    if (same_payees(stall.accounts, asked.accounts)) return no(Refusal::payees_unchanged);
    const auto* open = at.state.payees.of(asked.stall);
    if (open && open->accounts == asked.accounts) return exists(Sequence{open->id.value()});
    if (open && open->proposed_by != actor->id) return no(Refusal::payee_change_open);
    const auto delay = places.markets.at(stall.market).payee_delay;
    return record(
        at, PayeeChangeProposed{PayeeChangeId{at.next}, asked.stall, actor->id, std::move(asked.accounts),
                                std::move(asked.reason), delay, places.vendor_of(asked.stall)});
}

Decision decide(ConfirmPayeeChange&& asked, const Deciding& at) {
    const auto actor = actor_of(at.state.people, at.actor, at.now);
    auto refusal = Refusal::payee_change_not_found;
    const auto waiting = waiting_change(asked.stall, asked.change, at, actor, refusal);
    if (!waiting) return no(refusal);
    const auto& consents = waiting->change.consents;
    const bool has_said = std::ranges::find(consents, actor->id, &Consent::by) != consents.end();
    const auto said = exists(Sequence{asked.change.value()});
    if (waiting->change.takes_effect_at) return said;
    const auto judged = side_of(*waiting, *actor);
    if (const auto* refused = std::get_if<Refusal>(&judged)) return has_said ? said : no(*refused);
    const auto side = std::get<Side>(judged);
    if (asked.only_asks) return nothing();
    if (side.in_anothers_place && asked.reason.empty()) return no(Refusal::payee_reason_needed);
    return record(at, PayeeChangeConfirmed{asked.stall, asked.change, actor->id, side.market,
                                           std::move(asked.reason), effect_after(*waiting, side)});
}

Decision decide(RefusePayeeChange&& asked, const Deciding& at) {
    const auto actor = actor_of(at.state.people, at.actor, at.now);
    auto refusal = Refusal::payee_change_not_found;
    if (!waiting_change(asked.stall, asked.change, at, actor, refusal)) return no(refusal);
    return record(at, PayeeChangeRefused{asked.stall, asked.change, actor->id, std::move(asked.reason)});
}

void decide_what_is_due(const Deciding& at, std::vector<Event>& events) {
    std::size_t lapsed = 0;
    for (const auto& [due, stall] : at.state.payees.due) {
        if (due > at.now || lapsed == lapses_per_tick) return;
        const auto& entry = at.state.places.stalls.at(stall);
        const Waiting waiting{at, entry, at.state.payees.open.at(stall)};
        // What it was agreed for may have changed since.
        const bool is_agreed = !waiting.wants_own() && waiting.wanted().empty();
        if (waiting.change.takes_effect_at && is_agreed) {
            events.push_back(in_effect(entry, waiting.change));
            return;
        }
        events.emplace_back(PayeeChangeLapsed{stall, waiting.change.id});
        ++lapsed;
    }
}

}  // namespace choqr::book
