#include "gateway_tests/house.hpp"

using namespace choqr;
using namespace choqr::gateway_test;

// What vendors say of money: claims (docs/decisions/0314) and their own figures (0315).

namespace {

/// Two stalls of one family with one account, one with another; an owner's phone at each, and a board.
struct Family {
    House house;
    Json market = house.market("a");
    Json one = house.stall(market, "A-1", "0099887766"), other = house.stall(market, "A-2", "0099887766"),
         stranger = house.stall(market, "B-1", "0055443322");
    House::Phone mine = house.paired(one, "owner"), hers = house.paired(other, "owner"),
                 theirs = house.paired(stranger, "owner"), helper = house.paired(one, "helper");
    std::string board = house.new_token({{"role", "board"}, {"market_id", market["id"]}});

    static std::string id(const Json& thing) { return thing["id"].get<std::string>(); }
    std::string path(const Json& stall) const { return "/v1/stalls/" + id(stall); }

    std::string comes(const std::string& reference, std::int64_t dong = 20'000, const char* direction = "in",
                      const char* payer = "1900000000917") const {
        auto notice = house.notice(reference, "tien hang", dong);
        notice["account_number"] = "0099887766";
        notice["direction"] = direction;
        notice["payer"] = {{"bin", "970422"}, {"account_number", payer}, {"name", "TRAN VAN B"}};
        return "tx" + std::to_string(house.send(notice).json()["sequence"].get<int>());
    }
    std::string sold(const std::string& reference, std::int64_t dong) const {
        const auto transfer = comes(reference, dong);
        CHECK(claim(transfer, mine).status == 200);
        return transfer;
    }
    Answer claim(const std::string& transfer, const House::Phone& by) const {
        return house.post("/v1/transfers/" + transfer + "/claim", Json::object(), by.secret);
    }
    std::size_t unclaimed(const Json& stall, const House::Phone& by) const {
        return house.get(path(stall) + "/unclaimed", by.secret).json()["items"].size();
    }
    Json own_day(const House::Phone& by, const Json& stall) const {
        return house.get(path(stall) + "/own-day?date=" + house.today(), by.secret).json();
    }
};

}  // namespace

TEST_CASE("claims: what is unclaimed is told as amount, minute and last digits, and no more",
          "[gateway][claims]") {
    Family family;
    family.comes("n-1");
    const auto list = family.house.get(family.path(family.one) + "/unclaimed", family.mine.secret).json();
    REQUIRE(list["items"].size() == 1);
    const auto& item = list["items"][0];
    CHECK(item.size() == 4);
    CHECK(item["amount"] == 20'000);
    CHECK(item["debtor_account_tail"] == "0917");
    CHECK(item["booked_at"].get<std::string>().ends_with(":00Z"));
    CHECK(family.unclaimed(family.other, family.hers) == 1);
    CHECK(family.unclaimed(family.stranger, family.theirs) == 0);
}

TEST_CASE("claims: the first has it, the second asks the board, who settles it", "[gateway][claims]") {
    Family family;
    auto& house = family.house;
    const auto transfer = family.comes("n-1");
    const auto first = family.claim(transfer, family.mine);
    CHECK(first.status == 200);
    CHECK(first.json()["outcome"] == "claimed");
    CHECK(first.json()["transfer"]["status"] == "assigned");
    CHECK(family.claim(transfer, family.mine).status == 200);
    CHECK(family.unclaimed(family.one, family.mine) == 0);
    CHECK(family.unclaimed(family.other, family.hers) == 0);
    const auto second = family.claim(transfer, family.hers);
    CHECK(second.status == 202);
    CHECK(second.json()["outcome"] == "disputed");
    CHECK(!second.json().contains("transfer"));
    CHECK(family.claim(transfer, family.hers).status == 202);

    const auto claims = "/v1/markets/" + Family::id(family.market) + "/claims";
    const auto list = house.get(claims, family.board);
    REQUIRE(list.json()["items"].size() == 1);
    CHECK(list.json()["items"][0]["claims"].size() == 2);
    for (const auto* hidden : {"20000", "20.000", "0917", "amount", "TRAN"})
        CHECK(list.body.find(hidden) == std::string::npos);
    const auto settle = [&](const Json& stall) {
        return house.post(claims + "/" + transfer + "/settle", {{"stall_id", stall["id"]}}, family.board);
    };
    CHECK(settle(family.stranger).json()["code"] == "transfer_not_found");
    const auto settled = settle(family.other);
    CHECK(settled.status == 200);
    CHECK(settled.body.find("20000") == std::string::npos);
    CHECK(settle(family.one).json()["code"] == "transfer_not_found");
    CHECK(house.get(claims, family.board).json()["items"].empty());
    CHECK(family.own_day(family.hers, family.other)["received"]["amount"] == 20'000);
    CHECK(family.own_day(family.mine, family.one)["received"]["amount"] == 0);
}

TEST_CASE("claims: a board settles what stalls claim, and assigns nothing else", "[gateway][claims]") {
    Family family;
    const auto claims = "/v1/markets/" + Family::id(family.market) + "/claims/";
    const auto try_it = [&](const std::string& transfer) {
        return family.house.post(claims + transfer + "/settle", {{"stall_id", family.one["id"]}},
                                 family.board);
    };
    const auto nobodys = family.comes("n-1");
    CHECK(try_it(nobodys).json()["code"] == "transfer_not_found");
    CHECK(try_it("tx999999").body == try_it(nobodys).body);
    const auto undisputed = family.sold("n-2", 5'000);
    CHECK(try_it(undisputed).json()["code"] == "transfer_not_found");
}

TEST_CASE("claims: whose account it is not is answered as for what is not there", "[gateway][claims]") {
    Family family;
    const auto transfer = family.comes("n-1");
    const auto foreign = family.claim(transfer, family.theirs);
    const auto missing = family.claim("tx999999", family.theirs);
    CHECK(foreign.status == 404);
    CHECK(foreign.body == missing.body);
    CHECK(family.claim("nonsense", family.theirs).body == missing.body);
    CHECK(family.house
              .post("/v1/transfers/" + transfer + "/claim", {{"stall_id", family.one["id"]}},
                    family.theirs.secret)
              .json()["code"] == "stall_not_found");
    CHECK(family.house.post("/v1/transfers/" + transfer + "/claim", {{"stal_id", "st1"}}, family.mine.secret)
              .status == 422);
    CHECK(family.house
              .post("/v1/transfers/" + transfer + "/claim?stall=st1", Json::object(), family.mine.secret)
              .json()["code"] == "unknown_parameter");
    CHECK(family.claim(transfer, family.helper).status == 200);
}

TEST_CASE("claims: a key that comes again is answered again", "[gateway][claims]") {
    Family family;
    const auto transfer = family.comes("n-1");
    const auto target = "/v1/transfers/" + transfer + "/claim";
    const Fields key{{"Idempotency-Key", "k-1"}};
    const auto first = family.house.post(target, Json::object(), family.mine.secret, key);
    const auto again = family.house.post(target, Json::object(), family.mine.secret, key);
    CHECK(first.status == 200);
    CHECK(first.body == again.body);
}

TEST_CASE("sales: set aside, and taken back; a board sees the payment all the same", "[gateway][sales]") {
    Family family;
    auto& house = family.house;
    const auto transfer = family.sold("n-1", 50'000);
    const auto target = "/v1/transfers/" + transfer + "/not-sales";
    CHECK(house.post(target, {{"reason", "gift"}}, family.mine.secret).status == 422);
    const auto aside = house.post(target, {{"reason", "family"}}, family.mine.secret);
    CHECK(aside.status == 200);
    CHECK(aside.json()["not_sales"] == "family");
    CHECK(family.own_day(family.mine, family.one)["sales"] == 0);
    CHECK(family.own_day(family.mine, family.one)["not_sales"] ==
          Json::array({{{"transfer_id", transfer}, {"reason", "family"}}}));
    const auto report = house.get(
        "/v1/reports/daily?market_id=" + Family::id(family.market) + "&date=" + house.today(), family.board);
    CHECK(report.json()["transactions"] == 1);
    CHECK(house.call("DELETE", target, family.mine.secret).json()["not_sales"].is_null());
    CHECK(family.own_day(family.mine, family.one)["sales"] == 50'000);
    CHECK(house.post(target, {{"reason", "family"}}, family.hers.secret).status == 404);
    for (const auto& other : {family.board, house.token})
        CHECK(house.post(target, {{"reason", "family"}}, other).status == 403);
}

TEST_CASE("sales: a refund is linked by the owner alone, and says where it went", "[gateway][sales]") {
    Family family;
    auto& house = family.house;
    const auto transfer = family.sold("n-1", 50'000);
    const auto link = [&](const std::string& outgoing, const std::string& by) {
        return house.post("/v1/transfers/" + transfer + "/refund", {{"outgoing_id", outgoing}}, by);
    };
    const auto right = family.comes("o-1", 10'000, "out");
    const auto wrong = family.comes("o-2", 10'000, "out", "1900000000918");
    CHECK(link(right, family.helper.secret).status == 403);
    CHECK(link(right, house.token).status == 403);
    const auto spent = [&](const std::string& by) {
        return house.get(family.path(family.one) + "/outgoing", by);
    };
    CHECK(spent(family.helper.secret).status == 403);
    CHECK(spent(house.token).status == 403);
    CHECK(spent(family.theirs.secret).status == 404);
    const auto listed = spent(family.mine.secret).json()["items"];
    REQUIRE(listed.size() == 2);
    CHECK(listed[0]["id"] == wrong);
    CHECK(listed[0]["payee_account_tail"] == "0918");
    CHECK(listed[1]["amount"] == 10'000);
    const auto linked = link(right, family.mine.secret);
    CHECK(linked.status == 200);
    CHECK(linked.json()["warning"].is_null());
    CHECK(link(wrong, family.mine.secret).json()["warning"] == "not_the_senders_account");
    CHECK(link(family.comes("o-3", 40'000, "out"), family.mine.secret).json()["code"] == "refund_exceeds");
    CHECK(link("tx999999", family.mine.secret).json()["code"] == "transfer_not_found");
    const auto day = family.own_day(family.mine, family.one);
    CHECK(day["received"] == Json{{"count", 1}, {"amount", 50'000}});
    CHECK(day["refunds"] == Json{{"count", 2}, {"amount", 20'000}});
    CHECK(day["sales"] == 30'000);
    REQUIRE(day["refunded"].size() == 2);
    CHECK(day["refunded"][1] == Json{{"incoming_id", transfer},
                                     {"outgoing_id", wrong},
                                     {"amount", 10'000},
                                     {"warning", "not_the_senders_account"}});
    CHECK(spent(family.mine.secret).json()["items"].size() == 1);  // o-3, which was too much.
}

TEST_CASE("sales: cash is the stall's own, to say and to read", "[gateway][sales]") {
    Family family;
    auto& house = family.house;
    const auto target = family.path(family.one) + "/cash/" + house.today();
    const auto list = family.path(family.one) + "/cash?from=" + house.today() + "&to=" + house.today();
    const auto declare = [&](std::int64_t dong, const std::string& by) {
        return house.call("PUT", target, by, Json{{"amount", dong}}.dump());
    };
    CHECK(declare(7'654'321, family.mine.secret).status == 200);
    CHECK(declare(7'654'322, family.helper.secret).json()["amount"] == 7'654'322);
    CHECK(declare(1'000'000'000, family.mine.secret).status == 422);
    CHECK(declare(-1, family.mine.secret).status == 422);
    CHECK(
        house.call("PUT", family.path(family.one) + "/cash/2099-01-01", family.mine.secret, R"({"amount":1})")
            .json()["code"] == "cash_date_out_of_range");
    CHECK(house.get(list, family.mine.secret).json()["items"][0]["amount"] == 7'654'322);
    CHECK(
        house.get(family.path(family.one) + "/cash?from=2026-01-01&to=" + house.today(), family.helper.secret)
            .status == 403);
    CHECK(family.own_day(family.mine, family.one)["cash"] == 7'654'322);
    CHECK(house.get(list, family.hers.secret).status == 404);
    for (const auto& other : {family.board, house.token}) {
        CHECK(house.get(list, other).status == 403);
        CHECK(declare(1, other).status == 403);
        CHECK(house.get(family.path(family.one) + "/own-day?date=" + house.today(), other).status == 403);
    }
    // Not even among the ledger's events.
    const auto events = house.get("/v1/events?limit=1000", house.token).body;
    CHECK(events.find("cash_declared") != std::string::npos);
    CHECK(events.find("7654321") == std::string::npos);
    const auto acts = house.get("/v1/acts?limit=1000", family.board).body;
    for (const auto* hidden : {"cash_declared", "transfer_claimed", "transfer_set_aside", "refund_linked"})
        CHECK(acts.find(hidden) == std::string::npos);
}

TEST_CASE("trials: whoever sets a stall up opens one, and what pays it counts nowhere", "[gateway][trial]") {
    Family family;
    auto& house = family.house;
    const auto volunteer = house.new_token({{"role", "volunteer"}, {"market_id", family.market["id"]}});
    for (const auto& by : {volunteer, family.board, family.helper.secret, family.mine.secret}) {
        const auto opened = house.call("POST", family.path(family.one) + "/trial-requests", by, "{}");
        REQUIRE(opened.status == 201);
        CHECK(opened.json()["trial"] == true);
        CHECK(opened.json()["amount"] == 1'000);
        const std::string code = opened.json()["reference_code"];
        house.send(house.notice("t-" + code, code, 2'000));
    }
    const auto list = house.get("/v1/transfers", family.mine.secret).json()["items"];
    REQUIRE(list.size() == 4);
    for (const auto& transfer : list) CHECK(transfer["trial"] == true);
    CHECK(family.own_day(family.mine, family.one)["received"]["count"] == 0);
    const auto report = house.get(
        "/v1/reports/daily?market_id=" + Family::id(family.market) + "&date=" + house.today(), family.board);
    CHECK(report.json()["transactions"] == 0);
    CHECK(house.call("POST", family.path(family.one) + "/trial-requests", volunteer, R"({"amount":0})")
              .status == 422);
}

TEST_CASE("trials: where a vendor has taken the consent back no board is handed the account's code",
          "[gateway][trial][consent]") {
    Family family;
    auto& house = family.house;
    const auto path = family.path(family.one);
    REQUIRE(house.call("POST", path + "/consent/withdraw", family.mine.secret, "{}").status == 201);
    CHECK(house.call("POST", path + "/trial-requests", family.board, "{}").json()["code"] ==
          "consent_withdrawn");
    CHECK(house.call("POST", path + "/trial-requests", family.mine.secret, "{}").status == 201);
}
