#pragma once

#include "access/device_cookies.hpp"
#include "access/last_seen.hpp"
#include "access/origin.hpp"
#include "access/pairing_codes.hpp"

namespace choqr::gateway {

/// What a gateway has for the phones that are paired with its stalls. Any thread.
struct Devices {
    explicit Devices(const Origin& where) : origin{where}, cookies{where.by_tls()} {}

    const Origin origin;
    const DeviceCookies cookies;
    PairingCodes codes{};
    LastSeen last_seen{};
};

}  // namespace choqr::gateway
