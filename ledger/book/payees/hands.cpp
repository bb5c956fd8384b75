#include "book/payees/hands.hpp"

#include <vector>

namespace choqr::book {
namespace {

/// One of a chain: whoever acts, whoever let that one in, and so on.
struct Link {
    std::optional<TokenId> id;
    bool is_program = false;
    std::optional<Role> role{};
    std::optional<MarketId> market{};
    std::optional<TokenId> let_in_by{};
};

Link link_of(const People& people, TokenId id) {
    if (const auto token = people.tokens.find(id); token != people.tokens.end()) {
        const auto& known = token->second;
        return {id, !known.is_device, known.token.role, known.token.market, known.let_in_by};
    }
    const auto* user = people.users.find(id);
    if (user) return {id, false, user->role, user->market, std::nullopt};
    return {id, true, Role::operator_};  // Somebody with the machine itself, as where there is no id.
}

// Whoever lets somebody in was there before: the ids go down, and the chain ends.
std::vector<Link> chain_of(const People& people, std::optional<TokenId> id) {
    if (!id) return {Link{std::nullopt, true, Role::operator_}};
    std::vector<Link> chain{link_of(people, *id)};
    while (chain.back().let_in_by && *chain.back().let_in_by < *chain.back().id)
        chain.push_back(link_of(people, *chain.back().let_in_by));
    return chain;
}

/// The secret text of the program may be anybody's of its role and place.
bool may_be_held_by(const Link& program, const Link& other) {
    if (!program.is_program || program.role != other.role || program.market != other.market) return false;
    return program.role == Role::operator_ || program.role == Role::board;
}

bool may_be_one(const Link& one, const Link& other) {
    return (one.id && one.id == other.id) || may_be_held_by(one, other) || may_be_held_by(other, one);
}

}  // namespace

std::optional<Actor> actor_of(const People& people, std::string_view name, Instant now) {
    const auto id = TokenId::parse(name);
    if (!id || !people.may_act(*id, now)) return std::nullopt;
    if (const auto token = people.tokens.find(*id); token != people.tokens.end()) {
        const auto& known = token->second.token;
        const auto kind = token->second.is_device ? Actor::Kind::device : Actor::Kind::program;
        return Actor{*id, kind, known.role, known.market, known.stall};
    }
    const auto* user = people.users.find(*id);
    return Actor{*id, Actor::Kind::person, user->role, user->market, std::nullopt};
}

bool may_be_one(const People& people, std::optional<TokenId> one, std::optional<TokenId> other) {
    const auto others = chain_of(people, other);
    for (const auto& link : chain_of(people, one))
        for (const auto& its : others)
            if (may_be_one(link, its)) return true;
    return false;
}

}  // namespace choqr::book
