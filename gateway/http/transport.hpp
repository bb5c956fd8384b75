#pragma once

#include <array>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>
#include <tuple>

struct ssl_st;  // OpenSSL's SSL.

namespace choqr::http {

namespace net = boost::asio;
class TlsContext;

/// The bytes of one connection, over TCP alone or over TLS. It begins as TCP; shake_hands() makes it TLS.
/// Everything happens on its worker's thread. One read and one write at a time; close() and reset() may come
/// while they wait: then they complete with an error and touch their buffers no more.
class Transport {
public:
    using Transferred = std::tuple<boost::system::error_code, std::size_t>;
    /// What is to be written: an answer's head, and its content where that lies elsewhere.
    using Pieces = std::array<net::const_buffer, 2>;

    explicit Transport(net::ip::tcp::socket socket);
    ~Transport();
    Transport(const Transport&) = delete;
    Transport& operator=(const Transport&) = delete;

    enum class Greeting : std::uint8_t {
        tls,         ///< What was asked for: a handshake has begun, or is done.
        plain_http,  ///< The client began as HTTP does; nothing was read, and answers go out as they are.
        refused,     ///< No TLS that is spoken here; why_refused() says more.
        left,        ///< The client, or whoever closed the transport, ended it.
    };
    // Neither has a deadline of its own: close() ends it.
    /// Waits for the client's first byte and looks at it. Until then a connection costs what it does without
    /// TLS.
    net::awaitable<Greeting> await_greeting();
    /// After await_greeting() said `tls`: from `tls` on everything is enciphered. `context` is not needed any
    /// more when it completes.
    net::awaitable<Greeting> shake_hands(std::shared_ptr<const TlsContext> context);
    /// What a handshake holds in memory, about.
    static constexpr std::size_t handshake_bytes = 48u << 10;
    /// OpenSSL's words, none of them from outside.
    std::string_view why_refused() const { return why_refused_; }

    bool is_open() const { return socket_.is_open(); }
    int descriptor() { return socket_.native_handle(); }

    /// As the socket's own: at least a byte, or an error; `eof` when the client has ended its sending. Over
    /// TCP alone it is the socket's operation and nothing around it.
    net::awaitable<Transferred> read_some(net::mutable_buffer buffer) {
        if (ssl_) return read_enciphered(buffer);
        return socket_.async_read_some(buffer, as_result);
    }
    /// At least a byte, seldom all. What was refused for now has to be offered again, as it was.
    net::awaitable<Transferred> write_some(const Pieces& pieces) {
        if (ssl_) return write_enciphered(pieces);
        return socket_.async_write_some(pieces, as_result);
    }
    /// Reads what nobody wants any more, without deciphering it.
    net::awaitable<Transferred> discard_some(net::mutable_buffer buffer) {
        return socket_.async_read_some(buffer, as_result);
    }
    /// Something has come that no read has returned yet: maybe a request, maybe only TLS's own talk.
    bool has_unread();
    /// After poll() said POLLRDHUP: nothing more comes that a read would return.
    bool has_ended();

    /// Bytes that the system has taken over for the client since the beginning, TLS's own included.
    std::uint64_t written() const { return written_; }
    /// What write_some() took over; counted here only where no records are made of it.
    void count_written(std::size_t bytes) {
        if (!ssl_) written_ += bytes;
    }
    /// Those of written() that the client's side has acknowledged.
    std::uint64_t acknowledged();

    /// Says that nothing more follows: TLS's close_notify, if it finds room in time, and TCP's end.
    net::awaitable<void> end_sending();
    /// At once; a TLS client is told if that needs no waiting.
    void close();
    /// At once, and what the client has not taken is thrown away.
    void reset();

private:
    static constexpr auto as_result = net::as_tuple(net::use_awaitable);
    struct Wire;
    struct Free {
        void operator()(ssl_st* ssl) const;
    };
    using Wait = net::ip::tcp::socket::wait_type;

    net::awaitable<Transferred> read_enciphered(net::mutable_buffer buffer);
    net::awaitable<Transferred> write_enciphered(Pieces pieces);
    bool begin_tls(const TlsContext& context);
    net::awaitable<bool> wait(Wait what);
    template <class Operation>
    int step(Operation operation);
    int read_record(net::mutable_buffer buffer, std::size_t& bytes);
    int write_record(net::const_buffer piece, std::size_t& bytes);
    std::optional<Wait> wants(int result);
    boost::system::error_code why_ended() const;
    void say_goodbye();

    net::ip::tcp::socket socket_;
    std::unique_ptr<ssl_st, Free> ssl_;
    std::uint64_t written_ = 0;
    int reads_left_ = 0;     // Of the operation under way.
    bool secured_ = false;   // The handshake is done.
    bool unusable_ = false;  // OpenSSL says: nothing more may be done with it.
    std::string_view why_refused_;
};

}  // namespace choqr::http
