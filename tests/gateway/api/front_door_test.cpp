#include <boost/asio/co_spawn.hpp>
#include <set>

#include "base/nearest.hpp"
#include "gateway_tests/house.hpp"
#include "web/assets.hpp"

using namespace choqr;
using namespace choqr::gateway_test;

// What strangers can do at the front door: pictures, misspelt questions, floods, scripts of other sites.

namespace {

// The pattern with "x" at its {…} places: good enough for what is decided before the path's values matter.
std::string some_path(const std::string& pattern) {
    std::string path;
    for (std::size_t at = 0; at < pattern.size(); ++at) {
        if (pattern[at] == '{') {
            at = pattern.find('}', at);
            path += 'x';
        } else {
            path += pattern[at];
        }
    }
    return path;
}

// Through the application without a socket, as `client`.
int status_of(http::Application& application, const http::Route& route, const std::string& path,
              const std::string& client) {
    http::Request request;
    request.method = route.method;
    request.path = path;
    request.target = path;
    request.query = "no_such_parameter=1";
    request.remote = client;
    int status = 0;
    boost::asio::io_context io;
    boost::asio::co_spawn(
        io, http::answer(application, request),
        [&status](const std::exception_ptr&, const http::Response& response) { status = response.status; });
    io.run();
    return status;
}

std::string id_of(const Json& thing) { return thing["id"].get<std::string>(); }

}  // namespace

TEST_CASE("every route for anyone counts its callers by their address, and stops a flood of one alone",
          "[gateway][front-door]") {
    House house{true};
    std::size_t checked = 0;
    for (const auto& route : house.api().router().routes()) {
        if (route.access != gateway::anyone.code()) continue;
        CAPTURE(route.pattern);
        CHECK(route.limited);
        const auto client = "10.0.0." + std::to_string(++checked);
        const auto path = some_path(route.pattern);
        int status = 0;
        for (int i = 0; i < 30'000 && status != 429; ++i)
            status = status_of(house.api(), route, path, client);
        CHECK(status == 429);
        CHECK(status_of(house.api(), route, path, "10.9.9.9") != 429);
    }
    CHECK(checked >= 30);
}

TEST_CASE("every route refuses a misspelt parameter, and names it and the one that was meant",
          "[gateway][front-door]") {
    House house{true, true};  // A demonstration has every page.
    // What is a stall's own, and who is paid, is no program's matter.
    const auto phone = house.paired(house.stall(house.market("a"), "A-1", "0011223344"), "owner");
    std::set<std::string> free;
    for (const auto& route : house.api().router().routes()) {
        if (route.other_parameters == http::OtherParameters::free) {
            free.insert(route.pattern);
            continue;
        }
        CAPTURE(route.pattern, name_of(route.method));
        const auto asks = gateway::Admission::from_code(route.access);
        REQUIRE((asks == gateway::anyone || asks.asks_who()));
        const bool is_persons =
            asks.asks_who() && !gateway::capabilities_of(book::Role::operator_).has(asks.capability());
        const std::string meant{route.parameters.empty() ? "" : route.parameters.front().name};
        const auto misspelt = meant.empty() ? std::string{"limit"} : meant + "x";
        const auto answer =
            house.call(std::string{name_of(route.method)}, some_path(route.pattern) + "?" + misspelt + "=1",
                       is_persons ? phone.secret : house.token);
        const auto problem = answer.json();
        CHECK(answer.status == 400);
        CHECK(problem.value("code", "") == "unknown_parameter");
        CHECK(problem.value("field", "") == misspelt);
        for (const auto* language : {"detail", "detail_vi"}) {
            const auto said = problem.value(language, "");
            CHECK(said.find(misspelt) != std::string::npos);
            if (!meant.empty())
                CHECK(said.find(meant + (language == std::string{"detail"} ? "\"" : "”")) !=
                      std::string::npos);
        }
    }
    // A provider's own query, and what the scripts of pages read.
    std::set<std::string> expected{"/v1/providers/{feed}/notices", "/assets/{file}"};
    for (const auto& asset : web::assets())
        if (asset.language == web::default_language) expected.emplace(asset.path);
    CHECK(free == expected);
}

TEST_CASE("links that other servers' clients write pass over what nobody knows, but not what is misspelt",
          "[gateway][front-door]") {
    House house;
    const std::string img = "/img?acc=113366668888&bank=VietinBank&amount=79000",
                      image = "/image/970436-0011012345678-compact.png?amount=45000";
    for (const auto* passed_over :
         {"&unknown=1", "&t=1732600000", "&utm_source=zalo", "&ref=shop", "&lang=vi"})
        for (const auto& link : {img, image}) CHECK(house.get(link + passed_over, "").status == 200);
    for (const auto* misspelt : {"&amout=5000", "&Amount=5000"})
        for (const auto& link : {img, image}) CHECK(house.get(link + misspelt, "").status == 400);
    for (const auto* misspelt : {"&addinfo=x", "&add_info=x", "&accountname=x"})
        CHECK(house.get(image + misspelt, "").json()["code"] == "unknown_parameter");
}

TEST_CASE("a large body is not taken for a misspelt parameter", "[gateway][front-door]") {
    House house;
    const auto path = "/v1/markets/" + id_of(house.market("vt")) + "/stalls:import?dryrun=true";
    const auto said =
        house.raw("POST " + path + " HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer " + house.token +
                  "\r\nContent-Type: text/csv\r\nContent-Length: 1000000\r\n\r\n");
    CHECK(said.starts_with("HTTP/1.1 400 "));
    CHECK(said.find("dry_run") != std::string::npos);
}

TEST_CASE(
    "a stall's pictures are everybody's under its public id, and by its number only theirs who may see it",
    "[gateway][front-door]") {
    House house;
    const auto market = house.market("a");
    const auto stall = house.stall(market, "A-1", "00110001");
    const std::string public_id = stall["public_id"], id = id_of(stall);
    const auto vendor = house.new_token({{"role", "vendor"}, {"stall_id", id}});
    const auto other = house.new_token({{"role", "board"}, {"market_id", id_of(house.market("b"))}});
    CHECK(public_id.size() == 26);
    for (const auto* ending : {".svg", ".png", ".txt", ".pdf"}) {
        CAPTURE(ending);
        const auto for_all = house.get("/q/" + public_id + ending + "?amount=45000", "");
        CHECK(for_all.status == 200);
        CHECK(house.get("/v1/stalls/" + id + "/qr" + ending + "?amount=45000", vendor).body == for_all.body);
        CHECK(house.get("/v1/stalls/" + id + "/qr" + ending, "").status == 401);
        CHECK(house.get("/v1/stalls/" + id + "/qr" + ending, other).json()["code"] == "stall_not_found");
    }
    CHECK(house.get("/q/" + public_id + ".txt", "").body == stall["qr_payload"]);
    CHECK(house.get("/q/" + public_id + ".svg", "").has("Cache-Control: public, max-age=60"));
    CHECK(house.get("/q/" + public_id + ".svg?amount=-5", "").json()["field"] == "amount");
}

TEST_CASE("nobody gets from a stall's number, or from another ledger's public id, to an account",
          "[gateway][front-door]") {
    House house, elsewhere;
    const auto stall = house.stall(house.market("a"), "A-1", "00110001");
    const auto foreign = elsewhere.stall(elsewhere.market("a"), "A-1", "00110001");
    CHECK(stall["public_id"] != foreign["public_id"]);
    std::set<std::string> answers;
    auto mangled = stall["public_id"].get<std::string>();
    mangled.back() = mangled.back() == 'z' ? 'y' : 'z';
    for (const auto& wrong : {foreign["public_id"].get<std::string>(), mangled, std::string(26, '0'),
                              std::string{"st3"}, std::string{"0"}}) {
        const auto answer = house.get("/q/" + wrong + ".txt", "");
        CHECK(answer.status == 404);
        answers.insert(answer.body);
    }
    for (int number = 0; number < 40; ++number) {
        CHECK(house.get("/v1/stalls/st" + std::to_string(number) + "/qr.txt", "").status == 401);
        answers.insert(house.get("/q/st" + std::to_string(number) + ".txt", "").body);
    }
    CHECK(answers.size() == 1);
}

TEST_CASE("a stall's public id is in each of its descriptions, and the same after a start",
          "[gateway][front-door]") {
    House house;
    const auto market = house.market("a");
    const auto stall = house.stall(market, "A-1", "00110001");
    const auto path = "/v1/stalls/" + id_of(stall);
    const auto seen = [&] { return house.get(path, house.token).json()["public_id"]; };
    CHECK(seen() == stall["public_id"]);
    CHECK(house.call("PATCH", path, house.token, R"({"goods":"cá"})").json()["public_id"] ==
          stall["public_id"]);
    const auto list = house.get("/v1/markets/" + id_of(market) + "/stalls", house.token).json();
    CHECK(list["items"][0]["public_id"] == stall["public_id"]);
    house.restart();
    CHECK(seen() == stall["public_id"]);
    CHECK(house.get("/q/" + stall["public_id"].get<std::string>() + ".txt", "").status == 200);
}

TEST_CASE("scripts of any site may call the public pictures, and nothing else", "[gateway][front-door]") {
    House house;
    const Fields page{{"Origin", "https://shop.example"}, {"Content-Type", "application/json"}};
    const Fields asked{{"Origin", "https://shop.example"},
                       {"Access-Control-Request-Method", "POST"},
                       {"Access-Control-Request-Headers", "content-type"}};
    const auto before = house.call("OPTIONS", "/v2/generate", "", "", asked);
    CHECK(before.status == 204);
    CHECK(before.has("Access-Control-Allow-Origin: *"));
    CHECK(before.has("Access-Control-Allow-Methods: POST, OPTIONS"));
    CHECK(before.has("Access-Control-Allow-Headers: Content-Type"));
    const auto made =
        house.call("POST", "/v2/generate", "",
                   R"({"accountNo":"257678859","accountName":"BA","acqId":970416,"amount":1000,)"
                   R"("addInfo":"x","template":"qr_only"})",
                   page);
    CHECK(made.status == 200);
    CHECK(made.has("Access-Control-Allow-Origin: *"));
    CHECK(house.call("POST", "/v2/generate", "", "[", page).has("Access-Control-Allow-Origin: *"));
    CHECK(house.get("/q/nothing.svg", "").has("Access-Control-Allow-Origin: *"));

    for (const auto& route : house.api().router().routes()) {
        if (route.cross_origin) CHECK(route.access == gateway::anyone.code());
        const auto answer = house.call("OPTIONS", some_path(route.pattern), "", "", asked);
        CAPTURE(route.pattern);
        CHECK(answer.has("Access-Control-Allow-Origin") == route.cross_origin);
    }
    CHECK_FALSE(house.get("/v1/markets", house.token).has("Access-Control"));
}

TEST_CASE("a request as clients of a proxy write it is understood", "[gateway][front-door]") {
    House house;
    CHECK(house.raw("GET http://127.0.0.1/healthz HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n")
              .starts_with("HTTP/1.1 200 "));
    CHECK(house
              .raw("\r\nGET http://x/v1/me HTTP/1.1\r\nHost: x\r\nauthorization: bearer " + house.token +
                   "\r\nConnection: close\r\n\r\n")
              .starts_with("HTTP/1.1 200 "));
}

TEST_CASE("a stranger is told whose gateway it is where it serves one market, and no list of markets",
          "[gateway][front-door]") {
    House house;
    CHECK(house.get("/v1/home", "").json()["market"].is_null());
    const auto market = house.market("a");
    const auto told = house.get("/v1/home", "").json();
    CHECK(told["market"] == market["name"]);
    CHECK(told["commune"] == market["commune"]);
    CHECK(told["province"] == market["province"]);
    CHECK(told["demo"] == false);
    CHECK(told.size() == 4);
    house.market("b");
    for (const auto* field : {"market", "commune", "province"})
        CHECK(house.get("/v1/home", "").json()[field].is_null());
}
