#include "http/server.hpp"

#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <atomic>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <list>
#include <stop_token>
#include <thread>
#include <vector>

#include "base/assert.hpp"

namespace choqr::http {
namespace {

using tcp = net::ip::tcp;
constexpr auto as_result = net::as_tuple(net::use_awaitable);
constexpr std::chrono::milliseconds tick_interval{250};       // How exact deadlines are.
constexpr std::chrono::milliseconds lingering_deadline{2'000};  // For the client to read a final answer.
constexpr std::size_t lingering_bytes_max = 1u << 20;
constexpr std::size_t answers_bytes_max = 256u << 10;         // Ready answers beyond this are written before the next request.

}  // namespace

net::awaitable<Response> answer(Application& application, const Request& request) {
    const auto found = application.router().find(request.method, request.path);
    if (found.route == nullptr) {
        if (found.allow.empty()) {
            const Refusal refusal{404, "not_found", "There is nothing at this address."};
            co_return application.refuse(refusal);
        }
        Response response;
        if (request.method == Method::options) {
            response.status = 204;
        } else {
            const Refusal refusal{405, "method_not_allowed", "This address does not take this method."};
            response = application.refuse(refusal);
        }
        response.add_field("Allow", found.allow);
        co_return response;
    }
    std::optional<Refusal> refusal;
    try {
        co_return co_await found.route->handler(request, found.values);
    } catch (const std::exception& error) {
        application.failed(*found.route, error);
        refusal = Refusal{500, "internal_error", "choqr made a mistake; it is in the log."};
    }
    co_return application.refuse(*refusal);
}

namespace {

struct Worker;

// One connection. Everything happens on its worker's thread.
class Session {
public:
    Session(Worker& worker, tcp::socket socket);

    net::awaitable<void> run();
    void check_deadline(std::chrono::nanoseconds now);
    /// Somebody works for the client and would not notice that it has left.
    bool is_watched() const { return handling_ || stream_ != nullptr; }
    int descriptor() { return socket_.native_handle(); }
    /// What poll() said of the descriptor.
    void look_after(short events);
    void stop();
    void abort();

private:
    enum class Flow { go_on, end };

    net::awaitable<Flow> answer_ready();
    net::awaitable<Flow> answer_one();
    net::awaitable<Flow> send(const Response& response, bool keep_alive, bool head_only);
    net::awaitable<Flow> send_stream(Response response, bool head_only);
    net::awaitable<Flow> flush();
    net::awaitable<Flow> read_more();
    net::awaitable<void> linger();
    Flow refuse();
    void append(const Response& response, bool keep_alive, bool head_only);
    void allow(std::chrono::milliseconds limit);
    void no_deadline() { deadline_ = std::chrono::nanoseconds::max(); }
    bool client_has_left(short events);
    void leave();

    Worker& worker_;
    tcp::socket socket_;
    std::string remote_;
    RequestReader reader_;
    std::string out_;
    std::chrono::nanoseconds deadline_ = std::chrono::nanoseconds::max();
    RequestReader::Phase deadline_phase_ = RequestReader::Phase::idle;
    bool reading_ = false;   // Waiting for the client, between requests or within one.
    bool handling_ = false;  // A handler works on the current request.
    bool stopping_ = false;
    BodyStream* stream_ = nullptr;
    std::stop_source gone_;  // One for all requests: once the client has left none follows.
};

struct Shared {
    Application& application;
    const world::Clock& clock;
    const ServerOptions options;
    std::atomic<std::size_t> connections{0};
    std::atomic<bool> stopping{false};
};

// One thread, its event loop and its connections.
struct Worker {
    explicit Worker(Shared& shared_state) : shared{shared_state}, timer{context}, work{context.get_executor()} { refresh(); }

    void start_session(tcp::socket socket) {
        // Counted by the acceptor already.
        if (shared.stopping.load()) {
            --shared.connections;
            return;
        }
        sessions.emplace_back(*this, std::move(socket));
        const auto place = std::prev(sessions.end());
        auto ended = [this, place](const std::exception_ptr&) {  // Nothing but bad_alloc gets here; the connection is gone.
            sessions.erase(place);
            --shared.connections;
        };
        net::co_spawn(context, place->run(), std::move(ended));
    }

    net::awaitable<void> tick() {
        for (;;) {
            timer.expires_after(tick_interval);
            const auto [error] = co_await timer.async_wait(as_result);
            if (error) co_return;
            refresh();
            for (auto& session : sessions) session.check_deadline(now);
            look_after_clients();
            if (shared.stopping.load() && sessions.empty()) work.reset();
        }
    }

    // One call for all connections whose client somebody works for: thousands of streams are looked at in a millisecond.
    void look_after_clients() {
        watched.clear();
        descriptors.clear();
        for (auto& session : sessions) {
            if (!session.is_watched()) continue;
            watched.push_back(&session);
            descriptors.push_back({session.descriptor(), POLLRDHUP, 0});
        }
        if (descriptors.empty() || ::poll(descriptors.data(), descriptors.size(), 0) <= 0) return;
        for (std::size_t i = 0; i < watched.size(); ++i)
            if (descriptors[i].revents != 0) watched[i]->look_after(descriptors[i].revents);
    }

    void refresh() {
        now = shared.clock.monotonic();
        const auto seconds = std::chrono::floor<std::chrono::seconds>(shared.clock.now()).time_since_epoch().count();
        if (seconds == date_seconds) return;
        date_seconds = seconds;
        date = format_http_date(seconds);
    }

    Shared& shared;
    net::io_context context{1};
    net::steady_timer timer;
    net::executor_work_guard<net::io_context::executor_type> work;
    std::list<Session> sessions;
    std::vector<Session*> watched;      // Of the tick that goes on, with
    std::vector<pollfd> descriptors;    // what is asked about each.
    std::chrono::nanoseconds now{0};
    std::int64_t date_seconds = -1;
    std::string date;
    std::thread thread;
};

Session::Session(Worker& worker, tcp::socket socket)
    : worker_{worker},
      socket_{std::move(socket)},
      reader_{worker.shared.options.limits, [&worker](Method method, std::string_view path) {
                  return worker.shared.application.router().body_bytes_max(method, path);
              }} {
    boost::system::error_code ignored;
    socket_.set_option(tcp::no_delay{true}, ignored);
    const auto peer = socket_.remote_endpoint(ignored);
    if (!ignored) remote_ = peer.address().to_string();
}

void Session::allow(std::chrono::milliseconds limit) { deadline_ = worker_.now + limit; }

void Session::check_deadline(std::chrono::nanoseconds now) {
    if (now >= deadline_) abort();
}

void Session::look_after(short events) {
    if (client_has_left(events)) leave();
}

// A handler may work, and a stream have nothing to write, for long: nobody would notice that the client has gone. Who only
// ended its sending and has further requests here still waits for answers.
bool Session::client_has_left(short events) {
    if ((events & (POLLHUP | POLLERR | POLLNVAL)) != 0) return true;
    if ((events & POLLRDHUP) == 0 || reader_.holds_more()) return false;
    char byte = 0;
    const auto received = ::recv(socket_.native_handle(), &byte, 1, MSG_PEEK | MSG_DONTWAIT);
    return received == 0 || (received < 0 && errno != EAGAIN && errno != EWOULDBLOCK && errno != EINTR);
}

void Session::leave() {
    gone_.request_stop();
    if (stream_ != nullptr) stream_->close();
}

void Session::abort() {
    no_deadline();
    boost::system::error_code ignored;
    socket_.close(ignored);  // What waits on it completes with an error.
    leave();
}

void Session::stop() {
    stopping_ = true;
    if (stream_ != nullptr) stream_->close();
    boost::system::error_code ignored;
    // An idle connection ends now, unless a request has just arrived and only has not been read yet.
    if (reading_ && reader_.phase() == RequestReader::Phase::idle && socket_.available(ignored) == 0) abort();
}

net::awaitable<void> Session::run() {
    allow(worker_.shared.options.idle_deadline);
    for (;;) {
        const auto answered = co_await answer_ready();
        const auto written = co_await flush();
        if (written == Flow::end) co_return;
        if (answered == Flow::end) break;
        const auto read = co_await read_more();
        if (read == Flow::end) co_return;
    }
    co_await linger();
}

net::awaitable<Session::Flow> Session::answer_ready() {
    for (;;) {
        switch (reader_.next()) {
            case RequestReader::Progress::need_more: co_return Flow::go_on;
            case RequestReader::Progress::refused: co_return refuse();
            case RequestReader::Progress::ready: break;
        }
        const auto flow = co_await answer_one();
        if (flow == Flow::end) co_return Flow::end;
        if (out_.size() < answers_bytes_max) continue;
        const auto written = co_await flush();
        if (written == Flow::end) co_return Flow::end;
    }
}

net::awaitable<Session::Flow> Session::answer_one() {
    no_deadline();  // Each handler bounds its own waits.
    auto request = reader_.request();
    request.remote = remote_;
    request.gone = gone_.get_token();
    const bool head_only = request.method == Method::head;
    const auto* const route = worker_.shared.application.router().find(request.method, request.path).route;
    handling_ = true;
    auto response = co_await answer(worker_.shared.application, request);
    handling_ = false;
    worker_.shared.application.answered(route, response.status);
    if (response.stream) {
        const auto flow = co_await send_stream(std::move(response), head_only);
        co_return flow;
    }
    const bool keep_alive = reader_.keep_alive() && !response.close && !stopping_ && !worker_.shared.stopping.load();
    append(response, keep_alive, head_only);
    co_return keep_alive ? Flow::go_on : Flow::end;
}

Session::Flow Session::refuse() {
    const auto response = worker_.shared.application.refuse(reader_.refusal());
    worker_.shared.application.answered(nullptr, response.status);
    append(response, false, false);
    return Flow::end;
}

void Session::append(const Response& response, bool keep_alive, bool head_only) {
    WriteOptions options;
    options.date = worker_.date;
    options.site_fields = worker_.shared.options.site_fields;
    options.keep_alive = keep_alive;
    options.announce_keep_alive = reader_.http_1_0();
    options.head_only = head_only;
    options.chunked = !reader_.http_1_0();
    append_response(out_, response, options);
}

net::awaitable<Session::Flow> Session::send_stream(Response response, bool head_only) {
    const bool chunked = !reader_.http_1_0();
    append(response, false, head_only);  // A stream is the connection's last answer.
    const auto head_written = co_await flush();
    if (head_written == Flow::end || head_only) co_return Flow::end;
    stream_ = response.stream.get();
    if (stopping_) stream_->close();
    for (;;) {
        auto piece = co_await stream_->next();
        if (!piece) break;
        if (chunked) {
            char size[24];
            const auto length = std::snprintf(size, sizeof size, "%zx\r\n", piece->size());
            out_.append(size, static_cast<std::size_t>(length)).append(*piece).append("\r\n");
        } else {
            out_ += *piece;
        }
        const auto written = co_await flush();
        if (written == Flow::end) break;
    }
    stream_ = nullptr;
    if (chunked && socket_.is_open()) out_ += "0\r\n\r\n";
    co_return Flow::end;
}

net::awaitable<Session::Flow> Session::flush() {
    if (out_.empty()) co_return Flow::go_on;
    allow(worker_.shared.options.write_deadline);
    const auto buffer = net::buffer(out_);
    const auto [error, written] = co_await net::async_write(socket_, buffer, as_result);
    no_deadline();
    out_.clear();
    if (out_.capacity() > answers_bytes_max) out_.shrink_to_fit();
    co_return error ? Flow::end : Flow::go_on;
}

net::awaitable<Session::Flow> Session::read_more() {
    if (reader_.take_continue()) {
        out_ = "HTTP/1.1 100 Continue\r\n\r\n";
        const auto written = co_await flush();
        if (written == Flow::end) co_return Flow::end;
        allow(worker_.shared.options.body_deadline);
        deadline_phase_ = RequestReader::Phase::body;
    }
    // A deadline runs from the phase's first byte: a byte now and then does not extend it.
    const auto phase = reader_.phase();
    if (phase != deadline_phase_ || deadline_ == std::chrono::nanoseconds::max()) {
        const auto& options = worker_.shared.options;
        allow(phase == RequestReader::Phase::idle     ? options.idle_deadline
              : phase == RequestReader::Phase::header ? options.header_deadline
                                                      : options.body_deadline);
        deadline_phase_ = phase;
    }
    if (stopping_ && phase == RequestReader::Phase::idle) co_return Flow::end;
    const auto room = reader_.prepare();
    reading_ = true;
    const auto buffer = net::buffer(room.data(), room.size());
    const auto [error, bytes] = co_await socket_.async_read_some(buffer, as_result);
    reading_ = false;
    if (error) co_return Flow::end;
    reader_.commit(bytes);
    co_return Flow::go_on;
}

// Closing a socket with unread bytes resets it, and the client may lose the answer that it was just sent.
net::awaitable<void> Session::linger() {
    boost::system::error_code ignored;
    socket_.shutdown(tcp::socket::shutdown_send, ignored);
    allow(lingering_deadline);
    std::string rest(4096, '\0');
    std::size_t total = 0;
    while (total < lingering_bytes_max) {
        const auto buffer = net::buffer(rest);
        const auto [error, bytes] = co_await socket_.async_read_some(buffer, as_result);
        if (error) break;
        total += bytes;
    }
    no_deadline();
    socket_.close(ignored);
}

}  // namespace

struct Server::State {
    State(Application& application, const world::Clock& clock, ServerOptions options)
        : shared{application, clock, std::move(options)} {
        for (unsigned i = 0; i < std::max(1u, shared.options.threads); ++i) workers.push_back(std::make_unique<Worker>(shared));
        acceptor.emplace(workers.front()->context);
    }

    Result<void> listen();
    net::awaitable<void> accept();
    void turn_away(tcp::socket socket) const;
    void for_each_session(void (Session::*action)());

    Shared shared;
    std::vector<std::unique_ptr<Worker>> workers;
    std::optional<tcp::acceptor> acceptor;
    std::uint16_t port = 0;
    std::string full_answer;
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

// Round robin over the workers. Out of descriptors: wait a little, clients leave; nothing else must end the loop.
net::awaitable<void> Server::State::accept() {
    net::steady_timer pause{workers.front()->context};
    for (std::size_t turn = 0;; ++turn) {
        auto& worker = *workers[turn % workers.size()];
        auto [error, socket] = co_await acceptor->async_accept(worker.context, as_result);
        if (shared.stopping.load()) co_return;
        if (error) {
            pause.expires_after(std::chrono::milliseconds{50});
            co_await pause.async_wait(as_result);
            continue;
        }
        if (shared.connections.load() >= shared.options.connections_max) {
            turn_away(std::move(socket));
            continue;
        }
        ++shared.connections;
        auto start = [&worker, accepted = std::move(socket)]() mutable { worker.start_session(std::move(accepted)); };
        net::post(worker.context, std::move(start));
    }
}

void Server::State::turn_away(tcp::socket socket) const {
    boost::system::error_code ignored;
    socket.non_blocking(true, ignored);
    socket.write_some(net::buffer(full_answer), ignored);
    socket.shutdown(tcp::socket::shutdown_send, ignored);
}

void Server::State::for_each_session(void (Session::*action)()) {
    for (auto& worker : workers) {
        auto visit = [&worker = *worker, action] {
            for (auto& session : worker.sessions) (session.*action)();
            if (worker.sessions.empty() && worker.shared.stopping.load()) worker.work.reset();
        };
        net::post(worker->context, std::move(visit));
    }
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
    auto full = state_->shared.application.refuse({503, "too_many_connections", "There are too many connections at the moment."});
    full.add_field("Retry-After", "5");
    WriteOptions options;
    options.date = state_->workers.front()->date;
    options.keep_alive = false;
    append_response(state_->full_answer, full, options);
    net::co_spawn(state_->workers.front()->context, state_->accept(), [](const std::exception_ptr&) {});
    for (auto& worker : state_->workers) {
        net::co_spawn(worker->context, worker->tick(), [](const std::exception_ptr&) {});
        worker->thread = std::thread{[&context = worker->context] { context.run(); }};
    }
    state_->started = true;
    return {};
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
    const auto waited = [begin = std::chrono::steady_clock::now()] { return std::chrono::steady_clock::now() - begin; };
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
