#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <string_view>
#include <unordered_map>

#include "base/sequence.hpp"
#include "book/people/events.hpp"

namespace choqr::book {

struct RecordedEvent;

/// A person with an account, or with an invitation to one.
struct User {
    Role role = Role::board;
    std::optional<MarketId> market;
    std::optional<Invitation> invitation;  ///< That waits, or has expired.
    std::optional<Hash> password;          ///< Its name. Absent: none is set, nobody logs in.
    std::optional<Sequence> disabled_at;
    Area area{};
    std::optional<Hash> codes{};  ///< The name of their secret. Absent: the password is enough.
};
template <>
struct Fields<User> {
    static constexpr auto list = std::tuple{field("role", &User::role),
                                            field("market", &User::market),
                                            field("invitation", &User::invitation),
                                            field("password", &User::password),
                                            field("disabled_at", &User::disabled_at),
                                            field("area", &User::area),
                                            field("codes", &User::codes)};
};

struct Passkey {
    TokenId user;
    PasskeyKey key;  ///< Its sign_count as of its last use.
    Instant added_at;
    std::optional<Instant> used_at;
};
template <>
struct Fields<Passkey> {
    static constexpr auto list =
        std::tuple{field("user", &Passkey::user), field("key", &Passkey::key),
                   field("added_at", &Passkey::added_at), field("used_at", &Passkey::used_at)};
};

struct Session {
    TokenId user;
    Instant begun_at;
    Instant ends_at;
};
template <>
struct Fields<Session> {
    static constexpr auto list =
        std::tuple{field("user", &Session::user), field("begun_at", &Session::begun_at),
                   field("ends_at", &Session::ends_at)};
};

/// People with an account and their sessions, as the events make them: the book's, and of whoever follows the
/// journal to know them. A value.
struct Users {
    static constexpr std::size_t sessions_max = 20;  ///< Of one person: another one ends the oldest.

    std::unordered_map<TokenId, User> known;
    /// Those that are not over. One whose time has passed stays until the next one begins.
    std::map<SessionId, Session> sessions;
    std::map<PasskeyId, Passkey> passkeys;

    /// True if the event was about users.
    bool take(const RecordedEvent& event);
    bool take_of_factors(const RecordedEvent& event);

    /// Null: there is none of it.
    const User* find(TokenId user) const;
    const Session* find(SessionId session) const;
    const Passkey* find(PasskeyId passkey) const;
    std::optional<PasskeyId> passkey_of(std::string_view credential_id) const;
    std::size_t passkeys_of(TokenId user) const;
    /// Whose invitation has this code and waits at `now`.
    std::optional<TokenId> invited_by(const Hash& code_hash, Instant now) const;
    std::size_t enabled() const;

    void on(const UserInvited& event);
    void on(const UserReset& event);
    void on(const PasswordSet& event);
    void on(const UserDisabled& event, Sequence at);
    void on(const SessionBegun& event, Instant now);
    void on(const SessionEnded& event);
    void on(const OneTimeCodesSet& event);
    void on(const OneTimeCodesRemoved& event);
    void on(const PasskeyAdded& event, Instant now);
    void on(const PasskeyRemoved& event);
    void on(const PasskeyUsed& event, Instant now);
    void end_sessions(TokenId user);
    /// Password, codes and passkeys are void, and every session ends.
    void shut_out(TokenId user, User& whose);
};
template <>
struct Fields<Users> {
    static constexpr auto list =
        std::tuple{field("known", &Users::known), field("sessions", &Users::sessions),
                   field("passkeys", &Users::passkeys)};
};

}  // namespace choqr::book
