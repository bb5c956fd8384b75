#pragma once

#include <chrono>
#include <cstdint>
#include <exception>
#include <functional>
#include <memory>
#include <string>

#include "base/result.hpp"
#include "http/message.hpp"
#include "http/request_reader.hpp"
#include "http/router.hpp"
#include "world/clock.hpp"

namespace choqr::http {

/// What a server serves. Called from all of its threads.
class Application {
public:
    virtual ~Application() = default;
    virtual const Router& router() const = 0;
    /// The words for a request that no route sees.
    virtual Response refuse(const Refusal& refusal) const = 0;
    /// After each answer. `route` is null where none matched.
    virtual void answered(const Route* route, int status) noexcept = 0;
    /// A handler threw: choqr's own fault, answered with 500.
    virtual void failed(const Route& route, const std::exception& error) noexcept = 0;
};

/// Finds the route and lets it answer; everything that is not a route's business (404, 405, OPTIONS, an exception) is
/// answered here. The door by which a simulation reaches the application without sockets.
net::awaitable<Response> answer(Application& application, const Request& request);

struct ServerOptions {
    std::string address = "127.0.0.1";  ///< Numeric.
    std::uint16_t port = 0;             ///< 0: any free one.
    unsigned threads = 2;
    std::size_t connections_max = 20'000;
    MessageLimits limits;
    std::string site_fields;            ///< "Strict-Transport-Security: …\r\n" where TLS ends before us.

    std::chrono::milliseconds header_deadline{10'000};  ///< From a request's first byte.
    std::chrono::milliseconds body_deadline{30'000};    ///< From the header's end.
    std::chrono::milliseconds idle_deadline{60'000};    ///< Between requests.
    std::chrono::milliseconds write_deadline{30'000};   ///< For each write to make its way.
    std::chrono::milliseconds stop_deadline{10'000};    ///< What is in flight when stop() is called.
};

/// Listens and serves HTTP/1.1. Each connection lives on one thread for its whole life: reads into one buffer, answers
/// every complete request in order, writes the ready answers together.
class Server {
public:
    /// `application` and `clock` outlive the server.
    Server(Application& application, const world::Clock& clock, ServerOptions options);
    /// Stops at once if still running.
    ~Server();

    /// Binds, listens and starts the threads. The error is the system's (address in use, permission).
    Result<void> start();
    std::uint16_t port() const;

    /// Stops accepting, answers what has begun (with Connection: close), ends idle connections and streams. Any thread.
    void stop();
    /// Ends everything now. Any thread.
    void stop_at_once();
    /// Returns when all connections have ended after stop(), at the latest after stop_deadline.
    void join();

    std::size_t connections() const;

private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace choqr::http
