#pragma once

#include "api/routes/routes.hpp"

// What the codes of stalls and of markets have in common.
namespace choqr::gateway {

/// A code as a screen shows it.
http::Response shown_code(const PairingPorts& ports, const Call& call, const PairingCodes::Shown& shown,
                          const PairingCodes::Offer& offer);

/// A device of a list, without its braces.
void write_device_members(const PairingPorts& ports, json::Writer& json, const reports::DeviceRow& device);

/// Ends `device`, which is one of `place`.
http::net::awaitable<http::Response> end_device(PairingPorts ports, const Call& call, DevicePlace place,
                                                TokenId device);

}  // namespace choqr::gateway
