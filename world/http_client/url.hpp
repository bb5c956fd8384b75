#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace choqr::world {

/// An http or https URL, taken apart (RFC 9110, 4.2).
struct Url {
    bool secure = false;
    std::string host;    ///< A name in small letters, an IPv4 address, or an IPv6 address without brackets.
    std::string port;    ///< As a number; the scheme's own where none was written.
    std::string target;  ///< Path and query; "/" where none was written.

    /// Nothing for another scheme, a user in it, a fragment, a port that is none, or bytes that must be
    /// percent-encoded.
    static std::optional<Url> parse(std::string_view text);

    /// "https://host:port", the port only where it is not the scheme's own.
    std::string origin() const;
    /// What the Host field says.
    std::string authority() const;
    /// What `location` means as the answer of this URL: itself a URL, or a path from the root. Nothing for
    /// other relative forms, which no server that we call sends.
    std::optional<Url> resolve(std::string_view location) const;
};

}  // namespace choqr::world
