#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "cli/arguments.hpp"

namespace choqr::gateway {

/// A gateway in this process on a port of 127.0.0.1, until the object ends.
class LocalGateway {
public:
    virtual ~LocalGateway() = default;
    virtual std::uint16_t port() const = 0;
};

/// What runs gateways. The commands that need one know no route, so main hands it in (app/own_gateways.hpp).
class Gateways {
public:
    virtual ~Gateways() = default;
    /// All of `choqr serve` (serve.hpp). The exit code.
    virtual int serve(const Arguments& arguments) = 0;
    /// Over the ledger in `path`. Throws if it cannot be opened.
    virtual std::unique_ptr<LocalGateway> open(const std::string& path) = 0;
};

/// Asserts that there are some: only a test hands none in, and asks for no command that needs them.
Gateways& gateways_of(const Surroundings& surroundings);

}  // namespace choqr::gateway
