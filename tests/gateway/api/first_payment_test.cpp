#include "gateway_tests/house.hpp"

using namespace choqr;
using namespace choqr::gateway_test;

TEST_CASE("a payment goes from the provider's bytes to the report, and survives a restart", "[gateway]") {
    House house;
    const auto market = house.market("dau");
    const auto stall = house.stall(market, "B-12", "0011012345678");
    const std::string stall_id = stall["id"], code = stall["stall_code"];
    CHECK(stall["registered"] == true);
    CHECK(house.get("/v1/stalls/" + stall_id + "/qr.txt", house.token).body == stall["qr_payload"]);

    const auto answer = house.send(house.notice("t-1", "tien rau " + code));
    CHECK(answer.status == 200);
    CHECK(answer.json()["outcome"] == "recorded");
    CHECK(answer.json()["status"] == "matched");
    CHECK(house.send(house.notice("t-1", "tien rau " + code, 46'000)).status == 409);

    const auto check = [&] {
        const auto list = house.get("/v1/transfers?stall_id=" + stall_id, house.token).json();
        REQUIRE(list["items"].size() == 1);
        CHECK(list["items"][0]["amount"] == 45'000);
        CHECK(list["items"][0]["content"] == "tien rau " + code);
        CHECK(list["next_cursor"].is_null());
        const auto report = house
                                .get("/v1/reports/daily?market_id=" + market["id"].get<std::string>() +
                                         "&date=" + house.today(),
                                     house.token)
                                .json();
        CHECK(report["transactions"] == 1);
        CHECK(report["amount"] == 45'000);
        CHECK(report["registration_rate"] == 100.0);
        const auto columns = house.get("/openapi.json", "").json()["x-report-columns"];
        CHECK(columns.size() >= 16);
        for (const auto& [name, column] : columns.items()) {
            CAPTURE(name);
            CHECK(report.contains(name));
            CHECK(report["definitions"][name] == column["definition_vi"]);
        }
    };
    check();
    house.restart();
    check();
    const auto exists = house.send(house.notice("t-2", code));
    CHECK(exists.json()["sequence"] > answer.json()["sequence"]);
}

TEST_CASE("a payment request is opened, paid in parts and cancelled only while open", "[gateway]") {
    House house;
    const auto stall = house.stall(house.market("dau"), "B-12", "0011012345678");
    const auto request =
        house.made("/v1/payment-requests",
                   {{"stall_id", stall["id"]}, {"amount", 100'000}, {"description", "hai cân rau"}});
    const std::string path = "/v1/payment-requests/" + request["id"].get<std::string>(),
                      code = request["reference_code"];
    CHECK(request["status"] == "open");
    CHECK(house.send(house.notice("a", code, 40'000)).json()["status"] == "matched");
    CHECK(house.get(path, house.token).json()["status"] == "underpaid");
    CHECK(house.send(house.notice("b", code, 60'000)).json()["status"] == "matched");
    CHECK(house.get(path, house.token).json()["status"] == "settled");
    CHECK(house.call("POST", path + "/cancel", house.token).status == 409);
    const auto other = house.made("/v1/payment-requests", {{"stall_id", stall["id"]}, {"amount", 5'000}});
    CHECK(
        house.call("POST", "/v1/payment-requests/" + other["id"].get<std::string>() + "/cancel", house.token)
            .json()["status"] == "cancelled");
}

TEST_CASE("the same Idempotency-Key gives the same thing; with another body it is refused", "[gateway]") {
    House house;
    const Json body{{"name", "Chợ A"}, {"code", "a"}};
    const Fields key{{"Idempotency-Key", "k-1"}};
    const auto first = house.post("/v1/markets", body, house.token, key);
    CHECK(first.status == 201);
    const auto again = house.post("/v1/markets", body, house.token, key);
    CHECK(again.status == 200);
    CHECK(again.json() == first.json());
    const auto other = house.post("/v1/markets", {{"name", "Chợ B"}, {"code", "b"}}, house.token, key);
    CHECK(other.json()["code"] == "idempotency_key_reused");
    CHECK(house.get("/v1/markets", house.token).json()["items"].size() == 1);
    CHECK(house.post("/v1/markets", body, house.token, {{"Idempotency-Key", std::string(200, 'k')}}).status ==
          400);
}

TEST_CASE("lists go page by page without gaps or repetitions", "[gateway]") {
    House house;
    const auto market = house.market("dau");
    for (int i = 0; i < 7; ++i) house.stall(market, "A-" + std::to_string(i), "00110" + std::to_string(i));
    const auto path = "/v1/markets/" + market["id"].get<std::string>() + "/stalls?limit=3";
    std::vector<std::string> codes;
    std::string cursor;
    for (int page = 0; page < 3; ++page) {
        const auto list = house.get(path + cursor, house.token).json();
        for (const auto& stall : list["items"]) codes.push_back(stall["code"]);
        if (list["next_cursor"].is_null()) break;
        cursor = "&cursor=" + list["next_cursor"].get<std::string>();
    }
    CHECK(codes == std::vector<std::string>{"A-0", "A-1", "A-2", "A-3", "A-4", "A-5", "A-6"});
    for (const auto* wrong : {"limit=0", "limit=1001", "limit=-1", "limit=x", "limit=", "cursor=zz",
                              "cursor=6e", "limit=1&limit=2", "limit=%ff"}) {
        CAPTURE(wrong);
        CHECK(house.get(std::string{"/v1/markets?"} + wrong, house.token).status == 400);
    }
}

TEST_CASE("a list of stalls is shown first, then imported; the second time nothing changes", "[gateway]") {
    House house;
    const auto market = house.market("dau");
    const auto path = "/v1/markets/" + market["id"].get<std::string>() + "/stalls:import";
    const Fields csv{{"Content-Type", "text/csv"}};
    const std::string file =
        "mã quầy,khu,tên,ngân hàng,số tài khoản,tên tài khoản\nA-1,Rau,Cô Lan,970436,0011,NGUYEN "
        "LAN\nA-2,Rau,,,,\n";
    const auto dry = house.call("POST", path + "?dry_run=true", house.token, file, csv).json();
    CHECK(dry["created"] == 2);
    CHECK(house.get("/v1/markets/" + market["id"].get<std::string>() + "/stalls", house.token)
              .json()["items"]
              .empty());
    CHECK(house.call("POST", path, house.token, file, csv).json()["created"] == 2);
    const auto again = house.call("POST", path, house.token, file, csv).json();
    CHECK(again["created"] == 0);
    CHECK(again["unchanged"] == 2);
    const auto refused =
        house.call("POST", path, house.token, file + "A-3,Rau,Cô Ba,nơi nào,12,X\nA-4,,,,,\n", csv);
    CHECK(refused.status == 422);
    CHECK(refused.json()["code"] == "import_refused");
    CHECK(refused.json()["errors"][0]["line"] == 4);
    CHECK(house.get("/v1/markets/" + market["id"].get<std::string>() + "/stalls", house.token)
              .json()["items"]
              .size() == 2);
}

TEST_CASE("the demonstration wallet pays through the same door, and is not there unless configured",
          "[gateway]") {
    House house{true};
    const auto stall = house.stall(house.market("dau"), "B-12", "0011012345678");
    CHECK(house.post("/demo/pay", {{"qr_payload", stall["qr_payload"]}, {"amount", 30'000}}, "")
              .json()["status"] == "matched");
    CHECK(house.post("/demo/pay", {{"qr_payload", "000201"}, {"amount", 30'000}}, "").json()["code"] ==
          "invalid_qr");
    CHECK(house.post("/demo/pay", {{"qr_payload", stall["qr_payload"]}}, "").json()["code"] ==
          "invalid_amount");
    const auto paid = house.get("/v1/transfers", house.token).json()["items"][0];
    CHECK(paid["trial"] == true);  // No money: this is no trial ledger.
    CHECK(paid["announce"] == true);
    const auto report =
        house.get("/v1/reports/daily?market_id=mk1&date=" + house.today(), house.token).json();
    CHECK(report["transactions"] == 0);
    CHECK(report["trial"] == false);
    CHECK(house.get("/v1/me", house.token).json()["trial"] == false);
    for (const auto* field : {"Forwarded", "X-Forwarded-For"})
        CHECK(house
                  .post("/demo/pay", {{"qr_payload", stall["qr_payload"]}, {"amount", 1}}, "",
                        {{field, "127.0.0.1"}})
                  .json()["code"] == "demo_wallet_is_local");
    House serious;
    CHECK(serious.post("/demo/pay", {{"qr_payload", stall["qr_payload"]}, {"amount", 30'000}}, "").status ==
          404);
}

TEST_CASE(
    "bodies that are not what a call takes are refused, each naming what is wrong, and the next is served",
    "[gateway][hardening]") {
    House house;
    struct Case {
        std::string body, code, field;
        int status;
    };
    std::string deep, wide = "[";
    for (int i = 0; i < 10'000; ++i) deep += "[";
    for (int i = 0; i < 20'000; ++i) wide += "1,";
    const std::vector<Case> cases{
        {"{", "malformed_json", "", 400},
        {"[]", "", "", 0},
        {"null", "", "", 0},
        {deep, "malformed_json", "", 400},
        {R"({"a":)" + deep, "malformed_json", "", 400},
        {wide + "1]", "", "", 0},
        {R"({"name":"a","name":"b","code":"c"})", "malformed_json", "", 400},
        {R"({"name":"a","code":"c"} x)", "malformed_json", "", 400},
        {"{\"name\":\"\xff\",\"code\":\"c\"}", "malformed_json", "", 400},
        {R"({"name":"\ud800","code":"c"})", "malformed_json", "", 400},
        {R"({"name":"a\u0000b","code":"c"})", "", "name", 0},
        {R"({"name":NaN,"code":"c"})", "malformed_json", "", 400},
        {R"({"name":1e400,"code":"c"})", "", "", 0},
        {R"({"name":5,"code":"c"})", "invalid_field", "name", 422},
        {R"({"code":"c"})", "invalid_field", "name", 422},
        {R"({"name":"a"})", "invalid_field", "code", 422},
        {R"({"name":"a","code":"chợ"})", "invalid_field", "code", 422},
        {R"({"name":"a","code":"c","business_day_cutoff":"25:00"})", "invalid_field", "business_day_cutoff",
         422},
        {R"({"name":"a","code":"c","role":"operator"})", "unknown_field", "role", 422},
        {R"({"name":"a","code":"c","id":"mk9"})", "unknown_field", "id", 422},
        {"{\"name\":\"a\u202eb\",\"code\":\"c\"}", "invalid_field", "name", 422},
        {"{\"name\":\"" + std::string(400, 'a') + "\",\"code\":\"c\"}", "invalid_field", "name", 422},
    };
    for (const auto& [body, code, field, status] : cases) {
        CAPTURE(body.substr(0, 80));
        const auto begin = std::chrono::steady_clock::now();
        const auto answer = house.call("POST", "/v1/markets", house.token, body);
        const auto took = std::chrono::steady_clock::now() - begin;
        CAPTURE(answer.body);
        CHECK((answer.status == 400 || answer.status == 422));
        if (status != 0) CHECK(answer.status == status);
        CHECK(answer.has("application/problem+json"));
        const auto json = answer.json();
        if (!code.empty()) CHECK(json["code"] == code);
        if (!field.empty()) CHECK(json.value("field", "") == field);
        CHECK_FALSE(json["detail_vi"].get<std::string>().empty());
        CHECK(took < std::chrono::seconds{2});
    }
    CHECK(house.call("POST", "/v1/markets", house.token, "{}", {{"Content-Type", "text/plain"}}).status ==
          415);
    CHECK(house.call("POST", "/v1/markets", house.token, std::string(65 * 1024, ' ')).status == 413);
    CHECK(house.get("/v1/markets", house.token).json()["items"].empty());
    house.market("still-alive");
}

TEST_CASE("an account's bank may be given by any of its names, and by none that is nobody's", "[gateway]") {
    House house;
    const auto market = house.market("dau");
    const auto path = "/v1/markets/" + market["id"].get<std::string>() + "/stalls";
    const auto asked = [&](const std::string& code, const Json& account) {
        auto whole = account;
        whole["account_number"] = "12345678" + code.substr(2);
        whole["account_name"] = "LE THI HOA";
        return house.post(
            path, {{"code", code}, {"vendor", {{"name", "Hoa"}, {"kind", "person"}}}, {"accounts", {whole}}},
            house.token);
    };
    CHECK(asked("A-1", {{"bank", "Ngân hàng Á Châu"}}).json()["accounts"][0]["bin"] == "970416");
    CHECK(asked("A-2", {{"bank", "Vietcombank (VCB)"}}).json()["accounts"][0]["bin"] == "970436");
    for (const auto* nobody : {"Ngân hàng Mây", "BVB", ""}) {
        CAPTURE(nobody);
        const auto refused = asked("A-3", {{"bank", nobody}});
        CHECK(refused.status == 422);
        CHECK(refused.json()["field"] == "accounts[0].bank");
        CHECK_FALSE(refused.json()["detail_vi"].get<std::string>().empty());
    }
    CHECK(asked("A-4", Json::object()).json()["field"] == "accounts[0].bin");
}
