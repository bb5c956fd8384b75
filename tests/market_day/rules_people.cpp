// Who may do what, as the journal must show it: NothingBeyond.

#include "world.hpp"

namespace choqr::market_day {
namespace {

using book::RecordedEvent;
using book::Role;

/// Whoever could be behind an event, as earlier events made them.
struct Actor {
    Role role;
    std::optional<MarketId> market;
    std::optional<StallId> stall;
    bool is_device = false;
    std::optional<Instant> ends_at{};
    bool ended = false;
};

/// What an event is about. Absent: no place, and nobody's account.
struct About {
    std::optional<MarketId> market{};
    std::optional<StallId> stall{};
    std::optional<TokenId> person{};   ///< Whose own matter it is.
    bool is_judged_elsewhere = false;  ///< Where it may be done is another rule's matter.
    bool is_the_stalls = false;        ///< No operator says it for them.
};

/// Everybody and every stall that the events so far have made.
class Known {
public:
    void take(const RecordedEvent& event) {
        std::visit([this](const auto& what) { take_one(what); }, event.event);
    }
    const Actor* actor(TokenId id) const {
        const auto found = actors_.find(id);
        return found == actors_.end() ? nullptr : &found->second;
    }
    std::optional<MarketId> market_of(std::optional<StallId> stall) const {
        const auto found = stall ? markets_.find(*stall) : markets_.end();
        return found == markets_.end() ? std::nullopt : std::optional{found->second};
    }
    std::optional<StallId> stall_of(PaymentRequestId request) const {
        const auto found = requests_.find(request);
        return found == requests_.end() ? std::nullopt : std::optional{found->second};
    }

private:
    template <class Event>
    void take_one(const Event&) {}
    void take_one(const book::StallRegistered& e) { markets_.emplace(e.stall.id, e.stall.market); }
    void take_one(const book::PaymentRequestOpened& e) { requests_.emplace(e.request.id, e.request.stall); }
    void take_one(const book::TokenIssued& e) {
        actors_.emplace(e.id, Actor{e.token.role, e.token.market, e.token.stall, false, e.token.expires_at});
    }
    void take_one(const book::DevicePaired& e) {
        actors_.emplace(e.id, Actor{e.role, std::nullopt, e.stall, true});
    }
    void take_one(const book::MarketDevicePaired& e) {
        actors_.emplace(e.id, Actor{e.role, e.market, e.stall, true, e.ends_at});
    }
    void take_one(const book::UserInvited& e) {
        actors_.emplace(e.id, Actor{e.role, e.market, std::nullopt});
    }
    void take_one(const book::TokenRevoked& e) { actors_.at(e.token).ended = true; }
    void take_one(const book::UserDisabled& e) { actors_.at(e.user).ended = true; }

    std::map<TokenId, Actor> actors_;
    std::map<StallId, MarketId> markets_;
    std::map<PaymentRequestId, StallId> requests_;
};

/// Of an event that is missing here this does not compile.
struct WhatItIsAbout {
    const Known& known;

    About operator()(const book::MarketRegistered&) const { return {}; }
    About operator()(const book::MarketChanged& e) const { return {e.market}; }
    About operator()(const book::StallRegistered& e) const { return {e.stall.market}; }
    About operator()(const book::StallChanged& e) const { return {e.stall.market, e.stall.id}; }
    About operator()(const book::StallSuspended& e) const { return at(e.stall); }
    About operator()(const book::StallResumed& e) const { return at(e.stall); }
    About operator()(const book::StallClosed& e) const { return at(e.stall); }
    About operator()(const book::StandsPrinted& e) const { return {e.market}; }
    About operator()(const book::ColumnsMapped& e) const { return {e.market}; }
    About operator()(const book::StallVisited& e) const { return at(e.stall); }
    About operator()(const book::PaymentRequestOpened& e) const { return at(e.request.stall); }
    About operator()(const book::PaymentRequestExpired& e) const { return at(known.stall_of(e.request)); }
    About operator()(const book::PaymentRequestCancelled& e) const { return at(known.stall_of(e.request)); }
    About operator()(const book::TransferReceived&) const { return {}; }
    About operator()(const book::EvidenceSeen&) const { return {}; }
    About operator()(const book::NoticeConflicted&) const { return {}; }
    About operator()(const book::TransferAssigned& e) const { return at(e.stall); }
    About operator()(const book::TransferClaimed& e) const { return at(e.stall); }
    About operator()(const book::TransferClaimDisputed& e) const { return at(e.stall); }
    About operator()(const book::TransferSetAside& e) const { return own(e.stall); }
    About operator()(const book::RefundLinked& e) const { return own(e.stall); }
    About operator()(const book::CashDeclared& e) const { return own(e.stall); }
    About operator()(const book::LedgerMarkedTrial&) const { return {}; }
    About operator()(const book::TokenIssued& e) const { return {e.token.market, e.token.stall}; }
    About operator()(const book::TokenRevoked& e) const {
        const auto* ended = known.actor(e.token);
        if (ended == nullptr || !ended->is_device) return {};
        return ended->stall ? at(ended->stall) : About{ended->market};
    }
    About operator()(const book::DevicePaired& e) const { return at(e.stall); }
    About operator()(const book::MarketDevicePaired& e) const { return {e.market}; }
    About operator()(const book::PayeeChangeProposed& e) const { return at(e.stall); }
    // NobodyAloneChangesAPayee says whose yes or no it is.
    About operator()(const book::PayeeChangeConfirmed&) const { return {{}, {}, {}, true}; }
    About operator()(const book::PayeeChangeRefused&) const { return {{}, {}, {}, true}; }
    About operator()(const book::PayeeChangeLapsed& e) const { return at(e.stall); }
    About operator()(const book::ConsentGiven& e) const { return at(e.stall); }
    About operator()(const book::ConsentWithdrawn& e) const { return at(e.stall); }
    About operator()(const book::ErasureRequested& e) const { return at(e.stall); }
    About operator()(const book::ErasureWithdrawn& e) const { return at(e.stall); }
    About operator()(const book::OwnerAsked& e) const { return at(e.stall); }
    About operator()(const book::OwnerAnswered& e) const { return at(e.stall); }
    About operator()(const book::OneTimeCodesSet& e) const { return {{}, {}, e.user}; }
    About operator()(const book::OneTimeCodesRemoved& e) const { return {{}, {}, e.user}; }
    About operator()(const book::PasskeyAdded& e) const { return {{}, {}, e.user}; }
    About operator()(const book::PasskeyRemoved& e) const { return {{}, {}, e.user}; }
    About operator()(const book::PasskeyUsed& e) const { return {{}, {}, e.user}; }
    About operator()(const book::UserInvited& e) const { return {e.market}; }
    About operator()(const book::UserReset&) const { return {}; }
    About operator()(const book::UserDisabled&) const { return {}; }
    About operator()(const book::PasswordSet& e) const { return {{}, {}, e.user}; }
    About operator()(const book::SessionBegun& e) const { return {{}, {}, e.user}; }
    About operator()(const book::SessionEnded& e) const { return {{}, {}, e.user}; }
    About operator()(const book::VendorErased&) const { return {}; }
    About operator()(const book::DayClosed& e) const { return {e.market}; }

    About at(std::optional<StallId> stall) const { return {known.market_of(stall), stall}; }
    About own(StallId stall) const { return {known.market_of(stall), stall, {}, false, true}; }
};

/// Whether the role may make the event happen; the operator's may everything but others' own matters.
struct May {
    const Actor& actor;

    bool is_board() const { return actor.role == Role::board; }
    bool sets_up() const { return is_board() || actor.role == Role::volunteer; }
    bool owns() const { return actor.role == Role::owner; }
    bool sells() const { return owns() || actor.role == Role::vendor; }
    bool is_phone() const { return owns() || actor.role == Role::helper; }
    bool is_at_stall() const { return sells() || is_phone(); }

    bool operator()(const book::StallRegistered&) const { return sets_up(); }
    bool operator()(const book::StallChanged&) const { return sets_up(); }
    bool operator()(const book::StallSuspended&) const { return is_board(); }
    bool operator()(const book::StallResumed&) const { return is_board(); }
    bool operator()(const book::StallClosed&) const { return is_board(); }
    bool operator()(const book::StandsPrinted&) const { return sets_up(); }
    bool operator()(const book::ColumnsMapped&) const { return is_board(); }
    bool operator()(const book::StallVisited&) const { return sets_up(); }
    bool operator()(const book::DayClosed&) const { return is_board(); }
    bool operator()(const book::PaymentRequestOpened&) const { return sells(); }
    bool operator()(const book::PaymentRequestCancelled&) const { return sells(); }
    bool operator()(const book::TransferClaimed&) const { return is_at_stall(); }
    bool operator()(const book::TransferClaimDisputed&) const { return is_at_stall(); }
    bool operator()(const book::TransferSetAside&) const { return is_phone(); }
    bool operator()(const book::RefundLinked&) const { return owns(); }
    bool operator()(const book::CashDeclared&) const { return is_phone(); }
    // What a claim waits for; never of what nobody claims.
    bool operator()(const book::TransferAssigned& e) const { return is_board() && e.from; }
    bool operator()(const book::DevicePaired&) const { return sets_up() || sells(); }
    bool operator()(const book::MarketDevicePaired&) const { return is_board(); }
    bool operator()(const book::TokenRevoked&) const { return is_board() || sells(); }  // Of a device.
    bool operator()(const book::PayeeChangeProposed&) const { return is_board() || owns(); }
    bool operator()(const book::PayeeChangeConfirmed&) const { return is_board() || owns(); }
    bool operator()(const book::PayeeChangeRefused&) const { return is_board() || owns(); }
    bool operator()(const book::ConsentGiven&) const { return sets_up() || owns(); }
    bool operator()(const book::ConsentWithdrawn&) const { return owns(); }
    bool operator()(const book::ErasureRequested&) const { return owns(); }
    bool operator()(const book::ErasureWithdrawn&) const { return owns(); }
    bool operator()(const book::OwnerAsked&) const { return sets_up() || owns(); }
    // One's own alone: reaches().
    bool operator()(const book::PasswordSet&) const { return true; }
    bool operator()(const book::SessionBegun&) const { return true; }
    bool operator()(const book::SessionEnded&) const { return true; }
    bool operator()(const book::OneTimeCodesSet&) const { return true; }
    bool operator()(const book::OneTimeCodesRemoved&) const { return true; }
    bool operator()(const book::PasskeyAdded&) const { return true; }
    bool operator()(const book::PasskeyRemoved&) const { return true; }
    bool operator()(const book::PasskeyUsed&) const { return true; }
    template <class OfTheOperator>
    bool operator()(const OfTheOperator&) const {
        return false;
    }
};

bool reaches(const Actor& actor, TokenId id, const About& about) {
    if (about.person) return *about.person == id;
    if (about.is_judged_elsewhere) return true;
    if (actor.stall) return about.stall == actor.stall;
    return actor.market && about.market == actor.market;
}

void check_actor(const Known& known, const RecordedEvent& event) {
    const auto id = TokenId::parse(event.actor);
    if (!id) return;  // A feed, the clock, or the program's own command.
    const auto where = " at " + std::to_string(event.sequence.value()) + " is by " + event.actor;
    const std::string name{book::row_of(event.event).name};
    const auto* actor = known.actor(*id);
    must(actor != nullptr, "NothingBeyond: " + name + where + ", whom nothing has made");
    const bool is_over = actor->ended || (actor->ends_at && *actor->ends_at <= event.recorded_at);
    must(!is_over, "NothingBeyond: " + name + where + ", whose time was over");
    const auto about = std::visit(WhatItIsAbout{known}, event.event);
    const bool is_own_matter = about.person.has_value();
    if (actor->role == Role::operator_ && !is_own_matter && !about.is_the_stalls) return;
    must(std::visit(May{*actor}, event.event), "NothingBeyond: " + name + where + ", whose it is not");
    must(reaches(*actor, *id, about), "NothingBeyond: " + name + where + ", whose place it is not");
}

}  // namespace

void check_actors(const std::vector<RecordedEvent>& history) {
    Known known;
    for (const auto& event : history) {
        check_actor(known, event);
        known.take(event);
    }
}

}  // namespace choqr::market_day
