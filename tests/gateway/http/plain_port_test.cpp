#include "http/plain_port.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/use_future.hpp>
#include <vector>

#include "support/catch.hpp"

using namespace choqr;
using namespace choqr::http;

namespace {

/// A page, a call, and what has to be read before TLS is trusted.
class Behind final : public Application {
public:
    Behind() {
        add(Method::get, "/stall/{id}", InTheClear::sent_on);
        add(Method::get, "/v1/stalls/{id}", InTheClear::refused);
        add(Method::post, "/v1/stalls/{id}", InTheClear::refused);
        add(Method::get, "/trust", InTheClear::answered);
    }
    const Router& router() const override { return router_; }
    Response refuse(const Refusal& refusal, std::string_view) const override {
        Response response;
        response.status = refusal.status;
        response.body = refusal.code;
        return response;
    }
    void answered(const Route*, int) noexcept override {}
    void failed(const Route&, const std::exception&) noexcept override {}

private:
    void add(Method method, std::string pattern, InTheClear in_the_clear) {
        Route route;
        route.method = method;
        route.pattern = std::move(pattern);
        route.in_the_clear = in_the_clear;
        route.handler = [](const Request&, const PathValues&) -> net::awaitable<Response> {
            Response response;
            response.body = "from behind";
            co_return response;
        };
        router_.add(std::move(route));
    }
    Router router_;
};

struct Asked {
    Method method = Method::get;
    std::string_view path, query{};
    std::vector<Field> fields{{"Host", "192.168.1.20"}};
};

Response ask(const PlainPort::Target& target, const Asked& asked) {
    Behind behind;
    PlainPort port{behind, target};
    Request request;
    request.method = asked.method;
    request.path = asked.path;
    request.query = asked.query;
    request.fields = asked.fields;
    net::io_context context;
    auto response = net::co_spawn(context, answer(port, request), net::use_future);
    context.run();
    return response.get();
}

std::string place_of(const PlainPort::Target& target, const Asked& asked) {
    const auto response = ask(target, asked);
    CHECK(response.status == 307);
    CHECK(response.content().empty());
    return response.extra_fields();
}

}  // namespace

TEST_CASE("plain port: a page is sent on to where TLS is spoken", "[http][plain]") {
    const PlainPort::Target as_named{"", 8443}, usual{"", 443}, told{"https://cho.example.vn", 8443};
    CHECK(place_of(as_named, {.path = "/stall/st7"}) == "Location: https://192.168.1.20:8443/stall/st7\r\n");
    CHECK(place_of(usual, {.path = "/stall/st7", .query = "lang=en"}) ==
          "Location: https://192.168.1.20/stall/st7?lang=en\r\n");
    CHECK(place_of(told, {.path = "/stall/st7"}) == "Location: https://cho.example.vn/stall/st7\r\n");
    CHECK(place_of(usual, {.path = "/stall/st7", .fields = {{"host", "cho.lan:8080"}}}) ==
          "Location: https://cho.lan/stall/st7\r\n");
    CHECK(place_of(usual, {.path = "/stall/st7", .fields = {{"host", "[fd00::7]:8080"}}}) ==
          "Location: https://[fd00::7]/stall/st7\r\n");
}

TEST_CASE("plain port: a call is refused and never sent on, nor is what brings a token", "[http][plain]") {
    const std::vector<Asked> refused{
        {.path = "/v1/stalls/st7"},
        {.method = Method::post, .path = "/v1/stalls/st7"},
        {.path = "/nowhere"},
        {.method = Method::post, .path = "/stall/st7"},
        {.path = "/stall/st7", .fields = {{"Host", "cho.lan"}, {"Authorization", "Bearer choqr_0"}}}};
    for (const auto& asked : refused) {
        CAPTURE(asked.path);
        const auto response = ask({"", 443}, asked);
        CHECK(response.status == 400);
        CHECK(response.body == "tls_required");
        CHECK(response.extra_fields().find("Location") == std::string::npos);
    }
}

TEST_CASE("plain port: what has to be read before anybody trusts the certificate is answered",
          "[http][plain]") {
    CHECK(ask({"", 443}, {.path = "/trust"}).body == "from behind");
}

TEST_CASE("plain port: what is no host becomes part of no address", "[http][plain]") {
    for (const auto* field : {"", ":80", "a b", "evil@cho.vn", "cho.vn/path", "[::1", "[]", "[g::1]",
                              "cho.vn\\x", "[::1%eth0]"}) {
        CAPTURE(field);
        CHECK_FALSE(host_without_port(field));
        CHECK(ask({"", 443}, {.path = "/stall/st7", .fields = {{"Host", field}}}).status == 400);
    }
    CHECK(host_without_port("cho-1.example.vn:8080") == "cho-1.example.vn");
    CHECK(host_without_port("[::1]:8080") == "[::1]");
}
