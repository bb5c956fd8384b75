#include "http/server.hpp"

#include <sys/resource.h>

#include <atomic>
#include <boost/asio/connect.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <cerrno>
#include <functional>
#include <future>
#include <memory>
#include <thread>
#include <vector>

#include "support/catch.hpp"

using namespace choqr;
using namespace choqr::http;
using namespace std::chrono_literals;
using tcp = net::ip::tcp;

namespace {

net::awaitable<void> pause(std::chrono::milliseconds time) {
    net::steady_timer timer{co_await net::this_coro::executor};
    timer.expires_after(time);
    co_await timer.async_wait(net::use_awaitable);
}

class Counting final : public BodyStream {
public:
    explicit Counting(int upto) : upto_{upto} {}
    net::awaitable<std::optional<std::string>> next() override {
        if (closed_ || count_ == upto_) co_return std::nullopt;
        if (count_ > 0 && upto_ > 3) co_await pause(20ms);
        co_return std::to_string(++count_) + "\n";
    }
    void close() override { closed_ = true; }

private:
    int upto_, count_ = 0;
    bool closed_ = false;
};

class Sample final : public Application {
public:
    std::atomic<int> answers{0}, failures{0}, working{0}, abandoned{0};

    Sample() {
        add(Method::get, "/hello", 0, [](const Request&, const PathValues&) -> net::awaitable<Response> {
            Response response;
            response.content_type = "text/plain";
            response.body = "hello";
            co_return response;
        });
        add(Method::post, "/echo", 1000,
            [](const Request& request, const PathValues&) -> net::awaitable<Response> {
                Response response;
                response.content_type = "text/plain";
                response.body = std::string{request.body};
                co_return response;
            });
        add(Method::get, "/slow", 0, [](const Request&, const PathValues&) -> net::awaitable<Response> {
            co_await pause(300ms);
            Response response;
            response.body = "slow";
            co_return response;
        });
        add(Method::get, "/work", 0,
            [this](const Request& request, const PathValues&) -> net::awaitable<Response> {
                ++working;
                for (int i = 0; i < 200 && !request.gone.stop_requested(); ++i) co_await pause(10ms);
                if (request.gone.stop_requested()) ++abandoned;
                --working;
                Response response;
                response.body = "worked";
                co_return response;
            });
        add(Method::get, "/stream/{upto}", 0,
            [](const Request&, const PathValues& values) -> net::awaitable<Response> {
                Response response;
                response.content_type = "text/plain";
                response.stream = std::make_unique<Counting>(std::stoi(values[0]));
                co_return response;
            });
        add(Method::get, "/who", 0,
            [](const Request& request, const PathValues&) -> net::awaitable<Response> {
                Response response;
                response.content_type = "text/plain";
                response.body = std::string{request.remote} + (request.local ? " local" : "");
                co_return response;
            });
        add(Method::post, "/notice", 1000,
            [](const Request& request, const PathValues&) -> net::awaitable<Response> {
                Response response;
                response.content_type = "text/plain";
                response.status = request.body == "signed" ? 200 : 401;
                co_return response;
            });
        add(
            Method::post, "/large", 4u << 20,
            [](const Request& request, const PathValues&) -> net::awaitable<Response> {
                Response response;
                response.content_type = "text/plain";
                response.body = std::to_string(request.body.size()) + (request.let_in ? " let in" : "");
                co_return response;
            },
            [](const Request& head) -> net::awaitable<std::optional<Response>> {
                co_await pause(1ms);
                if (head.field("token") == "wrong") throw std::runtime_error{"a bug"};
                if (head.field("token") == "good") co_return std::nullopt;
                Response response;
                response.status = 401;
                response.content_type = "text/plain";
                response.body = "who are you";
                co_return response;
            });
        add(Method::get, "/wrong", 0, [](const Request&, const PathValues&) -> net::awaitable<Response> {
            throw std::runtime_error{"a bug"};
            co_return Response{};
        });
        add(Method::get, "/large", 0, [](const Request&, const PathValues&) -> net::awaitable<Response> {
            Response response;
            response.body = std::string(32u << 20, 'x');
            co_return response;
        });
    }
    const Router& router() const override { return router_; }
    Response refuse(const Refusal& refusal, std::string_view) const override {
        Response response;
        response.status = refusal.status;
        response.content_type = "text/plain";
        response.body = std::string{refusal.code};
        return response;
    }
    void answered(const Route*, int) noexcept override { ++answers; }
    void failed(const Route&, const std::exception&) noexcept override { ++failures; }
    bool may_use_reserve(const Route& route) const override { return route.pattern == "/notice"; }
    bool identifies(const Route& route) const override {
        return route.pattern == "/notice" || route.pattern == "/hello" || route.pattern == "/large";
    }

private:
    void add(Method method, std::string pattern, std::size_t body, Handler handler,
             BeforeBody before_body = nullptr) {
        Route route;
        route.method = method;
        route.pattern = std::move(pattern);
        route.body_bytes_max = body;
        route.handler = std::move(handler);
        route.before_body = std::move(before_body);
        router_.add(std::move(route));
    }
    Router router_;
};

class FixedClock final : public world::SystemClock {  // The date stands still, deadlines do not.
public:
    Instant now() const override { return Instant{1'764'000'000s}; }
};

struct Running {
    Sample application;
    FixedClock clock;
    std::unique_ptr<Server> server;

    explicit Running(ServerOptions options = {}) {
        server = std::make_unique<Server>(application, clock, options);
        REQUIRE(server->start());
    }
};

class Client {
public:
    explicit Client(const Running& running) : socket_{context_} {
        socket_.connect(tcp::endpoint{net::ip::address_v4::loopback(), running.server->port()});
        timeval limit{5, 0};
        ::setsockopt(socket_.native_handle(), SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
    }
    Client& send(std::string_view bytes) {
        boost::system::error_code ignored;
        net::write(socket_, net::buffer(bytes.data(), bytes.size()), ignored);
        return *this;
    }
    void finish_sending() { socket_.shutdown(tcp::socket::shutdown_send); }
    std::string read(std::size_t bytes) {
        std::string text(bytes, '\0');
        boost::system::error_code error;
        text.resize(net::read(socket_, net::buffer(text), error));
        return text;
    }
    // Until the server closes; "RESET" is appended if it closed hard.
    std::string read_all() {
        std::string text;
        boost::system::error_code error;
        net::read(socket_, net::dynamic_buffer(text), error);
        if (error != net::error::eof) text += "RESET " + error.message();
        return text;
    }
    tcp::socket& socket() { return socket_; }

private:
    net::io_context context_;
    tcp::socket socket_;
};

const std::string security =
    "Cache-Control: no-store\r\n"
    "X-Content-Type-Options: nosniff\r\n"
    "Referrer-Policy: no-referrer\r\n"
    "Cross-Origin-Opener-Policy: same-origin\r\n"
    "Content-Security-Policy: default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors "
    "'none'\r\n"
    "Cross-Origin-Resource-Policy: same-origin\r\n";

std::string answer_text(const std::string& status, const std::string& body, const std::string& rest = "",
                        bool head = false) {
    return "HTTP/1.1 " + status +
           "\r\nDate: Mon, 24 Nov 2025 16:00:00 GMT\r\nContent-Type: text/plain\r\nContent-Length: " +
           std::to_string(body.size()) + "\r\n" + security + rest + "\r\n" + (head ? "" : body);
}

const std::string get_hello = "GET /hello HTTP/1.1\r\nHost: a\r\n\r\n";
const std::string get_last = "GET /hello HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";
const std::string hello = answer_text("200 OK", "hello");
const std::string last_hello = answer_text("200 OK", "hello", "Connection: close\r\n");

}  // namespace

TEST_CASE("an answer is these bytes", "[http][session]") {
    Running running;
    CHECK(Client{running}.send(get_last).read_all() == last_hello);
    CHECK(Client{running}.send("HEAD /hello HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n").read_all() ==
          answer_text("200 OK", "hello", "Connection: close\r\n", true));
    CHECK(Client{running}.send("GET /hello HTTP/1.0\r\n\r\n").read_all() == last_hello);
    CHECK(Client{running}.send("GET /nowhere HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n").read_all() ==
          answer_text("404 Not Found", "not_found", "Connection: close\r\n"));
    CHECK(Client{running}.send("DELETE /hello HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n").read_all() ==
          answer_text("405 Method Not Allowed", "method_not_allowed",
                      "Allow: GET, HEAD, OPTIONS\r\nConnection: close\r\n"));
    CHECK(Client{running}.send("OPTIONS /echo HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n").read_all() ==
          "HTTP/1.1 204 No Content\r\nDate: Mon, 24 Nov 2025 16:00:00 GMT\r\n" + security +
              "Allow: POST, OPTIONS\r\nConnection: close\r\n\r\n");
}

TEST_CASE("pipelined requests are answered in order, the last closes", "[http][session]") {
    Running running;
    std::string requests, answers;
    for (int i = 0; i < 99; ++i) {
        const auto body = std::to_string(i);
        requests += "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: " + std::to_string(body.size()) +
                    "\r\n\r\n" + body;
        answers += answer_text("200 OK", body);
    }
    CHECK(Client{running}.send(requests + get_last).read_all() == answers + last_hello);
    CHECK(running.application.answers == 100);
}

TEST_CASE("garbage and half requests end their own connection; the next request is served",
          "[http][hardening]") {
    Running running;
    for (const std::string& garbage :
         {std::string{"\x16\x03\x01\x02\x00\x01"}, std::string{"\0\0\0\0", 4},
          std::string{"GET / HTTP/1.1\nHost: a\n\n"}, std::string(9000, 'A'),
          std::string{"POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 1001\r\n\r\n"}}) {
        const auto answer = Client{running}.send(garbage).read_all();
        CAPTURE(garbage.substr(0, 60), answer);
        CHECK(answer.starts_with("HTTP/1.1 4"));
        CHECK(answer.find("Connection: close\r\n") != std::string::npos);
        CHECK(answer.find("RESET") == std::string::npos);
        CHECK(Client{running}.send(get_last).read_all() == last_hello);
    }
    {
        Client half{running};
        half.send("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nabc").finish_sending();
        CHECK(half.read_all().empty());
    }
    Client{running}.send("GET /he");  // Gone in the middle.
    CHECK(Client{running}.send(get_last).read_all() == last_hello);
}

TEST_CASE("a smuggled second request is never executed", "[http][hardening]") {
    Running running;
    const auto answer = Client{running}
                            .send(
                                "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\nTransfer-Encoding: "
                                "chunked\r\n\r\n0\r\n\r\n" +
                                get_hello)
                            .read_all();
    CHECK(answer == answer_text("400 Bad Request", "malformed_request", "Connection: close\r\n"));
    CHECK(running.application.answers == 1);
}

TEST_CASE("ten megabytes too much get 413 without being read", "[http][hardening]") {
    Running running;
    Client client{running};
    client.send("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 10485760\r\n\r\n" +
                std::string(200'000, 'x'));
    CHECK(client.read(22) == "HTTP/1.1 413 Content T");
}

TEST_CASE("a waiting client is told to continue", "[http][session]") {
    Running running;
    Client client{running};
    client.send(
        "POST /echo HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 3\r\nConnection: "
        "close\r\n\r\n");
    CHECK(client.read(25) == "HTTP/1.1 100 Continue\r\n\r\n");
    CHECK(client.send("abc").read_all() == answer_text("200 OK", "abc", "Connection: close\r\n"));
}

TEST_CASE("a handler's exception is answered with 500 and the connection goes on", "[http][session]") {
    Running running;
    CHECK(Client{running}.send("GET /wrong HTTP/1.1\r\nHost: a\r\n\r\n" + get_last).read_all() ==
          answer_text("500 Internal Server Error", "internal_error") + last_hello);
    CHECK(running.application.failures == 1);
}

TEST_CASE("a stream is sent in chunks, to HTTP/1.0 until the end of the connection", "[http][session]") {
    Running running;
    const auto modern = Client{running}.send("GET /stream/3 HTTP/1.1\r\nHost: a\r\n\r\n").read_all();
    CHECK(modern.find("Transfer-Encoding: chunked\r\n") != std::string::npos);
    CHECK(modern.ends_with("\r\n\r\n2\r\n1\n\r\n2\r\n2\n\r\n2\r\n3\n\r\n0\r\n\r\n"));
    const auto old = Client{running}.send("GET /stream/3 HTTP/1.0\r\n\r\n").read_all();
    CHECK(old.find("Transfer-Encoding") == std::string::npos);
    CHECK(old.ends_with("\r\n\r\n1\n2\n3\n"));
}

TEST_CASE("a stream whose client has left is ended", "[http][session]") {
    Running running;
    {
        Client client{running};
        client.send("GET /stream/100000 HTTP/1.1\r\nHost: a\r\n\r\n");
        CHECK(client.read(15) == "HTTP/1.1 200 OK");
    }
    for (int i = 0; i < 300 && running.server->connections() > 0; ++i) std::this_thread::sleep_for(10ms);
    CHECK(running.server->connections() == 0);
}

namespace {

const std::string get_work = "GET /work HTTP/1.1\r\nHost: a\r\n\r\n";

void until(const std::function<bool()>& holds, std::chrono::milliseconds limit = 3s) {
    const auto end = std::chrono::steady_clock::now() + limit;
    while (!holds() && std::chrono::steady_clock::now() < end) std::this_thread::sleep_for(5ms);
    CHECK(holds());
}

}  // namespace

TEST_CASE("a handler hears within moments that its client has left", "[http][session]") {
    Running running;
    SECTION("that closed") {
        Client{running}.send(get_work), until([&] { return running.application.working == 1; });
    }
    SECTION("that reset the connection") {
        Client client{running};
        client.send(get_work);
        until([&] { return running.application.working == 1; });
        client.socket().set_option(net::socket_base::linger{true, 0});
        client.socket().close();
    }
    const auto left = std::chrono::steady_clock::now();
    until([&] { return running.application.working == 0; });
    CHECK(running.application.abandoned == 1);
    CHECK(std::chrono::steady_clock::now() - left < 1s);
}

TEST_CASE("a client that ended its sending with further requests under way has not left", "[http][session]") {
    Running running;
    Client client{running};
    client.send(get_work + get_hello).finish_sending();
    CHECK(client.read_all().ends_with("worked" + hello));
    CHECK(running.application.abandoned == 0);
}

TEST_CASE("a server that ends at once, or whose time to stop is over, tells the handlers",
          "[http][session]") {
    ServerOptions options;
    options.stop_deadline = 200ms;
    Running running{options};
    Client client{running};
    client.send(get_work);
    until([&] { return running.application.working == 1; });
    SECTION("at once") { running.server->stop_at_once(); }
    SECTION("when the time is over") { running.server->stop(); }
    running.server->join();
    CHECK(running.application.abandoned == 1);
}

TEST_CASE("a large body is read once somebody has let it in, and the waiting client is told only then",
          "[http][hardening]") {
    Running running;
    const auto post = [](const std::string& fields) {
        return "POST /large HTTP/1.1\r\nHost: a\r\nConnection: close\r\n" + fields + "\r\n";
    };
    const std::string body(100'000, 'x');
    const std::string length = "Content-Length: 100000\r\n";
    CHECK(Client{running}.send(post(length + "Token: good\r\n") + body).read_all() ==
          answer_text("200 OK", "100000 let in", "Connection: close\r\n"));
    CHECK(Client{running}.send(post("Content-Length: 3\r\n") + "abc").read_all() ==
          answer_text("200 OK", "3", "Connection: close\r\n"));
    for (const std::string& refused :
         {post(length), post(length + "Expect: 100-continue\r\n"), post(length) + body,
          post("Content-Length: 3\r\nExpect: 100-continue\r\n"), post("Transfer-Encoding: chunked\r\n")}) {
        CAPTURE(refused.substr(0, 200));
        CHECK(Client{running}.send(refused).read_all() ==
              answer_text("401 Unauthorized", "who are you", "Connection: close\r\n"));
    }
    {
        Client waiting{running};
        waiting.send(post(length + "Token: good\r\nExpect: 100-continue\r\n"));
        CHECK(waiting.read(25) == "HTTP/1.1 100 Continue\r\n\r\n");
        CHECK(waiting.send(body).read_all() ==
              answer_text("200 OK", "100000 let in", "Connection: close\r\n"));
    }
    CHECK(Client{running}.send(post(length + "Token: wrong\r\n")).read_all().starts_with("HTTP/1.1 500"));
    CHECK(running.application.failures == 1);
    CHECK(Client{running}.send(get_last).read_all() == last_hello);
}

TEST_CASE("beyond the byte budget a large body is asked to come again, small requests pass",
          "[http][hardening]") {
    ServerOptions options;
    options.request_bytes_max = 1u << 20;
    Running running{options};
    const std::string head =
        "POST /large HTTP/1.1\r\nHost: a\r\nToken: good\r\nContent-Length: 700000\r\n\r\n";
    Client first{running}, second{running};
    first.send(head + std::string(600'000, 'x'));
    std::this_thread::sleep_for(200ms);
    const auto answer = second.send(head + std::string(600'000, 'x')).read(20);
    CHECK(answer == "HTTP/1.1 503 Service");
    CHECK(Client{running}.send(get_last).read_all() == last_hello);
    CHECK(Client{running}
              .send("POST /echo HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: 3\r\n\r\nabc")
              .read_all() == answer_text("200 OK", "abc", "Connection: close\r\n"));
}

namespace {

// A connection from another address of this machine's own network.
class ClientFrom {
public:
    ClientFrom(const Running& running, const std::string& source) : socket_{context_} {
        socket_.open(tcp::v4());
        socket_.bind(tcp::endpoint{net::ip::make_address(source), 0});
        socket_.connect(tcp::endpoint{net::ip::address_v4::loopback(), running.server->port()});
        timeval limit{5, 0};
        ::setsockopt(socket_.native_handle(), SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
    }
    ClientFrom& send(std::string_view bytes) {
        boost::system::error_code ignored;
        net::write(socket_, net::buffer(bytes.data(), bytes.size()), ignored);
        return *this;
    }
    std::string line() {
        std::string text(12, '\0');
        boost::system::error_code error;
        text.resize(net::read(socket_, net::buffer(text), error));
        return text;
    }
    std::string body() {
        std::string text;
        boost::system::error_code error;
        net::read(socket_, net::dynamic_buffer(text), error);
        return text.substr(std::min(text.size(), text.find("\r\n\r\n") + 4));
    }
    bool is_open() {
        char byte = 0;
        const auto got = ::recv(socket_.native_handle(), &byte, 1, MSG_DONTWAIT | MSG_PEEK);
        return got < 0 && (errno == EAGAIN || errno == EWOULDBLOCK);
    }

private:
    net::io_context context_;
    tcp::socket socket_;
};

const std::string signed_notice = "POST /notice HTTP/1.1\r\nHost: a\r\nContent-Length: 6\r\n\r\nsigned";
const std::string forged_notice = "POST /notice HTTP/1.1\r\nHost: a\r\nContent-Length: 6\r\n\r\nforged";

ServerOptions with_seats(Seats::Limits seats) {
    ServerOptions options;
    options.threads = 1;
    options.seats = seats;
    return options;
}

}  // namespace

TEST_CASE(
    "strangers who only hold a connection give way to newcomers, longest first; whoever is served or known "
    "stays",
    "[http][seats]") {
    Running running{with_seats({.seats_max = 4, .reserved = 0, .per_client_max = 4})};
    ClientFrom busy{running, "127.0.0.1"}, known{running, "127.0.0.2"}, oldest{running, "127.0.0.3"},
        half{running, "127.0.0.4"};
    busy.send(get_work);
    CHECK(known.send(get_hello).line() == "HTTP/1.1 200");
    half.send("GET /hel");
    until([&] { return running.application.working == 1; });
    CHECK(ClientFrom{running, "127.0.0.5"}.send(get_last).line() == "HTTP/1.1 200");
    until([&] { return !oldest.is_open(); });
    CHECK(half.is_open());
    ClientFrom sixth{running, "127.0.0.6"}, seventh{running, "127.0.0.7"};
    CHECK(sixth.send(get_hello).line() == "HTTP/1.1 200");
    CHECK(seventh.send(get_hello).line() == "HTTP/1.1 200");
    until([&] { return !half.is_open(); });
    CHECK(ClientFrom{running, "127.0.0.8"}.line() ==
          "HTTP/1.1 503");  // Three known, just served, and one at work.
    CHECK(running.application.working == 1);
}

TEST_CASE("one address has its share and no more; its own idle connections give way first", "[http][seats]") {
    Running running{with_seats({.seats_max = 8, .reserved = 0, .per_client_max = 2})};
    ClientFrom first{running, "127.0.0.9"}, second{running, "127.0.0.9"};
    first.send(get_work), second.send(get_work);
    until([&] { return running.application.working == 2; });
    CHECK(ClientFrom{running, "127.0.0.9"}.line() == "HTTP/1.1 503");
    CHECK(ClientFrom{running, "127.0.0.10"}.send(get_last).line() == "HTTP/1.1 200");
    ClientFrom idle{running, "127.0.0.11"}, also_idle{running, "127.0.0.11"};
    CHECK(ClientFrom{running, "127.0.0.11"}.send(get_last).line() == "HTTP/1.1 200");
    until([&] { return !idle.is_open(); });
    CHECK(also_idle.is_open());
}

TEST_CASE("when every ordinary place serves somebody, notices have places of their own", "[http][seats]") {
    auto options = with_seats({.seats_max = 12, .reserved = 3, .per_client_max = 12});
    options.probation_deadline = 400ms;
    Running running{options};
    std::vector<std::unique_ptr<ClientFrom>> busy;
    for (int i = 0; i < 9; ++i)
        busy.push_back(std::make_unique<ClientFrom>(running, "127.0.0.1")), busy.back()->send(get_work);
    until([&] { return running.application.working == 9; });

    CHECK(ClientFrom{running, "127.0.0.2"}.send(get_hello).line() == "HTTP/1.1 503");
    CHECK(ClientFrom{running, "127.0.0.3"}.send(signed_notice).line() == "HTTP/1.1 200");
    {
        ClientFrom provider{running, "127.0.0.4"};  // Goes on as long as it likes.
        CHECK(provider.send(signed_notice).line() == "HTTP/1.1 200");
        std::this_thread::sleep_for(600ms);
        CHECK(provider.send(signed_notice).line() != "");
    }
    ClientFrom forger{running, "127.0.0.5"};
    CHECK(forger.send(forged_notice).body().empty());  // 401, and the end of the connection.
    ClientFrom silent{running, "127.0.0.6"}, dripping{running, "127.0.0.7"};
    dripping.send("POST /notice HTTP/1.1\r\nX: ");
    until([&] { return !silent.is_open() && !dripping.is_open(); }, 1s);
    // Hoarders push each other out, never a notice.
    std::vector<std::unique_ptr<ClientFrom>> hoarders;
    for (int i = 0; i < 30; ++i) {
        hoarders.push_back(std::make_unique<ClientFrom>(running, "127.0.1." + std::to_string(1 + i)));
        if (i % 3 == 0) CHECK(ClientFrom{running, "127.0.0.8"}.send(signed_notice).line() == "HTTP/1.1 200");
    }
}

TEST_CASE("the client is the peer, or whom a trusted proxy names; local is only who nobody carried",
          "[http][proxy]") {
    std::string why;
    ServerOptions options;
    options.trusted_proxies = {*Network::parse("127.0.0.50", why)};
    options.seats.per_client_max = 2;
    Running running{options};
    const auto who = [&](const std::string& source, const std::string& fields) {
        return ClientFrom{running, source}
            .send("GET /who HTTP/1.1\r\nHost: a\r\nConnection: close\r\n" + fields + "\r\n")
            .body();
    };
    CHECK(who("127.0.0.1", "") == "127.0.0.1 local");
    CHECK(who("127.0.0.1", "X-Forwarded-For: 203.0.113.7\r\n") == "127.0.0.1");
    CHECK(who("127.0.0.1", "Forwarded: for=203.0.113.7\r\n") == "127.0.0.1");
    CHECK(who("127.0.0.50", "X-Forwarded-For: 203.0.113.7\r\n") == "203.0.113.7");
    CHECK(who("127.0.0.50", "X-Forwarded-For: 127.0.0.1\r\n") == "127.0.0.1");
    CHECK(who("127.0.0.50", "X-Forwarded-For: 1.1.1.1\r\nX-Forwarded-For: 2001:470:0:1::7, 127.0.0.50\r\n") ==
          "2001:470:0:1::7");

    // The proxy may have any number of connections; its clients have their share of requests under way.
    std::vector<std::unique_ptr<ClientFrom>> working;
    const std::string work_for = "GET /work HTTP/1.1\r\nHost: a\r\nX-Forwarded-For: 203.0.113.7\r\n\r\n";
    for (int i = 0; i < 2; ++i)
        working.push_back(std::make_unique<ClientFrom>(running, "127.0.0.50")),
            working.back()->send(work_for);
    until([&] { return running.application.working == 2; });
    CHECK(ClientFrom{running, "127.0.0.50"}.send(work_for).line() == "HTTP/1.1 429");
    CHECK(who("127.0.0.50", "X-Forwarded-For: 203.0.113.8\r\n") == "203.0.113.8");
    working.clear();
    until([&] { return running.application.working == 0; });
    CHECK(who("127.0.0.50", "X-Forwarded-For: 203.0.113.7\r\n") == "203.0.113.7");
}

TEST_CASE(
    "a slow reader that makes progress gets everything, however long it takes; one that makes none is cut",
    "[http][hardening]") {
    ServerOptions options;
    options.write_deadline = 400ms;
    options.write_bytes_per_second_min = 100'000;
    Running running{options};
    Client client{running};
    client.socket().set_option(net::socket_base::receive_buffer_size{64 * 1024});
    client.send("GET /large HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
    const auto begin = std::chrono::steady_clock::now();
    const auto elapsed = [&] { return std::chrono::steady_clock::now() - begin; };
    std::size_t total = 0;
    SECTION("progress") {
        for (std::string piece; !(piece = client.read(1 << 20)).empty(); total += piece.size())
            std::this_thread::sleep_for(60ms);
        CHECK(total > (32u << 20));
        CHECK(elapsed() > 4 * 400ms);
    }
    SECTION("next to none") {
        client.read(1);
        while (running.server->connections() > 0 && elapsed() < 4s) {
            client.read(1);
            std::this_thread::sleep_for(20ms);
        }
        CHECK(elapsed() > 350ms);
        CHECK(elapsed() < 2s);
    }
}

TEST_CASE("a stream that says little needs no rate", "[http][hardening]") {
    ServerOptions options;
    options.write_deadline = 300ms;
    Running running{options};
    Client reading{running};
    reading.send("GET /stream/60 HTTP/1.1\r\nHost: a\r\n\r\n");  // 1.2 s of it, a few bytes each.
    CHECK(reading.read_all().ends_with("60\n\r\n0\r\n\r\n"));
}

TEST_CASE("deadlines end connections that are slow, each after its own time", "[http][hardening]") {
    ServerOptions options;
    options.header_deadline = 300ms;
    options.body_deadline = 600ms;
    options.idle_deadline = 1200ms;
    Running running{options};
    const auto time_until_closed = [&](std::string_view first, bool drip) {
        Client client{running};
        client.send(first);
        const auto begin = std::chrono::steady_clock::now();
        std::jthread dripping{[&](std::stop_token stop) {
            while (drip && !stop.stop_requested()) {
                boost::system::error_code error;
                client.socket().write_some(net::buffer("X", 1), error);
                if (error) return;
                std::this_thread::sleep_for(50ms);
            }
        }};
        client.read_all();
        return std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - begin)
            .count();
    };
    const auto header = time_until_closed("GET /hello HTTP/1.1\r\nX: ", true);
    CHECK(header >= 40);  // A deadline is exact to a quarter of a second.
    CHECK(header < 1100);
    const auto body =
        time_until_closed("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n\r\n", true);
    CHECK(body >= 340);
    CHECK(body < 1400);
    const auto idle = time_until_closed("", false);
    CHECK(idle >= 940);
    CHECK(idle < 2000);
}

TEST_CASE("a reader that does not read is dropped", "[http][hardening]") {
    ServerOptions options;
    options.write_deadline = 300ms;
    Running running{options};
    Client client{running};
    client.send("GET /large HTTP/1.1\r\nHost: a\r\n\r\n");
    std::this_thread::sleep_for(200ms);
    for (int i = 0; i < 300 && running.server->connections() > 0; ++i) std::this_thread::sleep_for(10ms);
    CHECK(running.server->connections() == 0);
}

TEST_CASE("connections beyond the cap get 503, and are served again once others have left",
          "[http][hardening]") {
    ServerOptions options;
    options.seats = {.seats_max = 2, .reserved = 0, .per_client_max = 2};
    Running running{options};
    {
        Client first{running}, second{running};
        first.send(get_work), second.send(get_work);
        until([&] { return running.application.working == 2; });
        Client third{running};
        CHECK(third.read(12) == "HTTP/1.1 503");
    }
    for (int i = 0; i < 300 && running.server->connections() > 0; ++i) std::this_thread::sleep_for(10ms);
    CHECK(Client{running}.send(get_last).read_all() == last_hello);
}

TEST_CASE("without free descriptors the server waits, and accepts again when there are some",
          "[http][hardening]") {
    Running running;
    Client waiting{running};
    CHECK(waiting.send(get_hello).read(hello.size()) == hello);
    rlimit before{};
    ::getrlimit(RLIMIT_NOFILE, &before);
    net::io_context context;
    std::vector<tcp::socket> clients;
    auto low = before;
    low.rlim_cur = 64;
    ::setrlimit(RLIMIT_NOFILE, &low);
    boost::system::error_code error;  // No exception: UBSan itself needs a descriptor to look at one.
    while (!error) {
        auto& socket = clients.emplace_back(context);
        socket.open(tcp::v4(), error);
        if (!error)
            socket.connect(tcp::endpoint{net::ip::address_v4::loopback(), running.server->port()}, error);
    }
    CHECK(clients.size() < 64);
    CHECK(waiting.send(get_hello).read(hello.size()) == hello);  // Who is connected is served.
    clients.clear();
    ::setrlimit(RLIMIT_NOFILE, &before);
    CHECK(Client{running}.send(get_last).read_all() == last_hello);
}

TEST_CASE("a graceful stop answers what has begun and ends the rest", "[http][session]") {
    Running running;
    Client idle{running}, slow{running}, streaming{running};
    CHECK(idle.send(get_hello).read(hello.size()) == hello);
    slow.send("GET /slow HTTP/1.1\r\nHost: a\r\n\r\n");
    streaming.send("GET /stream/100000 HTTP/1.1\r\nHost: a\r\n\r\n");
    std::this_thread::sleep_for(100ms);
    const auto begin = std::chrono::steady_clock::now();
    running.server->stop();
    auto answered = std::async(std::launch::async, [&] { return slow.read_all(); });
    auto streamed = std::async(std::launch::async, [&] { return streaming.read_all(); });
    CHECK(idle.read_all().find("HTTP") == std::string::npos);
    const auto answer = answered.get();
    CHECK(answer.find("Connection: close\r\n") != std::string::npos);
    CHECK(answer.ends_with("\r\n\r\nslow"));
    CHECK(streamed.get().ends_with("\r\n0\r\n\r\n"));
    running.server->join();
    CHECK(std::chrono::steady_clock::now() - begin < 3s);
    CHECK(running.server->connections() == 0);
}

TEST_CASE("a stop that takes too long is ended by force", "[http][session]") {
    ServerOptions options;
    options.stop_deadline = 200ms;
    Running running{options};
    Client reading_nothing{running};
    reading_nothing.send("GET /large HTTP/1.1\r\nHost: a\r\n\r\n");
    std::this_thread::sleep_for(200ms);
    const auto begin = std::chrono::steady_clock::now();
    running.server->stop();
    running.server->join();
    CHECK(std::chrono::steady_clock::now() - begin < 2s);
}

TEST_CASE("a port in use is an error, not a crash", "[http][session]") {
    Running running;
    ServerOptions options;
    options.port = running.server->port();
    Sample application;
    FixedClock clock;
    Server second{application, clock, options};
    const auto started = second.start();
    REQUIRE_FALSE(started);
    CHECK(started.error() == std::errc::address_in_use);
}
