#include "http/server.hpp"

#include <algorithm>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <thread>
#include <vector>

#include "base/assert.hpp"
#include "http/worker.hpp"

namespace choqr::http {
namespace {

using tcp = net::ip::tcp;
constexpr auto as_result = net::as_tuple(net::use_awaitable);
constexpr std::size_t newcomers_max =
    512;  // Accepted and not yet looked at by their worker; beyond it they wait in the system's queue.

}  // namespace

namespace {

// What a browser asks before a script of another site may call (the Fetch standard's CORS protocol). The
// fields are those that clients of picture interfaces send.
void let_other_sites_call(Response& response, const Router::Found& found) {
    response.add_field("Access-Control-Allow-Methods", found.allow);
    response.add_field("Access-Control-Allow-Headers", "Content-Type, x-api-key, x-client-id");
    response.add_field("Access-Control-Max-Age", "86400");
}

Response answer_without_route(Application& application, const Request& request, const Router::Found& found) {
    if (found.allow.empty())
        return application.refuse({404, "not_found", "There is nothing at this address."}, request.remote);
    Response response;
    if (request.method == Method::options) {
        response.status = 204;
        if (found.cross_origin) let_other_sites_call(response, found);
    } else {
        response = application.refuse({405, "method_not_allowed", "This address does not take this method."},
                                      request.remote);
    }
    response.add_field("Allow", found.allow);
    return response;
}

}  // namespace

net::awaitable<Response> answer(Application& application, const Request& request,
                                const Router::Found& found) {
    Response response;
    if (found.route == nullptr) {
        response = answer_without_route(application, request, found);
    } else {
        try {
            response = co_await found.route->handler(request, found.values);
        } catch (const std::exception& error) {
            application.failed(*found.route, error);
            response = application.refuse({500, "internal_error", "choqr made a mistake; it is in the log."},
                                          request.remote);
        }
    }
    if (found.cross_origin) response.add_field("Access-Control-Allow-Origin", "*");
    co_return response;
}

net::awaitable<Response> answer(Application& application, const Request& request) {
    const auto found = application.router().find(request.method, request.path);
    auto response = co_await answer(application, request, found);
    co_return response;
}

struct Server::State {
    State(Application& application, const world::Clock& clock, ServerOptions options)
        : shared{application, clock, std::move(options)} {
        for (unsigned i = 0; i < std::max(1u, shared.options.threads); ++i)
            workers.push_back(std::make_unique<Worker>(shared));
        acceptor.emplace(workers.front()->context);
    }

    Result<void> listen();
    net::awaitable<void> accept();
    void for_each_worker(const std::function<void(Worker&)>& act);
    void for_each_session(void (Session::*action)());

    Shared shared;
    std::vector<std::unique_ptr<Worker>> workers;
    std::optional<tcp::acceptor> acceptor;
    std::uint16_t port = 0;
    bool started = false;
    bool joined = false;
};

Result<void> Server::State::listen() {
    boost::system::error_code error;
    const auto address = net::ip::make_address(shared.options.address, error);
    if (error) return error;
    const tcp::endpoint endpoint{address, shared.options.port};
    acceptor->open(endpoint.protocol(), error);
    if (!error) acceptor->set_option(tcp::acceptor::reuse_address{true}, error);
    if (!error) acceptor->bind(endpoint, error);
    if (!error) acceptor->listen(4096, error);
    if (error) return error;
    port = acceptor->local_endpoint(error).port();
    return {};
}

// Round robin over the workers. Out of descriptors: those who only hold one give way, others leave; nothing
// ends the loop.
net::awaitable<void> Server::State::accept() {
    net::steady_timer pause{workers.front()->context};
    for (std::size_t turn = 0;; ++turn) {
        auto& worker = *workers[turn % workers.size()];
        auto [error, socket] = co_await acceptor->async_accept(worker.context, as_result);
        if (shared.stopping.load()) co_return;
        if (error) {
            for_each_worker([](Worker& each) { each.make_descriptors(); });
            pause.expires_after(std::chrono::milliseconds{50});
            co_await pause.async_wait(as_result);
            continue;
        }
        ++shared.connections;
        auto admit = [&worker, accepted = std::move(socket)]() mutable { worker.admit(std::move(accepted)); };
        net::post(worker.context, std::move(admit));
        while (shared.connections.load() >= shared.options.seats.seats_max + newcomers_max &&
               !shared.stopping.load()) {
            pause.expires_after(std::chrono::milliseconds{1});
            co_await pause.async_wait(as_result);
        }
    }
}

void Server::State::for_each_worker(const std::function<void(Worker&)>& act) {
    for (auto& worker : workers) net::post(worker->context, [&worker = *worker, act] { act(worker); });
}

void Server::State::for_each_session(void (Session::*action)()) {
    for_each_worker([action](Worker& worker) {
        for (auto& session : worker.sessions) (session.*action)();
        if (worker.sessions.empty() && worker.shared.stopping.load()) worker.work.reset();
    });
}

Server::Server(Application& application, const world::Clock& clock, ServerOptions options)
    : state_{std::make_unique<State>(application, clock, std::move(options))} {}

Server::~Server() {
    if (!state_->started || state_->joined) return;
    stop_at_once();
    join();
}

Result<void> Server::start() {
    if (auto listening = state_->listen(); !listening) return listening.error();
    net::co_spawn(state_->workers.front()->context, state_->accept(), [](const std::exception_ptr&) {});
    for (auto& worker : state_->workers) {
        net::co_spawn(worker->context, worker->tick(), [](const std::exception_ptr&) {});
        worker->thread = std::thread{[&context = worker->context] { context.run(); }};
    }
    state_->started = true;
    return {};
}

void Server::use(std::shared_ptr<const TlsContext> context) {
    use(std::move(context), state_->shared.options.site_fields);
}

void Server::use(std::shared_ptr<const TlsContext> context, std::string site_fields) {
    auto& shared = state_->shared;
    CHOQR_ASSERT(context && (!state_->started || shared.speaks_tls), "TLS from the beginning or never");
    if (!state_->started) shared.speaks_tls = true;
    shared.use({std::move(context), std::make_shared<const std::string>(std::move(site_fields))});
}

std::uint16_t Server::port() const { return state_->port; }
std::size_t Server::connections() const { return state_->shared.connections.load(); }

void Server::stop() {
    if (state_->shared.stopping.exchange(true)) return;
    auto close = [state = state_.get()] {
        boost::system::error_code ignored;
        state->acceptor->close(ignored);
    };
    net::post(state_->workers.front()->context, std::move(close));
    state_->for_each_session(&Session::stop);
}

void Server::stop_at_once() {
    stop();
    state_->for_each_session(&Session::abort);
}

void Server::join() {
    CHOQR_ASSERT(state_->shared.stopping.load(), "join() follows stop()");
    if (std::exchange(state_->joined, true) || !state_->started) return;
    // tidy: wall-clock, because it only bounds a wait of this thread; no rule of the house sees it.
    const auto now = [] { return std::chrono::steady_clock::now(); };
    const auto waited = [now, begin = now()] { return now() - begin; };
    bool aborted = false;
    while (state_->shared.connections.load() > 0) {
        if (!aborted && waited() > state_->shared.options.stop_deadline) {
            state_->for_each_session(&Session::abort);
            aborted = true;
        }
        if (waited() > state_->shared.options.stop_deadline + std::chrono::seconds{2}) break;
        std::this_thread::sleep_for(std::chrono::milliseconds{5});
    }
    for (auto& worker : state_->workers) worker->context.stop();
    for (auto& worker : state_->workers) worker->thread.join();
}

}  // namespace choqr::http
