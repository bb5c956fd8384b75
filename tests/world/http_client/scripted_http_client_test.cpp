#include "http_client/scripted_http_client.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include "support/catch.hpp"

using namespace choqr;
using namespace choqr::world;
using namespace std::chrono_literals;
namespace net = boost::asio;

namespace {

net::awaitable<void> ask(HttpClient& client, HttpRequest request,
                         std::optional<Result<HttpResponse>>& answer) {
    answer = co_await client.call(std::move(request));
}

class Caller {
public:
    Caller(SimulatedClock& clock, HttpClient& client, HttpRequest request) : clock_{clock} {
        net::co_spawn(io_, ask(client, std::move(request), answer), [](const std::exception_ptr&) {});
        poll();
    }
    void pass(std::chrono::milliseconds time) {
        clock_.advance(time);
        poll();
    }
    std::optional<Result<HttpResponse>> answer;

private:
    void poll() {
        io_.restart();
        io_.poll();
    }
    SimulatedClock& clock_;
    net::io_context io_;
};

HttpRequest request_of(std::string url) {
    HttpRequest request;
    request.url = std::move(url);
    return request;
}

}  // namespace

TEST_CASE("scripted http client: a test's function answers, after as long as it says", "[http_client]") {
    SimulatedClock clock{Instant{}};
    ScriptedHttpClient client{clock, [](const HttpRequest& request) {
                                  HttpResponse response{.status = 200, .body = "of " + request.url};
                                  return ScriptedHttpClient::Reply{std::move(response), 3s};
                              }};
    Caller caller{clock, client, request_of("https://bank.example/list")};
    caller.pass(2'999ms);
    CHECK_FALSE(caller.answer);
    caller.pass(1ms);
    REQUIRE(caller.answer);
    CHECK(caller.answer->value().body == "of https://bank.example/list");
    CHECK(client.asked().front().url == "https://bank.example/list");
}

TEST_CASE("scripted http client: limits hold as they do over the network", "[http_client]") {
    SimulatedClock clock{Instant{}};
    ScriptedHttpClient slow{clock, [](const HttpRequest&) {
                                return ScriptedHttpClient::Reply{HttpResponse{.status = 200}, 31s};
                            }};
    Caller waiting{clock, slow, request_of("https://a/")};
    waiting.pass(30s);
    REQUIRE(waiting.answer);
    CHECK(waiting.answer->error() == http_errc::read_timed_out);

    ScriptedHttpClient large{clock, [](const HttpRequest&) {
                                 HttpResponse response{.status = 200, .body = std::string(11, 'x')};
                                 return ScriptedHttpClient::Reply{std::move(response)};
                             }};
    auto request = request_of("https://a/");
    request.limits.answer_bytes_max = 10;
    const Caller at_once{clock, large, request};
    CHECK(at_once.answer->error() == http_errc::too_large);

    ScriptedHttpClient down{clock, [](const HttpRequest&) {
                                return ScriptedHttpClient::Reply{make_error_code(http_errc::not_connected)};
                            }};
    const Caller refused{clock, down, request_of("https://a/")};
    CHECK(refused.answer->error() == http_errc::not_connected);
}
