#include "http/worker.hpp"

#include <algorithm>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace choqr::http {
namespace {

using tcp = net::ip::tcp;
constexpr auto as_result = net::as_tuple(net::use_awaitable);
constexpr std::chrono::milliseconds tick_interval{250};  // How exact deadlines are.
constexpr std::chrono::seconds time_to_come_again{1};  // A known client that was just served gets this long.
constexpr std::size_t small_share = 32;         // Of the candidates, one in so many gives way per search.
constexpr std::size_t held_by_idle = 4 * 1024;  // Whoever holds no more frees nothing worth it.

}  // namespace

Worker::Worker(Shared& shared_state) : shared{shared_state}, timer{context}, work{context.get_executor()} {
    refresh();
}

void Worker::admit(tcp::socket socket) {
    boost::system::error_code error;
    const auto endpoint = socket.remote_endpoint(error);
    if (error || shared.stopping.load()) {
        --shared.connections;
        return;
    }
    const ClientAddress peer{endpoint.address()};
    const bool is_proxy = any_contains(shared.options.trusted_proxies, peer);
    const auto client = is_proxy ? std::optional<ClientAddress>{} : peer.counted();
    Seats::Seat seat;
    auto answer = take_seat(client, seat);
    if (answer == Seats::Answer::full) answer = take_reserved(client, seat);
    if (answer == Seats::Answer::taken) return start(std::move(socket), peer, std::move(seat));
    turn_away(std::move(socket));
    --shared.connections;
}

Seats::Answer Worker::take_seat(const std::optional<ClientAddress>& client, Seats::Seat& seat) {
    auto answer = shared.seats.take(Seats::Room::ordinary, client, seat);
    if (answer == Seats::Answer::client_full && make_room(client))
        answer = shared.seats.take(Seats::Room::ordinary, client, seat);
    if (answer == Seats::Answer::full && make_room({}))
        answer = shared.seats.take(Seats::Room::ordinary, client, seat);
    return answer;
}

Seats::Answer Worker::take_reserved(const std::optional<ClientAddress>& client, Seats::Seat& seat) {
    const auto answer = shared.seats.take(Seats::Room::reserved, client, seat);
    if (answer != Seats::Answer::full || !make_reserved_room()) return answer;
    return shared.seats.take(Seats::Room::reserved, client, seat);
}

void Worker::turn_away(tcp::socket socket) const {
    boost::system::error_code ignored;
    if (shared.speaks_tls) return;  // A handshake would cost more than the answer that it carries.
    const auto peer = socket.remote_endpoint(ignored).address().to_string();
    auto full = shared.application.refuse(
        {503, "too_many_connections", "There are too many connections at the moment."}, peer);
    full.add_field("Retry-After", "5");
    WriteOptions options;
    options.date = date;
    options.keep_alive = false;
    std::string text;
    append_response(text, full, options);
    socket.non_blocking(true, ignored);
    socket.write_some(net::buffer(text), ignored);
    socket.shutdown(tcp::socket::shutdown_send, ignored);
}

void Worker::start(tcp::socket socket, const ClientAddress& peer, Seats::Seat seat) {
    sessions.emplace_back(*this, std::move(socket), peer, std::move(seat));
    const auto place = std::prev(sessions.end());
    if (place->is_on_probation()) probation_.push_back(&*place);
    auto finish = [this, place](const std::exception_ptr&) {
        ended(place);
    };  // Nothing but bad_alloc gets here.
    net::co_spawn(context, place->run(), std::move(finish));
}

void Worker::ended(std::list<Session>::iterator place) {
    leave_probation(*place);
    sessions.erase(place);
    --shared.connections;
}

void Worker::leave_probation(const Session& session) { std::erase(probation_, &session); }

template <class Chosen>
bool Worker::end_longest(std::size_t& looks_left, Chosen chosen) {
    if (looks_left == 0) return false;
    looks_left -= std::min(looks_left, sessions.size() + 1);
    candidates_.clear();
    for (auto& session : sessions)
        if (const auto waiting = session.waiting(); waiting && chosen(session, waiting->since))
            candidates_.push_back({waiting->order, &session});
    if (candidates_.empty()) return false;
    const auto count = std::min(candidates_.size(), 1 + candidates_.size() / small_share);
    std::ranges::nth_element(candidates_, candidates_.begin() + static_cast<std::ptrdiff_t>(count - 1), {},
                             &Candidate::order);
    for (std::size_t i = 0; i < count; ++i) candidates_[i].session->give_way();
    return true;
}

bool Worker::make_room(const std::optional<ClientAddress>& client) {
    auto& looks = client ? client_looks_ : room_looks_;
    const auto is_here = [&client](const Session& session) {
        return !session.is_reserved() && (!client || session.counted_client() == client);
    };
    // Not even whoever has just come is spared: if so many come that those before have had no time to ask,
    // none of them would.
    const auto is_stranger = [&](const Session& session, std::chrono::nanoseconds) {
        return is_here(session) && (session.is_leaving() || !session.is_known());
    };
    const auto is_idle = [&, before = now - time_to_come_again](const Session& session,
                                                                std::chrono::nanoseconds since) {
        return is_here(session) && since <= before;
    };
    return end_longest(looks, is_stranger) || end_longest(looks, is_idle);
}

// The oldest that has not shown a notice; if all have, the one that has been idle longest.
bool Worker::make_reserved_room() {
    for (auto* const session : probation_) {
        if (!session->waiting()) continue;
        session->give_way();
        return true;
    }
    return end_longest(reserve_looks_, [before = now - time_to_come_again](const Session& session,
                                                                           std::chrono::nanoseconds since) {
        return session.is_reserved() && since <= before;
    });
}

bool Worker::make_descriptors() {
    return end_longest(room_looks_, [](const Session& session, std::chrono::nanoseconds) {
        return session.is_leaving() || !session.is_known();
    });
}

bool Worker::make_bytes() {
    return end_longest(byte_looks_, [](const Session& session, std::chrono::nanoseconds) {
        return !session.is_known() && session.bytes_held() > held_by_idle;
    });
}

net::awaitable<void> Worker::tick() {
    for (;;) {
        timer.expires_after(tick_interval);
        const auto [error] = co_await timer.async_wait(as_result);
        if (error) co_return;
        refresh();
        for (auto& session : sessions) session.check_deadline(now);
        look_after_clients();
        room_looks_ = client_looks_ = byte_looks_ = reserve_looks_ = looks_per_tick;
        if (shared.stopping.load() && sessions.empty()) work.reset();
    }
}

// One call for all connections whose client somebody works for: thousands of streams are looked at in a
// millisecond.
void Worker::look_after_clients() {
    watched_.clear();
    descriptors_.clear();
    for (auto& session : sessions) {
        if (!session.is_watched()) continue;
        watched_.push_back(&session);
        descriptors_.push_back({session.descriptor(), POLLRDHUP, 0});
    }
    if (descriptors_.empty() || ::poll(descriptors_.data(), descriptors_.size(), 0) <= 0) return;
    for (std::size_t i = 0; i < watched_.size(); ++i)
        if (descriptors_[i].revents != 0) watched_[i]->look_after(descriptors_[i].revents);
}

void Worker::refresh() {
    now = shared.clock.monotonic();
    const auto seconds =
        std::chrono::floor<std::chrono::seconds>(shared.clock.now()).time_since_epoch().count();
    if (seconds == date_seconds_) return;
    date_seconds_ = seconds;
    date = format_http_date(seconds);
}

}  // namespace choqr::http
