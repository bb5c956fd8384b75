#pragma once

#include <optional>
#include <string_view>

#include "book/people/state.hpp"

// Who acts, and whether two of them may be one person.
namespace choqr::book {

/// Somebody who may act now, as the ledger knows them.
struct Actor {
    enum class Kind { person, device, program };

    TokenId id;
    Kind kind = Kind::program;
    Role role = Role::board;
    std::optional<MarketId> market;
    std::optional<StallId> stall;

    bool is_owner_of(StallId which) const {
        return kind == Kind::device && role == Role::owner && stall == which;
    }
    bool is_of_board(MarketId which) const {
        return kind == Kind::person && role == Role::board && market == which;
    }
    bool is_operator() const { return kind == Kind::person && role == Role::operator_; }
};
/// Nothing: nobody, or not any more.
std::optional<Actor> actor_of(const People& people, std::string_view name, Instant now);

/// Whether one person could be both. A phone may be in the hands of whoever let it in, and of whoever let
/// those in; a program's token in the hands of whoever issued it, and of everybody of its own role and place,
/// since a secret text passes from one to the other unseen. An absent one is somebody with the machine
/// itself: an operator's program.
bool may_be_one(const People& people, std::optional<TokenId> one, std::optional<TokenId> other);

}  // namespace choqr::book
