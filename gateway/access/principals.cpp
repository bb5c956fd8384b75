#include "access/principals.hpp"

#include <utility>

#include "base/plant.hpp"

namespace choqr::gateway {

Principal principal_of(TokenId id, const book::IssueToken& token) {
    using enum Principal::Kind;
    Principal principal{.id = id,
                        .role = token.role,
                        .scope = {.market = token.market, .stall = token.stall, .feed = token.feed},
                        .capabilities = capabilities_of(token.role),
                        .label = token.label};
    switch (token.role) {
        case book::Role::operator_:
            principal.kind = program;
            principal.scope.everywhere = true;
            break;
        case book::Role::board:
            principal.kind = person;
            break;
        case book::Role::vendor:
        case book::Role::owner:
        case book::Role::helper:
            principal.kind = device;
            break;
        case book::Role::provider:
            principal.kind = provider;
            break;
    }
    return principal;
}

std::string_view name_of(Principal::Kind kind) {
    switch (kind) {
        case Principal::Kind::person:
            return "person";
        case Principal::Kind::device:
            return "device";
        case Principal::Kind::program:
            return "program";
        case Principal::Kind::provider:
            return "provider";
    }
    return "";
}

void Principals::begin(const book::Book& book) {
    {
        const std::lock_guard lock{mutex_};
        by_secret_.clear();
        secrets_.clear();
        book.each_token([this](const book::Book::TokenKnown& known) {
            if (!known.revoked_at) put(known.id, known.token);
        });
    }
    position_ = book.next().value();
}

Result<void> Principals::take(const following::Portion& portion) {
    for (const auto& event : portion.events) {
        if (const auto* issued = std::get_if<book::TokenIssued>(&event.event)) {
            const std::lock_guard lock{mutex_};
            put(issued->id, issued->token);
        }
        if (const auto* paired = std::get_if<book::DevicePaired>(&event.event)) {
            const std::lock_guard lock{mutex_};
            put(paired->id, token_of(*paired));
        }
        if (const auto* revoked = std::get_if<book::TokenRevoked>(&event.event)) revoke(revoked->token);
    }
    const std::lock_guard lock{mutex_};
    std::erase_if(ended_early_, [&](TokenId id) { return id.value() < portion.next.value(); });
    position_ = portion.next.value();
    return {};
}

// Under the mutex. One whose end is known already was never valid here: its end comes behind its making.
void Principals::put(TokenId id, const book::IssueToken& token) {
    if (ended_early_.contains(id)) return;
    by_secret_.insert_or_assign(token.token_hash, std::make_shared<const Principal>(principal_of(id, token)));
    secrets_.insert_or_assign(id, token.token_hash);
}

// Under the mutex.
void Principals::remove(TokenId id) {
    const auto secret = secrets_.find(id);
    if (secret == secrets_.end()) {
        if (id.value() >= position_.load()) ended_early_.insert(id);
        return;
    }
    if (planted("revoked_device_let_in")) return;
    by_secret_.erase(secret->second);
    secrets_.erase(secret);
}

// First nobody is found any more, then a new generation begins, then the streams end: whoever was found
// before and listens since then sees the generation, or is ended.
void Principals::revoke(TokenId id) {
    {
        const std::lock_guard lock{mutex_};
        remove(id);
        ++generation_;
    }
    ended_(id);
}

std::optional<Principals::Found> Principals::find(const Hash& secret) const {
    const std::lock_guard lock{mutex_};
    const auto found = by_secret_.find(secret);
    if (found == by_secret_.end()) return std::nullopt;
    return Found{found->second, generation_.load()};
}

std::shared_ptr<const Principal> Principals::find(TokenId id) const {
    const std::lock_guard lock{mutex_};
    const auto secret = secrets_.find(id);
    return secret == secrets_.end() ? nullptr : by_secret_.at(secret->second);
}

bool Principals::is_current(const Found& found) const {
    if (generation_.load() == found.generation) return true;
    const std::lock_guard lock{mutex_};
    return secrets_.contains(found.principal->id);
}

}  // namespace choqr::gateway
