#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <stop_token>
#include <string>

#include "cli/arguments.hpp"

namespace choqr::gateway {

/// A gateway in this process on a port of 127.0.0.1, until the object ends.
class LocalGateway {
public:
    virtual ~LocalGateway() = default;
    virtual std::uint16_t port() const = 0;
};

/// What is done beside a gateway that serves, on a thread of its own, until it has ended or `stop` is
/// requested: `origin` is where programs of this machine reach it.
using Beside = std::function<void(const std::string& origin, const std::stop_token& stop)>;

/// What runs gateways. The commands that need one know no route, so main hands it in (app/own_gateways.hpp).
class Gateways {
public:
    virtual ~Gateways() = default;
    /// All of `choqr serve` (serve.hpp), and `beside` once it serves, if there is one. The exit code.
    virtual int serve(const Arguments& arguments, const Beside& beside) = 0;
    /// Over the ledger in `path`. Throws if it cannot be opened.
    virtual std::unique_ptr<LocalGateway> open(const std::string& path) = 0;
};

/// Asserts that there are some: only a test hands none in, and asks for no command that needs them.
Gateways& gateways_of(const Surroundings& surroundings);

}  // namespace choqr::gateway
