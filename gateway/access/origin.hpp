#pragma once

#include <string>

#include "http/message.hpp"

namespace choqr::gateway {

/// Where this gateway is reached: how addresses of its own are written, and whether a call came from one of
/// its pages. A value.
class Origin {
public:
    /// `public_base_url`: as people reach it; empty: as each caller did. `by_tls`: browsers come by TLS.
    Origin(std::string public_base_url, bool by_tls);

    bool by_tls() const { return by_tls_; }
    /// "https://cho.example.vn", without a slash at its end.
    std::string base_url(const http::Request& request) const;

    /// What a browser says of who made a call (Sec-Fetch-Site; from older ones Origin). `unknown`: a program,
    /// a person who typed the address, or a browser that does not say.
    enum class Caller { own_page, other_site, unknown };
    Caller caller_of(const http::Request& request) const;

private:
    std::string public_base_url_;
    bool by_tls_;
};

}  // namespace choqr::gateway
