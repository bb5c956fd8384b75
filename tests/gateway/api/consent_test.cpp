#include <set>

#include "gateway_tests/house.hpp"
#include "merchants/consent.hpp"

using namespace choqr;
using namespace choqr::gateway_test;

namespace {

const std::string account = "1903004821", phone_number = "0912345678";

/// A stall whose vendor has a name, a telephone, an account and a phone; its board, and the operator.
struct Market {
    House house;
    Json market = house.market("a");
    Json stall = house.made(
        market_path() + "/stalls",
        {{"code", "B-12"},
         {"zone", "Rau"},
         {"goods", "rau củ"},
         {"vendor", {{"name", "Trần Thị Mười Hai"}, {"phone", phone_number}, {"kind", "person"}}},
         {"accounts",
          {{{"bin", "970436"}, {"account_number", account}, {"account_name", "TRAN THI MUOI HAI"}}}}});
    std::string id = stall["id"], path = "/v1/stalls/" + id;
    std::string board = house.new_token({{"role", "board"}, {"market_id", market["id"]}});
    House::Phone owner = house.paired(stall, "owner", "Máy cô Mười Hai");

    std::string market_path() const { return "/v1/markets/" + market["id"].get<std::string>(); }
    Answer as_owner(const std::string& method, const std::string& target,
                    const std::string& body = {}) const {
        return house.call(method, target, owner.secret, body);
    }
    Answer agree(const std::string& token, const std::string& how = "tap") const {
        return house.post(path + "/consent", {{"version", merchants::consent_text().version}, {"how", how}},
                          token);
    }
    void withdraw() const {
        const auto answer = as_owner("POST", path + "/consent/withdraw");
        INFO(answer.body);
        REQUIRE(answer.status == 201);
    }
    Json seen_by(const std::string& token) const { return house.get(path, token).json(); }
    std::string pay(const std::string& reference) const {
        const auto sequence = house.send(house.notice(reference, stall["stall_code"])).json()["sequence"];
        return "tx" + std::to_string(sequence.get<int>());
    }
};

/// Of the answer to a list: what the gateway says of it.
Answer without_first_rows(Answer answer) {
    auto told = answer.json();
    told.erase("first_rows");
    answer.body = told.dump();
    return answer;
}

/// None of it may stand in an answer to somebody who may not see the vendor.
bool tells_who(const Answer& answer) {
    for (const auto& secret :
         {std::string{"Mười Hai"}, std::string{"MUOI HAI"}, std::string{"M\\u01b0"}, phone_number, account})
        if (answer.body.find(secret) != std::string::npos || answer.head.find(secret) != std::string::npos)
            return true;
    return false;
}

std::string path_of(std::string pattern, const Market& world, const std::string& transfer) {
    const auto put = [&pattern](std::string_view place, const std::string& value) {
        if (const auto at = pattern.find(place); at != std::string::npos)
            pattern.replace(at, place.size(), value);
    };
    if (pattern.starts_with("/v1/markets/")) put("{id}", world.market["id"]);
    if (pattern.starts_with("/v1/stalls/")) put("{id}", world.id);
    if (pattern.starts_with("/v1/transfers/")) put("{id}", transfer);
    put("{device}", world.owner.id);
    put("{date}", world.house.today());
    const auto market = "?market_id=" + world.market["id"].get<std::string>();
    if (pattern == "/v1/reports/daily") return pattern + market + "&date=" + world.house.today();
    if (pattern == "/v1/reports/range")
        return pattern + market + "&from=2026-01-01&to=" + world.house.today();
    if (pattern.starts_with("/v1/days/")) return pattern + market;
    return pattern;
}

/// What a guess at the vendor would look like, in whatever a board may send.
std::string body_of(const http::Route& route, const Market& world) {
    const Json vendor{{"name", "Trần Thị Mười Hai"}, {"phone", phone_number}, {"kind", "person"}};
    if (route.pattern.ends_with(":import"))
        return "mã quầy,tên,điện thoại\nB-12,Trần Thị Mười Hai," + phone_number + "\n";
    if (route.pattern.ends_with("/stalls") && route.method == http::Method::post)
        return Json{{"code", "B-12"}, {"vendor", vendor}}.dump();
    if (route.pattern.ends_with("/consent"))
        return Json{{"version", merchants::consent_text().version}, {"how", "spoken"}}.dump();
    if (route.method == http::Method::patch) return Json{{"vendor", vendor}}.dump();
    if (route.pattern.ends_with("stalls:close")) return Json{{"stall_ids", {"st999999"}}}.dump();
    static_cast<void>(world);
    return "{}";
}

}  // namespace

TEST_CASE("consent: by tap on the board's screen, taken back on the vendor's phone", "[gateway][consent]") {
    Market at;
    CHECK(at.seen_by(at.board)["consent"]["status"] == "not_asked");
    CHECK(at.seen_by(at.board)["vendor"]["name"] == "Trần Thị Mười Hai");  // As before: nobody was asked yet.
    const auto given = at.agree(at.board);
    CHECK(given.status == 201);
    CHECK(given.json()["consent"]["status"] == "given");
    CHECK(given.json()["consent"]["version"] == merchants::consent_text().version);
    CHECK_FALSE(given.json().contains("history"));
    CHECK(at.agree(at.board).status == 200);
    CHECK(at.seen_by(at.board)["vendor"]["name"] == "Trần Thị Mười Hai");
    const auto own = at.as_owner("GET", at.path + "/consent").json();
    REQUIRE(own["history"].size() == 1);
    CHECK(own["history"][0]["how"] == "tap");
    CHECK(own["history"][0]["witness"].is_string());

    at.withdraw();
    CHECK(at.as_owner("POST", at.path + "/consent/withdraw").status == 200);
    const auto seen = at.seen_by(at.board);
    CHECK(seen["consent"]["status"] == "withdrawn");
    CHECK(seen["vendor"].is_null());
    CHECK(seen["registered"] == true);
    CHECK(seen["accounts"][0]["last_four"] == "4821");
    CHECK(seen["accounts"][0]["account_number"].is_null());
    CHECK(seen["accounts"][0]["bank"] == at.stall["accounts"][0]["bank"]);
    CHECK(seen["qr_payload"].is_null());
    CHECK(seen["public_id"].is_null());
    CHECK(seen["code"] == "B-12");
    for (const auto& token : {at.owner.secret, at.house.token}) {
        const auto whole = at.seen_by(token);
        CHECK(whole["vendor"]["name"] == "Trần Thị Mười Hai");
        CHECK(whole["accounts"][0]["account_number"] == account);
        CHECK(whole["qr_payload"] == at.stall["qr_payload"]);
    }
    CHECK(at.agree(at.board, "spoken").json()["code"] == "consent_withdrawn");
    const auto planted = at.house.paired(at.stall, "owner", "Máy của ban");
    CHECK(at.agree(planted.secret).json()["code"] == "consent_withdrawn");
    CHECK(at.agree(at.owner.secret).status == 201);
    CHECK(at.seen_by(at.board)["vendor"]["name"] == "Trần Thị Mười Hai");
}

TEST_CASE("consent: is part of a registration, in one call", "[gateway][consent]") {
    Market at;
    Json stall{{"code", "C-1"}, {"vendor", {{"name", "Chú Tư"}}}};
    stall["consent"] = {{"version", merchants::consent_text().version}, {"how", "spoken"}};
    const auto made = at.house.post(at.market_path() + "/stalls", stall, at.board);
    CHECK(made.status == 201);
    CHECK(made.json()["consent"]["status"] == "given");
    stall["code"] = "C-2";
    stall["consent"]["version"] = 999;
    CHECK(at.house.post(at.market_path() + "/stalls", stall, at.board).json()["code"] ==
          "consent_text_unknown");
    stall["consent"] = {{"version", 1}, {"how", "shouted"}};
    CHECK(at.house.post(at.market_path() + "/stalls", stall, at.board).status == 422);
}

TEST_CASE("consent: no route tells a board who a vendor is that has withdrawn",
          "[gateway][consent][disclosure]") {
    Market at;
    const auto transfer = at.pay("x-1");
    const auto reader = at.house.paired(at.stall, "helper", "Máy phụ cô Mười Hai");
    at.withdraw();
    REQUIRE(tells_who(at.house.get(at.path, at.house.token)));  // What is looked for would be found.
    std::size_t asked = 0;
    const auto boards = gateway::capabilities_of(book::Role::board);
    for (const auto& route : at.house.api().router().routes()) {
        const auto admission = gateway::Admission::from_code(route.access);
        if (!admission.asks_who() || !boards.has(admission.capability())) continue;
        if (route.pattern.ends_with("/close") || route.method == http::Method::delete_) continue;
        const std::string method{name_of(route.method)};
        const auto path = path_of(route.pattern, at, transfer);
        const bool csv = route.pattern.ends_with(":import");
        const auto body = route.body_bytes_max > 0 ? body_of(route, at) : std::string{};
        CAPTURE(method, path);
        const auto answer = at.house.call(
            method, path, at.board, body,
            body.empty() ? Fields{} : Fields{{"Content-Type", csv ? "text/csv" : "application/json"}});
        // The first rows of a list are what the caller wrote.
        CHECK_FALSE(tells_who(csv ? without_first_rows(answer) : answer));
        if (answer.has("application/pdf"))
            CHECK(answer.status != 200);  // A stand's symbol has the number in it.
        ++asked;
    }
    CHECK(asked >= 25);
    static_cast<void>(reader);
    for (const auto* picture : {"/qr.svg", "/qr.png", "/qr.txt", "/qr.pdf"})
        CHECK(at.house.get(at.path + picture, at.board).json()["code"] == "consent_withdrawn");
    CHECK(at.house.get(at.path + "/qr.txt", at.owner.secret).status == 200);
}

TEST_CASE("consent: a board learns nothing by guessing at a vendor that has withdrawn",
          "[gateway][consent][disclosure]") {
    Market at;
    at.withdraw();
    const auto guess = [&](const std::string& name, const std::string& number) {
        return Json{
            {"code", "B-12"},
            {"zone", "Rau"},
            {"goods", "rau củ"},
            {"vendor", {{"name", name}, {"phone", phone_number}, {"kind", "person"}}},
            {"accounts",
             {{{"bin", "970436"}, {"account_number", number}, {"account_name", "TRAN THI MUOI HAI"}}}}};
    };
    const auto right = guess("Trần Thị Mười Hai", account), wrong = guess("Bảy", "555");
    const auto register_ = [&](const Json& stall) {
        return at.house.post(at.market_path() + "/stalls", stall, at.board).body;
    };
    CHECK(register_(right) == register_(wrong));
    const auto change = [&](Json stall) {
        stall.erase("code");
        return at.house.call("PATCH", at.path, at.board, stall.dump());
    };
    CHECK(change(right).body == change(wrong).body);
    CHECK(change(right).json()["code"] == "consent_withdrawn");
    CHECK(at.house.call("PATCH", at.path, at.board, R"({"goods":"cá"})").status == 200);
    const auto import = [&](const std::string& name, const std::string& number) {
        const auto csv = "mã quầy,tên,điện thoại,ngân hàng,số tài khoản,tên tài khoản\nB-12," + name + "," +
                         phone_number + ",970436," + number + ",TRAN THI MUOI HAI\n";
        return at.house.call("POST", at.market_path() + "/stalls:import?dry_run=true", at.board, csv,
                             {{"Content-Type", "text/csv"}});
    };
    CHECK(import("Trần Thị Mười Hai", account).json()["unchanged"] == 1);
    CHECK(without_first_rows(import("Trần Thị Mười Hai", account)).body ==
          without_first_rows(import("Bảy", "5550001")).body);
}

TEST_CASE("consent: only the vendor's own phone, or the operator, takes it back or asks to be erased",
          "[gateway][consent]") {
    Market at;
    const auto helper = at.house.paired(at.stall, "helper").secret;
    const auto program = at.house.new_token({{"role", "vendor"}, {"stall_id", at.id}});
    for (const auto* what : {"/consent/withdraw", "/erasure-requests", "/erasure-requests/withdraw"})
        for (const auto& token : {at.board, helper, program}) {
            CAPTURE(what);
            CHECK(at.house.call("POST", at.path + what, token).status == 403);
        }
    for (const auto& token : {at.board, helper, program})
        CHECK(at.house.get(at.path + "/export", token).status == 403);
    CHECK(at.house.call("POST", at.path + "/consent/withdraw", at.house.token).status == 201);
}

TEST_CASE("consent: the board's list says who was not asked, who said no, and whose account is another's",
          "[gateway][consent]") {
    Market at;
    const auto listed = [&] {
        return at.house.get(at.market_path() + "/consents", at.board).json()["items"][0];
    };
    CHECK(listed()["consent"]["status"] == "not_asked");
    CHECK(listed()["vendor_name"] == "Trần Thị Mười Hai");
    CHECK(listed()["accounts"][0]["owner"]["answer"].is_null());
    at.withdraw();
    CHECK(listed()["consent"]["status"] == "withdrawn");
    CHECK(listed()["vendor_name"].is_null());
    CHECK(listed()["vendor_known"] == true);
}

// ---- One's own data

TEST_CASE("export: the vendor's phone gets all that is held, as JSON and as CSV", "[gateway][consent]") {
    Market at;
    at.agree(at.board);
    for (int i = 0; i < 5; ++i) at.pay("x-" + std::to_string(i));
    at.house.made("/v1/payment-requests",
                  {{"stall_id", at.id}, {"amount", 1'000}, {"description", "=HYPERLINK(1)"}});
    const auto first = at.as_owner("GET", at.path + "/export?limit=3").json();
    CHECK(first["stall"]["vendor"]["phone"] == phone_number);
    CHECK(first["accounts"][0]["account_number"] == account);
    CHECK(first["devices"][0]["name"] == "Máy cô Mười Hai");
    CHECK(first["consents"][0]["status"] == "given");
    CHECK(first["owner_consents"].size() == 1);
    CHECK(first["erasure"].is_null());
    CHECK(first["payment_requests"][0]["amount"] == 1'000);
    CHECK(first["transfers"].size() == 3);
    CHECK(first["transfers"][0]["amount"] == 45'000);
    const auto rest =
        at.as_owner("GET", at.path + "/export?limit=3&cursor=" + first["next_cursor"].get<std::string>())
            .json();
    CHECK(rest["transfers"].size() == 2);
    CHECK(rest["next_cursor"].is_null());
    CHECK_FALSE(rest.contains("stall"));

    const auto csv = at.as_owner("GET", at.path + "/export?format=csv&limit=3");
    CHECK(csv.has("text/csv"));
    CHECK(csv.has("Link: <" + at.path + "/export?format=csv&limit=3&cursor="));
    CHECK(csv.body.starts_with("what,at,name,value,amount,note\r\n"));
    CHECK(csv.body.find("vendor,,\"phone\",\"" + phone_number + "\"") != std::string::npos);
    CHECK(csv.body.find("970436 " + account) != std::string::npos);
    CHECK(csv.body.find("\"'=HYPERLINK(1)\"") != std::string::npos);
    CHECK(csv.body.find(",45000,\"matched\"\r\n") != std::string::npos);
    CHECK(at.as_owner("GET", at.path + "/export?format=pdf").status == 400);
}

TEST_CASE("erasure: asked for, told to the operator, taken back, and done", "[gateway][consent]") {
    Market at;
    const auto waiting = [&] { return at.house.get("/v1/erasure-requests", at.house.token).json()["items"]; };
    CHECK(waiting().empty());
    const auto asked = at.as_owner("POST", at.path + "/erasure-requests");
    CHECK(asked.status == 201);
    CHECK(asked.json()["erasure"]["due_at"].is_string());
    CHECK(at.as_owner("POST", at.path + "/erasure-requests").status == 200);
    REQUIRE(waiting().size() == 1);
    CHECK(waiting()[0]["stall_code"] == "B-12");
    CHECK(waiting()[0]["overdue"] == false);
    CHECK(at.house.get("/v1/erasure-requests", at.board).status == 403);
    CHECK_FALSE(at.house.get(at.path + "/consent", at.board).json().contains("erasure"));

    CHECK(at.as_owner("POST", at.path + "/erasure-requests/withdraw").json()["erasure"].is_null());
    CHECK(waiting().empty());
    CHECK(at.as_owner("POST", at.path + "/erasure-requests/withdraw").json()["code"] ==
          "erasure_not_asked_for");

    at.as_owner("POST", at.path + "/erasure-requests");
    const std::string vendor = waiting()[0]["vendor_id"];
    CHECK(at.house.post("/v1/vendors/" + vendor + "/erase", {{"reason", "xin xóa"}}, at.house.token).status ==
          200);
    CHECK(waiting().empty());
    CHECK(at.as_owner("GET", at.path + "/consent").json()["vendor_known"] == false);
    CHECK_FALSE(at.as_owner("GET", at.path + "/export").body.find("Mười Hai") != std::string::npos);
}

TEST_CASE("privacy: everybody may read what is asked and what is kept", "[gateway][consent]") {
    House house;
    const auto told = house.get("/v1/privacy", "").json();
    CHECK(told["consent"]["version"] == merchants::consent_text().version);
    CHECK(told["consent"]["vi"] == std::string{merchants::consent_text().vietnamese});
    CHECK(told["retention"]["texts_days"].is_null());
    CHECK(told["retention"]["erased_within_hours"] == 24);
}

// ---- The owner of an account who is not the vendor

TEST_CASE("an account's owner is asked by a link that says whose stall it is, and answers once",
          "[gateway][consent]") {
    Market at;
    const auto link = at.house.post(at.path + "/owner-consents", {{"account", 0}}, at.board);
    REQUIRE(link.status == 201);
    CHECK(link.json()["last_four"] == "4821");
    const std::string url = link.json()["url"];
    CHECK(url.starts_with("http://test/owner#"));
    const auto code = url.substr(url.find('#') + 1);
    CHECK(code.size() == 32);
    const auto shown = at.house.post("/v1/owner-consents", {{"code", code}}, "");
    CHECK(shown.status == 200);
    CHECK(shown.json()["stall_code"] == "B-12");
    CHECK(shown.json()["market_name"] == "Chợ a");
    CHECK(shown.json()["vendor_name"] == "Trần Thị Mười Hai");
    CHECK(shown.json()["last_four"] == "4821");
    CHECK(shown.body.find(account) == std::string::npos);
    CHECK(shown.body.find(phone_number) == std::string::npos);
    const auto state = [&] {
        return at.house.get(at.path + "/consent", at.board).json()["accounts"][0]["owner"];
    };
    CHECK(state()["answer"].is_null());
    CHECK(state()["waiting_until"].is_string());

    const Fields of_other_site{{"Sec-Fetch-Site", "cross-site"}};
    CHECK(at.house.post("/v1/owner-consents/answer", {{"code", code}, {"agrees", true}}, "", of_other_site)
              .status == 403);
    CHECK(at.house.post("/v1/owner-consents/answer", {{"code", code}}, "").status == 422);
    CHECK(at.house.post("/v1/owner-consents/answer", {{"code", code}, {"agrees", false}}, "").status == 200);
    CHECK(state()["answer"] == "no");
    CHECK(state()["waiting_until"].is_null());
    for (const auto* call : {"/v1/owner-consents", "/v1/owner-consents/answer"}) {
        Json body{{"code", code}};
        if (std::string_view{call}.ends_with("answer")) body["agrees"] = true;
        CHECK(at.house.post(call, body, "").json()["code"] == "owner_link_unknown");
        body["code"] = std::string(32, '0');
        CHECK(at.house.post(call, body, "").json()["code"] == "owner_link_unknown");
    }
    // A new link does not take the "no" away; a new answer does.
    const std::string next =
        at.house.post(at.path + "/owner-consents", Json::object(), at.board).json()["url"];
    CHECK(state()["answer"] == "no");
    const Json yes{{"code", next.substr(next.find('#') + 1)}, {"agrees", true}};
    CHECK(at.house.post("/v1/owner-consents/answer", yes, "").status == 200);
    CHECK(state()["answer"] == "yes");
    CHECK(at.house.post(at.path + "/owner-consents", {{"account", 1}}, at.board).json()["code"] ==
          "account_not_at_stall");
}

TEST_CASE("an account's owner is not told the name of a vendor that has withdrawn",
          "[gateway][consent][disclosure]") {
    Market at;
    at.withdraw();
    const std::string url =
        at.house.post(at.path + "/owner-consents", Json::object(), at.board).json()["url"];
    const auto shown = at.house.post("/v1/owner-consents", {{"code", url.substr(url.find('#') + 1)}}, "");
    CHECK(shown.json()["vendor_name"].is_null());
    CHECK_FALSE(tells_who(shown));
}

// ---- Who did what

TEST_CASE("acts: the vendor reads who did what at their stall, by role and name, and of no other stall",
          "[gateway][acts]") {
    Market at;
    const auto other = at.house.stall(at.market, "C-1", "00220002");
    at.agree(at.board);
    at.house.call("POST", at.path + "/suspend", at.board, R"({"reason":"nghỉ"})");
    at.withdraw();
    const auto acts = at.as_owner("GET", "/v1/acts?order=newest").json()["items"];
    std::vector<std::string> what;
    for (const auto& act : acts) {
        what.push_back(act["what"]);
        CHECK(act["stall_id"] == at.id);
    }
    CHECK(what == std::vector<std::string>{"consent_withdrawn", "stall_suspended", "consent_given",
                                           "device_paired", "stall_registered"});
    CHECK(acts[0]["actor"]["kind"] == "device");
    CHECK(acts[0]["actor"]["name"] == "Máy cô Mười Hai");
    CHECK(acts[1]["actor"]["role"] == "board");
    CHECK(acts[3]["about"]["name"] == "Máy cô Mười Hai");
    CHECK(at.as_owner("GET", "/v1/acts?stall_id=" + other["id"].get<std::string>()).status == 404);
    CHECK(at.as_owner("GET", "/v1/acts?market_id=" + at.market["id"].get<std::string>()).status == 404);
    const auto after = at.as_owner("GET", "/v1/acts?after=" + std::to_string(acts[2]["sequence"].get<int>()));
    CHECK(after.json()["items"].size() == 2);
    const auto page = at.as_owner("GET", "/v1/acts?limit=2").json();
    CHECK(page["items"].size() == 2);
    const auto next = at.as_owner("GET", "/v1/acts?cursor=" + page["next_cursor"].get<std::string>()).json();
    CHECK(next["items"].size() == 3);
    CHECK(next["items"][0]["what"] == "consent_given");
}

TEST_CASE("acts: the operator reads all, the board its market's without one vendor's money and wishes",
          "[gateway][acts]") {
    Market at;
    const auto unmatched = at.house.send(at.house.notice("x-9", "khong ma")).json()["sequence"].get<int>();
    at.house.post("/v1/transfers/tx" + std::to_string(unmatched) + "/assign",
                  {{"stall_id", at.id}, {"reason", "nhận ra"}}, at.house.token);
    at.as_owner("POST", at.path + "/erasure-requests");
    at.withdraw();
    const auto names = [&](const std::string& token) {
        std::set<std::string> what;
        const auto told = at.house.get("/v1/acts", token).json();
        for (const auto& act : told["items"]) what.insert(act["what"]);
        return what;
    };
    const auto all = names(at.house.token), boards = names(at.board);
    for (const auto* what : {"token_issued", "market_registered", "transfer_assigned", "erasure_requested"})
        CHECK(all.contains(what));
    CHECK(boards.contains("stall_registered"));
    CHECK(boards.contains("consent_withdrawn"));
    CHECK_FALSE(boards.contains("transfer_assigned"));
    CHECK_FALSE(boards.contains("erasure_requested"));
    CHECK_FALSE(tells_who(at.house.get("/v1/acts", at.board)));
    const auto everything = at.house.get("/v1/acts", at.house.token).body;
    CHECK(everything.find("choqr_") == std::string::npos);
    CHECK(everything.find(account) == std::string::npos);
}
