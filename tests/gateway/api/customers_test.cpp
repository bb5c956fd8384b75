#include "gateway_tests/house.hpp"
#include "merchants/codes.hpp"

using namespace choqr;
using namespace choqr::gateway_test;

// What customers ask, who have no token: whose stall a code is, and what became of a payment request.

namespace {

constexpr auto account_number = "0011004821";

std::string id_of(const Json& thing) { return thing["id"].get<std::string>(); }

// A stall whose vendor has a telephone, and whose payers have names.
struct Customers {
    House house;
    Json market = house.market("hs");
    Json stall = house.made(
        "/v1/markets/" + id_of(market) + "/stalls",
        {{"code", "B-12"},
         {"zone", "Khu bí mật"},
         {"goods", "rau củ"},
         {"vendor", {{"name", "Cô Lan"}, {"phone", "0912345678"}, {"kind", "person"}}},
         {"accounts",
          {{{"bin", "970436"}, {"account_number", account_number}, {"account_name", "NGUYEN THI LAN"}}}}});
    int notices = 0;

    Answer look(const std::string& code) const { return house.get("/v1/public/stalls?code=" + code, ""); }
    std::string short_code() const { return stall["short_code"]; }

    Json ask(Json more = Json::object()) const {
        more["stall_id"] = stall["id"];
        if (!more.contains("amount")) more["amount"] = 50'000;
        return house.made("/v1/payment-requests", more);
    }
    static std::string path_of(const Json& request) {
        return "/v1/public/requests/" + request["public_id"].get<std::string>();
    }
    Json see(const Json& request) const {
        const auto answer = house.get(path_of(request), "");
        INFO(answer.body);
        REQUIRE(answer.status == 200);
        return answer.json();
    }
    void pay(const Json& request, std::int64_t amount) {
        auto notice = house.notice("x-" + std::to_string(++notices), request["reference_code"], amount);
        notice["payer"] = {
            {"bin", "970422"}, {"account_number", "1900000000917"}, {"name", "TRAN VAN PAYER"}};
        REQUIRE(house.send(notice).status == 200);
    }
    void post(const std::string& path, const Json& body = Json::object()) const {
        const auto answer = house.post(path, body, house.token);
        INFO(answer.body);
        REQUIRE(answer.status < 300);
    }
    std::string stall_path() const { return "/v1/stalls/" + id_of(stall); }

    /// Nothing of it may stand in any answer to a stranger.
    void check_betrays_nothing(const Answer& answer) const {
        for (const auto& secret :
             {std::string{account_number}, std::string{"0912345678"}, std::string{"Cô Lan"},
              std::string{"NGUYEN"}, std::string{"Khu bí mật"}, std::string{"PAYER"}, std::string{"0917"},
              id_of(stall), id_of(market), stall["public_id"].get<std::string>(),
              stall["stall_code"].get<std::string>(), stall["vendor"]["id"].get<std::string>()}) {
            CAPTURE(answer.body, secret);
            CHECK(answer.body.find(secret) == std::string::npos);
        }
    }
};

}  // namespace

TEST_CASE_METHOD(Customers, "a stall's code tells whose it is, and nothing else", "[gateway][customers]") {
    const auto answer = look(short_code());
    CHECK(answer.json() == Json{{"market", "Chợ hs"},
                                {"stall_code", "B-12"},
                                {"goods", "rau củ"},
                                {"kind", "stall"},
                                {"standing", "open"},
                                {"payee_account", {{"bank", "Vietcombank"}, {"last_digits", "4821"}}},
                                {"stand_printed", nullptr},
                                {"stand_is_older_than_account", false}});
    check_betrays_nothing(answer);
    CHECK(answer.has("Cache-Control: no-store"));
    CHECK_FALSE(answer.has("Set-Cookie"));
    CHECK(look(stall["stall_code"]).body == answer.body);
    CHECK(look("%20" + short_code().substr(0, 2) + "-" + short_code().substr(2)).body == answer.body);

    post("/v1/markets/" + id_of(market) + "/stands:printed",
         {{"stands", {{{"stall_id", id_of(stall)}, {"version", 1}}}}});
    CHECK(look(short_code()).json()["stand_printed"] == house.today().substr(0, 7));
}

TEST_CASE_METHOD(Customers, "codes that lead nowhere are answered alike, byte for byte",
                 "[gateway][customers]") {
    const auto closed = house.stall(market, "Z-9", "0011223344");
    post("/v1/stalls/" + id_of(closed) + "/close", {{"reason", "nghỉ bán"}});
    const auto first = look("23456").body;
    CHECK(Json::parse(first)["code"] == "stall_code_unknown");
    CHECK(Json::parse(first)["detail_vi"] ==
          "Không có quầy nào mang mã này. Xem lại mã, hoặc hỏi ban quản lý chợ.");
    auto mistyped = short_code();
    mistyped[1] = mistyped[1] == 'A' ? 'B' : 'A';
    for (const auto& code :
         {mistyped, closed["short_code"].get<std::string>(), merchants::StallCode::make(90'000).heart(),
          merchants::StallCode::make(merchants::TransferCode::short_capacity + 5).heart(), std::string{},
          std::string{"H7K4"}, std::string(600, 'A'), std::string{"%27%3B--"}, id_of(stall),
          ask()["reference_code"].get<std::string>(), std::string{"%E1%BA%A4"}}) {
        CAPTURE(code);
        const auto answer = look(code);
        CHECK(answer.status == 404);
        CHECK(answer.body == first);
    }
    CHECK(house.get("/v1/public/stalls", "").body == first);
}

TEST_CASE_METHOD(Customers, "a stall that takes no money is there without an account",
                 "[gateway][customers]") {
    const auto bare = house.made("/v1/markets/" + id_of(market) + "/stalls", {{"code", "C-1"}});
    const auto unregistered = look(bare["short_code"]).json();
    CHECK(unregistered["standing"] == "not_registered");
    CHECK(unregistered["payee_account"].is_null());
    post(stall_path() + "/suspend", {{"reason", "kiểm tra"}});
    const auto suspended = look(short_code());
    CHECK(suspended.json()["standing"] == "suspended");
    CHECK(suspended.json()["payee_account"].is_null());
    CHECK(suspended.body.find("kiểm tra") == std::string::npos);
    check_betrays_nothing(suspended);
}

TEST_CASE_METHOD(Customers, "a vendor who took the consent back is told of nowhere", "[gateway][customers]") {
    const auto before = ask({{"description", "2 kg tôm khô"}});
    const auto owner = house.paired(stall, "owner");
    REQUIRE(house.post(stall_path() + "/consent/withdraw", Json::object(), owner.secret).status < 300);
    const auto told = look(short_code());
    CHECK(told.json()["standing"] == "withheld");
    CHECK(told.json()["payee_account"].is_null());
    CHECK(told.body.find("Vietcombank") == std::string::npos);
    const auto seen = see(before);
    CHECK(seen["to_pay"].is_null());
    CHECK(seen["payee_account"].is_null());
    CHECK(seen["description"].get<std::string>().empty());
    CHECK(house.get(path_of(before) + "/qr.png", "").json()["code"] == "nothing_to_pay");
}

TEST_CASE_METHOD(Customers, "a payment request is order, code and receipt by one name",
                 "[gateway][customers]") {
    const auto request = ask({{"description", "2 kg tôm khô"}, {"expires_in_s", 3 * 86'400}});
    auto seen = see(request);
    CHECK(seen["status"] == "open");
    CHECK(seen["amount"] == 50'000);
    CHECK(seen["to_pay"] == 50'000);
    CHECK(seen["content"] == request["reference_code"]);
    CHECK(seen["description"] == "2 kg tôm khô");
    CHECK(seen["payee_account"] == Json{{"bank", "Vietcombank"}, {"last_digits", "4821"}});
    CHECK(seen["paid_at"].is_null());
    CHECK(seen["trial"] == false);
    check_betrays_nothing(house.get(path_of(request), ""));
    const auto code = house.get(path_of(request) + "/qr.png", "");
    CHECK(code.status == 200);
    CHECK(code.has("Cache-Control: no-store"));

    pay(request, 20'000);
    seen = see(request);
    CHECK(seen["status"] == "underpaid");
    CHECK(seen["received"] == 20'000);
    CHECK(seen["to_pay"] == 30'000);
    CHECK_FALSE(seen["paid_at"].is_null());
    pay(request, 30'000);
    seen = see(request);
    CHECK(seen["status"] == "settled");
    CHECK(seen["to_pay"].is_null());
    CHECK(seen["content"].is_null());
    CHECK(seen["payee_account"]["last_digits"] == "4821");
    check_betrays_nothing(house.get(path_of(request), ""));
    const auto gone = house.get(path_of(request) + "/qr.png", "");
    CHECK(gone.status == 409);
    CHECK(gone.json()["code"] == "nothing_to_pay");
    pay(request, 5'000);
    CHECK(see(request)["status"] == "overpaid");
    CHECK(see(request)["received"] == 55'000);
}

TEST_CASE_METHOD(Customers, "a request that is cancelled says so, and a trial that it is one",
                 "[gateway][customers]") {
    const auto request = ask();
    post("/v1/payment-requests/" + id_of(request) + "/cancel");
    CHECK(see(request)["status"] == "cancelled");
    CHECK(see(request)["to_pay"].is_null());
    const auto trial = ask({{"amount", 1'000}, {"trial", true}});
    CHECK(see(trial)["trial"] == true);
    pay(trial, 1'000);
    CHECK(see(trial)["status"] == "settled");
    CHECK(see(trial)["trial"] == true);
}

TEST_CASE_METHOD(Customers, "a request's name opens nothing else, and no other name opens a request",
                 "[gateway][customers]") {
    const auto request = ask();
    const std::string name = request["public_id"];
    CHECK(house.get("/q/" + name + ".txt", "").status == 404);
    const auto unknown = house.get("/v1/public/requests/" + std::string(26, '0'), "");
    CHECK(unknown.status == 404);
    for (const auto& wrong :
         {id_of(request), stall["public_id"].get<std::string>(), name.substr(1), std::string{"x"}}) {
        CHECK(house.get("/v1/public/requests/" + wrong, "").body == unknown.body);
        CHECK(house.get("/v1/public/requests/" + wrong + "/qr.png", "").body == unknown.body);
    }
    CHECK(house.get("/v1/payment-requests/" + id_of(request), house.token).json()["public_id"] == name);
    house.restart();
    CHECK(see(request)["status"] == "open");
}

TEST_CASE_METHOD(Customers, "whoever counts codes up is stopped after twenty",
                 "[gateway][customers][limits]") {
    int answered = 0;
    for (int i = 0; i < 40; ++i) answered += look("23456").status == 404 ? 1 : 0;
    CHECK(answered >= 20);
    CHECK(answered <= 22);
    CHECK(look(short_code()).status == 429);
    CHECK(house.get(path_of(ask()), "").status == 200);  // Receipts have a limit of their own.
}
