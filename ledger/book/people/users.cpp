#include "book/people/users.hpp"

#include <algorithm>

#include "base/assert.hpp"
#include "book/events.hpp"

namespace choqr::book {
namespace {

User& must_know(std::unordered_map<TokenId, User>& known, TokenId user) {
    const auto found = known.find(user);
    CHOQR_ASSERT(found != known.end(), "an event of this journal names only who was invited before");
    return found->second;
}

}  // namespace

bool Users::take(const RecordedEvent& recorded) {
    const auto& event = recorded.event;
    if (const auto* invited = std::get_if<UserInvited>(&event))
        on(*invited);
    else if (const auto* reset = std::get_if<UserReset>(&event))
        on(*reset);
    else if (const auto* set = std::get_if<PasswordSet>(&event))
        on(*set);
    else if (const auto* disabled = std::get_if<UserDisabled>(&event))
        on(*disabled, recorded.sequence);
    else if (const auto* begun = std::get_if<SessionBegun>(&event))
        on(*begun, recorded.recorded_at);
    else if (const auto* ended = std::get_if<SessionEnded>(&event))
        on(*ended);
    else
        return false;
    return true;
}

void Users::on(const UserInvited& e) {
    known.emplace(e.id, User{e.role, e.market, e.invitation, std::nullopt, std::nullopt, e.area});
}

void Users::on(const UserReset& e) {
    auto& user = must_know(known, e.user);
    user.invitation = e.invitation;
    user.password.reset();
    end_sessions(e.user);
}

void Users::on(const PasswordSet& e) {
    auto& user = must_know(known, e.user);
    user.invitation.reset();
    user.password = e.password;
    end_sessions(e.user);
}

void Users::on(const UserDisabled& e, Sequence at) {
    auto& user = must_know(known, e.user);
    user.invitation.reset();
    user.password.reset();
    user.disabled_at = at;
    end_sessions(e.user);
}

// Here those that are over are let go of, too: nothing else has to look at a clock.
void Users::on(const SessionBegun& e, Instant now) {
    std::erase_if(sessions, [now](const auto& one) { return one.second.ends_at <= now; });
    const auto is_theirs = [&e](const auto& one) { return one.second.user == e.user; };
    if (std::ranges::count_if(sessions, is_theirs) >= static_cast<std::ptrdiff_t>(sessions_max))
        sessions.erase(std::ranges::find_if(sessions, is_theirs));
    sessions.emplace(e.id, Session{e.user, now, e.ends_at});
}

void Users::on(const SessionEnded& e) { sessions.erase(e.session); }

void Users::end_sessions(TokenId user) {
    std::erase_if(sessions, [user](const auto& one) { return one.second.user == user; });
}

const User* Users::find(TokenId user) const {
    const auto found = known.find(user);
    return found == known.end() ? nullptr : &found->second;
}

const Session* Users::find(SessionId session) const {
    const auto found = sessions.find(session);
    return found == sessions.end() ? nullptr : &found->second;
}

std::optional<TokenId> Users::invited_by(const Hash& code_hash, Instant now) const {
    for (const auto& [id, user] : known)
        if (user.invitation && user.invitation->code_hash == code_hash)
            return now < user.invitation->expires_at ? std::optional{id} : std::nullopt;
    return std::nullopt;
}

std::size_t Users::enabled() const {
    const auto is_enabled = [](const auto& one) { return !one.second.disabled_at; };
    return static_cast<std::size_t>(std::ranges::count_if(known, is_enabled));
}

}  // namespace choqr::book
