// The yardstick for the gateway's HTTP figure: a Beast server written the usual way (coroutines, two threads,
// one read, one write per request, keep-alive) that reads each body and answers 200 {"success":true}. It
// verifies, parses and stores nothing. usage: bare_beast_server PORT; ends on SIGTERM or SIGINT.
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/strand.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <cstdio>
#include <cstdlib>
#include <thread>

namespace net = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using tcp = net::ip::tcp;
constexpr auto as_result = net::as_tuple(net::use_awaitable);

static net::awaitable<void> serve(beast::tcp_stream stream) {
    beast::flat_buffer buffer;
    for (;;) {
        http::request<http::string_body> request;
        stream.expires_after(std::chrono::seconds(30));
        const auto [read_error, read] = co_await http::async_read(stream, buffer, request, as_result);
        if (read_error) co_return;
        http::response<http::string_body> response{http::status::ok, request.version()};
        response.set(http::field::content_type, "application/json");
        response.keep_alive(request.keep_alive());
        response.body() = R"({"success":true})";
        response.prepare_payload();
        const auto [write_error, written] = co_await http::async_write(stream, response, as_result);
        if (write_error || !response.keep_alive()) co_return;
    }
}

static net::awaitable<void> listen(net::io_context& context, unsigned short port) {
    tcp::acceptor acceptor{context, {net::ip::address_v4::loopback(), port}};
    for (;;) {
        auto [error, socket] = co_await acceptor.async_accept(net::make_strand(context), as_result);
        if (error) co_return;
        socket.set_option(tcp::no_delay{true});
        auto session = serve(beast::tcp_stream{std::move(socket)});
        net::co_spawn(acceptor.get_executor(), std::move(session), net::detached);
    }
}

int main(int argc, char** argv) {
    if (argc != 2) return std::fputs("usage: bare_beast_server PORT\n", stderr), 2;
    net::io_context context{2};
    net::signal_set signals{context, SIGINT, SIGTERM};
    signals.async_wait([&](auto, auto) { context.stop(); });
    auto listener = listen(context, static_cast<unsigned short>(std::atoi(argv[1])));
    net::co_spawn(context, std::move(listener), net::detached);
    std::thread second{[&] { context.run(); }};
    context.run();
    second.join();
}
