#pragma once

#include <cstdint>
#include <string>

#include "http/server.hpp"

namespace choqr::http {

/// What a port without TLS serves beside one with it: pages are sent on to https, since people type addresses
/// without it; what has to be read before anybody trusts the certificate is answered; everything else is
/// refused, and never sent on (Route::in_the_clear). Called from all threads of its server.
class PlainPort final : public Application {
public:
    struct Target {
        std::string origin;        ///< "https://cho.example.vn:8443"; empty: the host that the client names,
        std::uint16_t port = 443;  ///< with this port.
    };
    /// `behind` is what the port with TLS serves, with all of its routes; it outlives this.
    PlainPort(Application& behind, Target target);

    const Router& router() const override { return router_; }
    Response refuse(const Refusal& refusal, std::string_view client) const override;
    void answered(const Route* route, int status) noexcept override { behind_.answered(route, status); }
    void failed(const Route& route, const std::exception& error) noexcept override {
        behind_.failed(route, error);
    }

private:
    Response send_on(const Request& request) const;

    Application& behind_;
    const Target target_;
    Router router_;
};

/// "cho.example.vn" of "cho.example.vn:8080", "[::1]" of "[::1]:8080"; nothing if it is no host.
std::optional<std::string_view> host_without_port(std::string_view field);

}  // namespace choqr::http
