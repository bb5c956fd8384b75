#pragma once

#include <poll.h>

#include <array>
#include <atomic>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <cstdint>
#include <list>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "http/byte_budget.hpp"
#include "http/seats.hpp"
#include "http/server.hpp"
#include "http/session.hpp"

namespace choqr::http {

/// What all threads of a server know. Constant, or safe from any of them.
struct Shared {
    Shared(Application& app, const world::Clock& its_clock, ServerOptions its_options)
        : application{app},
          clock{its_clock},
          options{std::move(its_options)},
          budget{options.request_bytes_max},
          seats{options.seats} {}

    Application& application;
    const world::Clock& clock;
    const ServerOptions options;
    ByteBudget budget;
    Seats seats;
    std::atomic<std::size_t> connections{0};  // That are not yet gone.
    std::atomic<bool> stopping{false};
    bool speaks_tls = false;  // Constant once the threads run.

    struct Tls {
        std::shared_ptr<const TlsContext> context;
        std::shared_ptr<const std::string> site_fields;
    };
    // For connections that begin now.
    Tls tls() const {
        const std::lock_guard lock{tls_mutex_};
        return tls_;
    }
    void use(Tls tls) {
        const std::lock_guard lock{tls_mutex_};
        tls_ = std::move(tls);
    }

private:
    mutable std::mutex tls_mutex_;
    Tls tls_;  // Guarded by it.
};

/// One thread, its event loop and its connections. Everything on that thread, but for what Server does before
/// it starts.
///
/// When there is no room for a newcomer, connections on which nobody is served give way, longest first: those
/// of clients that were never known (Application::identifies), then idle ones of known clients. What is
/// served is never cut. So whoever hoards connections, drips heads or reads nothing holds a place until
/// somebody else needs it, and no longer.
struct Worker {
    explicit Worker(Shared& shared_state);

    /// Takes a new connection, or turns it away with 503. `shared.connections` counts it already.
    void admit(net::ip::tcp::socket socket);
    net::awaitable<void> tick();

    /// Room for new descriptors or bytes: clients that were never known give way, longest first, about one in
    /// thirty and at least one. False if there was none, or if this was asked too often lately.
    bool make_descriptors();
    bool make_bytes();
    void leave_probation(const Session& session);

    Shared& shared;
    net::io_context context{1};
    net::steady_timer timer;
    net::executor_work_guard<net::io_context::executor_type> work;
    std::list<Session> sessions;
    std::chrono::nanoseconds now{0};
    std::uint64_t waited = 0;  // How often a connection began to wait: their order.
    std::string date;
    std::array<char, 4096> discarded{};  // What is read only to be thrown away, by whomever.
    std::thread thread;

private:
    struct Candidate {
        std::uint64_t order;
        Session* session;
    };
    Seats::Answer take_seat(const std::optional<ClientAddress>& client, Seats::Seat& seat);
    Seats::Answer take_reserved(const std::optional<ClientAddress>& client, Seats::Seat& seat);
    void turn_away(net::ip::tcp::socket socket) const;
    void start(net::ip::tcp::socket socket, const ClientAddress& peer, Seats::Seat seat);
    void ended(std::list<Session>::iterator place);
    bool make_room(const std::optional<ClientAddress>& client);
    bool make_reserved_room();
    template <class Chosen>
    bool end_longest(std::size_t& looks_left, Chosen chosen);
    void look_after_clients();
    void refresh();

    // A search looks at all connections, so a flood of newcomers may not have one each: so many looks per
    // tick and purpose.
    static constexpr std::size_t looks_per_tick = 100'000;
    std::size_t room_looks_ = looks_per_tick;
    std::size_t client_looks_ = looks_per_tick;
    std::size_t byte_looks_ = looks_per_tick;
    std::size_t reserve_looks_ = looks_per_tick;
    std::list<Session*> probation_;  // In the order of their coming.
    std::vector<Candidate> candidates_;
    std::vector<Session*> watched_;    // Of the tick that goes on, with
    std::vector<pollfd> descriptors_;  // what is asked about each.
    std::int64_t date_seconds_ = -1;
};

}  // namespace choqr::http
