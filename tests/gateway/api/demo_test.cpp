#include "gateway_tests/house.hpp"

#include <thread>

using namespace choqr;
using namespace choqr::gateway_test;

namespace {

const std::string no_frames = "frame-ancestors 'none'", our_frames = "frame-ancestors 'self'";
const std::string holds_frames = "frame-src 'self'";
const std::vector<std::string> shown_by_demo{"/stall/st1", "/wallet", "/board/mk1"};

/// A demonstration with one market, and what it has for a vendor and a board.
struct Demo {
    House house{true, true};
    Json market = house.made("/v1/markets",
                             {{"name", "Chợ mẫu"}, {"code", "mau"}, {"province", "A"}, {"commune", "B"}});
    Json stall = house.stall(market, "A-01", "00110001");
    std::string vendor = house.new_token({{"role", "vendor"}, {"stall_id", stall["id"]}});
    std::string board = house.new_token({{"role", "board"}, {"market_id", market["id"]}});
};

}  // namespace

TEST_CASE("demo: its page and the three in its frames may be framed by ourselves, and no other page",
          "[gateway][demo]") {
    House house{true, true};
    const auto demo = house.get("/demo", "");
    CHECK(demo.status == 200);
    CHECK(demo.has(holds_frames));
    CHECK(demo.has(no_frames));
    for (const auto& path : shown_by_demo) {
        CAPTURE(path);
        const auto page = house.get(path, "");
        CHECK(page.status == 200);
        CHECK(page.has(our_frames));
        CHECK_FALSE(page.has(no_frames));
        CHECK_FALSE(page.has(holds_frames));
    }
    for (const auto* path :
         {"/", "/login", "/people", "/devices/st1", "/payees/st1", "/volunteer/mk1", "/check"}) {
        CAPTURE(path);
        CHECK(house.get(path, "").has(no_frames));
        CHECK_FALSE(house.get(path, "").has(our_frames));
    }
}

TEST_CASE(
    "demo: neither a ledger of real money nor a trial without the wallet has the page, and nothing is framed",
    "[gateway][demo]") {
    for (const auto& [demo_wallet, trial] : {std::pair{true, false}, {false, true}, {false, false}}) {
        CAPTURE(demo_wallet, trial);
        House house{demo_wallet, trial};
        CHECK(house.get("/demo", "").status == 404);
        CHECK(house.get("/demo/training", "").status == 404);
        CHECK(house.post("/demo/line-cuts", {{"stall_id", "st1"}, {"for_ms", 1'000}}, house.token).status ==
              404);
        CHECK(house.get("/v1/home", "").json()["demo"] == false);
        for (const auto& path : shown_by_demo) {
            CAPTURE(path);
            CHECK(house.get(path, "").has(no_frames));
            CHECK_FALSE(house.get(path, "").has(our_frames));
        }
    }
    House demo{true, true};
    CHECK(demo.get("/v1/home", "").json()["demo"] == true);
}

TEST_CASE("demo: a browser that kept a page from when it could not be framed is sent it anew",
          "[gateway][demo]") {
    const auto tag_of = [](const House& house) {
        const auto head = house.get("/stall/st1", "").head;
        const auto at = head.find("ETag: ");
        return head.substr(at, head.find('\r', at) - at);
    };
    House trial{false, true}, demo{true, true};
    CHECK(tag_of(trial) != tag_of(demo));
}

TEST_CASE("demo: nobody trains, then what the operator says is shown to everybody", "[gateway][demo]") {
    Demo demo;
    auto& house = demo.house;
    CHECK(house.get("/demo/training", "").json()["state"] == "none");
    const auto lesson = R"({"state":"runs","name":"two_hundred"})";
    for (const auto& token : {std::string{}, demo.vendor, demo.board})
        CHECK(house.call("PUT", "/demo/training", token, lesson).status == (token.empty() ? 401 : 403));
    CHECK(house.call("PUT", "/demo/training", house.token, "not JSON").status == 400);
    CHECK(house.get("/demo/training", "").json()["state"] == "none");
    CHECK(house.call("PUT", "/demo/training", house.token, lesson).status == 204);
    CHECK(house.get("/demo/training", "").json()["name"] == "two_hundred");
}

TEST_CASE("demo: the first answer to an exercise is kept, and told to the operator alone",
          "[gateway][demo]") {
    Demo demo;
    auto& house = demo.house;
    const auto answer = [&](const Json& body) { return house.post("/demo/training/answers", body, ""); };
    CHECK(answer({{"exercise", "two_hundred"}, {"answer", "1"}}).status == 204);
    CHECK(answer({{"exercise", "two_hundred"}, {"answer", "0"}}).status == 204);
    CHECK(answer({{"exercise", "two_hundred"}}).status == 422);
    CHECK(answer({{"exercise", std::string(65, 'x')}, {"answer", "1"}}).status == 422);
    CHECK(house.get("/demo/training/answers", "").status == 401);
    CHECK(house.get("/demo/training/answers", demo.board).status == 403);
    const auto kept = house.get("/demo/training/answers", house.token).json()["items"];
    REQUIRE(kept.size() == 1);
    CHECK(kept[0] == Json{{"exercise", "two_hundred"}, {"answer", "1"}});
}

TEST_CASE("demo: no more answers are kept than a training has", "[gateway][demo]") {
    Demo demo;
    int last = 0;
    for (int number = 0; number < 101; ++number)
        last =
            demo.house
                .post("/demo/training/answers", {{"exercise", std::to_string(number)}, {"answer", "1"}}, "")
                .status;
    CHECK(last == 429);
    CHECK(demo.house.get("/demo/training/answers", demo.house.token).json()["items"].size() == 100);
}

TEST_CASE("demo: a stall whose line is cut is told to come again until the time is over; others hear on",
          "[gateway][demo][live]") {
    Demo demo;
    auto& house = demo.house;
    const auto other = house.stall(demo.market, "A-02", "00110002");
    const auto live = [](const Json& stall) {
        return "/v1/stalls/" + stall["id"].get<std::string>() + "/live?poll=true";
    };
    const auto cut = [&](const Json& body, const std::string& token) {
        return house.post("/demo/line-cuts", body, token);
    };
    CHECK(house.get(live(demo.stall), demo.vendor).status == 200);
    const Json second{{"stall_id", demo.stall["id"]}, {"for_ms", 1'000}};
    CHECK(cut(second, demo.vendor).status == 403);
    CHECK(cut({{"stall_id", "st999"}, {"for_ms", 1'000}}, house.token).json()["code"] == "stall_not_found");
    CHECK(cut({{"stall_id", demo.stall["id"]}, {"for_ms", 600'001}}, house.token).status == 422);
    CHECK(cut(second, house.token).status == 204);
    const auto refused = house.get(live(demo.stall), demo.vendor);
    CHECK(refused.status == 503);
    CHECK(refused.has("Retry-After: 1"));
    CHECK(house.get(live(other), house.token).status == 200);
    std::this_thread::sleep_for(std::chrono::milliseconds{1'100});
    CHECK(house.get(live(demo.stall), demo.vendor).status == 200);
}
