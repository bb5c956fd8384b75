#include "access/known_browsers.hpp"

#include <algorithm>
#include <array>

#include "access/cookie_field.hpp"
#include "base/hash.hpp"

namespace choqr::gateway {
namespace {

SessionCookies::Key key_from(const SessionCookies::Key& key) {
    const std::string_view bytes{reinterpret_cast<const char*>(key.data()), key.size()};
    const auto mac = HmacKey{HmacKey::Digest::sha256, bytes}.mac({"choqr known browsers 1"});
    SessionCookies::Key derived{};
    std::ranges::copy(mac, derived.begin());
    return derived;
}

/// In the place of a session's number.
SessionId chance(world::Random& random) {
    std::array<std::uint8_t, 8> bytes{};
    random.fill(bytes);
    std::uint64_t number = 0;
    for (const auto byte : bytes) number = number << 8 | byte;
    return SessionId::from_value(number);
}

}  // namespace

KnownBrowsers::KnownBrowsers(const SessionCookies::Key& key, bool by_tls)
    : sealer_{key_from(key), by_tls}, by_tls_{by_tls} {}

std::string KnownBrowsers::name() const { return by_tls_ ? "__Host-choqr-known" : "choqr-known"; }

std::optional<KnownBrowsers::Known> KnownBrowsers::read(std::span<const HeaderField> fields,
                                                        Instant now) const {
    const auto text = cookie_named(fields, name());
    const auto sealed = text ? sealer_.open(*text) : std::nullopt;
    if (!sealed || sealed->issued_at + lasts <= now || sealed->issued_at > now + lasts) return std::nullopt;
    return Known{sealed->user, sealed->session.text(), sealed->issued_at};
}

std::string KnownBrowsers::set(TokenId user, Instant now, world::Random& random) const {
    const SessionCookie said{user, chance(random), now};
    constexpr auto seconds = std::chrono::seconds{lasts}.count();
    auto field = name() + "=" + sealer_.seal(said, random) + "; Path=/; Max-Age=" + std::to_string(seconds) +
                 "; HttpOnly; SameSite=Strict";
    return by_tls_ ? field + "; Secure" : field;
}

}  // namespace choqr::gateway
