#include <thread>

#include "gateway_tests/house.hpp"

using namespace choqr;
using namespace choqr::gateway_test;
using namespace std::chrono_literals;

// How a stall's accounts change over HTTP: who is asked, what each is told (docs/decisions/0635).

namespace {

const std::string password = "bánh mì chả cá nóng";

/// A market, another one, and persons of both boards.
struct Square {
    House house;
    Json market = house.market("a"), other_market = house.market("b");
    Json stall = house.stall(market, "A-1", "0099887766"),
         foreign = house.stall(other_market, "B-1", "0055443322");
    std::string path = "/v1/stalls/" + stall["id"].get<std::string>();
    std::string changes = path + "/payee-changes";

    /// The cookie of somebody who has logged in.
    std::string person(const std::string& login, const Json& of_market) const {
        Json about{
            {"login", login}, {"name", "Cô " + login}, {"role", of_market.is_null() ? "operator" : "board"}};
        if (!of_market.is_null()) about["market_id"] = of_market["id"];
        const auto invited = house.made("/v1/users", about);
        const auto answer = house.post("/v1/invitation/accept",
                                       {{"code", invited["invitation"]["code"]}, {"password", password}}, "",
                                       {{"Sec-Fetch-Site", "same-origin"}});
        REQUIRE(answer.status == 200);
        constexpr std::string_view field = "Set-Cookie: ";
        const auto cookie = answer.head.substr(answer.head.find(field) + field.size());
        return cookie.substr(0, cookie.find(';'));
    }
    Answer call(const std::string& method, const std::string& target, const std::string& cookie,
                const Json& body = nullptr) const {
        Fields fields{{"Sec-Fetch-Site", "same-origin"}, {"Cookie", cookie}};
        if (!body.is_null()) fields.emplace_back("Content-Type", "application/json");
        return house.call(method, target, "", body.is_null() ? std::string{} : body.dump(),
                          std::move(fields));
    }
    static Json accounts(const std::string& number) {
        return Json::array(
            {{{"bin", "970422"}, {"account_number", number}, {"account_name", "NGUYEN THI LAN"}}});
    }
    Answer propose(const std::string& cookie, const std::string& number = "0123454821") const {
        return call("POST", changes, cookie, {{"accounts", accounts(number)}, {"reason", "đổi ngân hàng"}});
    }
    Answer confirm(const std::string& cookie, const Json& change, const Json& body = Json::object()) const {
        return call("POST", changes + "/" + change["id"].get<std::string>() + "/confirm", cookie, body);
    }
    Answer refuse(const std::string& cookie, const Json& change) const {
        return call("POST", changes + "/" + change["id"].get<std::string>() + "/refuse", cookie,
                    {{"reason", "không xin"}});
    }
    std::string account_now() const {
        return house.get(path, house.token).json()["accounts"][0]["account_number"];
    }
    void set_delay(int hours) const {
        const auto answer = house.call("PATCH", "/v1/markets/" + market["id"].get<std::string>(), house.token,
                                       Json{{"payee_delay_hours", hours}}.dump());
        CHECK(answer.json()["payee_delay_hours"] == hours);
    }
    bool becomes(const std::string& number) const {
        for (int i = 0; i < 100; ++i) {
            if (account_now() == number) return true;
            std::this_thread::sleep_for(50ms);
        }
        return false;
    }
};

}  // namespace

TEST_CASE("payees: a token alone redirects no stall's money", "[gateway][payees]") {
    Square square;
    const auto board = square.house.new_token({{"role", "board"}, {"market_id", square.market["id"]}});
    for (const auto& token : {board, square.house.token}) {
        const auto patched = square.house.call("PATCH", square.path, token,
                                               Json{{"accounts", Square::accounts("0123454821")}}.dump());
        CHECK(patched.status == 409);
        CHECK(patched.json()["code"] == "payee_change_needed");
        CHECK(patched.json()["detail_vi"].get<std::string>().find("hai người") != std::string::npos);
        CHECK(
            square.house.post(square.changes, {{"accounts", Square::accounts("0123454821")}}, token).status ==
            403);
    }
    CHECK(square.account_now() == "0099887766");
    const auto described = square.house.get("/openapi.json", "").json()["paths"];
    CHECK(described["/v1/stalls/{id}/payee-changes"]["post"]["security"] ==
          Json::parse(R"([{"session":[]},{"device":[]}])"));
    CHECK(described["/v1/markets/{id}/stalls:import"]["post"]["security"] ==
          Json::parse(R"([{"token":[]},{"session":[]}])"));
    // The same accounts, and a name that is put right, are no change of payee.
    const Json same = Json::array(
        {{{"bin", "970436"}, {"account_number", "0099887766"}, {"account_name", "HKD NGUYEN THI LAN"}}});
    CHECK(square.house.call("PATCH", square.path, board, Json{{"accounts", same}}.dump()).status == 200);
    const auto bare = square.house.made("/v1/markets/" + square.market["id"].get<std::string>() + "/stalls",
                                        {{"code", "A-9"}});
    CHECK(square.house
              .call("PATCH", "/v1/stalls/" + bare["id"].get<std::string>(), board,
                    Json{{"accounts", Square::accounts("0123400000")}}.dump())
              .status == 200);  // A first account stays one step.
}

TEST_CASE("payees: proposed by the board, confirmed on the owner's phone, in effect after the delay",
          "[gateway][payees]") {
    Square square;
    const auto hoa = square.person("hoa", square.market);
    const auto vendor = square.house.paired(square.stall, "owner", "Điện thoại cô Lan");
    square.set_delay(0);
    const auto proposed = square.propose(hoa);
    REQUIRE(proposed.status == 201);
    const auto change = proposed.json();
    CHECK(change["status"] == "proposed");
    CHECK(change["proposed_by"]["name"] == "Cô hoa");
    CHECK(change["proposed_by"]["kind"] == "person");
    CHECK(change["from"][0]["account_number"] == "0099887766");
    CHECK(change["to"][0]["last_digits"] == "4821");
    CHECK(square.propose(hoa).status == 200);
    CHECK(square.confirm(hoa, change).json()["code"] == "payee_change_alone");

    const auto seen = square.call("GET", square.changes, vendor.cookie).json()["items"];
    CHECK(seen.size() == 2);  // The first account stands below it.
    CHECK(seen[0]["may_confirm"] == true);
    CHECK(seen[1]["status"] == "at_once");
    const auto own = square.call("GET", square.changes, hoa).json()["items"][0];
    CHECK(own["may_confirm"] == false);
    CHECK(own["why_not"]["code"] == "payee_change_alone");

    const auto confirmed = square.confirm(vendor.cookie, change);
    CHECK(confirmed.status == 200);
    CHECK(square.becomes("0123454821"));
    const auto after = square.call("GET", square.changes, vendor.cookie).json()["items"][0];
    CHECK(after["status"] == "in_effect");
    CHECK(after["steps"][0]["what"] == "confirmed");
    CHECK(after["steps"][0]["by"]["name"] == "Điện thoại cô Lan");
    CHECK(square.confirm(vendor.cookie, change).json()["code"] == "payee_change_not_found");
    square.house.restart();
    CHECK(square.account_now() == "0123454821");
}

TEST_CASE("payees: within the delay either side refuses, and nothing changes", "[gateway][payees]") {
    Square square;
    const auto hoa = square.person("hoa", square.market), an = square.person("ngan", nullptr);
    const auto change = square.propose(hoa).json();
    CHECK(square.confirm(an, change).json()["code"] == "payee_reason_needed");
    const auto confirmed = square.confirm(an, change, {{"reason", "cô Lan đến tận nơi"}});
    CHECK(confirmed.json()["status"] == "confirmed");
    CHECK(confirmed.json()["takes_effect_at"].is_string());
    const auto vendor = square.house.paired(square.stall, "owner");
    const auto refused = square.refuse(vendor.cookie, change);
    CHECK(refused.json()["status"] == "refused");
    CHECK(square.account_now() == "0099887766");
    const auto own = square.propose(vendor.cookie).json();
    CHECK(square.refuse(vendor.cookie, own).json()["status"] == "withdrawn");
}

TEST_CASE("payees: one person with phones of their own and a token stays one person", "[gateway][payees]") {
    Square square;
    square.set_delay(0);
    const auto hoa = square.person("hoa", square.market);
    // The board may pair and revoke: a phone that Hoa lets in is hers.
    const auto shown = square.call("POST", square.path + "/pairing", hoa, {{"role", "owner"}}).json();
    const auto own = House::take(square.house.pair(shown["code"], "Máy của Hoa"));
    const auto again = square.call("POST", square.path + "/pairing", own.cookie, {{"role", "owner"}}).json();
    const auto second = House::take(square.house.pair(again["code"], "Máy thứ hai"));
    const auto change = square.propose(hoa).json();
    for (const auto& cookie : {hoa, own.cookie, second.cookie})
        CHECK(square.confirm(cookie, change, {{"reason", "r"}}).json()["code"] == "payee_change_alone");
    square.refuse(hoa, change);
    const auto by_phone = square.propose(second.cookie).json();
    CHECK(square.confirm(hoa, by_phone, {{"reason", "r"}}).json()["code"] == "payee_change_alone");
    CHECK(square.account_now() == "0099887766");
}

TEST_CASE("payees: an account of another market's stall waits for that market's board", "[gateway][payees]") {
    Square square;
    const auto hoa = square.person("hoa", square.market), binh = square.person("binh", square.other_market);
    const std::string market_path = "/v1/markets/" + square.market["id"].get<std::string>();
    const auto registered = square.house.made(
        market_path + "/stalls",
        {{"code", "A-7"},
         {"accounts",
          Json::array(
              {{{"bin", "970436"}, {"account_number", "0055443322"}, {"account_name", "LE VAN BA"}}})}});
    CHECK(registered["registered"] == false);
    // B's payments without a code are B's still.
    auto notice = square.house.notice("k13", "cam on");
    notice["account_number"] = "0055443322";
    CHECK(square.house.send(notice).json()["status"] == "matched");

    const std::string other_list =
        "/v1/markets/" + square.other_market["id"].get<std::string>() + "/payee-changes";
    const auto asked = square.call("GET", other_list, binh).json()["items"];
    REQUIRE(asked.size() == 1);
    CHECK(asked[0]["stall"] == "A-7");
    CHECK(asked[0]["to"][0]["last_digits"] == "3322");
    CHECK_FALSE(asked[0]["to"][0].contains("account_number"));  // It is another market's stall.
    CHECK(asked[0]["may_confirm"] == true);
    CHECK(square.call("GET", other_list, hoa).status == 404);

    const auto path = "/v1/stalls/" + registered["id"].get<std::string>();
    const auto confirm = path + "/payee-changes/" + asked[0]["id"].get<std::string>() + "/confirm";
    CHECK(square.call("POST", confirm, hoa, {{"reason", "r"}}).json()["code"] == "payee_change_not_theirs");
    CHECK(square.call("POST", confirm, binh, Json::object()).status == 200);
    for (int i = 0; i < 100 && square.house.get(path, square.house.token).json()["registered"] == false; ++i)
        std::this_thread::sleep_for(50ms);
    CHECK(square.house.get(path, square.house.token).json()["registered"] == true);
}

TEST_CASE("payees: a stall in the place of a closed one waits with another account", "[gateway][payees]") {
    Square square;
    square.set_delay(0);
    const auto hoa = square.person("hoa", square.market), binh = square.person("binh", square.market);
    const std::string stalls = "/v1/markets/" + square.market["id"].get<std::string>() + "/stalls";
    CHECK(square.call("POST", square.path + "/close", hoa, {{"reason", "nghỉ"}}).status == 200);
    const std::string csv =
        "ma quay,ngan hang,so tai khoan,ten tai khoan\n"
        "A-1,970422,0123454821,NGUYEN THI LAN\n";
    const auto preview = square.house.call("POST", stalls + ":import?dry_run=true", square.house.token, csv,
                                           {{"Content-Type", "text/csv"}});
    CHECK(preview.json()["lines"][0]["waits_for"] == "another_person");
    const auto added =
        square.call("POST", stalls, hoa, {{"code", "A-1"}, {"accounts", Square::accounts("0123454821")}});
    CHECK(added.status == 201);
    CHECK(added.json()["registered"] == false);
    const auto path = "/v1/stalls/" + added.json()["id"].get<std::string>();
    const Json other{{"accounts", Square::accounts("0123450000")}};
    CHECK(square.call("PATCH", path, hoa, other).json()["code"] == "payee_change_needed");
    const auto waiting = square.call("GET", path + "/payee-changes", binh).json()["items"];
    REQUIRE(waiting.size() == 1);
    CHECK(waiting[0]["to"][0]["account_number"] == "0123454821");
    CHECK(waiting[0]["may_confirm"] == true);
    const auto confirm = path + "/payee-changes/" + waiting[0]["id"].get<std::string>() + "/confirm";
    CHECK(square.call("POST", confirm, hoa, {{"reason", "r"}}).json()["code"] == "payee_change_alone");
    CHECK(square.call("POST", confirm, binh, {{"reason", "đã gặp"}}).status == 200);
    for (int i = 0; i < 100 && square.house.get(path, square.house.token).json()["registered"] == false; ++i)
        std::this_thread::sleep_for(50ms);
    CHECK(square.house.get(path, square.house.token).json()["registered"] == true);
    // A list that fills one in that was registered there without an account proposes, too.
    CHECK(square.call("POST", path + "/close", hoa, {{"reason", "nghỉ"}}).status == 200);
    CHECK(square.call("POST", stalls, hoa, {{"code", "A-1"}}).status == 201);
    const auto filled = square.house.call("POST", stalls + ":import?dry_run=false", square.house.token, csv,
                                          {{"Content-Type", "text/csv"}});
    INFO(filled.body);
    CHECK(filled.status == 200);
    CHECK(filled.json()["lines"][0]["waits_for"] == "another_person");
}

TEST_CASE("payees: of a vendor who took the consent back, the board is told four digits and no name",
          "[gateway][payees]") {
    Square square;
    const auto hoa = square.person("hoa", square.market), an = square.person("ngan", nullptr);
    const auto vendor = square.house.paired(square.stall, "owner", "Điện thoại cô Lan");
    REQUIRE(square.propose(vendor.cookie).status == 201);
    REQUIRE(square.call("POST", square.path + "/consent/withdraw", vendor.cookie).status == 201);
    const std::string of_market = "/v1/markets/" + square.market["id"].get<std::string>() + "/payee-changes";
    for (const auto& list : {square.changes, of_market}) {
        const auto told = square.call("GET", list, hoa);
        CHECK(told.status == 200);
        CHECK(told.json()["items"][0]["from"][0]["last_digits"] == "7766");
        CHECK(told.json()["items"][0]["to"][0]["last_digits"] == "4821");
        for (const auto* secret : {"0099887766", "0123454821", "NGUYEN THI LAN", "cô Lan"})
            CHECK(told.body.find(secret) == std::string::npos);
        CHECK(square.call("GET", list, an).body.find("0123454821") != std::string::npos);
    }
    CHECK(square.call("GET", square.changes, vendor.cookie).body.find("0123454821") != std::string::npos);
    // Nor is a guess answered.
    for (const auto* guess : {"0123454821", "0099887766", "0000000000"})
        CHECK(square.propose(hoa, guess).json()["code"] == "consent_withdrawn");
    const auto change = square.call("GET", square.changes, hoa).json()["items"][0];
    const auto confirmed = square.confirm(hoa, change);
    CHECK(confirmed.status == 200);
    CHECK(confirmed.body.find("0123454821") == std::string::npos);
}

TEST_CASE("payees: whom it does not concern is told that it is not there", "[gateway][payees]") {
    Square square;
    const auto hoa = square.person("hoa", square.market), binh = square.person("binh", square.other_market);
    const auto change = square.propose(hoa).json();
    const auto absent = square.confirm(binh, {{"id", "pc999999"}});
    const auto foreign = square.confirm(binh, change);
    CHECK(foreign.status == 404);
    CHECK(foreign.body == absent.body);
    CHECK(square.call("GET", square.changes, binh).body ==
          square.call("GET", "/v1/stalls/st999999/payee-changes", binh).body);
    CHECK(square.propose(binh).status == 404);
    const auto helper = square.house.paired(square.stall, "helper");
    CHECK(square.confirm(helper.cookie, change).status == 403);
    CHECK(square.call("GET", square.changes, helper.cookie).status == 200);
}

TEST_CASE("payees: an import proposes, says so, and changes nothing", "[gateway][payees]") {
    Square square;
    const std::string csv =
        "ma quay,ngan hang,so tai khoan,ten tai khoan\n"
        "A-1,970422,0123454821,NGUYEN THI LAN\n"
        "A-8,970436,0055443322,LE VAN BA\n";
    const auto import = [&](const char* dry) {
        return square.house.call(
            "POST", "/v1/markets/" + square.market["id"].get<std::string>() + "/stalls:import?dry_run=" + dry,
            square.house.token, csv, {{"Content-Type", "text/csv"}});
    };
    for (const auto* dry : {"true", "false"}) {
        const auto answer = import(dry);
        INFO(answer.body);
        CHECK(answer.status == 200);
        const auto plan = answer.json();
        CHECK(plan["payee_changes"] == 2);
        CHECK(plan["lines"][0]["waits_for"] == "other_market");
        CHECK(plan["lines"][0]["detail_vi"].get<std::string>().find("cần chợ kia đồng ý") !=
              std::string::npos);
        CHECK(plan["lines"][1]["waits_for"] == "another_person");
    }
    CHECK(square.account_now() == "0099887766");
    const auto open = square.house
                          .get("/v1/markets/" + square.market["id"].get<std::string>() + "/payee-changes",
                               square.house.token)
                          .json();
    CHECK(open["items"].size() == 2);
    CHECK(open["items"][0]["proposed_by"]["kind"] == "program");
    CHECK(import("false").status == 200);  // Again: they are proposed already.
}

TEST_CASE("payees: many proposals in a day are an alarm", "[gateway][payees]") {
    Square square;
    const auto hoa = square.person("hoa", square.market);
    const auto metric = [&](const std::string& name) {
        const auto text = square.house.get("/metrics", "").body;
        const auto at = text.find("\n" + name + " ");
        return at == std::string::npos ? std::string{} : text.substr(at + name.size() + 2, 1);
    };
    // What follows the ledger for the screens counts them, a moment later.
    const auto comes_to = [&](const std::string& name, const std::string& value) {
        for (int tries = 0; tries < 500 && metric(name) != value; ++tries)
            std::this_thread::sleep_for(std::chrono::milliseconds{10});
        return metric(name) == value;
    };
    const auto lately = [&] {
        return square
            .call("GET", "/v1/markets/" + square.market["id"].get<std::string>() + "/payee-changes", hoa)
            .json()["lately"];
    };
    for (int i = 0; i < 3; ++i) CHECK(square.propose(hoa, "012345000" + std::to_string(i)).status == 201);
    CHECK(lately()["alarming"] == false);
    CHECK(metric("choqr_payee_alarm_markets") == "0");
    CHECK(square.propose(hoa, "0123450009").status == 201);
    CHECK(lately()["proposed"] == 4);
    CHECK(lately()["alarming"] == true);
    CHECK(comes_to("choqr_payee_changes_proposed_24h", "4"));
    CHECK(comes_to("choqr_payee_alarm_markets", "1"));
    square.house.restart();
    CHECK(metric("choqr_payee_alarm_markets") == "1");
}
