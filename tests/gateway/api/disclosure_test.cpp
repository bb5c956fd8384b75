#include "gateway_tests/house.hpp"

using namespace choqr;
using namespace choqr::gateway_test;

namespace {

// A market of six stalls, its board, and a wallet that pays them. Every amount ends in 678 dong.
struct Market {
    House house;
    Json market = house.market("a");
    std::vector<Json> stalls;
    std::string board = house.new_token({{"role", "board"}, {"market_id", market["id"]}});
    int paid = 0;

    Market() {
        for (int i = 0; i < 6; ++i)
            stalls.push_back(house.stall(market, "A-" + std::to_string(i), "0011000" + std::to_string(i)));
    }
    std::string pay(std::size_t stall, std::int64_t amount) {
        const auto id = "x-" + std::to_string(++paid);
        const auto answer = house.send(house.notice(id, stalls[stall]["stall_code"], amount));
        return "tx" + std::to_string(answer.json()["sequence"].get<int>());
    }
    std::string report_path() const {
        return "/v1/reports/daily?market_id=" + market["id"].get<std::string>() + "&date=" + house.today();
    }
    Json report(const std::string& token) const { return house.get(report_path(), token).json(); }
};

// What a call needs in its path and query; a day that is over, so that closing it is tried.
std::string path_of(std::string pattern, const Market& world, const std::string& transfer) {
    const auto put = [&pattern](std::string_view place, const std::string& value) {
        if (const auto at = pattern.find(place); at != std::string::npos)
            pattern.replace(at, place.size(), value);
    };
    const auto market = world.market["id"].get<std::string>();
    if (pattern.starts_with("/v1/markets/")) put("{id}", market);
    if (pattern.starts_with("/v1/stalls/")) put("{id}", world.stalls[0]["id"]);
    if (pattern.starts_with("/v1/transfers/")) put("{id}", transfer);
    put("{date}", world.house.today());
    if (pattern == "/v1/reports/daily") return world.report_path();
    if (pattern == "/v1/reports/range")
        return pattern + "?market_id=" + market + "&from=2026-01-01&to=" + world.house.today();
    if (pattern.starts_with("/v1/days/")) return pattern + "?market_id=" + market;
    return pattern;
}

}  // namespace

TEST_CASE("no route tells a board what a stall was paid", "[gateway][disclosure]") {
    Market world;
    const auto transfer = world.pay(0, 45'678);
    world.pay(1, 1'234'678);
    std::size_t asked = 0;
    const auto boards = gateway::capabilities_of(book::Role::board);
    for (const auto& route : world.house.api().router().routes()) {
        const auto admission = gateway::Admission::from_code(route.access);
        if (!admission.asks_who() || !boards.has(admission.capability())) continue;
        const std::string method{name_of(route.method)};
        const auto path = path_of(route.pattern, world, transfer);
        CAPTURE(method, path);
        const auto answer = world.house.call(method, path, world.board, route.body_bytes_max > 0 ? "{}" : "");
        for (const auto* digits : {"45678", "45.678", "1234678", "1.234.678", "1280356", "1.280.356"})
            CHECK(answer.body.find(digits) == std::string::npos);
        ++asked;
    }
    CHECK(asked >= 12);
    for (const auto* format : {"text", "csv"})
        CHECK(world.house.get(world.report_path() + "&format=" + format, world.board).body.find("1280356") ==
              std::string::npos);
    CHECK(world.house.get("/v1/transfers/" + transfer, world.house.token).json()["amount"] == 45'678);
}

TEST_CASE("a board's rows are without amount and payer, and say why", "[gateway][disclosure]") {
    Market world;
    const auto transfer = world.pay(0, 45'678);
    const auto row = world.house.get("/v1/transfers/" + transfer, world.board).json();
    CHECK(row["amount"].is_null());
    CHECK(row["amount_withheld"] == "of_one_stall");
    CHECK(row["stall_id"] == world.stalls[0]["id"]);
    CHECK_FALSE(row.contains("content"));
    CHECK_FALSE(row.contains("debtor_account_tail"));
    const auto full = world.house.get("/v1/transfers/" + transfer, world.house.token).json();
    CHECK(full["amount_withheld"].is_null());
    CHECK(full.contains("debtor_account_tail"));
}

TEST_CASE("before a day is closed its money moves in steps of five stalls", "[gateway][disclosure]") {
    Market world;
    for (std::size_t stall = 0; stall < 4; ++stall) world.pay(stall, 10'678);
    auto seen = world.report(world.board);
    CHECK(seen["amount"].is_null());
    CHECK(seen["amount_withheld"] == "fewer_than_five");
    world.pay(4, 10'678);
    seen = world.report(world.board);
    CHECK(seen["amount"].is_null());
    CHECK(seen["amount_withheld"] == "not_closed");
    CHECK(seen["amount_waiting_transactions"] == 5);
    CHECK(seen["transactions"] == 5);
    for (std::size_t stall = 1; stall < 6; ++stall) world.pay(stall, 20'678);
    seen = world.report(world.board);
    CHECK(seen["amount"] == 5 * 10'678);
    CHECK(seen["amount_waiting_transactions"] == 5);
    world.pay(0, 900'678);
    CHECK(world.report(world.board)["amount"] == 5 * 10'678);
    CHECK(world.report(world.house.token)["amount"] == 5 * 10'678 + 5 * 20'678 + 900'678);
    CHECK(world.report(world.board)["by_zone"][0]["amount_withheld"] == "by_month_only");
}

TEST_CASE("a report looks the same as text, CSV and JSON", "[gateway][disclosure]") {
    Market world;
    world.pay(0, 45'678);
    const auto form = [&](const std::string& name, const std::string& token) {
        return world.house.get(world.report_path() + "&format=" + name, token);
    };
    CHECK(form("text", world.board).body.find("Giá trị: < 5 điểm\n") != std::string::npos);
    CHECK(form("text", world.house.token).body.find("Giá trị: 45.678 đ\n") != std::string::npos);
    CHECK(form("csv", world.board).body.find("amount,\r\namount_withheld,fewer_than_five\r\n") !=
          std::string::npos);
    CHECK(form("csv", world.house.token).body.find("amount,45678\r\n") != std::string::npos);
    CHECK(form("csv", world.board).has("text/csv"));
    CHECK(form("xlsx", world.board).status == 400);
}
