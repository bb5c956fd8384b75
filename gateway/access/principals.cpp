#include "access/principals.hpp"

#include <algorithm>
#include <utility>

#include "base/plant.hpp"

namespace choqr::gateway {

namespace {

// What a token of the person's role would be, and what takes a person.
Principal person_of(TokenId id, const book::User& user) {
    const book::IssueToken token{.role = user.role,
                                 .market = user.market,
                                 .stall = std::nullopt,
                                 .feed = std::nullopt,
                                 .label = {},
                                 .token_hash = {},
                                 .area = user.area,
                                 .scopes = std::nullopt,
                                 .expires_at = std::nullopt};
    auto principal = principal_of(id, token);
    principal.kind = Principal::Kind::person;
    principal.capabilities = capabilities_of_person(user.role);
    return principal;
}

}  // namespace

void Principals::begin(const book::Book& book) {
    {
        const std::lock_guard lock{mutex_};
        by_secret_.clear();
        secrets_.clear();
        ending_.clear();
        ended_ones_.clear();
        book.each_token([this](const book::Book::TokenKnown& known) {
            if (known.revoked_at) return;
            const auto made = known.is_device ? principal_of_device : principal_of;
            put(made(known.id, known.token), known.token.token_hash);
        });
        users_ = book.users();
        people_.clear();
        for (const auto& [id, user] : users_.known) put_person(id);
    }
    position_ = book.next().value();
}

Result<void> Principals::take(const following::Portion& portion) {
    for (const auto& event : portion.events) {
        if (const auto* issued = std::get_if<book::TokenIssued>(&event.event)) {
            const std::lock_guard lock{mutex_};
            put(principal_of(issued->id, issued->token), issued->token.token_hash);
        }
        if (const auto* paired = std::get_if<book::DevicePaired>(&event.event)) {
            const std::lock_guard lock{mutex_};
            put(principal_of_device(paired->id, token_of(*paired)), paired->secret_hash);
        }
        if (const auto* paired = std::get_if<book::MarketDevicePaired>(&event.event)) {
            const std::lock_guard lock{mutex_};
            put(principal_of_device(paired->id, token_of(*paired)), paired->secret_hash);
        }
        if (const auto* revoked = std::get_if<book::TokenRevoked>(&event.event)) revoke(revoked->token);
        if (is_of_users(book::row_of(event.event).number)) take_of_users(event);
    }
    const std::lock_guard lock{mutex_};
    std::erase_if(ended_early_, [&](TokenId id) { return id.value() < portion.next.value(); });
    position_ = portion.next.value();
    return {};
}

// Under the mutex. A person who has no password is nobody yet, or no more.
void Principals::put_person(TokenId id) {
    const auto* user = users_.find(id);
    if (user && user->password)
        people_.insert_or_assign(id, std::make_shared<const Principal>(person_of(id, *user)));
    else
        people_.erase(id);
}

namespace {

/// Whose sessions, or one of whose sessions, the event ends.
std::optional<TokenId> whose_sessions_end(const book::Event& event) {
    if (const auto* reset = std::get_if<book::UserReset>(&event)) return reset->user;
    if (const auto* set = std::get_if<book::PasswordSet>(&event)) return set->user;
    if (const auto* disabled = std::get_if<book::UserDisabled>(&event)) return disabled->user;
    if (const auto* ended = std::get_if<book::SessionEnded>(&event)) return ended->user;
    return std::nullopt;
}

}  // namespace

// As with revoke(): found no more, then a new generation, then the streams end. Those of another session of
// the same person begin anew by themselves.
void Principals::take_of_users(const book::RecordedEvent& event) {
    const auto whose = whose_sessions_end(event.event);
    {
        const std::lock_guard lock{mutex_};
        users_.take(event);
        if (whose) put_person(*whose);
        if (whose) ++generation_;
    }
    if (whose) ended_(*whose);
}

std::optional<Principals::Found> Principals::find(SessionId session, TokenId user) const {
    const std::lock_guard lock{mutex_};
    const auto* known = users_.find(session);
    const auto person = people_.find(user);
    if (!known || known->user != user || person == people_.end()) return std::nullopt;
    return Found{person->second, generation_.load(), session, known->ends_at};
}

std::optional<book::User> Principals::user(TokenId id) const {
    const std::lock_guard lock{mutex_};
    const auto* user = users_.find(id);
    return user ? std::optional{*user} : std::nullopt;
}

std::optional<TokenId> Principals::invited_by(const Hash& code_hash, Instant now) const {
    const std::lock_guard lock{mutex_};
    return users_.invited_by(code_hash, now);
}

std::vector<Principals::OwnSession> Principals::sessions_of(TokenId user) const {
    const std::lock_guard lock{mutex_};
    std::vector<OwnSession> own;
    for (const auto& [id, session] : users_.sessions)
        if (session.user == user) own.push_back({id, session});
    std::ranges::reverse(own);
    return own;
}

std::vector<Principals::OwnPasskey> Principals::passkeys_of(TokenId user) const {
    const std::lock_guard lock{mutex_};
    std::vector<OwnPasskey> own;
    for (const auto& [id, passkey] : users_.passkeys)
        if (passkey.user == user) own.push_back({id, passkey});
    std::ranges::reverse(own);
    return own;
}

std::optional<Principals::OwnPasskey> Principals::passkey_of(std::string_view credential_id) const {
    const std::lock_guard lock{mutex_};
    const auto id = users_.passkey_of(credential_id);
    return id ? std::optional{OwnPasskey{*id, *users_.find(*id)}} : std::nullopt;
}

// Under the mutex. One whose end is known already was never valid here: its end comes behind its making.
void Principals::put(Principal principal, const Hash& secret) {
    const auto id = principal.id;
    if (ended_early_.contains(id)) return;
    if (principal.ends_at) ending_.emplace(*principal.ends_at, id);
    by_secret_.insert_or_assign(secret, std::make_shared<const Principal>(std::move(principal)));
    secrets_.insert_or_assign(id, secret);
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

// They stay for a while, so that whoever comes with one is told that it has ended, and not that it never was.
void Principals::end_those_that_are_over(Instant now) {
    std::vector<TokenId> over;
    {
        const std::lock_guard lock{mutex_};
        for (; !ending_.empty() && ending_.begin()->first <= now; ending_.erase(ending_.begin())) {
            const auto [at, id] = *ending_.begin();
            if (!secrets_.contains(id)) continue;
            over.push_back(id);
            ended_ones_.emplace(at, id);
        }
        for (; !ended_ones_.empty() && ended_ones_.begin()->first + remembered_when_over <= now;
             ended_ones_.erase(ended_ones_.begin()))
            if (const auto secret = secrets_.find(ended_ones_.begin()->second); secret != secrets_.end())
                remove(secret->first);
        if (!over.empty()) ++generation_;
    }
    for (const auto id : over) ended_(id);
}

std::optional<Principals::Found> Principals::find(const Hash& secret) const {
    const std::lock_guard lock{mutex_};
    const auto found = by_secret_.find(secret);
    if (found == by_secret_.end()) return std::nullopt;
    return Found{found->second, generation_.load()};
}

std::shared_ptr<const Principal> Principals::find(TokenId id) const {
    const std::lock_guard lock{mutex_};
    if (const auto person = people_.find(id); person != people_.end()) return person->second;
    const auto secret = secrets_.find(id);
    return secret == secrets_.end() ? nullptr : by_secret_.at(secret->second);
}

bool Principals::is_current(const Found& found) const {
    if (generation_.load() == found.generation) return true;
    const std::lock_guard lock{mutex_};
    if (found.session) return users_.find(*found.session) && people_.contains(found.principal->id);
    // Its time has come since: whoever begins to listen now would be ended by nobody.
    const auto& ends_at = found.principal->ends_at;
    if (ends_at && !ending_.contains({*ends_at, found.principal->id})) return false;
    return secrets_.contains(found.principal->id);
}

}  // namespace choqr::gateway
