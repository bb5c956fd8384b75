#include "http/router.hpp"

#include "support/catch.hpp"

using namespace choqr::http;

namespace {

Router sample() {
    Router router;
    const auto add = [&router](Method method, std::string pattern, std::size_t body = 0) {
        Route route;
        route.method = method;
        route.pattern = std::move(pattern);
        route.body_bytes_max = body;
        router.add(std::move(route));
    };
    add(Method::get, "/");
    add(Method::get, "/v1/stalls/{id}");
    add(Method::patch, "/v1/stalls/{id}", 100);
    add(Method::get, "/v1/stalls/{id}/qr.svg");
    add(Method::post, "/v1/markets", 200);
    add(Method::get, "/v1/markets");
    add(Method::post, "/v1/markets/{id}/stalls:import", 300);
    add(Method::get, "/v1/markets/{id}/stalls");
    add(Method::get, "/image/{picture}.svg");
    add(Method::get, "/image/{picture}");
    add(Method::get, "/v1/stalls/all");
    return router;
}

std::string found(const Router& router, Method method, std::string_view path) {
    const auto result = router.find(method, path);
    if (result.route != nullptr) {
        std::string text = result.route->pattern;
        for (std::size_t i = 0; i < result.values.count; ++i) text += " " + result.values[i];
        return text;
    }
    return result.allow.empty() ? "404" : "405 " + result.allow;
}

}  // namespace

TEST_CASE("a path finds its route, its values and its methods", "[http][router]") {
    const auto router = sample();
    CHECK(found(router, Method::get, "/") == "/");
    CHECK(found(router, Method::get, "/v1/stalls/st17") == "/v1/stalls/{id} st17");
    CHECK(found(router, Method::head, "/v1/stalls/st17") == "/v1/stalls/{id} st17");
    CHECK(found(router, Method::get, "/v1/stalls/all") == "/v1/stalls/all");
    CHECK(found(router, Method::get, "/v1/stalls/st17/qr.svg") == "/v1/stalls/{id}/qr.svg st17");
    CHECK(found(router, Method::post, "/v1/markets/mk0/stalls:import") ==
          "/v1/markets/{id}/stalls:import mk0");
    CHECK(found(router, Method::get, "/image/mb-123-compact.svg") == "/image/{picture}.svg mb-123-compact");
    CHECK(found(router, Method::get, "/image/mb-123-compact.png") == "/image/{picture} mb-123-compact.png");
    CHECK(found(router, Method::get, "/v1/stalls/ch%E1%BB%A3") == "/v1/stalls/{id} chợ");
    CHECK(found(router, Method::delete_, "/v1/stalls/st17") == "405 GET, HEAD, PATCH, OPTIONS");
    CHECK(found(router, Method::get, "/v1/markets/mk0/stalls:import") == "405 POST, OPTIONS");
    CHECK(found(router, Method::options, "/v1/markets") == "405 GET, HEAD, POST, OPTIONS");
}

TEST_CASE("a path that is no resource is not found", "[http][router]") {
    const auto router = sample();
    for (const auto* path : {"/v1",
                             "/v1/",
                             "//",
                             "/v1/stalls",
                             "/v1/stalls/",
                             "/v1//stalls/st1",
                             "/v1/stalls/st1/",
                             "/v1/stalls/..",
                             "/v1/stalls/.",
                             "/v1/stalls/%2e%2e",
                             "/v1/stalls/%2E%2E",
                             "/v1/stalls/a%2fb",
                             "/v1/stalls/a%5cb",
                             "/v1/stalls/a%00",
                             "/v1/stalls/%c0%ae",
                             "/v1/stalls/%",
                             "/v1/stalls/%zz",
                             "/v1/stalls/a+b",
                             "/v1/stalls/%ff",
                             "/v1/stalls/%0a",
                             "/%76%31/markets",
                             "/V1/markets",
                             "/v1/../v1/markets",
                             "*"}) {
        CAPTURE(path);
        CHECK(found(router, Method::get, path) == "404");
    }
}

TEST_CASE("a free text in a path may be empty and has plus signs for spaces, its neighbours may not",
          "[http][router]") {
    Router router;
    router.add(
        {.method = Method::get, .pattern = "/{bank}/{memo*}/{template}.png", .handler = {}, .summary = {}});
    CHECK(found(router, Method::get, "/mb/ung+ho/compact.png") ==
          "/{bank}/{memo*}/{template}.png mb ung ho compact");
    CHECK(found(router, Method::get, "/mb//compact.png") == "/{bank}/{memo*}/{template}.png mb  compact");
    for (const auto* path : {"//memo/compact.png", "/m+b/memo/compact.png", "/mb/memo/.png",
                             "/mb/memo/compact.svg", "/mb/../compact.png"}) {
        CAPTURE(path);
        CHECK(found(router, Method::get, path) == "404");
    }
}

TEST_CASE("a body limit belongs to a route; where there is none a little is read, to say 404",
          "[http][router]") {
    const auto router = sample();
    CHECK(router.find(Method::post, "/v1/markets").body_bytes_max() == 200);
    CHECK(router.find(Method::post, "/v1/markets/mk1/stalls:import").body_bytes_max() == 300);
    CHECK(router.find(Method::get, "/v1/markets").body_bytes_max() == 0);
    CHECK(router.find(Method::post, "/nowhere").body_bytes_max() == 16 * 1024);
}
