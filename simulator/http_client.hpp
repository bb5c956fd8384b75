#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <chrono>
#include <optional>
#include <string>

#include "simulator/provider.hpp"

// Heavy, for the simulator's own sources only.
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

/// One keep-alive connection, made when needed and made again after a failure. One request at a time.
class HttpConnection {
public:
    HttpConnection(net::io_context& io, std::string host, std::string port);

    /// Completes with an answer or status 0, at the latest after 10 s. Cancelling ends the wait; the request may have
    /// arrived.
    net::awaitable<HttpReply> call(HttpRequest request);

private:
    net::awaitable<bool> connect();
    net::awaitable<HttpReply> exchange(HttpRequest request);

    net::io_context& io_;
    std::string host_;
    std::string port_;
    std::optional<boost::beast::tcp_stream> stream_;
    boost::beast::flat_buffer buffer_;
};

}  // namespace choqr::simulator
