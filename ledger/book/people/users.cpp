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
        return take_of_factors(recorded);
    return true;
}

// What people log in with beside the password.
bool Users::take_of_factors(const RecordedEvent& recorded) {
    const auto& event = recorded.event;
    if (const auto* set = std::get_if<OneTimeCodesSet>(&event))
        on(*set);
    else if (const auto* removed = std::get_if<OneTimeCodesRemoved>(&event))
        on(*removed);
    else if (const auto* added = std::get_if<PasskeyAdded>(&event))
        on(*added, recorded.recorded_at);
    else if (const auto* gone = std::get_if<PasskeyRemoved>(&event))
        on(*gone);
    else if (const auto* used = std::get_if<PasskeyUsed>(&event))
        on(*used, recorded.recorded_at);
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
    shut_out(e.user, user);
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
    user.disabled_at = at;
    shut_out(e.user, user);
}

// Whoever has lost the password may have lost the phone; whoever was shut out comes back by nothing they had.
void Users::shut_out(TokenId user, User& whose) {
    whose.password.reset();
    whose.codes.reset();
    std::erase_if(passkeys, [user](const auto& one) { return one.second.user == user; });
    end_sessions(user);
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

void Users::on(const OneTimeCodesSet& e) { must_know(known, e.user).codes = e.codes; }
void Users::on(const OneTimeCodesRemoved& e) { must_know(known, e.user).codes.reset(); }

void Users::on(const PasskeyAdded& e, Instant now) {
    passkeys.emplace(e.id, Passkey{e.user, e.key, now, std::nullopt});
}

void Users::on(const PasskeyRemoved& e) { passkeys.erase(e.passkey); }

void Users::on(const PasskeyUsed& e, Instant now) {
    const auto found = passkeys.find(e.passkey);
    CHOQR_ASSERT(found != passkeys.end(), "a passkey is used only while it is there");
    found->second.key.sign_count = e.sign_count;
    found->second.used_at = now;
}

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

const Passkey* Users::find(PasskeyId passkey) const {
    const auto found = passkeys.find(passkey);
    return found == passkeys.end() ? nullptr : &found->second;
}

std::optional<PasskeyId> Users::passkey_of(std::string_view credential_id) const {
    const auto found = std::ranges::find_if(
        passkeys, [&](const auto& one) { return one.second.key.credential_id == credential_id; });
    return found == passkeys.end() ? std::nullopt : std::optional{found->first};
}

std::size_t Users::passkeys_of(TokenId user) const {
    const auto is_theirs = [user](const auto& one) { return one.second.user == user; };
    return static_cast<std::size_t>(std::ranges::count_if(passkeys, is_theirs));
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
