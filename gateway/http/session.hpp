#pragma once

#include <boost/asio/ip/tcp.hpp>
#include <chrono>
#include <cstdint>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>

#include "http/client_address.hpp"
#include "http/request_reader.hpp"
#include "http/seats.hpp"
#include "http/server.hpp"
#include "http/transport.hpp"

namespace choqr::http {

struct Worker;

/// One connection. Everything happens on its worker's thread.
class Session {
public:
    /// `worker` outlives it.
    Session(Worker& worker, net::ip::tcp::socket socket, const ClientAddress& peer, Seats::Seat seat);
    ~Session();

    net::awaitable<void> run();

    // For the worker's tick.

    void check_deadline(std::chrono::nanoseconds now);
    /// Somebody works for the client and would not notice that it has left.
    bool is_watched() const { return handling_ || stream_ != nullptr; }
    int descriptor() { return transport_.descriptor(); }
    /// What poll() said of the descriptor.
    void look_after(short events);

    // For the worker when there is no room.

    /// Since when nobody has been served here: the time, as exact as a tick, and a number that orders a
    /// worker's connections exactly.
    struct Waiting {
        std::uint64_t order;
        std::chrono::nanoseconds since;
    };
    /// Nothing while a handler works or a stream is open.
    std::optional<Waiting> waiting() const;
    /// An answer has shown who the client is.
    bool is_known() const { return known_; }
    /// Its answer is sent and the client is only given time to read it.
    bool is_leaving() const { return lingering_; }
    bool is_on_probation() const { return seat_.is_reserved() && !known_; }
    bool is_reserved() const { return seat_.is_reserved(); }
    const std::optional<ClientAddress>& counted_client() const { return seat_.client(); }
    std::size_t bytes_held() const { return reader_.bytes_held() + unread_bytes_; }

    /// Ends it at once, so that its place and its bytes are free when this returns.
    void give_way();
    void stop();
    void abort();

private:
    enum class Flow { go_on, end };

    net::awaitable<Flow> greet();
    net::awaitable<void> answer_in_clear();
    net::awaitable<Flow> answer_ready();
    net::awaitable<Flow> answer_one();
    net::awaitable<Flow> ask_before_body();
    net::awaitable<Flow> send(const Response& response, bool keep_alive, bool head_only);
    net::awaitable<Flow> send_stream(Response response, bool head_only);
    net::awaitable<Flow> flush(std::string_view content = {}, std::size_t held = 0);
    net::awaitable<Flow> read_more();
    net::awaitable<void> linger();
    Flow refuse(const Refusal& refusal);
    Flow ask_again(const Refusal& refusal);
    Response refuse_for_now(const Refusal& refusal) const;
    void append(const Response& response, bool keep_alive, bool head_only);
    std::string_view site_fields() const;
    void describe(Request& request);
    bool count_request(Seats::Seat& seat);
    bool may_stay(const Route* route) const;
    Flow settle(const Route* route, int status);
    void become_known();

    void allow(std::chrono::milliseconds limit);
    void allow_phase();
    void begin_waiting();
    void no_deadline() { deadline_ = std::chrono::nanoseconds::max(); }
    bool client_has_left(short events);
    void leave();
    void open_write_window();
    void check_progress();
    bool count_unread(std::size_t bytes);
    bool count_handshake();
    void reset();

    static constexpr auto not_measured = static_cast<std::uint64_t>(-1);

    Worker& worker_;
    Transport transport_;
    const ClientAddress peer_;
    const bool is_proxy_;  // A trusted one: each request says who its client is.
    const std::string peer_text_;
    ClientAddress client_;     // Of the current request,
    std::string client_text_;  // where a proxy names it.
    Seats::Seat seat_;
    Router::Found found_;  // The route of the current request: looked up once, when its head is complete.
    RequestReader reader_;
    std::string out_;
    std::size_t unread_bytes_ = 0;  // Of an answer that the client does not take, or of a handshake; counted
                                    // in the budget.
    std::uint64_t acknowledged_before_ =
        not_measured;  // When the window began in which the client must make progress.
    std::chrono::nanoseconds deadline_ = std::chrono::nanoseconds::max();
    Waiting waiting_{};
    RequestReader::Phase deadline_phase_ = RequestReader::Phase::idle;
    bool reading_ = false;   // Waiting for the client: in the handshake, between requests or within one.
    bool writing_ = false;   // Waiting for the client to take an answer.
    bool handling_ = false;  // A handler works on the current request.
    bool lingering_ = false;
    bool known_ = false;
    bool is_in_clear_ = false;                            // Where TLS was expected.
    std::shared_ptr<const std::string> tls_site_fields_;  // Null where TLS is not spoken.
    bool stopping_ = false;
    BodyStream* stream_ = nullptr;
    std::stop_source gone_;  // One for all requests: once the client has left none follows.
};

}  // namespace choqr::http
