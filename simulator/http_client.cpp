#include "simulator/http_client.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/http.hpp>
#include <charconv>

namespace choqr::simulator {
namespace {

namespace beast = boost::beast;
namespace http = beast::http;

constexpr auto use_tuple = net::as_tuple(net::use_awaitable);
constexpr std::chrono::seconds answer_limit{10};
constexpr std::uint64_t body_bytes_max = 64u << 20;

std::optional<std::chrono::seconds> seconds_of(std::string_view text) {
    int seconds = 0;
    const auto [stop, error] = std::from_chars(text.data(), text.data() + text.size(), seconds);
    if (text.empty() || error != std::errc{} || stop != text.data() + text.size() || seconds < 0) return std::nullopt;
    return std::chrono::seconds{seconds};
}

http::request<http::string_body> message_of(HttpRequest&& request, const std::string& host, const std::string& port) {
    http::request<http::string_body> message;
    message.method_string(request.method);
    message.target(request.target);
    message.version(11);
    message.set(http::field::host, host + ":" + port);
    message.set(http::field::user_agent, "choqr-simulate");
    for (const auto& [name, value] : request.headers) message.set(name, value);
    message.body() = std::move(request.body);
    if (request.method != "GET") message.prepare_payload();
    return message;
}

}  // namespace

HttpConnection::HttpConnection(net::io_context& io, std::string host, std::string port)
    : io_{io}, host_{std::move(host)}, port_{std::move(port)} {}

net::awaitable<bool> HttpConnection::connect() {
    net::ip::tcp::resolver resolver{io_};
    auto [resolve_error, endpoints] = co_await resolver.async_resolve(host_, port_, use_tuple);
    if (resolve_error) co_return false;
    stream_.emplace(io_);
    buffer_.clear();
    stream_->expires_after(answer_limit);
    auto [error, endpoint] = co_await stream_->async_connect(endpoints, use_tuple);
    if (error) co_return false;
    boost::system::error_code ignored;  // Without it a small body may wait 40 ms for the other side's acknowledgement.
    stream_->socket().set_option(net::ip::tcp::no_delay{true}, ignored);
    co_return true;
}

net::awaitable<HttpReply> HttpConnection::call(HttpRequest request) {
    HttpReply reply;
    const bool connected = stream_.has_value() || co_await connect();
    if (connected) reply = co_await exchange(std::move(request));
    if (reply.status == 0) stream_.reset();
    co_return reply;
}

net::awaitable<HttpReply> HttpConnection::exchange(HttpRequest request) {
    HttpReply reply;
    const auto message = message_of(std::move(request), host_, port_);
    stream_->expires_after(answer_limit);
    auto [write_error, written] = co_await http::async_write(*stream_, message, use_tuple);
    if (write_error) co_return reply;
    http::response_parser<http::string_body> parser;
    parser.body_limit(body_bytes_max);
    auto [read_error, read] = co_await http::async_read(*stream_, buffer_, parser, use_tuple);
    if (read_error) co_return reply;
    auto answer = parser.release();
    reply.status = static_cast<int>(answer.result_int());
    const auto retry_after = answer[http::field::retry_after];
    reply.retry_after = seconds_of({retry_after.data(), retry_after.size()});
    reply.body = std::move(answer.body());
    if (!answer.keep_alive()) stream_.reset();
    co_return reply;
}

}  // namespace choqr::simulator
