#include "http/session.hpp"

#include <poll.h>

#include <algorithm>
#include <array>
#include <boost/asio/buffer.hpp>
#include <cstdio>
#include <exception>
#include <utility>

#include "http/worker.hpp"

namespace choqr::http {
namespace {

using tcp = net::ip::tcp;
constexpr std::chrono::milliseconds lingering_deadline{2'000};  // For the client to read a final answer.
constexpr std::size_t lingering_bytes_max =
    4u << 20;  // More than any route takes: who sends on until it looks, sees the answer.
constexpr std::size_t answers_bytes_max =
    256u << 10;  // Ready answers beyond this are written before the next request.
constexpr std::size_t kept_answer_bytes =
    16u << 10;  // Larger ones are written from where they are, and no such buffer is kept.

constexpr Refusal no_seat{503, "too_many_connections", "There are too many connections at the moment."};
constexpr Refusal too_many_requests{429, "too_many_requests",
                                    "Too many requests of this address are under way."};
constexpr Refusal tls_required{400, "tls_required",
                               "This port speaks TLS; write https:// instead of http://."};
constexpr Refusal no_room{503, "busy", "Too many requests are on their way in; send it again."};

}  // namespace

Session::Session(Worker& worker, tcp::socket socket, const ClientAddress& peer, Seats::Seat seat)
    : worker_{worker},
      transport_{std::move(socket)},
      peer_{peer},
      is_proxy_{any_contains(worker.shared.options.trusted_proxies, peer)},
      peer_text_{peer.text()},
      seat_{std::move(seat)},
      reader_{worker.shared.options.limits,
              [this](Method method, std::string_view path) {
                  found_ = worker_.shared.application.router().find(method, path);
                  return found_.body_bytes_max();
              },
              &worker.shared.budget} {}

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
        acknowledged_before_ = transport_.acknowledged();
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

void Session::check_progress() {
    const auto& options = worker_.shared.options;
    const auto now_acknowledged = transport_.acknowledged();
    const auto progress = now_acknowledged - std::min(now_acknowledged, acknowledged_before_);
    const auto wanted =
        options.write_bytes_per_second_min * static_cast<std::size_t>(options.write_deadline.count()) / 1000;
    const bool caught_up = !writing_ && now_acknowledged == transport_.written();
    if (!caught_up && progress < (writing_ ? std::max<std::size_t>(1, wanted) : 1)) return reset();
    acknowledged_before_ = now_acknowledged;
    allow(options.write_deadline);
}

std::optional<Session::Waiting> Session::waiting() const {
    if (!transport_.is_open() || handling_ || stream_ != nullptr) return std::nullopt;
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
    return transport_.has_ended();
}

void Session::leave() {
    gone_.request_stop();
    if (stream_ != nullptr) stream_->close();
}

void Session::abort() {
    no_deadline();
    transport_.close();  // What waits on it completes with an error.
    leave();
}

// What the client does not take would otherwise stay with the system, and go on being sent, for minutes.
void Session::reset() {
    transport_.reset();
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
    // An idle connection ends now, unless a request has just arrived and only has not been read yet.
    if (reading_ && reader_.phase() == RequestReader::Phase::idle && !transport_.has_unread()) abort();
}

net::awaitable<void> Session::run() {
    if (worker_.shared.speaks_tls) {
        const auto greeted = co_await greet();
        if (greeted == Flow::end) co_return;
    }
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

// Who dallies here is like one that drips a head: one deadline, and a seat that gives way.
net::awaitable<Session::Flow> Session::greet() {
    begin_waiting();
    const auto& options = worker_.shared.options;
    allow(is_on_probation() ? options.probation_deadline : options.header_deadline);
    reading_ = true;
    auto greeting = co_await transport_.await_greeting();
    if (greeting == Transport::Greeting::tls && !count_handshake()) greeting = Transport::Greeting::left;
    if (greeting == Transport::Greeting::tls) {
        auto tls = worker_.shared.tls();
        tls_site_fields_ = std::move(tls.site_fields);
        auto context = std::move(tls.context);
        greeting = co_await transport_.shake_hands(std::move(context));
    }
    reading_ = false;
    worker_.shared.budget.give_back(std::exchange(unread_bytes_, 0));
    if (greeting == Transport::Greeting::refused)
        worker_.shared.application.handshake_failed(transport_.why_refused(), peer_text_);
    if (greeting == Transport::Greeting::plain_http) co_await answer_in_clear();
    if (greeting != Transport::Greeting::tls || !transport_.is_open()) co_return Flow::end;
    if (!is_on_probation()) no_deadline();  // There one runs on to the end of the first head.
    co_return Flow::go_on;
}

// Strangers could begin handshakes by the thousand: others that dally give way, and if none does this one
// ends.
bool Session::count_handshake() {
    if (!transport_.is_open()) return false;
    auto& budget = worker_.shared.budget;
    constexpr auto bytes = Transport::handshake_bytes;
    constexpr auto share = ByteBudget::Share::large;
    if (!budget.take(bytes, share) && (!worker_.make_bytes() || !budget.take(bytes, share))) return false;
    unread_bytes_ = bytes;
    return true;
}

// Never a redirect: a program would go on sending its token in the clear and notice nothing (ASVS 4.1.2).
net::awaitable<void> Session::answer_in_clear() {
    is_in_clear_ = true;
    refuse(tls_required);
    const auto written = co_await flush();
    if (written == Flow::go_on) co_await linger();
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
    const auto* const route = found_.route;
    if (!may_stay(route)) co_return ask_again(no_seat);
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
    const auto* const route = found_.route;
    if (!may_stay(route)) co_return ask_again(no_seat);
    Seats::Seat counted;
    Response response;
    if (is_proxy_ && !count_request(counted)) {
        response = refuse_for_now(too_many_requests);
    } else {
        handling_ = true;
        response = co_await answer(worker_.shared.application, request, found_);
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

bool Session::count_request(Seats::Seat& seat) {
    return worker_.shared.seats.take(Seats::Room::request, client_.counted(), seat) == Seats::Answer::taken;
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
    worker_.shared.seats.promote(seat_);
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

std::string_view Session::site_fields() const {
    return tls_site_fields_ ? *tls_site_fields_ : worker_.shared.options.site_fields;
}

void Session::append(const Response& response, bool keep_alive, bool head_only) {
    WriteOptions options;
    options.date = worker_.date;
    if (!is_in_clear_) options.site_fields = site_fields();  // RFC 6797, 7.2.
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
    if (stopping_ || !transport_.is_open()) stream_->close();
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
    if (chunked && transport_.is_open()) out_ += "0\r\n\r\n";
    co_return Flow::end;
}

// Writes the ready answers, then `content`, of which `held` bytes are ours to hold until it is gone.
net::awaitable<Session::Flow> Session::flush(std::string_view content, std::size_t held) {
    if (out_.empty() && content.empty()) co_return Flow::go_on;
    if (stream_ == nullptr) open_write_window();  // A stream's window is open all the time.
    std::string_view first = out_;
    auto flow = Flow::go_on;
    while (!first.empty() || !content.empty()) {
        const Transport::Pieces rest{net::buffer(first.data(), first.size()),
                                     net::buffer(content.data(), content.size())};
        writing_ = true;
        const auto [error, written] = co_await transport_.write_some(rest);
        writing_ = false;
        flow = error || !transport_.is_open() ? Flow::end : Flow::go_on;
        if (flow == Flow::end) break;
        transport_.count_written(written);
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
    const auto [error, bytes] = co_await transport_.read_some(buffer);
    reading_ = false;
    if (error || !transport_.is_open()) co_return Flow::end;
    reader_.commit(bytes);
    co_return Flow::go_on;
}

// Closing a socket with unread bytes resets it, and the client may lose the answer that it was just sent.
net::awaitable<void> Session::linger() {
    reader_.release();
    lingering_ = true;
    begin_waiting();
    allow(lingering_deadline);
    co_await transport_.end_sending();
    std::size_t total = 0;
    while (total < lingering_bytes_max) {
        const auto buffer = net::buffer(worker_.discarded);
        const auto [error, bytes] = co_await transport_.discard_some(buffer);
        if (error) break;
        total += bytes;
    }
    no_deadline();
    transport_.close();
}

}  // namespace choqr::http
