#pragma once

#include <boost/asio/awaitable.hpp>
#include <chrono>
#include <optional>
#include <string>

#include "http_client/http_client.hpp"
#include "simulator/provider.hpp"

namespace choqr::simulator {

namespace net = boost::asio;

struct HttpRequest {
    std::string method = "GET";
    std::string target;
    Headers headers;
    std::string body;
};

/// `status` 0: no answer came (refused, reset, timed out, not HTTP).
struct HttpReply {
    int status = 0;
    std::string body;
    std::optional<std::chrono::seconds> retry_after;
};

/// One server, as a wallet or a bank calls it. One request at a time.
class HttpConnection {
public:
    /// `client` outlives it. `origin`: "https://host:port".
    HttpConnection(world::HttpClient& client, std::string origin)
        : client_{client}, origin_{std::move(origin)} {}

    /// Completes with an answer or status 0, at the latest after half a minute. Cancelling ends the wait; the
    /// request may have arrived.
    net::awaitable<HttpReply> call(HttpRequest request);

private:
    world::HttpClient& client_;
    const std::string origin_;
};

}  // namespace choqr::simulator
