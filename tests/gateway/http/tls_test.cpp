#include <openssl/evp.h>
#include <openssl/x509.h>
#include <sys/stat.h>

#include <algorithm>
#include <atomic>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/ssl.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <functional>
#include <memory>
#include <thread>
#include <vector>

#include "http/server.hpp"
#include "support/catch.hpp"
#include "support/certificates.hpp"

using namespace choqr;
using namespace choqr::http;
using namespace std::chrono_literals;
using tcp = net::ip::tcp;

namespace {

constexpr auto now = test::certificates_made;
constexpr auto day = test::day;
using Folder = test::Certificates;

TlsFiles files_of(const Folder::Files& files) { return {files.certificate, files.key}; }

std::string why_not(const TlsFiles& files) {
    try {
        TlsContext::load(files, now);
    } catch (const TlsUnusable& error) {
        return error.what();
    }
    return "";
}

net::awaitable<void> pause(std::chrono::milliseconds time) {
    net::steady_timer timer{co_await net::this_coro::executor};
    timer.expires_after(time);
    co_await timer.async_wait(net::use_awaitable);
}

class Sample final : public Application {
public:
    std::atomic<int> working{0}, abandoned{0}, failed_handshakes{0};

    Sample() {
        add("/hello", [](const Request&, const PathValues&) -> net::awaitable<Response> {
            Response response;
            response.body = "hello";
            co_return response;
        });
        add("/work", [this](const Request& request, const PathValues&) -> net::awaitable<Response> {
            ++working;
            for (int i = 0; i < 100 && !request.gone.stop_requested(); ++i) co_await pause(10ms);
            if (request.gone.stop_requested()) ++abandoned;
            --working;
            Response response;
            response.body = "worked";
            co_return response;
        });
        add("/large", [](const Request&, const PathValues&) -> net::awaitable<Response> {
            Response response;
            response.body = std::string(32u << 20, 'x');
            co_return response;
        });
    }
    const Router& router() const override { return router_; }
    Response refuse(const Refusal& refusal, std::string_view) const override {
        Response response;
        response.status = refusal.status;
        response.body = std::string{refusal.code};
        return response;
    }
    void answered(const Route*, int) noexcept override {}
    void failed(const Route&, const std::exception&) noexcept override {}
    void handshake_failed(std::string_view, std::string_view) noexcept override { ++failed_handshakes; }

private:
    void add(std::string pattern, Handler handler) {
        Route route;
        route.method = Method::get;
        route.pattern = std::move(pattern);
        route.handler = std::move(handler);
        router_.add(std::move(route));
    }
    Router router_;
};

struct Running {
    Folder folder;
    Sample application;
    world::SystemClock clock;
    std::unique_ptr<Server> server;

    explicit Running(ServerOptions options = {}) {
        server = std::make_unique<Server>(application, clock, std::move(options));
        server->use(TlsContext::load(files_of(folder.make("live", {})), now));
        REQUIRE(server->start());
    }
};

bool comes_true(const std::function<bool()>& condition, std::chrono::milliseconds limit = 5s) {
    for (auto waited = 0ms; waited < limit; waited += 5ms) {
        if (condition()) return true;
        std::this_thread::sleep_for(5ms);  // The server's threads say nothing when they are done.
    }
    return condition();
}

class Client {
public:
    explicit Client(const Running& running) {
        stream.next_layer().connect(tcp::endpoint{net::ip::address_v4::loopback(), running.server->port()});
        timeval limit{5, 0};
        ::setsockopt(stream.next_layer().native_handle(), SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
    }
    Client& shake_hands() {
        stream.handshake(net::ssl::stream_base::client);
        return *this;
    }
    Client& ask(const std::string& path) {
        net::write(stream, net::buffer("GET " + path + " HTTP/1.1\r\nHost: x\r\n\r\n"));
        return *this;
    }
    // Until there are so many of it; all that was read if the server ends it before.
    std::string read(std::string_view word, std::size_t times = 1) {
        std::string text;
        boost::system::error_code error;
        char piece[16'384];
        while (!error && count(text, word) < times)
            text.append(piece, stream.read_some(net::buffer(piece), error));
        return text;
    }
    static std::size_t count(std::string_view text, std::string_view word) {
        std::size_t found = 0;
        for (auto at = text.find(word); at != std::string_view::npos; at = text.find(word, at + 1)) ++found;
        return found;
    }

    net::io_context context;
    net::ssl::context how{net::ssl::context::tls_client};
    net::ssl::stream<tcp::socket> stream{context, how};
};

}  // namespace

TEST_CASE("tls: a certificate and its key are taken, also one that has expired", "[http][tls]") {
    const Folder folder;
    for (const int bits : {0, 2048}) {
        CAPTURE(bits);
        const auto files = files_of(folder.make("good", {.rsa_bits = bits}));
        const auto context = TlsContext::load(files, now);
        CHECK(context->expires() == now + std::chrono::hours{24 * 90});
        CHECK(context->fingerprint().size() == 64);
        CHECK_FALSE(context->is_key_open());
        ::chmod(files.key.c_str(), 0640);  // A group may be given it.
        CHECK_FALSE(TlsContext::load(files, now)->is_key_open());
        ::chmod(files.key.c_str(), 0644);
        CHECK(TlsContext::load(files, now)->is_key_open());
    }
    const auto old = TlsContext::load(files_of(folder.make("old", {.begins = -9 * day, .ends = -day})), now);
    CHECK(old->expires() < now);
}

TEST_CASE("tls: what cannot be used is named, with what to do", "[http][tls]") {
    const Folder folder;
    const auto good = files_of(folder.make("good", {}));
    const auto other = files_of(folder.make("other", {}));
    const auto has = [](const std::string& text, std::string_view words) {
        return text.find(words) != std::string::npos;
    };
    CHECK(has(why_not({good.certificate, other.key}), other.key + ": is not the key of " + good.certificate));
    CHECK(has(why_not({good.certificate + "x", good.key}), "cannot be read: No such file"));
    CHECK(has(why_not({good.key, good.key}), "holds no certificate"));
    CHECK(has(why_not({good.certificate, good.certificate}), "holds no private key"));
    CHECK(has(why_not(files_of(folder.make("early", {.begins = day}))), "is not valid before 2025-11-25T"));
    CHECK(has(why_not(files_of(folder.make("weak", {.rsa_bits = 1024}))), "ee key too small"));
    CHECK(why_not(good).empty());
}

TEST_CASE("tls: requests in one record, and an answer of many, are what they are without TLS",
          "[http][tls]") {
    const Running running;
    Client client{running};
    client.shake_hands();
    std::string requests;
    for (int i = 0; i < 50; ++i) requests += "GET /hello HTTP/1.1\r\nHost: x\r\n\r\n";
    net::write(client.stream, net::buffer(requests));
    CHECK(Client::count(client.read("\r\n\r\nhello", 50), "HTTP/1.1 200 OK") == 50);
    for (const char letter : requests.substr(0, requests.size() / 50))
        net::write(client.stream, net::buffer(&letter, 1));
    CHECK(Client::count(client.read("\r\n\r\nhello"), "HTTP/1.1 200 OK") == 1);
    client.ask("/large");
    std::string content(32u << 20, '\0');
    const auto head = client.read("\r\n\r\n");
    const auto begun = head.substr(head.find("\r\n\r\n") + 4);
    content.replace(0, begun.size(), begun);
    net::read(client.stream, net::buffer(content.data() + begun.size(), content.size() - begun.size()));
    CHECK(std::ranges::count(content, 'x') == 32 << 20);
}

TEST_CASE("tls: who takes nothing is cut, and who takes slowly is not", "[http][tls]") {
    ServerOptions options;
    options.write_deadline = 500ms;
    options.write_bytes_per_second_min = 1024;
    const Running running{options};
    Client stubborn{running};
    stubborn.shake_hands().ask("/large");
    CHECK(comes_true([&] { return running.server->connections() == 1; }));
    CHECK(comes_true([&] { return running.server->connections() == 0; }));

    Client slow{running};
    slow.shake_hands().ask("/large");
    std::size_t taken = 0;
    for (int i = 0; i < 40; ++i) {
        char piece[16'384];
        boost::system::error_code error;
        for (int j = 0; j < 16; ++j) taken += slow.stream.read_some(net::buffer(piece), error);
        std::this_thread::sleep_for(50ms);  // A slow line.
    }
    CHECK(taken > 1'000'000);
    CHECK(running.server->connections() == 1);
}

TEST_CASE("tls: a client that leaves while somebody works for it is noticed", "[http][tls]") {
    Running running;
    SECTION("with a goodbye") {
        Client client{running};
        client.shake_hands().ask("/work");
        REQUIRE(comes_true([&] { return running.application.working == 1; }));
        client.stream.async_shutdown([](auto) {});
        client.context.poll();
        client.stream.next_layer().shutdown(tcp::socket::shutdown_send);
        CHECK(comes_true([&] { return running.application.abandoned == 1; }, 900ms));
    }
    SECTION("without one") {
        Client client{running};
        client.shake_hands().ask("/work");
        REQUIRE(comes_true([&] { return running.application.working == 1; }));
        client.stream.next_layer().close();
        CHECK(comes_true([&] { return running.application.abandoned == 1; }, 900ms));
    }
    SECTION("but not where it has only ended its sending, with a request on its way") {
        Client client{running};
        client.shake_hands().ask("/work");
        REQUIRE(comes_true([&] { return running.application.working == 1; }));
        client.ask("/hello");
        client.stream.next_layer().shutdown(tcp::socket::shutdown_send);
        CHECK(client.read("\r\n\r\nhello").find("worked") != std::string::npos);
        CHECK(running.application.abandoned == 0);
    }
}

TEST_CASE("tls: a handshake that dallies gives way, and ends at the head's deadline", "[http][tls]") {
    ServerOptions options;
    options.seats.per_client_max = 2;
    options.header_deadline = 700ms;
    const Running running{options};
    Client first{running}, second{running};
    net::write(second.stream.next_layer(), net::buffer("\x16\x03\x01", 3));
    REQUIRE(comes_true([&] { return running.server->connections() == 2; }));
    Client third{running};
    CHECK(third.shake_hands().ask("/hello").read("\r\n\r\nhello").starts_with("HTTP/1.1 200"));
    CHECK(comes_true([&] { return running.server->connections() == 1; }));
    CHECK(third.ask("/hello").read("\r\n\r\nhello").starts_with("HTTP/1.1 200"));
}

TEST_CASE("tls: handshakes hold bytes of the budget, and the longest give way", "[http][tls]") {
    ServerOptions options;
    options.threads = 1;
    options.request_bytes_max = 256u << 10;  // Room for four handshakes, beside what is small.
    const Running running{options};
    std::vector<std::unique_ptr<Client>> dallying;
    for (int i = 0; i < 20; ++i) {
        dallying.push_back(std::make_unique<Client>(running));
        net::write(dallying.back()->stream.next_layer(), net::buffer("\x16\x03\x01", 3));
    }
    CHECK(comes_true([&] { return running.server->connections() == 4; }));
    Client right{running};
    CHECK(right.shake_hands().ask("/hello").read("\r\n\r\nhello").starts_with("HTTP/1.1 200"));
    CHECK(comes_true([&] { return running.server->connections() == 4; }));
}

TEST_CASE("tls: strangers to TLS are counted, and plain HTTP gets a plain answer", "[http][tls]") {
    ServerOptions options;
    options.site_fields = "Strict-Transport-Security: max-age=1\r\n";
    const Running running{options};
    Client plain{running};
    net::write(plain.stream.next_layer(),
               net::buffer(std::string{"DELETE /hello HTTP/1.1\r\nHost: x\r\n\r\n"}));
    std::string text;
    boost::system::error_code error;
    net::read(plain.stream.next_layer(), net::dynamic_buffer(text), error);
    CHECK(text.starts_with("HTTP/1.1 400 "));
    CHECK(text.ends_with("tls_required"));
    CHECK(text.find("Strict-Transport-Security") == std::string::npos);
    CHECK(running.application.failed_handshakes == 0);

    Client old{running};
    ::SSL_set_max_proto_version(old.stream.native_handle(), TLS1_1_VERSION);
    ::SSL_set_security_level(old.stream.native_handle(), 0);
    old.stream.handshake(net::ssl::stream_base::client, error);
    CHECK(error);
    CHECK(comes_true([&] { return running.application.failed_handshakes == 1; }));

    Client right{running};
    CHECK(right.shake_hands().ask("/hello").read("\r\n\r\nhello").find("Strict-Transport-Security") !=
          std::string::npos);
}

TEST_CASE("tls: a new context is for new connections, the living keep theirs", "[http][tls]") {
    const Running running;
    Client living{running};
    living.shake_hands();
    const auto issued_to = [](Client& client) {
        X509* const shown = ::SSL_get1_peer_certificate(client.stream.native_handle());
        const auto kind = ::EVP_PKEY_get_base_id(::X509_get0_pubkey(shown));
        ::X509_free(shown);
        return kind;
    };
    CHECK(issued_to(living) == EVP_PKEY_EC);
    running.server->use(TlsContext::load(files_of(running.folder.make("next", {.rsa_bits = 2048})), now));
    Client fresh{running};
    fresh.shake_hands();
    CHECK(issued_to(fresh) == EVP_PKEY_RSA);
    CHECK(living.ask("/hello").read("\r\n\r\nhello").starts_with("HTTP/1.1 200"));
    CHECK(fresh.ask("/hello").read("\r\n\r\nhello").starts_with("HTTP/1.1 200"));
}

TEST_CASE("tls: a stop ends idle connections at once and says goodbye to them", "[http][tls]") {
    const Running running;
    Client client{running};
    client.shake_hands().ask("/hello").read("\r\n\r\nhello");
    running.server->stop();
    char byte = 0;
    boost::system::error_code error;
    client.stream.read_some(net::buffer(&byte, 1), error);
    CHECK(error == net::error::eof);  // Without close_notify it would be stream_truncated.
    running.server->join();
    CHECK(running.server->connections() == 0);
}
