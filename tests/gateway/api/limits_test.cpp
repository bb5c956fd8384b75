#include "gateway_tests/house.hpp"

using namespace choqr;
using namespace choqr::gateway_test;

// What one market, stall or caller may use up, over HTTP.

namespace {

std::string id_of(const Json& thing) { return thing["id"].get<std::string>(); }
const Fields csv{{"Content-Type", "text/csv"}};

struct Board {
    House house;
    Json market = house.market("vt");
    std::string stalls = "/v1/markets/" + id_of(market) + "/stalls";
    std::string token = house.new_token({{"role", "board"}, {"market_id", id_of(market)}});

    Answer set_quota(int stalls_max, const std::string& bearer) const {
        return house.call("PATCH", "/v1/markets/" + id_of(market), bearer,
                          Json{{"stalls_max", stalls_max}}.dump());
    }
    Answer import_lines(int count, const char* dry_run = "false") const {
        std::string list = "code,zone\n";
        for (int i = 0; i < count; ++i) list += "I-" + std::to_string(i) + ",A\n";
        return house.call("POST", stalls + ":import?dry_run=" + dry_run, token, list, csv);
    }
    std::vector<std::string> listed() const {
        const auto list = house.get(stalls + "?limit=1000", token).json();
        std::vector<std::string> ids;
        for (const auto& stall : list["items"]) ids.push_back(stall["id"]);
        return ids;
    }
};

void check_refused(const Answer& answer, int status, const char* code) {
    INFO(answer.body);
    CHECK(answer.status == status);
    CHECK(answer.json().value("code", "") == code);
    CHECK_FALSE(answer.json().value("detail_vi", "").empty());
}

}  // namespace

TEST_CASE_METHOD(Board, "a market's quota is the operator's to set, and both ways to register stop at it",
                 "[gateway][limits]") {
    CHECK(market["stalls_max"] == 20'000);
    check_refused(set_quota(5, token), 403, "forbidden");
    for (const int wrong : {0, -1, 200'001}) CHECK(set_quota(wrong, house.token).status == 422);
    CHECK(set_quota(3, house.token).json()["stalls_max"] == 3);
    for (const auto* dry_run : {"true", "false"}) {
        const auto full = import_lines(4, dry_run);
        check_refused(full, 409, "market_full");
        CHECK(full.json()["created"] == 4);
        CHECK(full.json()["stalls_max"] == 3);
        CHECK(listed().empty());  // Nothing was written.
    }
    CHECK(import_lines(3).status == 200);
    CHECK(import_lines(3).json()["unchanged"] == 3);
    check_refused(house.post(stalls, {{"code", "B-1"}}, token), 409, "market_full");
    const auto other = house.market("khac");
    CHECK(house.post("/v1/markets/" + id_of(other) + "/stalls", {{"code", "B-1"}}, house.token).status ==
          201);
}

TEST_CASE_METHOD(Board, "a mistaken import is taken back, all of it or nothing, and done again",
                 "[gateway][limits]") {
    REQUIRE(import_lines(20).status == 200);
    const auto ids = listed();
    const auto other = house.market("khac");
    const auto theirs = house.made("/v1/markets/" + id_of(other) + "/stalls", {{"code", "B-1"}});
    auto with_a_stranger = ids;
    with_a_stranger.push_back(id_of(theirs));
    check_refused(house.post(stalls + ":close", {{"stall_ids", with_a_stranger}}, token), 404,
                  "stall_not_found");
    CHECK(listed().size() == 20);
    for (const auto& wrong :
         {Json::object(), Json{{"stall_ids", Json::array()}}, Json{{"stall_ids", {"mk1"}}},
          Json{{"stall_ids", {17}}}, Json{{"stall_ids", ids}, {"unused", true}}})
        CHECK(house.post(stalls + ":close", wrong, token).status == 422);
    check_refused(
        house.post("/v1/markets/" + id_of(other) + "/stalls:close", {{"stall_ids", {id_of(theirs)}}}, token),
        404, "market_not_found");

    const auto closed =
        house.post(stalls + ":close", {{"stall_ids", ids}, {"reason", "nhập nhầm tệp"}}, token);
    CHECK(closed.json() == Json{{"closed", 20}, {"closed_before", 0}});
    CHECK(house.post(stalls + ":close", {{"stall_ids", ids}}, token).json() ==
          Json{{"closed", 0}, {"closed_before", 20}});
    CHECK(listed().empty());
    const auto first_code = house.get("/v1/stalls/" + ids.front(), token).json()["stall_code"];
    CHECK(import_lines(20).json()["created"] == 20);
    CHECK(house.get("/v1/stalls/" + listed().front(), token).json()["stall_code"] ==
          first_code);  // Nobody ever had it.
}

TEST_CASE_METHOD(Board,
                 "a closed stall asks for nothing, shows no code and is refused whatever is asked of it",
                 "[gateway][limits]") {
    const auto stall = house.stall(market, "A-1", "0011223344");
    const auto path = "/v1/stalls/" + id_of(stall);
    const auto vendor = house.new_token({{"role", "vendor"}, {"stall_id", id_of(stall)}});
    const auto pictures = "/q/" + stall["public_id"].get<std::string>();
    CHECK(house.get(pictures + ".txt", "").status == 200);
    check_refused(house.post(path + "/close", {{"reason", "nghỉ bán"}}, vendor), 403, "forbidden");
    const auto closed = house.post(path + "/close", {{"reason", "nghỉ bán"}}, token);
    CHECK(closed.status == 200);
    CHECK(closed.json()["status"] == "closed");
    CHECK(closed.json()["qr_payload"].is_null());
    check_refused(house.post("/v1/payment-requests", {{"stall_id", id_of(stall)}, {"amount", 1'000}}, vendor),
                  409, "stall_closed");
    for (const auto* ending : {".svg", ".png", ".txt", ".pdf"}) {
        check_refused(house.get(pictures + ending, ""), 409, "stall_closed");
        check_refused(house.get(path + "/qr" + ending, token), 409, "stall_closed");
    }
    check_refused(house.call("POST", path + "/resume", token), 409, "stall_closed");
    CHECK(house.stall(market, "A-1", "0011223344")["status"] == "open");
    const auto events = house.get("/v1/events?limit=100", house.token).body;
    CHECK(events.find("\"type\":\"stall_closed\"") != std::string::npos);
}

TEST_CASE_METHOD(Board, "a payment request always ends, within 30 days", "[gateway][limits]") {
    const auto stall = house.stall(market, "A-1", "0011223344");
    const auto ask = [&](Json body) { return house.post("/v1/payment-requests", body, house.token); };
    const auto unsaid = ask({{"stall_id", id_of(stall)}, {"amount", 1'000}}).json();
    CHECK(*parse_rfc3339(unsaid["expires_at"].get<std::string>()) -
              *parse_rfc3339(unsaid["opened_at"].get<std::string>()) ==
          std::chrono::days{7});
    CHECK(ask({{"stall_id", id_of(stall)}, {"amount", 1'000}, {"expires_in_s", 30 * 86'400}}).status == 201);
    CHECK(ask({{"stall_id", id_of(stall)}, {"amount", 1'000}, {"expires_in_s", 30 * 86'400 + 1}}).status ==
          422);
}

TEST_CASE_METHOD(Board, "no day is closed on which there was no market, and reports of any year answer",
                 "[gateway][limits]") {
    const auto close = [&](const std::string& day) {
        return house.call("POST", "/v1/days/" + day + "/close?market_id=" + id_of(market), token);
    };
    for (const auto* day : {"0001-01-01", "1970-01-01", "2020-02-29"})
        check_refused(close(day), 409, "day_before_market");
    check_refused(close("9999-12-31"), 409, "day_not_over");
    CHECK(close("0000-01-01").status >= 400);
    const auto range = [&](const std::string& from, const std::string& to) {
        return house
            .get("/v1/reports/range?market_id=" + id_of(market) + "&from=" + from + "&to=" + to, token)
            .status;
    };
    CHECK(range("0001-01-01", "0001-12-31") == 200);
    CHECK(range("9999-01-01", "9999-12-31") == 200);
    CHECK(range("0001-01-01", "9999-12-31") == 400);
}
