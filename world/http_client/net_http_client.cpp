#include "http_client/net_http_client.hpp"

#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <poll.h>

#include <array>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/ip/address.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/error.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http.hpp>
#include <deque>
#include <map>
#include <stdexcept>

#include "http_client/url.hpp"

namespace choqr::world {
namespace {

namespace net = boost::asio;
namespace ssl = boost::asio::ssl;
namespace beast = boost::beast;
namespace http = beast::http;
using tcp = net::ip::tcp;
using Message = http::request<http::string_body>;
constexpr auto as_result = net::as_tuple(net::use_awaitable);

/// One connection to one server, with TLS or without.
struct Connection {
    std::optional<beast::tcp_stream> plain{};
    std::optional<ssl::stream<beast::tcp_stream>> secure{};
    beast::flat_buffer buffer{};
    bool was_kept = false;

    beast::tcp_stream& lowest() { return secure ? secure->next_layer() : *plain; }
    /// A server that has ended an idle connection, or said something unasked, makes it readable.
    bool is_still_idle() {
        pollfd asked{lowest().socket().native_handle(), POLLIN | POLLRDHUP, 0};
        return buffer.size() == 0 && ::poll(&asked, 1, 0) == 0;
    }
};

// What OpenSSL found wrong with the certificate, else `other`.
http_errc certificate_fault(SSL* stream, http_errc other) {
    switch (::SSL_get_verify_result(stream)) {
        case X509_V_OK:
            return other;
        case X509_V_ERR_HOSTNAME_MISMATCH:
        case X509_V_ERR_IP_ADDRESS_MISMATCH:
            return http_errc::certificate_of_another_host;
        case X509_V_ERR_CERT_HAS_EXPIRED:
        case X509_V_ERR_CERT_NOT_YET_VALID:
            return http_errc::certificate_expired;
        default:
            return http_errc::certificate_unknown;
    }
}

/// What an error of reading or writing means. `late`: where a deadline ended it.
Error meaning_of(const Error& error, http_errc late) {
    if (error == net::error::operation_aborted) return error;
    if (error == beast::error::timeout) return late;
    if (error == http::error::body_limit || error == http::error::header_limit ||
        error == http::error::buffer_overflow)
        return http_errc::too_large;
    const bool ended = error == net::error::eof || error == net::error::connection_reset ||
                       error == net::error::broken_pipe || error == ssl::error::stream_truncated ||
                       error == http::error::end_of_stream || error == http::error::partial_message;
    if (ended) return http_errc::cut_off;
    if (error.category() == make_error_code(http::error::bad_version).category()) return http_errc::not_http;
    if (error.category() == net::error::get_ssl_category()) return http_errc::tls_failed;
    return error;
}

Message message_of(const HttpRequest& request, const Url& url) {
    Message message;
    message.method_string(request.method);
    message.target(url.target);
    message.version(11);
    message.set(http::field::host, url.authority());
    for (const auto& [name, value] : request.fields) message.insert(name, value);
    message.body() = request.body;
    if (!request.body.empty() || (request.method != "GET" && request.method != "HEAD"))
        message.prepare_payload();
    return message;
}

HttpResponse response_of(http::response<http::string_body>&& answer) {
    HttpResponse response;
    response.status = static_cast<int>(answer.result_int());
    for (const auto& field : answer) {
        const auto name = field.name_string();
        const auto value = field.value();
        response.fields.emplace_back(std::string{name.data(), name.size()},
                                     std::string{value.data(), value.size()});
    }
    response.body = std::move(answer.body());
    return response;
}

using Addresses = tcp::resolver::results_type;

// The system's look-up knows no deadline of its own: the wait for it does.
net::awaitable<Result<Addresses>> look_up(const Url& url, std::chrono::milliseconds limit) {
    using namespace net::experimental::awaitable_operators;
    const auto executor = co_await net::this_coro::executor;
    tcp::resolver resolver{executor};
    net::steady_timer timer{executor, limit};
    auto first =
        co_await (resolver.async_resolve(url.host, url.port, as_result) || timer.async_wait(as_result));
    if (first.index() == 1) {
        const auto [error] = std::get<1>(first);
        co_return error ? Error{net::error::operation_aborted}
                        : make_error_code(http_errc::connect_timed_out);
    }
    auto& [error, addresses] = std::get<0>(first);
    if (error == net::error::operation_aborted) co_return Error{error};
    if (error) co_return make_error_code(http_errc::name_not_found);
    co_return std::move(addresses);
}

/// The certificate must be of this host, and the server is told whom we mean.
bool expect_host(SSL* stream, const std::string& host) {
    boost::system::error_code no_address;
    net::ip::make_address(host, no_address);
    auto* const wanted = ::SSL_get0_param(stream);
    if (!no_address) return ::X509_VERIFY_PARAM_set1_ip_asc(wanted, host.c_str()) == 1;
    ::X509_VERIFY_PARAM_set_hostflags(wanted, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
    auto* const name = const_cast<char*>(host.c_str());  // SSL_set_tlsext_host_name() without its cast.
    return ::X509_VERIFY_PARAM_set1_host(wanted, host.c_str(), host.size()) == 1 &&
           ::SSL_ctrl(stream, SSL_CTRL_SET_TLSEXT_HOSTNAME, TLSEXT_NAMETYPE_host_name, name) == 1;
}

template <class Stream>
net::awaitable<Result<HttpResponse>> exchange(Stream& stream, Connection& connection, const Message& message,
                                              const HttpLimits& limits, bool& keeps) {
    connection.lowest().expires_after(limits.write);
    const auto [write_error, written] = co_await http::async_write(stream, message, as_result);
    if (write_error) co_return meaning_of(write_error, http_errc::write_timed_out);
    connection.lowest().expires_after(limits.read);
    for (;;) {
        http::response_parser<http::string_body> parser;
        parser.body_limit(limits.answer_bytes_max);
        parser.skip(message.method() == http::verb::head);
        const auto [read_error, read] =
            co_await http::async_read(stream, connection.buffer, parser, as_result);
        if (read_error) co_return meaning_of(read_error, http_errc::read_timed_out);
        if (parser.get().result_int() < 200) continue;  // 100 and 103 only say that more comes.
        keeps = parser.keep_alive();
        co_return response_of(parser.release());
    }
}

/// The rest of an answer whose head is read: piece by piece, with `limits.read` from one to the next.
template <class Stream>
net::awaitable<Result<void>> read_pieces(Stream& stream, Connection& connection,
                                         http::response_parser<http::buffer_body>& parser,
                                         const HttpLimits& limits,
                                         const std::function<bool(std::string_view)>& take) {
    std::array<char, 4096> piece{};
    while (!parser.is_done()) {
        parser.get().body().data = piece.data();
        parser.get().body().size = piece.size();
        parser.get().body().more = true;
        connection.lowest().expires_after(limits.read);
        auto [error, read] = co_await http::async_read_some(stream, connection.buffer, parser, as_result);
        if (error == http::error::need_buffer) error = {};
        if (error) co_return meaning_of(error, http_errc::read_timed_out);
        const auto length = piece.size() - parser.get().body().size;
        if (length > 0 && !take({piece.data(), length})) break;
    }
    co_return Result<void>{};
}

template <class Stream>
net::awaitable<Result<HttpResponse>> exchange_stream(Stream& stream, Connection& connection,
                                                     const Message& message, const HttpLimits& limits,
                                                     const std::function<bool(std::string_view)>& take) {
    connection.lowest().expires_after(limits.write);
    const auto [write_error, written] = co_await http::async_write(stream, message, as_result);
    if (write_error) co_return meaning_of(write_error, http_errc::write_timed_out);
    connection.lowest().expires_after(limits.read);
    http::response_parser<http::buffer_body> parser;
    parser.body_limit(boost::none);
    const auto [read_error, read] =
        co_await http::async_read_header(stream, connection.buffer, parser, as_result);
    if (read_error) co_return meaning_of(read_error, http_errc::read_timed_out);
    HttpResponse response;
    response.status = static_cast<int>(parser.get().result_int());
    const bool goes_on = response.status >= 200 && response.status < 300;
    const std::function<bool(std::string_view)> keep = [&](std::string_view piece) {
        response.body += piece;
        return response.body.size() <= limits.answer_bytes_max;
    };
    const auto ended = co_await read_pieces(stream, connection, parser, limits, goes_on ? take : keep);
    if (!ended) co_return ended.error();
    co_return std::move(response);
}

bool is_redirect(const HttpResponse& response) {
    return response.status == 301 || response.status == 302 || response.status == 303 ||
           response.status == 307 || response.status == 308;
}

// What proves who we are is for the server that it was made for.
void forget_secrets(HttpFields& fields) {
    std::erase_if(fields, [](const auto& field) {
        return beast::iequals(field.first, "authorization") || beast::iequals(field.first, "cookie");
    });
}

}  // namespace

struct NetHttpClient::State {
    explicit State(Options chosen) : options{std::move(chosen)} {
        tls.set_options(ssl::context::default_workarounds | ssl::context::no_tlsv1 |
                        ssl::context::no_tlsv1_1);
        boost::system::error_code ignored;  // A machine without a store of its own trusts nobody.
        tls.set_default_verify_paths(ignored);
        tls.set_verify_mode(ssl::verify_peer);
        boost::system::error_code error;
        if (!options.trusted_file.empty()) tls.load_verify_file(options.trusted_file, error);
        if (error) throw std::runtime_error{options.trusted_file + ": holds no certificate"};
    }

    std::unique_ptr<Connection> take_kept(const std::string& origin);
    void keep(const std::string& origin, std::unique_ptr<Connection> connection);
    net::awaitable<Result<std::unique_ptr<Connection>>> connect(const Url& url,
                                                                std::chrono::milliseconds limit);
    net::awaitable<Result<void>> secure(Connection& connection, const std::string& host);
    net::awaitable<Result<HttpResponse>> call_once(const HttpRequest& request, const Url& url);
    net::awaitable<Result<HttpResponse>> call_on(std::unique_ptr<Connection> connection,
                                                 const HttpRequest& request, const Url& url);

    const Options options;
    ssl::context tls{ssl::context::tls_client};
    std::map<std::string, std::deque<std::unique_ptr<Connection>>> kept;  // By origin, the latest behind.
};

std::unique_ptr<Connection> NetHttpClient::State::take_kept(const std::string& origin) {
    auto& idle = kept[origin];
    while (!idle.empty()) {
        auto connection = std::move(idle.back());
        idle.pop_back();
        if (connection->is_still_idle()) return connection;
    }
    return nullptr;
}

void NetHttpClient::State::keep(const std::string& origin, std::unique_ptr<Connection> connection) {
    connection->was_kept = true;
    connection->lowest().expires_never();
    auto& idle = kept[origin];
    if (idle.size() >= options.idle_per_server_max) idle.pop_front();
    idle.push_back(std::move(connection));
}

net::awaitable<Result<void>> NetHttpClient::State::secure(Connection& connection, const std::string& host) {
    connection.secure.emplace(*std::exchange(connection.plain, std::nullopt), tls);
    auto* const stream = connection.secure->native_handle();
    if (!expect_host(stream, host)) co_return make_error_code(http_errc::tls_failed);
    const auto [error] = co_await connection.secure->async_handshake(ssl::stream_base::client, as_result);
    if (!error) co_return Result<void>{};
    if (error == beast::error::timeout) co_return make_error_code(http_errc::connect_timed_out);
    if (error == net::error::operation_aborted) co_return Error{error};
    co_return make_error_code(certificate_fault(stream, http_errc::tls_failed));
}

net::awaitable<Result<std::unique_ptr<Connection>>> NetHttpClient::State::connect(
    const Url& url, std::chrono::milliseconds limit) {
    const auto executor = co_await net::this_coro::executor;
    const auto addresses = co_await look_up(url, limit);
    if (!addresses) co_return addresses.error();
    auto connection = std::make_unique<Connection>();
    connection->plain.emplace(executor);
    connection->plain->expires_after(limit);
    const auto [error, where] = co_await connection->plain->async_connect(*addresses, as_result);
    if (error == beast::error::timeout) co_return make_error_code(http_errc::connect_timed_out);
    if (error == net::error::operation_aborted) co_return Error{error};
    if (error) co_return make_error_code(http_errc::not_connected);
    boost::system::error_code
        ignored;  // Else a small body may wait 40 ms for the other side's acknowledgement.
    connection->plain->socket().set_option(tcp::no_delay{true}, ignored);
    if (url.secure) {
        const auto secured = co_await secure(*connection, url.host);
        if (!secured) co_return secured.error();
    }
    co_return std::move(connection);
}

net::awaitable<Result<HttpResponse>> NetHttpClient::State::call_on(std::unique_ptr<Connection> connection,
                                                                   const HttpRequest& request,
                                                                   const Url& url) {
    const auto message = message_of(request, url);
    bool keeps = false;
    Result<HttpResponse> answer = HttpResponse{};
    if (connection->secure)
        answer = co_await exchange(*connection->secure, *connection, message, request.limits, keeps);
    else
        answer = co_await exchange(*connection->plain, *connection, message, request.limits, keeps);
    if (keeps) keep(url.origin(), std::move(connection));
    co_return answer;
}

net::awaitable<Result<HttpResponse>> NetHttpClient::State::call_once(const HttpRequest& request,
                                                                     const Url& url) {
    if (auto connection = take_kept(url.origin())) {
        auto answer = co_await call_on(std::move(connection), request, url);
        const bool ended = !answer && answer.error() == http_errc::cut_off;
        if (!ended || request.method != "GET") co_return answer;
    }
    auto connection = co_await connect(url, request.limits.connect);
    if (!connection) co_return connection.error();
    auto answer = co_await call_on(*std::move(connection), request, url);
    co_return answer;
}

NetHttpClient::NetHttpClient(Options options) : state_{std::make_unique<State>(std::move(options))} {}
NetHttpClient::~NetHttpClient() = default;

net::awaitable<Result<HttpResponse>> NetHttpClient::call(HttpRequest request) {
    auto url = Url::parse(request.url);
    if (!url) co_return make_error_code(http_errc::bad_url);
    for (unsigned redirects = 0;; ++redirects) {
        auto answer = co_await state_->call_once(request, *url);
        if (!answer || request.limits.redirects_max == 0 || request.method != "GET" || !is_redirect(*answer))
            co_return answer;
        if (redirects == request.limits.redirects_max)
            co_return make_error_code(http_errc::too_many_redirects);
        auto next = url->resolve(answer->field("location").value_or(""));
        if (!next) co_return make_error_code(http_errc::bad_url);
        if (next->origin() != url->origin()) forget_secrets(request.fields);
        url = std::move(next);
    }
}

net::awaitable<Result<HttpResponse>> NetHttpClient::stream(HttpRequest request,
                                                           std::function<bool(std::string_view)> take) {
    const auto url = Url::parse(request.url);
    if (!url) co_return make_error_code(http_errc::bad_url);
    auto connection = co_await state_->connect(*url, request.limits.connect);
    if (!connection) co_return connection.error();
    const auto message = message_of(request, *url);
    auto& line = **connection;
    Result<HttpResponse> answer = HttpResponse{};
    if (line.secure)
        answer = co_await exchange_stream(*line.secure, line, message, request.limits, take);
    else
        answer = co_await exchange_stream(*line.plain, line, message, request.limits, take);
    co_return answer;
}

}  // namespace choqr::world
