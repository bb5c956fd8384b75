#include "http/session.hpp"

#include <linux/sockios.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <cerrno>
#include <cstdio>
#include <exception>
#include <utility>

#include "http/worker.hpp"

namespace choqr::http {
namespace {

using tcp = net::ip::tcp;
constexpr auto as_result = net::as_tuple(net::use_awaitable);
constexpr std::chrono::milliseconds lingering_deadline{2'000};  // For the client to read a final answer.
constexpr std::size_t lingering_bytes_max =
    4u << 20;  // More than any route takes: who sends on until it looks, sees the answer.
constexpr std::size_t answers_bytes_max =
    256u << 10;  // Ready answers beyond this are written before the next request.
constexpr std::size_t kept_answer_bytes =
    16u << 10;  // Larger ones are written from where they are, and no such buffer is kept.

constexpr Refusal no_place{503, "too_many_connections", "There are too many connections at the moment."};
constexpr Refusal too_many_requests{429, "too_many_requests",
                                    "Too many requests of this address are under way."};
constexpr Refusal no_room{503, "busy", "Too many requests are on their way in; send it again."};

}  // namespace

Session::Session(Worker& worker, tcp::socket socket, const ClientAddress& peer, Places::Seat seat)
    : worker_{worker},
      socket_{std::move(socket)},
      peer_{peer},
      is_proxy_{any_contains(worker.shared.options.trusted_proxies, peer)},
      peer_text_{peer.text()},
      seat_{std::move(seat)},
      reader_{worker.shared.options.limits,
              [&worker](Method method, std::string_view path) {
                  return worker.shared.application.router().body_bytes_max(method, path);
              },
              &worker.shared.budget} {
    boost::system::error_code ignored;
    socket_.set_option(tcp::no_delay{true}, ignored);
}

Session::~Session() { worker_.shared.budget.give_back(unread_bytes_); }

void Session::allow(std::chrono::milliseconds limit) { deadline_ = worker_.now + limit; }

void Session::begin_waiting() { waiting_ = {++worker_.waited, worker_.now}; }

// A deadline runs from the phase's first byte: a byte now and then does not extend it.
void Session::allow_phase() {
    const auto phase = reader_.phase();
    const bool runs = deadline_ != std::chrono::nanoseconds::max();
    if (runs && phase == deadline_phase_) return;
    const auto& options = worker_.shared.options;
    const bool head_on_probation = runs && is_on_probation() && phase == RequestReader::Phase::header;
    deadline_phase_ = phase;
    if (head_on_probation)
        return;  // One deadline from the connection's beginning to the end of its first head.
    begin_waiting();
    if (is_on_probation()) return allow(options.probation_deadline);
    allow(phase == RequestReader::Phase::idle     ? options.idle_deadline
          : phase == RequestReader::Phase::header ? options.header_deadline
                                                  : options.body_deadline);
}

void Session::check_deadline(std::chrono::nanoseconds now) {
    if ((writing_ || stream_ != nullptr) && acknowledged_before_ == not_measured)
        acknowledged_before_ = acknowledged();
    if (now < deadline_) return;
    if (writing_ || stream_ != nullptr)
        check_progress();
    else
        abort();
}

void Session::open_write_window() {
    acknowledged_before_ = not_measured;  // At the next tick: most answers are gone by then.
    begin_waiting();
    allow(worker_.shared.options.write_deadline);
}

std::uint64_t Session::acknowledged() {
    int unsent = 0;
    if (::ioctl(socket_.native_handle(), SIOCOUTQ, &unsent) != 0 || unsent < 0) return written_;
    return written_ - std::min(written_, static_cast<std::uint64_t>(unsent));
}

void Session::check_progress() {
    const auto& options = worker_.shared.options;
    const auto now_acknowledged = acknowledged();
    const auto progress = now_acknowledged - std::min(now_acknowledged, acknowledged_before_);
    const auto wanted =
        options.write_bytes_per_second_min * static_cast<std::size_t>(options.write_deadline.count()) / 1000;
    const bool caught_up = !writing_ && now_acknowledged == written_;
    if (!caught_up && progress < (writing_ ? std::max<std::size_t>(1, wanted) : 1)) return reset();
    acknowledged_before_ = now_acknowledged;
    allow(options.write_deadline);
}

std::optional<Session::Waiting> Session::waiting() const {
    if (!socket_.is_open() || handling_ || stream_ != nullptr) return std::nullopt;
    const bool waits = reading_ && (!known_ || reader_.phase() == RequestReader::Phase::idle);
    if (waits || lingering_ || (writing_ && !known_)) return waiting_;
    return std::nullopt;
}

void Session::look_after(short events) {
    if (client_has_left(events)) leave();
}

// A handler may work, and a stream have nothing to write, for long: nobody would notice that the client has
// gone. Who only ended its sending and has further requests here still waits for answers.
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

// What the client does not take would otherwise stay with the system, and go on being sent, for minutes.
void Session::reset() {
    boost::system::error_code ignored;
    socket_.set_option(net::socket_base::linger{true, 0}, ignored);
    abort();
}

void Session::give_way() {
    if (writing_)
        reset();
    else
        abort();
    seat_.give_back();
    worker_.shared.budget.give_back(std::exchange(unread_bytes_, 0));
    if (reading_) reader_.release();  // read_more() sees the closed socket first.
}

void Session::stop() {
    stopping_ = true;
    if (stream_ != nullptr) stream_->close();
    boost::system::error_code ignored;
    // An idle connection ends now, unless a request has just arrived and only has not been read yet.
    if (reading_ && reader_.phase() == RequestReader::Phase::idle && socket_.available(ignored) == 0) abort();
}

net::awaitable<void> Session::run() {
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
            case RequestReader::Progress::need_more: {
                const auto flow = co_await ask_before_body();
                co_return flow;
            }
            case RequestReader::Progress::refused:
                co_return refuse(reader_.refusal());
            case RequestReader::Progress::ready:
                break;
        }
        const auto flow = co_await answer_one();
        if (flow == Flow::end) co_return Flow::end;
        if (out_.size() < answers_bytes_max) continue;
        const auto written = co_await flush();
        if (written == Flow::end) co_return Flow::end;
    }
}

// Who sends, and whether it may, before room is made for what it sends.
net::awaitable<Session::Flow> Session::ask_before_body() {
    if (reader_.phase() != RequestReader::Phase::body) co_return Flow::go_on;
    auto& application = worker_.shared.application;
    const auto* const route = application.router().find(reader_.head().method, reader_.head().path).route;
    if (!may_stay(route)) co_return ask_again(no_place);
    if (!reader_.take_question() || route == nullptr || !route->before_body) co_return Flow::go_on;
    no_deadline();
    auto head = reader_.head();
    describe(head);
    std::optional<Response> refusal;
    handling_ = true;
    try {
        refusal = co_await route->before_body(head);
    } catch (const std::exception& error) {
        application.failed(*route, error);
        refusal = application.refuse({500, "internal_error", "choqr made a mistake; it is in the log."},
                                     peer_text_);
    }
    handling_ = false;
    if (!refusal) {
        reader_.let_in();
        if (application.identifies(*route)) become_known();
        co_return Flow::go_on;
    }
    application.answered(route, refusal->status);
    append(*refusal, false, false);
    co_return Flow::end;
}

net::awaitable<Session::Flow> Session::answer_one() {
    no_deadline();  // Each handler bounds its own waits.
    auto request = reader_.request();
    describe(request);
    const bool head_only = request.method == Method::head;
    const auto* const route = worker_.shared.application.router().find(request.method, request.path).route;
    if (!may_stay(route)) co_return ask_again(no_place);
    Places::Seat counted;
    Response response;
    if (is_proxy_ && !count_request(counted)) {
        response = refuse_for_now(too_many_requests);
    } else {
        handling_ = true;
        response = co_await answer(worker_.shared.application, request);
        handling_ = false;
    }
    const auto settled = settle(route, response.status);
    if (response.stream) {
        const auto flow = co_await send_stream(std::move(response), head_only);
        co_return flow;
    }
    const bool goes_on =
        settled == Flow::go_on && !response.close && !stopping_ && !worker_.shared.stopping.load();
    const auto flow = co_await send(response, goes_on && reader_.keep_alive(), head_only);
    co_return flow;
}

void Session::describe(Request& request) {
    request.remote = peer_text_;
    request.local = peer_.is_loopback() && !was_carried(request.fields);
    request.gone = gone_.get_token();
    if (!is_proxy_) return;
    client_ = client_behind(peer_, request.fields, worker_.shared.options.trusted_proxies);
    client_text_ = client_.text();
    request.remote = client_text_;
}

bool Session::count_request(Places::Seat& seat) {
    return worker_.shared.places.take(Places::Room::request, client_.counted(), seat) ==
           Places::Answer::taken;
}

bool Session::may_stay(const Route* route) const {
    return !is_on_probation() || (route != nullptr && worker_.shared.application.may_use_reserve(*route));
}

// What an answer says of its client.
Session::Flow Session::settle(const Route* route, int status) {
    auto& application = worker_.shared.application;
    application.answered(route, status);
    if (status < 400 && route != nullptr && application.identifies(*route)) become_known();
    return is_on_probation() ? Flow::end : Flow::go_on;
}

void Session::become_known() {
    if (std::exchange(known_, true)) return;
    worker_.leave_probation(*this);
    worker_.shared.places.promote(seat_);
}

Session::Flow Session::refuse(const Refusal& refusal) {
    const auto response = worker_.shared.application.refuse(refusal, peer_text_);
    worker_.shared.application.answered(nullptr, response.status);
    append(response, false, false);
    return Flow::end;
}

Response Session::refuse_for_now(const Refusal& refusal) const {
    auto response = worker_.shared.application.refuse(refusal, peer_text_);
    response.add_field("Retry-After", "5");
    return response;
}

Session::Flow Session::ask_again(const Refusal& refusal) {
    const auto response = refuse_for_now(refusal);
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

net::awaitable<Session::Flow> Session::send(const Response& response, bool keep_alive, bool head_only) {
    const auto flow = keep_alive ? Flow::go_on : Flow::end;
    const bool apart =
        !head_only && sends_content(response.status) && response.content().size() > kept_answer_bytes;
    append(response, keep_alive, head_only || apart);
    if (!apart) co_return flow;
    const auto written = co_await flush(response.content(), response.body.capacity());
    co_return written == Flow::end ? Flow::end : flow;
}

net::awaitable<Session::Flow> Session::send_stream(Response response, bool head_only) {
    const bool chunked = !reader_.http_1_0();
    append(response, false, head_only);  // A stream is the connection's last answer.
    const auto head_written = co_await flush();
    if (head_written == Flow::end || head_only) co_return Flow::end;
    reader_.release();
    stream_ = response.stream.get();
    if (stopping_ || !socket_.is_open()) stream_->close();
    open_write_window();
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
    no_deadline();
    if (chunked && socket_.is_open()) out_ += "0\r\n\r\n";
    co_return Flow::end;
}

// Writes the ready answers, then `content`, of which `held` bytes are ours to hold until it is gone.
net::awaitable<Session::Flow> Session::flush(std::string_view content, std::size_t held) {
    if (out_.empty() && content.empty()) co_return Flow::go_on;
    if (stream_ == nullptr) open_write_window();  // A stream's window is open all the time.
    std::string_view first = out_;
    auto flow = Flow::go_on;
    while (!first.empty() || !content.empty()) {
        const std::array<net::const_buffer, 2> rest{net::buffer(first.data(), first.size()),
                                                    net::buffer(content.data(), content.size())};
        writing_ = true;
        const auto [error, written] = co_await socket_.async_write_some(rest, as_result);
        writing_ = false;
        flow = error || !socket_.is_open() ? Flow::end : Flow::go_on;
        if (flow == Flow::end) break;
        written_ += written;
        const auto of_first = std::min(written, first.size());
        first.remove_prefix(of_first);
        content.remove_prefix(written - of_first);
        if (first.size() + content.size() > 0 && !count_unread(out_.capacity() + held)) reset();
    }
    worker_.shared.budget.give_back(std::exchange(unread_bytes_, 0));
    if (stream_ == nullptr) no_deadline();
    out_.clear();
    if (out_.capacity() > kept_answer_bytes) out_.shrink_to_fit();
    co_return flow;
}

// An answer that waits for its reader is held in memory. False: there is no room for it, and nobody knows who
// reads.
bool Session::count_unread(std::size_t bytes) {
    if (unread_bytes_ > 0) return true;
    const auto share =
        bytes > RequestReader::small_body_bytes_max ? ByteBudget::Share::large : ByteBudget::Share::small;
    auto& budget = worker_.shared.budget;
    if (!budget.take(bytes, share) && (!worker_.make_bytes() || !budget.take(bytes, share))) return known_;
    unread_bytes_ = bytes;
    return true;
}

net::awaitable<Session::Flow> Session::read_more() {
    if (reader_.take_continue()) {
        out_ = "HTTP/1.1 100 Continue\r\n\r\n";
        const auto written = co_await flush();
        if (written == Flow::end) co_return Flow::end;
    }
    allow_phase();
    if (stopping_ && reader_.phase() == RequestReader::Phase::idle) co_return Flow::end;
    auto room = reader_.prepare();
    if (room.empty() && worker_.make_bytes()) room = reader_.prepare();
    if (room.empty()) {
        ask_again(no_room);
        const auto written = co_await flush();
        if (written == Flow::go_on) co_await linger();
        co_return Flow::end;
    }
    reading_ = true;
    const auto buffer = net::buffer(room.data(), room.size());
    const auto [error, bytes] = co_await socket_.async_read_some(buffer, as_result);
    reading_ = false;
    if (error || !socket_.is_open()) co_return Flow::end;
    reader_.commit(bytes);
    co_return Flow::go_on;
}

// Closing a socket with unread bytes resets it, and the client may lose the answer that it was just sent.
net::awaitable<void> Session::linger() {
    boost::system::error_code ignored;
    socket_.shutdown(tcp::socket::shutdown_send, ignored);
    reader_.release();
    lingering_ = true;
    begin_waiting();
    allow(lingering_deadline);
    std::size_t total = 0;
    while (total < lingering_bytes_max) {
        const auto buffer = net::buffer(worker_.discarded);
        const auto [error, bytes] = co_await socket_.async_read_some(buffer, as_result);
        if (error) break;
        total += bytes;
    }
    no_deadline();
    socket_.close(ignored);
}

}  // namespace choqr::http
