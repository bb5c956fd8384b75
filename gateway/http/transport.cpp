#include "http/transport.hpp"

#include <linux/sockios.h>
#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

#include <algorithm>
#include <boost/asio/post.hpp>
#include <cerrno>
#include <utility>

#include "base/assert.hpp"
#include "http/tls_context.hpp"

namespace choqr::http {
namespace {

using tcp = net::ip::tcp;

constexpr unsigned char handshake_record = 22;  // RFC 8446, 5.1: the first byte of whoever speaks TLS.
// A client could send empty records and key updates as fast as they are read, so one operation of OpenSSL
// reads so often and then lets the worker's other connections have their turn.
constexpr int reads_per_operation = 2;

bool would_block() { return errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR; }

// What HTTP begins with: a method, or an empty line before it.
bool begins_http(unsigned char first) {
    return (first >= 'A' && first <= 'Z') || first == '\r' || first == '\n';
}

}  // namespace

// What OpenSSL reads from and writes to. Its own socket BIO writes with a signal where the client has gone,
// and counts nothing.
struct Transport::Wire {
    static Transport& owner(BIO* bio) { return *static_cast<Transport*>(::BIO_get_data(bio)); }

    static int write(BIO* bio, const char* data, std::size_t size, std::size_t* written) {
        ::BIO_clear_retry_flags(bio);
        auto& transport = owner(bio);
        const auto sent = ::send(transport.descriptor(), data, size, MSG_NOSIGNAL | MSG_DONTWAIT);
        if (sent <= 0) {
            if (would_block()) ::BIO_set_retry_write(bio);
            return 0;
        }
        *written = static_cast<std::size_t>(sent);
        transport.written_ += *written;
        return 1;
    }
    static int read(BIO* bio, char* data, std::size_t size, std::size_t* got) {
        ::BIO_clear_retry_flags(bio);
        auto& transport = owner(bio);
        if (transport.reads_left_-- <= 0) {
            ::BIO_set_retry_read(bio);
            return 0;
        }
        const auto received = ::recv(transport.descriptor(), data, size, MSG_DONTWAIT);
        if (received <= 0) {
            if (received < 0 && would_block()) ::BIO_set_retry_read(bio);
            return 0;
        }
        *got = static_cast<std::size_t>(received);
        return 1;
    }
    static long control(BIO*, int command, long, void*) { return command == BIO_CTRL_FLUSH ? 1 : 0; }

    static BIO_METHOD* make_method() {
        auto* const made = ::BIO_meth_new(::BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "choqr connection");
        CHOQR_ASSERT(made != nullptr, "OpenSSL has memory for a table of functions");
        ::BIO_meth_set_write_ex(made, write);
        ::BIO_meth_set_read_ex(made, read);
        ::BIO_meth_set_ctrl(made, control);
        return made;
    }
    static BIO* make(Transport& transport) {
        static BIO_METHOD* const method = make_method();
        auto* const bio = ::BIO_new(method);
        if (bio == nullptr) return nullptr;
        ::BIO_set_data(bio, &transport);
        ::BIO_set_init(bio, 1);
        return bio;
    }
};

void Transport::Free::operator()(ssl_st* ssl) const { ::SSL_free(ssl); }

Transport::Transport(tcp::socket socket) : socket_{std::move(socket)} {
    boost::system::error_code ignored;
    socket_.set_option(tcp::no_delay{true}, ignored);
}

Transport::~Transport() { close(); }

// False: it is closed, or broken.
net::awaitable<bool> Transport::wait(Wait what) {
    const auto [error] = co_await socket_.async_wait(what, as_result);
    co_return !error && socket_.is_open();
}

template <class Operation>
int Transport::step(Operation operation) {
    ::ERR_clear_error();  // A thread's queue: another connection may have left something there.
    reads_left_ = reads_per_operation;
    return operation();
}

// What an operation waits for. Nothing: it is over.
std::optional<Transport::Wait> Transport::wants(int result) {
    switch (::SSL_get_error(ssl_.get(), result)) {
        case SSL_ERROR_WANT_READ:
            return Wait::wait_read;
        case SSL_ERROR_WANT_WRITE:
            return Wait::wait_write;
        case SSL_ERROR_ZERO_RETURN:
            return std::nullopt;
        default:
            unusable_ = true;
            return std::nullopt;
    }
}

boost::system::error_code Transport::why_ended() const {
    if (!socket_.is_open()) return net::error::operation_aborted;
    return unusable_ ? boost::system::error_code{net::error::connection_aborted} : net::error::eof;
}

net::awaitable<Transport::Greeting> Transport::await_greeting() {
    const bool came = co_await wait(Wait::wait_read);
    if (!came) co_return Greeting::left;
    unsigned char first = 0;
    if (::recv(descriptor(), &first, 1, MSG_PEEK | MSG_DONTWAIT) != 1) co_return Greeting::left;
    if (begins_http(first)) co_return Greeting::plain_http;
    if (first == handshake_record) co_return Greeting::tls;
    why_refused_ = "the first byte is of no protocol that is spoken here";
    co_return Greeting::refused;
}

bool Transport::begin_tls(const TlsContext& context) {
    ssl_.reset(::SSL_new(context.native()));
    auto* const wire = ssl_ ? Wire::make(*this) : nullptr;
    if (wire == nullptr) return false;
    ::SSL_set_bio(ssl_.get(), wire, wire);
    return true;
}

net::awaitable<Transport::Greeting> Transport::shake_hands(std::shared_ptr<const TlsContext> context) {
    if (!socket_.is_open() || !begin_tls(*context)) co_return Greeting::left;
    for (;;) {
        const int result = step([this] { return ::SSL_accept(ssl_.get()); });
        if (result == 1) break;
        const auto awaited = wants(result);
        if (!awaited) {
            const auto* const why = ::ERR_reason_error_string(::ERR_peek_error());
            why_refused_ = why != nullptr ? why : "the client left in the middle of the handshake";
            co_return Greeting::refused;
        }
        const bool go_on = co_await wait(*awaited);
        if (!go_on) co_return Greeting::left;
    }
    secured_ = true;
    co_return Greeting::tls;
}

int Transport::read_record(net::mutable_buffer buffer, std::size_t& bytes) {
    return step([&] { return ::SSL_read_ex(ssl_.get(), buffer.data(), buffer.size(), &bytes); });
}

int Transport::write_record(net::const_buffer piece, std::size_t& bytes) {
    return step([&] { return ::SSL_write_ex(ssl_.get(), piece.data(), piece.size(), &bytes); });
}

net::awaitable<Transport::Transferred> Transport::read_enciphered(net::mutable_buffer buffer) {
    // Waiting first, where nothing is held: each read gives the worker's other connections a turn.
    std::optional<Wait> awaited;
    if (::SSL_has_pending(ssl_.get()) == 0) awaited = Wait::wait_read;
    for (;;) {
        if (awaited) {
            const bool go_on = co_await wait(*awaited);
            if (!go_on) break;
        }
        std::size_t bytes = 0;
        const int result = read_record(buffer, bytes);
        if (result == 1) co_return Transferred{boost::system::error_code{}, bytes};
        awaited = wants(result);
        if (!awaited) break;
    }
    co_return Transferred{why_ended(), 0};
}

// One record at a time: the first piece, and the second once that is gone. OpenSSL wants to be offered the
// same bytes again where a record has only gone in part, and so it is, here.
net::awaitable<Transport::Transferred> Transport::write_enciphered(Pieces pieces) {
    const auto piece = pieces[0].size() > 0 ? pieces[0] : pieces[1];
    for (;;) {
        std::size_t bytes = 0;
        const int result = write_record(piece, bytes);
        if (result == 1) {
            // Long answers to quick readers would otherwise keep the worker from everybody else.
            if (bytes < piece.size()) co_await net::post(socket_.get_executor(), as_result);
            co_return Transferred{boost::system::error_code{}, bytes};
        }
        const auto awaited = wants(result);
        if (!awaited) break;
        const bool go_on = co_await wait(*awaited);
        if (!go_on) break;
    }
    co_return Transferred{why_ended(), 0};
}

bool Transport::has_unread() {
    boost::system::error_code ignored;
    return socket_.available(ignored) > 0 || (ssl_ && ::SSL_has_pending(ssl_.get()) != 0);
}

// Over TLS the bytes that wait may be a request or only the client's goodbye: OpenSSL has to look into them.
bool Transport::has_ended() {
    char byte = 0;
    if (ssl_) {
        const int result = step([&] { return ::SSL_peek(ssl_.get(), &byte, 1); });
        return result <= 0 && !wants(result);
    }
    const auto received = ::recv(descriptor(), &byte, 1, MSG_PEEK | MSG_DONTWAIT);
    return received == 0 || (received < 0 && !would_block());
}

std::uint64_t Transport::acknowledged() {
    int unsent = 0;
    if (::ioctl(descriptor(), SIOCOUTQ, &unsent) != 0 || unsent < 0) return written_;
    return written_ - std::min(written_, static_cast<std::uint64_t>(unsent));
}

// Where a record has gone only in part OpenSSL sends nothing else; the client sees a cut, which it is.
void Transport::say_goodbye() {
    if (!ssl_ || !secured_ || unusable_ || !socket_.is_open()) return;
    step([this] { return ::SSL_shutdown(ssl_.get()); });
}

net::awaitable<void> Transport::end_sending() {
    while (ssl_ && secured_ && !unusable_ && socket_.is_open()) {
        const int result = step([this] { return ::SSL_shutdown(ssl_.get()); });
        if (result >= 0 || wants(result) != Wait::wait_write) break;
        const bool go_on = co_await wait(Wait::wait_write);
        if (!go_on) co_return;
    }
    boost::system::error_code ignored;
    socket_.shutdown(tcp::socket::shutdown_send, ignored);
}

void Transport::close() {
    say_goodbye();
    ssl_.reset();  // What waits sees first that the socket is closed.
    boost::system::error_code ignored;
    socket_.close(ignored);
}

void Transport::reset() {
    ssl_.reset();
    boost::system::error_code ignored;
    socket_.set_option(net::socket_base::linger{true, 0}, ignored);
    socket_.close(ignored);
}

}  // namespace choqr::http
