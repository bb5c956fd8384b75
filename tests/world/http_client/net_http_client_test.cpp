#include "http_client/net_http_client.hpp"

#include <stdlib.h>
#include <unistd.h>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <fstream>
#include <set>

#include "support/catch.hpp"
#include "test_server.hpp"

using namespace choqr;
using namespace choqr::world;
using namespace choqr::http_client_test;
using namespace std::chrono_literals;

namespace {

/// A file that a client trusts, gone with the test.
class TrustedFile {
public:
    explicit TrustedFile(const std::string& text) {
        const int file = ::mkstemp(name_.data());
        REQUIRE(file >= 0);
        ::close(file);
        std::ofstream{name_} << text;
    }
    ~TrustedFile() { ::unlink(name_.c_str()); }
    const std::string& name() const { return name_; }

private:
    std::string name_ = "/tmp/choqr-trusted-XXXXXX";
};

Result<HttpResponse> call(HttpClient& client, net::io_context& io, HttpRequest request) {
    std::optional<Result<HttpResponse>> answer;
    auto calling = [&client, &answer](HttpRequest asked) -> net::awaitable<void> {
        answer = co_await client.call(std::move(asked));
    };
    net::co_spawn(io, calling(std::move(request)), [](const std::exception_ptr& thrown) {
        if (thrown) std::rethrow_exception(thrown);
    });
    io.restart();
    io.run();
    return *std::move(answer);
}

HttpRequest request_of(const std::string& url) {
    HttpRequest request;
    request.url = url;
    request.limits = {.connect = 2s, .write = 2s, .read = 2s, .answer_bytes_max = 10'000};
    return request;
}

/// One client and one call.
Result<HttpResponse> call(HttpRequest request, const std::string& trusted = {}) {
    net::io_context io;
    NetHttpClient client{{.trusted_file = trusted}};
    return call(client, io, std::move(request));
}
Error error_of(HttpRequest request, const std::string& trusted = {}) {
    const auto answer = call(std::move(request), trusted);
    return answer ? Error{} : answer.error();
}

void greet(Peer& peer) {
    while (!peer.read().empty()) peer.answer("xin chào");
}

const auto for_localhost = [](int from, int to) { return make_certificate("DNS:localhost", from, to); };

}  // namespace

TEST_CASE("http client: a server with a certificate that this machine trusts is called", "[http_client]") {
    const auto certificate = make_certificate("DNS:localhost,IP:127.0.0.1", -1, 1);
    const TrustedFile trusted{certificate.certificate};
    Server server{[](Peer& peer) { peer.answer(peer.read(), "X-Kind: echo\r\n"); }, certificate};
    for (const auto* host : {"localhost", "127.0.0.1"}) {
        auto request = request_of(server.at(host, "/v1/me?a=1"));
        request.method = "POST";
        request.fields = {{"Authorization", "Bearer x"}};
        request.body = "xin chào";
        const auto answer = call(request, trusted.name());
        INFO((answer ? std::string{} : answer.error().message()));
        REQUIRE(answer.has_value());
        CHECK(answer->status == 200);
        CHECK(answer->field("x-kind") == "echo");
        CHECK(answer->body.starts_with("POST /v1/me?a=1 HTTP/1.1\r\nHost: " + server.at(host, "").substr(8) +
                                       "\r\n"));
        CHECK(answer->body.find("\r\nAuthorization: Bearer x\r\n") != std::string::npos);
        CHECK(answer->body.ends_with("\r\n\r\nxin chào"));
    }
}

TEST_CASE("http client: nobody is told anything who shows another host's, an old or an unknown certificate",
          "[http_client]") {
    struct Case {
        std::string what;
        Certificate certificate;
        bool trusted;
        std::string host;
        http_errc error;
    };
    const std::vector<Case> cases{
        {"another host's", make_certificate("DNS:other.example", -1, 1), true, "localhost",
         http_errc::certificate_of_another_host},
        {"another address's", make_certificate("IP:127.0.0.2", -1, 1), true, "127.0.0.1",
         http_errc::certificate_of_another_host},
        {"a name, asked by address", for_localhost(-1, 1), true, "127.0.0.1",
         http_errc::certificate_of_another_host},
        {"of its own making", for_localhost(-1, 1), false, "localhost", http_errc::certificate_unknown},
        {"expired", for_localhost(-3, -1), true, "localhost", http_errc::certificate_expired},
        {"of tomorrow", for_localhost(1, 3), true, "localhost", http_errc::certificate_expired},
    };
    for (const auto& each : cases) {
        CAPTURE(each.what);
        std::atomic<bool> told{false};
        const TrustedFile trusted{each.certificate.certificate};
        {
            Server server{[&told](Peer& peer) { told = !peer.read().empty(); }, each.certificate};
            CHECK(error_of(request_of(server.at(each.host)), each.trusted ? trusted.name() : "") ==
                  each.error);
        }
        CHECK_FALSE(told);
    }
}

TEST_CASE("http client: a file that holds no certificate is no reason to trust nobody, silently",
          "[http_client]") {
    const TrustedFile nothing{"no certificate\n"};
    CHECK_THROWS_WITH(NetHttpClient({.trusted_file = nothing.name()}),
                      Catch::Matchers::EndsWith("holds no certificate"));
}

TEST_CASE("http client: each way of a server not to answer has its own name", "[http_client]") {
    const auto error_from = [](const Server::Serve& serve, HttpLimits limits) {
        Server server{serve};
        auto request = request_of(server.at("127.0.0.1"));
        request.limits = limits;
        return error_of(std::move(request));
    };
    const HttpLimits limits{.connect = 2s, .write = 2s, .read = 2s, .answer_bytes_max = 10'000};
    auto impatient = limits;
    impatient.read = 100ms;
    const auto says = [](std::string text) {
        return [text = std::move(text)](Peer& peer) {
            peer.read();
            peer.write(text);
        };
    };
    CHECK(error_from(says("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf"), limits) ==
          http_errc::cut_off);
    CHECK(error_from(says("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n"), limits) ==
          http_errc::cut_off);
    CHECK(error_from(says("HTTP/1.1 200 OK\r\nConte"), limits) == http_errc::cut_off);
    CHECK(error_from(says(""), limits) == http_errc::cut_off);
    CHECK(error_from(says("220 mail.example ESMTP\r\n\r\n"), limits) == http_errc::not_http);
    CHECK(error_from(says("HTTP/1.1 200 OK\r\nContent-Length: 10001\r\n\r\n"), limits) ==
          http_errc::too_large);
    CHECK(error_from(says("HTTP/1.1 200 OK\r\n\r\n" + std::string(10'001, 'x')), limits) ==
          http_errc::too_large);
    CHECK(error_from(says("HTTP/1.1 200 OK\r\nX: " + std::string(100'000, 'x')), limits) ==
          http_errc::too_large);
    CHECK(error_from(
              [](Peer& peer) {
                  peer.read();
                  peer.wait_until_gone();
              },
              impatient) == http_errc::read_timed_out);
    CHECK(error_from(  // Dripping is no excuse: the limit is for the whole answer.
              [](Peer& peer) {
                  peer.read();
                  peer.write("HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\n");
                  for (int i = 0; i < 20; ++i) {
                      peer.write("x");
                      std::this_thread::sleep_for(20ms);
                  }
              },
              impatient) == http_errc::read_timed_out);
}

TEST_CASE("http client: who does not take the request in time is named so", "[http_client]") {
    Server server{[](Peer&) { std::this_thread::sleep_for(600ms); }};
    auto request = request_of(server.at("127.0.0.1"));
    request.method = "POST";
    request.body.assign(64u << 20, 'x');
    request.limits.write = 200ms;
    CHECK(error_of(std::move(request)) == http_errc::write_timed_out);
}

TEST_CASE("http client: a server that is not there, and one that never shakes hands", "[http_client]") {
    std::string nobody;
    {
        Server server{greet};
        nobody = server.at("127.0.0.1");
    }
    CHECK(error_of(request_of(nobody)) == http_errc::not_connected);
    CHECK(error_of(request_of("gopher://a/")) == http_errc::bad_url);
    const auto unknown = error_of(request_of("http://no-such-host.invalid/"));
    CHECK((unknown == http_errc::name_not_found || unknown == http_errc::connect_timed_out));

    Server silent{[](Peer& peer) { peer.wait_until_gone(); }};
    auto request = request_of("https" + silent.at("127.0.0.1").substr(4));
    request.limits.connect = 100ms;
    CHECK(error_of(request) == http_errc::connect_timed_out);
    Server plain{[](Peer& peer) {
        peer.write("HTTP/1.1 400 Bad Request\r\n\r\n");
        peer.wait_until_gone();
    }};
    CHECK(error_of(request_of("https" + plain.at("127.0.0.1").substr(4))) == http_errc::tls_failed);
}

TEST_CASE("http client: an answer that ends with its connection is whole only with a farewell",
          "[http_client]") {
    const auto certificate = for_localhost(-1, 1);
    const TrustedFile trusted{certificate.certificate};
    for (const bool polite : {true, false}) {
        Server server{[polite](Peer& peer) {
                          peer.read();
                          peer.write("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nall of it?");
                          if (polite) peer.say_goodbye();
                      },
                      certificate};
        const auto answer = call(request_of(server.at("localhost")), trusted.name());
        if (polite)
            CHECK(answer.value().body == "all of it?");
        else
            CHECK(answer.error() == http_errc::cut_off);
    }
}

TEST_CASE("http client: connections that a server leaves open are used again", "[http_client]") {
    net::io_context io;
    NetHttpClient client;
    Server server{greet};
    for (int i = 0; i < 5; ++i)
        CHECK(call(client, io, request_of(server.at("127.0.0.1"))).value().body == "xin chào");
    CHECK(server.connections() == 1);

    Server brief{[](Peer& peer) {
        peer.read();
        peer.answer("once");
    }};
    for (int i = 0; i < 3; ++i)
        CHECK(call(client, io, request_of(brief.at("127.0.0.1"))).value().body == "once");
    CHECK(brief.connections() == 3);
}

TEST_CASE("http client: what changes something is never sent twice", "[http_client]") {
    net::io_context io;
    NetHttpClient client;
    std::atomic<int> seen{0};
    Server server{[&seen](Peer& peer) {
        peer.read();
        peer.answer("first");
        if (!peer.read().empty()) ++seen;  // And no answer.
    }};
    auto request = request_of(server.at("127.0.0.1"));
    CHECK(call(client, io, request).has_value());
    request.method = "POST";
    CHECK(call(client, io, request).error() == http_errc::cut_off);
    CHECK(seen == 1);
    CHECK(server.connections() == 1);
}

TEST_CASE("http client: redirects are followed only where they are asked for, and the token stays",
          "[http_client]") {
    std::mutex mutex;
    std::vector<std::string> heard;
    const auto listen = [&](Peer& peer, const std::string& answer) {
        for (auto request = peer.read(); !request.empty(); request = peer.read()) {
            const std::lock_guard lock{mutex};
            heard.push_back(request);
            peer.write(answer);
        }
    };
    Server there{[&](Peer& peer) { listen(peer, "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nthere"); }};
    const auto pointer =
        "HTTP/1.1 302 Found\r\nContent-Length: 0\r\nLocation: " + there.at("127.0.0.1", "/new") + "\r\n\r\n";
    Server here{[&](Peer& peer) { listen(peer, pointer); }};
    auto request = request_of(here.at("127.0.0.1", "/old"));
    request.fields = {{"Authorization", "Bearer secret"}, {"Accept", "text/plain"}};
    CHECK(call(request).value().status == 302);
    CHECK(heard.size() == 1);
    request.limits.redirects_max = 3;
    CHECK(call(request).value().body == "there");
    REQUIRE(heard.size() == 3);
    CHECK(heard[1].find("Bearer secret") != std::string::npos);
    CHECK(heard[2].starts_with("GET /new "));
    CHECK(heard[2].find("secret") == std::string::npos);
    CHECK(heard[2].find("Accept: text/plain") != std::string::npos);
    request.method = "POST";
    CHECK(call(request).value().status == 302);

    Server circle{[&](Peer& peer) {
        listen(peer, "HTTP/1.1 301 Moved\r\nContent-Length: 0\r\nLocation: /again\r\n\r\n");
    }};
    auto round = request_of(circle.at("127.0.0.1"));
    round.limits.redirects_max = 3;
    CHECK(error_of(round) == http_errc::too_many_redirects);
}

TEST_CASE("http client: HEAD has no content, and 103 only says that more comes", "[http_client]") {
    Server server{[](Peer& peer) {
        peer.read();
        peer.write(
            "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 7\r\n\r\n");
        peer.wait_until_gone();
    }};
    auto request = request_of(server.at("127.0.0.1"));
    request.method = "HEAD";
    const auto answer = call(request);
    CHECK(answer.value().status == 200);
    CHECK(answer->body.empty());
}

TEST_CASE("http client: cancelled, it stops waiting at once", "[http_client]") {
    Server server{[](Peer& peer) {
        peer.read();
        peer.wait_until_gone();
    }};
    net::io_context io;
    NetHttpClient client;
    net::cancellation_signal signal;
    std::optional<Result<HttpResponse>> answer;
    auto calling = [&client, &answer](HttpRequest asked) -> net::awaitable<void> {
        answer = co_await client.call(std::move(asked));
    };
    bool ended = false;
    net::co_spawn(
        io, calling(request_of(server.at("127.0.0.1"))),
        net::bind_cancellation_slot(signal.slot(), [&ended](const std::exception_ptr&) { ended = true; }));
    net::steady_timer timer{io, 100ms};
    timer.async_wait(
        [&signal](const boost::system::error_code&) { signal.emit(net::cancellation_type::terminal); });
    const auto begin = std::chrono::steady_clock::now();
    io.run();
    CHECK(ended);
    CHECK(std::chrono::steady_clock::now() - begin < 1s);
    if (answer) CHECK(answer->error() == net::error::operation_aborted);
}

TEST_CASE("http client: every error has a sentence of its own", "[http_client]") {
    std::set<std::string> sentences;
    for (int value = 1; value <= static_cast<int>(http_errc::too_many_redirects); ++value)
        sentences.insert(http_category().message(value));
    CHECK(sentences.size() == static_cast<std::size_t>(http_errc::too_many_redirects));
    CHECK_FALSE(sentences.contains("unknown"));
}
