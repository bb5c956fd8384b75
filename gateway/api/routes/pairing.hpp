#pragma once

#include "api/routes/routes.hpp"
#include "json/writer.hpp"

// What the codes of stalls and of markets have in common.
namespace choqr::gateway {

/// A code as a screen shows it.
http::Response shown_code(const PairingPorts& ports, const Call& call, const PairingCodes::Shown& shown,
                          const PairingCodes::Offer& offer);

/// What a phone is called tells whose it is ("Điện thoại cô Lan").
struct DeviceNames {
    bool are_shown = true;
    std::string of(const std::string& name, bool is_device = true) const {
        return are_shown || !is_device ? name : std::string{};
    }
};

/// A device of a list, without its braces.
void write_device_members(const PairingPorts& ports, json::Writer& json, const reports::DeviceRow& device,
                          const DeviceNames& names = {});

/// Ends `device`, which is one of `place`.
http::net::awaitable<http::Response> end_device(PairingPorts ports, const Call& call, DevicePlace place,
                                                TokenId device);

}  // namespace choqr::gateway
