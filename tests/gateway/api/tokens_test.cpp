#include <thread>

#include "access/tokens.hpp"
#include "gateway_tests/house.hpp"

using namespace choqr;
using namespace choqr::gateway_test;
using namespace std::chrono_literals;

namespace {

std::string in(std::chrono::milliseconds from_now) {
    return format_rfc3339(world::SystemClock{}.now() + from_now);
}

}  // namespace

TEST_CASE("tokens: a token with scopes may what its role may and it names, and says so",
          "[gateway][tokens]") {
    House house;
    const auto market = house.market("a");
    const std::string id = market["id"];
    const auto limited = house.new_token({{"role", "board"},
                                          {"market_id", id},
                                          {"label", "bảng số liệu"},
                                          {"scopes", {"see_counts", "list_places", "see_counts"}}});
    CHECK(house.get("/v1/me", limited).json()["capabilities"] ==
          Json{"know_oneself", "list_places", "see_counts"});
    CHECK(house.get("/v1/markets", limited).status == 200);
    const auto report = house.get("/v1/reports/daily?market_id=" + id, limited);
    CHECK(report.status == 200);
    CHECK(report.json()["by_stall"] == Json::array());  // Whoever may list no stalls learns of none.
    for (const auto& path :
         {"/v1/markets/" + id + "/stalls", "/v1/markets/" + id, std::string{"/v1/transfers"}})
        CHECK(house.get(path, limited).status == 403);
    const auto listed = house.get("/v1/tokens", house.token).json()["items"].back();
    CHECK(listed["scopes"] == Json{"list_places", "see_counts"});
    const auto refused = [&](const Json& scopes) {
        return house
            .post("/v1/tokens", {{"role", "board"}, {"market_id", id}, {"scopes", scopes}}, house.token)
            .json()["field"];
    };
    CHECK(refused(Json{"see_amounts"}) == "scopes");  // No board's.
    CHECK(refused(Json{"fly"}) == "scopes");
    CHECK(refused(Json::array()) == "scopes");
    CHECK(refused("see_counts") == "scopes");
}

TEST_CASE(
    "tokens: an expired token is refused with a code of its own, ends its streams and is listed as expired",
    "[gateway][tokens]") {
    House house;
    const auto market = house.market("a");
    const auto stall = house.stall(market, "A-1", "00110001");
    const std::string path = "/v1/stalls/" + stall["id"].get<std::string>();
    const auto token =
        house.new_token({{"role", "vendor"}, {"stall_id", stall["id"]}, {"expires_at", in(2'000ms)}});
    CHECK(house.get(path, token).status == 200);
    std::string streamed;
    std::thread listener{[&] {
        streamed = house.raw("GET " + path + "/live HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer " + token +
                             "\r\n\r\n");
    }};
    const auto listed = [&] { return house.get("/v1/tokens", house.token).json()["items"].back(); };
    CHECK(listed()["expired"] == false);
    listener.join();  // It ends by itself.
    CHECK(streamed.find("event: revoked") != std::string::npos);
    const auto refused = house.get(path, token);
    CHECK(refused.status == 401);
    CHECK(refused.json()["code"] == "token_expired");
    CHECK(listed()["expired"] == true);
    CHECK(listed()["revoked"] == false);
    house.restart();
    CHECK(house.get(path, token).json()["code"] == "token_expired");
}

TEST_CASE("tokens: an expiry is to come, within ten years, and said once", "[gateway][tokens]") {
    House house;
    const auto status = [&](Json about) {
        about["role"] = "operator";
        return house.post("/v1/tokens", about, house.token).status;
    };
    CHECK(status({{"expires_in_days", 90}}) == 201);
    CHECK(status({{"expires_in_days", 0}}) == 422);
    CHECK(status({{"expires_in_days", 3'651}}) == 422);
    CHECK(status({{"expires_at", in(-1'000ms)}}) == 422);
    CHECK(status({{"expires_at", "2199-01-01T00:00:00Z"}}) == 422);
    CHECK(status({{"expires_at", "next week"}}) == 422);
    CHECK(status({{"expires_at", in(60'000ms)}, {"expires_in_days", 1}}) == 422);
    const auto made = house.new_token({{"role", "operator"}, {"expires_in_days", 1}});
    const auto expires =
        parse_rfc3339(house.get("/v1/me", made).json()["expires_at"].get<std::string>()).value();
    const auto left = expires - world::SystemClock{}.now();
    CHECK(left > 23h);
    CHECK(left <= 24h);
}

TEST_CASE("tokens: nobody gives more than they have, nor for longer", "[gateway][tokens]") {
    House house;
    const auto market = house.market("a");
    const auto maker = house.new_token({{"role", "operator"},
                                        {"scopes", {"issue_tokens", "manage_users", "see_counts"}},
                                        {"expires_in_days", 30}});
    const auto make = [&](const Json& about) {
        return house.post("/v1/tokens", about, maker).json().value("code", "");
    };
    const Json counts{{"role", "operator"}, {"scopes", {"see_counts"}}};
    auto in_time = counts, too_long = counts;
    in_time["expires_in_days"] = 29;
    too_long["expires_in_days"] = 31;
    CHECK(make(in_time) == "");
    CHECK(make(counts) == "exceeds_maker");  // For good.
    CHECK(make(too_long) == "exceeds_maker");
    CHECK(make({{"role", "operator"}, {"expires_in_days", 1}}) == "exceeds_maker");
    CHECK(make({{"role", "board"}, {"market_id", market["id"]}, {"expires_in_days", 1}}) == "exceeds_maker");
    // Nor by way of an account, which has no end, or of a colleague's.
    const auto colleague =
        house.made("/v1/users", {{"login", "lan"}, {"name", "Cô Lan"}, {"role", "operator"}});
    CHECK(house.post("/v1/users", {{"login", "hoa"}, {"name", "Hoa"}, {"role", "operator"}}, maker)
              .json()["code"] == "exceeds_maker");
    CHECK(house.call("POST", "/v1/users/" + colleague["id"].get<std::string>() + "/reset", maker)
              .json()["code"] == "exceeds_maker");
}

TEST_CASE("tokens: the operator's file is a door on this machine alone, and through no proxy",
          "[gateway][tokens]") {
    House house;
    // As `choqr init` labels it.
    const auto file = house.new_token({{"role", "operator"}, {"label", std::string{gateway::label_of_init}}});
    CHECK(house.get("/v1/me", file).status == 200);
    for (const auto& [name, value] : Fields{{"X-Forwarded-For", "127.0.0.1"},
                                            {"Forwarded", "for=127.0.0.1"},
                                            {"X-Real-IP", "127.0.0.1"},
                                            {"X-Forwarded-Proto", "https"},
                                            {"Via", "1.1 nginx"}}) {
        CAPTURE(name);
        const auto refused = house.call("GET", "/v1/me", file, {}, {{name, value}});
        CHECK(refused.status == 403);
        CHECK(refused.json()["code"] == "loopback_only");
        CHECK(house.call("GET", "/v1/me", house.token, {}, {{name, value}}).status == 200);
    }
}
