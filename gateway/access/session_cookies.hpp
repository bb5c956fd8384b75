#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "base/header_field.hpp"
#include "base/ids.hpp"
#include "base/time.hpp"
#include "world/random.hpp"

namespace choqr::gateway {

/// What the cookie of a person who is logged in says: sealed by this ledger, and so believed. Whether the
/// session has ended since is asked of Principals.
struct SessionCookie {
    TokenId user;
    SessionId session;
    Instant issued_at;  ///< When the person was last here, to the minute.
    friend bool operator==(const SessionCookie&, const SessionCookie&) = default;
};

/// "__Host-choqr-session=…" by TLS, the same without "__Host-" where there is none. Sealed with AES-256-GCM
/// under a key that follows from the ledger's: every gateway that has the ledger's key can read it, nobody
/// else can make one or look into it. A value.
class SessionCookies {
public:
    using Key = std::array<std::uint8_t, 32>;
    /// For SigningKey::derive().
    static constexpr std::string_view key_label = "choqr session cookies 1";

    static constexpr std::chrono::minutes idle_max{30};
    static constexpr std::chrono::hours lasts{12};  ///< From log-in, however busy it is.
    static constexpr std::chrono::seconds renewed_after{60};

    SessionCookies(const Key& key, bool by_tls) : key_{key}, by_tls_{by_tls} {}
    ~SessionCookies();
    SessionCookies(const SessionCookies&) = default;
    SessionCookies& operator=(const SessionCookies&) = delete;

    /// Whether a request has one at all.
    bool is_in(std::span<const HeaderField> fields) const { return text_in(fields).has_value(); }
    /// The one of a request, if it was sealed here and somebody was here within idle_max before `now`.
    /// Strangers' bytes: what comes twice, or in several Cookie fields, is not believed.
    std::optional<SessionCookie> read(std::span<const HeaderField> fields, Instant now) const;
    static bool is_to_be_renewed(const SessionCookie& cookie, Instant now) {
        return cookie.issued_at + renewed_after <= now;
    }

    /// The value of a Set-Cookie field. The browser keeps it until it is closed.
    std::string set(const SessionCookie& cookie, world::Random& random) const;
    /// One that takes the cookie away.
    std::string end() const;

    /// The cookie's own value; nothing for what was not sealed under this key, byte for byte.
    std::optional<SessionCookie> open(std::string_view value) const;
    std::string seal(const SessionCookie& cookie, world::Random& random) const;

private:
    std::optional<std::string_view> text_in(std::span<const HeaderField> fields) const;
    std::string name() const;
    std::string field(std::string_view value, std::string_view more) const;

    Key key_;
    bool by_tls_;
};

}  // namespace choqr::gateway
