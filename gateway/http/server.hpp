#pragma once

#include <chrono>
#include <cstdint>
#include <exception>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "http/client_address.hpp"
#include "http/message.hpp"
#include "http/request_reader.hpp"
#include "http/router.hpp"
#include "http/seats.hpp"
#include "http/tls_context.hpp"
#include "world/clock.hpp"

namespace choqr::http {

/// What a server serves. Called from all of its threads.
class Application {
public:
    virtual ~Application() = default;
    virtual const Router& router() const = 0;
    /// The words for a request that no route sees.
    /// `client`: its address as text.
    virtual Response refuse(const Refusal& refusal, std::string_view client) const = 0;
    /// After each answer. `route` is null where none matched.
    virtual void answered(const Route* route, int status) noexcept = 0;
    /// A handler threw: choqr's own fault, answered with 500.
    virtual void failed(const Route& route, const std::exception& error) noexcept = 0;
    /// A client of the TLS port spoke no TLS that is spoken here. `why`: OpenSSL's words, none from outside.
    virtual void handshake_failed(std::string_view /*why*/, std::string_view /*client*/) noexcept {}
    /// The route may be called on a connection from the reserved room (Seats): a provider's notice.
    virtual bool may_use_reserve(const Route&) const { return false; }
    /// An answer below 400 of this route, or its before_body letting somebody in, shows that the client is
    /// somebody: a token or a signature was good. Whoever has never had that gives way first when room or
    /// memory ends.
    virtual bool identifies(const Route&) const { return false; }
};

/// Lets the route that was found answer; everything that is not a route's business (404, 405, OPTIONS, what
/// other sites' scripts may do, an exception) is answered here. `found` outlives the answer.
net::awaitable<Response> answer(Application& application, const Request& request, const Router::Found& found);
/// Finds the route first: the door by which a simulation reaches the application without sockets.
net::awaitable<Response> answer(Application& application, const Request& request);

struct ServerOptions {
    std::string address = "127.0.0.1";  ///< Numeric.
    std::uint16_t port = 0;             ///< 0: any free one.
    unsigned threads = 2;
    /// A market's phones come from one address, each holds one stream and opens a few connections more while
    /// a page loads: 5,000 let two thousand of them live, and are a quarter of everything. Connections on
    /// which nobody is served give way (Worker).
    Seats::Limits seats;
    /// What connections hold for their clients. 20,000 clients that drip heads of 8 KB would hold 170 MB.
    std::size_t request_bytes_max = 256u << 20;
    std::vector<Network> trusted_proxies;
    MessageLimits limits;
    std::string site_fields;  ///< "Strict-Transport-Security: …\r\n" where people come by https.

    std::chrono::milliseconds header_deadline{10'000};  ///< From a request's first byte.
    std::chrono::milliseconds body_deadline{30'000};    ///< From the header's end.
    std::chrono::milliseconds idle_deadline{60'000};    ///< Between requests.
    std::chrono::milliseconds probation_deadline{
        2'000};  ///< For a connection from the reserved room to show a notice's head.
    /// A reader has to take `write_bytes_per_second_min` in each of these; what counts is what its side has
    /// acknowledged, not what the system took over. Who takes nothing is cut after one to two of them. A
    /// stream that has said little only has to be acknowledged at all.
    std::chrono::milliseconds write_deadline{30'000};
    std::size_t write_bytes_per_second_min = 1024;
    std::chrono::milliseconds stop_deadline{10'000};  ///< What is in flight when stop() is called.
};

/// Listens and serves HTTP/1.1. Each connection lives on one thread for its whole life: reads into one
/// buffer, answers every complete request in order, writes the ready answers together.
class Server {
public:
    /// `application` and `clock` outlive the server.
    Server(Application& application, const world::Clock& clock, ServerOptions options);
    /// Stops at once if still running.
    ~Server();

    /// Before start(): the port speaks TLS, and nothing else. Later, where it does: this is for connections
    /// from now on, those that live keep theirs; any thread. `site_fields`: instead of the options'.
    void use(std::shared_ptr<const TlsContext> context);
    void use(std::shared_ptr<const TlsContext> context, std::string site_fields);

    /// Binds, listens and starts the threads. The error is the system's (address in use, permission).
    Result<void> start();
    std::uint16_t port() const;

    /// Stops accepting, answers what has begun (with Connection: close), ends idle connections and streams.
    /// Any thread.
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
