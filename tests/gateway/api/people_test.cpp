#include <thread>

#include "gateway_tests/office.hpp"

using namespace choqr;
using namespace choqr::gateway_test;
using namespace std::chrono_literals;

TEST_CASE("people: who is invited sets a password, is logged in, and may what their role may",
          "[gateway][people]") {
    Office office;
    const auto invited = office.invite("Lan@Cho.vn");
    CHECK(invited["login"] == "lan@cho.vn");
    const auto code = Office::code_of(invited);
    CHECK(invited["invitation"]["url"] == "http://test/invite#" + code);
    CHECK(invited["invitation"]["qr_svg"].get<std::string>().starts_with("<svg"));
    const auto shown = office.house.post("/v1/invitation", {{"code", code}}, "").json();
    CHECK(shown["login"] == "lan@cho.vn");
    CHECK(shown["name"] == "Cô Lan");
    CHECK(shown["role"] == "board");
    CHECK(shown["market_id"] == office.market["id"]);

    CHECK(office.accept(code, "elevenchars").json()["code"] == "password_too_short");
    CHECK(office.accept(code, "matkhau12345").json()["code"] == "password_too_common");
    CHECK(office.accept(code, std::string(300, 'x') + "abcdef").json()["code"] == "password_too_long");
    const auto answer = office.accept(code, good);
    const auto cookie = Office::cookie_of(answer);
    CHECK(answer.has("; Path=/; HttpOnly; SameSite=Strict\r\n"));
    CHECK(answer.has("Cache-Control: no-store"));
    CHECK_FALSE(answer.has("Secure"));
    const auto me = office.call("GET", "/v1/me", cookie).json();
    CHECK(me["id"] == invited["id"]);
    CHECK(me["kind"] == "person");
    CHECK(me["role"] == "board");
    CHECK(me["market_id"] == office.market["id"]);
    CHECK(me["login"] == "lan@cho.vn");
    CHECK(me["name"] == "Cô Lan");
    CHECK(office.call("GET", "/v1/markets", cookie).status == 200);
    CHECK(office.call("GET", "/v1/users", cookie).status == 403);
    CHECK(office.call("GET", "/v1/tokens", cookie).status == 403);

    CHECK(office.accept(code, better).json()["code"] == "invitation_unknown");
    CHECK(office.house.post("/v1/invitation", {{"code", code}}, "").status == 404);
    CHECK(office.house.post("/v1/invitation", {{"code", std::string(32, '0')}}, "").status == 404);
    CHECK(office.house.get("/v1/events?limit=100", office.house.token).body.find("lan@cho") ==
          std::string::npos);
}

TEST_CASE("people: an invitation says whom it is for, and a log-in name is one person's",
          "[gateway][people]") {
    Office office;
    const auto refused = [&](const Json& about) {
        return office.house.post("/v1/users", about, office.house.token).status;
    };
    const Json board{
        {"login", "lan"}, {"name", "Cô Lan"}, {"role", "board"}, {"market_id", office.market["id"]}};
    const auto with = [&board](const std::string& field, const Json& value) {
        auto changed = board;
        changed[field] = value;
        return changed;
    };
    CHECK(refused(with("role", "admin")) == 422);
    CHECK(refused(with("role", "vendor")) == 422);
    CHECK(refused(with("role", "operator")) == 422);  // With a market.
    CHECK(refused(with("market_id", nullptr)) == 422);
    CHECK(refused(with("market_id", "mk999999")) == 404);
    CHECK(refused(with("login", "a b")) == 422);
    CHECK(refused(with("name", "")) == 422);
    CHECK(refused(with("password", "mine")) == 422);  // E2: nothing that was not asked for.
    CHECK(refused(with("verified", true)) == 422);
    CHECK(refused(board) == 201);
    CHECK(refused(with("login", "LAN")) == 409);
    const auto users = office.house.get("/v1/users", office.house.token).json()["items"];
    REQUIRE(users.size() == 1);
    CHECK(users[0]["status"] == "invited");
    CHECK_FALSE(users[0].contains("code"));
}

TEST_CASE("people: a wrong password and an unknown name get the same answer, ten times",
          "[gateway][people]") {
    Office office;
    office.lan();
    office.invite("hoa");
    const auto wrong = office.log_in("lan", "sai mật khẩu rồi");
    CHECK(wrong.status == 401);
    CHECK(wrong.json()["code"] == "login_failed");
    for (const auto* login : {"nobody", "hoa", "not a name", "<script>"}) {
        const auto other = office.log_in(login, good);
        CHECK(other.status == wrong.status);
        CHECK(other.body == wrong.body);
        CHECK_FALSE(other.has("Set-Cookie"));
    }
    for (int i = 1; i < 10; ++i) CHECK(office.log_in("LAN", "sai mật khẩu rồi").status == 401);
    for (int i = 1; i < 10; ++i) CHECK(office.log_in("nobody", "sai mật khẩu rồi").status == 401);
    const auto known = office.log_in("lan", good), unknown = office.log_in("nobody", good);
    CHECK(known.status == 429);
    CHECK(known.json()["code"] == "too_many_guesses");
    CHECK(known.has("Retry-After: "));
    CHECK(unknown.status == 429);
    CHECK(unknown.body == known.body);
}

TEST_CASE("people: each log-in is another session, and log-out ends it for good", "[gateway][people]") {
    Office office;
    const auto first = office.lan();
    const auto second = Office::cookie_of(office.log_in(" Lan ", good));
    CHECK(first != second);
    auto sessions = office.call("GET", "/v1/me/sessions", second).json()["items"];
    REQUIRE(sessions.size() == 2);
    CHECK(sessions[0]["current"] == true);
    CHECK(sessions[1]["current"] == false);
    // Whoever is logged in and logs in again has the new session alone.
    auto fields = of_own_page;
    fields.emplace_back("Cookie", first);
    const auto third = Office::cookie_of(office.log_in("lan", good, fields));
    CHECK(office.call("GET", "/v1/me", first).json()["code"] == "session_over");
    CHECK(office.call("GET", "/v1/me/sessions", third).json()["items"].size() == 2);

    const auto out = office.call("POST", "/v1/logout", third, Json::object());
    CHECK(out.status == 204);
    CHECK(out.has("Set-Cookie: choqr-session=; Path=/; Max-Age=0; HttpOnly; SameSite=Strict"));
    CHECK(office.call("GET", "/v1/me", third).status == 401);
    CHECK(office.call("GET", "/v1/me", second).status == 200);
    const auto own =
        office.call("GET", "/v1/me/sessions", second).json()["items"][0]["id"].get<std::string>();
    CHECK(office.call("DELETE", "/v1/me/sessions/ss999999", second).status == 404);
    CHECK(office.call("DELETE", "/v1/me/sessions/" + own, second).status == 204);
    CHECK(office.call("GET", "/v1/me", second).status == 401);
    CHECK(office.house.post("/v1/logout", Json::object(), office.house.token).json()["code"] ==
          "not_logged_in");
}

TEST_CASE("people: nobody ends another's session", "[gateway][people]") {
    Office office;
    const auto lan = office.lan();
    const auto hoa = Office::cookie_of(office.accept(Office::code_of(office.invite("hoa")), better));
    const auto id = office.call("GET", "/v1/me/sessions", lan).json()["items"][0]["id"].get<std::string>();
    CHECK(office.call("DELETE", "/v1/me/sessions/" + id, hoa).status == 404);
    CHECK(office.call("GET", "/v1/me", lan).status == 200);
}

TEST_CASE("people: a new password, a reset and an end of the account end every session",
          "[gateway][people]") {
    Office office;
    const auto lan = office.lan();
    const auto id = office.call("GET", "/v1/me", lan).json()["id"].get<std::string>();
    const auto other = Office::cookie_of(office.log_in("lan", good));
    const auto change = [&](const std::string& cookie, const std::string& old, const std::string& fresh) {
        return office.call("POST", "/v1/me/password", cookie, {{"old_password", old}, {"password", fresh}});
    };
    CHECK(change(lan, "sai mật khẩu rồi", better).json()["code"] == "login_failed");
    CHECK(change(lan, good, "ngắn quá").json()["code"] == "password_too_short");
    const auto changed = Office::cookie_of(change(lan, good, better));
    CHECK(office.call("GET", "/v1/me", lan).status == 401);
    CHECK(office.call("GET", "/v1/me", other).status == 401);
    CHECK(office.call("GET", "/v1/me", changed).status == 200);
    CHECK(office.log_in("lan", good).status == 401);
    CHECK(office.log_in("lan", better).status == 200);

    const auto reset = office.house.post("/v1/users/" + id + "/reset", Json::object(), office.house.token);
    CHECK(reset.status == 201);
    CHECK(office.call("GET", "/v1/me", changed).status == 401);
    CHECK(office.log_in("lan", better).status == 401);
    const auto again = Office::cookie_of(office.accept(Office::code_of(reset.json()), better));
    CHECK(office.house.call("POST", "/v1/users/" + id + "/disable", office.house.token).status == 204);
    CHECK(office.call("GET", "/v1/me", again).status == 401);
    CHECK(office.log_in("lan", better).status == 401);
    CHECK(office.house.get("/v1/users", office.house.token).json()["items"].empty());
    CHECK(office.house.post("/v1/users/" + id + "/reset", Json::object(), office.house.token).status == 404);
    CHECK(office.invite("lan")["login"] == "lan");  // The name is free again.
}

TEST_CASE("people: what a cookie makes comes from a page of ours, and log-in too", "[gateway][people]") {
    Office office;
    const auto lan = office.lan();
    const std::vector<std::pair<Fields, bool>> callers{
        {{{"Sec-Fetch-Site", "same-origin"}}, true},
        {{{"Origin", "http://test"}}, true},
        {{{"Sec-Fetch-Site", "same-site"}}, false},
        {{{"Sec-Fetch-Site", "cross-site"}}, false},
        {{{"Sec-Fetch-Site", "none"}}, false},
        {{{"Sec-Fetch-Site", "cross-site"}, {"Origin", "http://test"}}, false},
        {{{"Origin", "http://evil"}}, false},
        {{{"Origin", "null"}}, false},
        {{}, false},
    };
    for (const auto& [fields, is_ours] : callers) {
        CAPTURE(fields.empty() ? "nothing" : fields.front().first + ": " + fields.front().second);
        const auto answer = office.call("DELETE", "/v1/me/sessions/ss999999", lan, nullptr, fields);
        CHECK(answer.status == (is_ours ? 404 : 403));
        if (!is_ours) CHECK(answer.json()["code"] == "cross_site_call");
    }
    for (const auto* site : {"cross-site", "same-site"}) {
        CHECK(office.call("GET", "/v1/me", lan, nullptr, {{"Sec-Fetch-Site", site}}).status == 403);
        CHECK(office.log_in("lan", good, {{"Sec-Fetch-Site", site}}).status == 403);
        CHECK(office.accept(std::string(32, '0'), good, {{"Sec-Fetch-Site", site}}).status == 403);
    }
    CHECK(office.log_in("lan", good, {{"Origin", "http://evil"}}).status == 403);
    // A form cannot say that it is JSON, and a method is not another one for a field that says so.
    const auto form = office.house.call("POST", "/v1/login", "", R"({"name":"lan","password":"x"})",
                                        {{"Content-Type", "text/plain"}});
    CHECK(form.status == 415);
    CHECK(office
              .call("GET", "/v1/me/sessions/ss1", lan, nullptr,
                    {{"Sec-Fetch-Site", "same-origin"}, {"X-HTTP-Method-Override", "DELETE"}})
              .status == 405);
    CHECK(office.call("GET", "/v1/logout", lan).status == 405);
    CHECK(office.call("GET", "/v1/me", lan).status == 200);
}

TEST_CASE("people: a token says more than a cookie, and a stall's phone stays one", "[gateway][people]") {
    Office office;
    const auto lan = office.lan();
    auto fields = of_own_page;
    fields.emplace_back("Cookie", lan);
    CHECK(office.house.call("GET", "/v1/me", office.house.token, "", fields).json()["kind"] == "program");
    CHECK(office.house.call("GET", "/v1/me", "choqr_wrong", "", fields).status == 401);

    const auto stall = office.house.stall(office.market, "A-1", "00110001");
    const auto phone = office.house.paired(stall, "owner");
    const auto both = lan + "; " + phone.cookie;
    const auto id = stall["id"].get<std::string>();
    CHECK(office.call("GET", "/v1/me", both).json()["kind"] == "person");
    const auto money = office.call("GET", "/v1/transfers?stall_id=" + id, both);
    CHECK(money.status == 200);  // As the stall's phone.
    const auto broken = "choqr-session=00; " + phone.cookie;
    CHECK(office.call("GET", "/v1/me", broken).json()["kind"] == "device");
    CHECK(office.call("GET", "/v1/me", "choqr-session=00").json()["code"] == "session_over");
}

TEST_CASE("people: sessions outlive a restart, and their ends too", "[gateway][people]") {
    Office office;
    const auto lan = office.lan();
    const auto second = Office::cookie_of(office.log_in("lan", good));
    CHECK(office.call("POST", "/v1/logout", second, Json::object()).status == 204);
    office.house.restart();
    CHECK(office.call("GET", "/v1/me", lan).status == 200);
    CHECK(office.call("GET", "/v1/me", second).status == 401);
    CHECK(office.log_in("lan", good).status == 200);
}

TEST_CASE("people: a person pairs phones, and is named as who did", "[gateway][people]") {
    Office office;
    const auto lan = office.lan();
    const auto id = office.house.stall(office.market, "A-1", "00110001")["id"].get<std::string>();
    const auto shown = office.call("POST", "/v1/stalls/" + id + "/pairing", lan, {{"role", "owner"}});
    REQUIRE(shown.status == 201);
    House::take(office.house.pair(shown.json()["code"], "Máy"));
    const auto devices = office.call("GET", "/v1/stalls/" + id + "/devices", lan).json()["items"];
    REQUIRE(devices.size() == 1);
    CHECK(devices[0]["paired_by"]["role"] == "board");
}

TEST_CASE("people: a stream that a person listens to ends with the session", "[gateway][people]") {
    Office office;
    const auto boss =
        Office::cookie_of(office.accept(Office::code_of(office.invite("boss", "operator")), good));
    const auto id = office.house.stall(office.market, "A-1", "00110001")["id"].get<std::string>();
    std::string streamed;
    std::thread listener{[&] {
        streamed = office.house.raw("GET /v1/stalls/" + id + "/live HTTP/1.1\r\nHost: test\r\n" +
                                    "Sec-Fetch-Site: same-origin\r\nCookie: " + boss + "\r\n\r\n");
    }};
    std::this_thread::sleep_for(200ms);
    const auto begun = std::chrono::steady_clock::now();
    CHECK(office.call("POST", "/v1/logout", boss, Json::object()).status == 204);
    listener.join();
    CHECK(std::chrono::steady_clock::now() - begun < 1s);
    CHECK(streamed.ends_with("\r\n0\r\n\r\n"));
}
