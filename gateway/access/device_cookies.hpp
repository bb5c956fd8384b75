#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "access/device_place.hpp"
#include "base/hash.hpp"
#include "base/header_field.hpp"

namespace choqr::gateway {

/// A cookie by which a phone says that it is a device of a stall or a market, as it came: not believed yet.
struct DeviceCookie {
    DevicePlace place;
    Hash secret;        ///< The hash of it, as the ledger knows it.
    std::string value;  ///< The secret, to be set again when the cookie is renewed.
};

/// The cookies of paired devices: "__Host-choqr-device-st17=choqr_…" where the browser reaches choqr by TLS,
/// and the same without "__Host-" where it does not: a browser takes Secure cookies by TLS alone. One for
/// each place ("…-mk3" of a market), so that a phone of two stalls is both. A value.
class DeviceCookies {
public:
    static constexpr std::size_t places_max = 8;  ///< Of one phone.
    static constexpr int days_kept = 400;         ///< The longest that browsers keep any.

    explicit DeviceCookies(bool by_tls) : by_tls_{by_tls} {}

    /// All well-formed ones of a request, at most places_max, in the order in which they came. Cookies of
    /// other programs on the host are passed over. Strangers' bytes: what comes twice under one name is
    /// believed in neither; a request with several Cookie fields, or a very long one, has none.
    std::vector<DeviceCookie> read(std::span<const HeaderField> fields) const;

    /// The value of a Set-Cookie field.
    std::string set(const DevicePlace& place, std::string_view secret) const;
    /// One that takes the cookie away.
    std::string end(const DevicePlace& place) const;

private:
    std::string name_of(const DevicePlace& place) const;
    std::string field(const DevicePlace& place, std::string_view value, std::string_view max_age) const;

    bool by_tls_;
};

}  // namespace choqr::gateway
