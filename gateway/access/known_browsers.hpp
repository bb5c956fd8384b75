#pragma once

#include <chrono>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "access/session_cookies.hpp"

namespace choqr::gateway {

/// "__Host-choqr-known": a browser on which somebody has logged in before. It opens nothing. Its tries go
/// before strangers', and are counted apart, so that nobody else's wrong guesses keep its owner out. Sealed
/// as sessions are, under a key of its own. A value.
class KnownBrowsers {
public:
    static constexpr std::chrono::days lasts{90};

    /// `key`: that of the sessions.
    KnownBrowsers(const SessionCookies::Key& key, bool by_tls);

    struct Known {
        TokenId user;        ///< Who has logged in.
        std::string serial;  ///< By chance, of this browser.
        Instant since;
    };
    /// Of the only cookie of this name, if it was sealed here within `lasts`.
    std::optional<Known> read(std::span<const HeaderField> fields, Instant now) const;
    /// The value of a Set-Cookie field.
    std::string set(TokenId user, Instant now, world::Random& random) const;

private:
    std::string name() const;

    SessionCookies sealer_;
    bool by_tls_;
};

}  // namespace choqr::gateway
