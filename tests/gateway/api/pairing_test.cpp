#include "gateway_tests/house.hpp"

#include <thread>

using namespace choqr;
using namespace choqr::gateway_test;
using namespace std::chrono_literals;

namespace {

struct Stall {
    House house;
    Json market = house.market("a");
    Json stall = house.stall(market, "A-1", "00110001");
    std::string id = stall["id"];
    std::string path = "/v1/stalls/" + id;

    std::string show(const std::string& bearer, const std::string& role = "owner") const {
        const auto answer = house.post(path + "/pairing", {{"role", role}}, bearer);
        INFO(answer.body);
        REQUIRE(answer.status == 201);
        return answer.json()["code"];
    }
    /// As a page of ours calls.
    Answer call(const std::string& method, const std::string& target, const House::Phone& phone,
                const std::string& body = {}) const {
        return called_by(method, target, phone, {{"Sec-Fetch-Site", "same-origin"}}, body);
    }
    Answer called_by(const std::string& method, const std::string& target, const House::Phone& phone,
                     Fields fields, const std::string& body = {}) const {
        fields.emplace_back("Cookie", phone.cookie);
        if (!body.empty()) fields.emplace_back("Content-Type", "application/json");
        return house.call(method, target, "", body, std::move(fields));
    }
    Json devices() const { return house.get(path + "/devices", house.token).json()["items"]; }
};

}  // namespace

TEST_CASE("a phone that takes a code is the stall's device by its cookie, until somebody revokes it",
          "[gateway][pairing]") {
    Stall at;
    const auto shown = at.house.made(at.path + "/pairing", Json::object());
    CHECK(shown["role"] == "owner");
    CHECK(shown["qr_payload"] == "http://test/pair#" + shown["code"].get<std::string>());
    CHECK(shown["qr_svg"].get<std::string>().starts_with("<svg"));
    const auto answer = at.house.pair(shown["code"], "Điện thoại cô Lan");
    const auto phone = House::take(answer);
    CHECK(answer.json() ==
          Json{{"id", phone.id}, {"stall_id", at.id}, {"role", "owner"}, {"name", "Điện thoại cô Lan"}});
    CHECK(answer.body.find(phone.secret) == std::string::npos);
    CHECK(answer.has("Set-Cookie: choqr-device-" + at.id + "=choqr_"));
    CHECK(answer.has("; Path=/; Max-Age=34560000; HttpOnly; SameSite=Strict\r\n"));
    CHECK_FALSE(answer.has("Secure"));

    const auto me = at.call("GET", "/v1/me", phone).json();
    CHECK(me["id"] == phone.id);
    CHECK(me["kind"] == "device");
    CHECK(me["role"] == "owner");
    CHECK(me["stall_id"] == at.id);
    CHECK(at.call("GET", "/v1/transfers?stall_id=" + at.id, phone).status == 200);

    const auto devices = at.devices();
    REQUIRE(devices.size() == 1);
    CHECK(devices[0]["name"] == "Điện thoại cô Lan");
    CHECK(devices[0]["role"] == "owner");
    CHECK(devices[0]["paired_by"]["role"] == "operator");
    CHECK(devices[0]["last_seen_at"].is_string());
    CHECK(devices[0]["listening"] == false);

    CHECK(at.house.call("DELETE", at.path + "/devices/" + phone.id, at.house.token).status == 204);
    const auto refused = at.call("GET", "/v1/me", phone);
    CHECK(refused.status == 401);
    CHECK(refused.json()["code"] == "device_not_paired");
    CHECK(at.devices().empty());
    CHECK(at.house.call("DELETE", at.path + "/devices/" + phone.id, at.house.token).json()["code"] ==
          "device_not_found");
}

TEST_CASE("a code lets in one phone, for five minutes, and says what is wrong with it",
          "[gateway][pairing]") {
    Stall at;
    const auto code = at.show(at.house.token);
    CHECK(at.house.pair(code, "Máy một").status == 201);
    const auto again = at.house.pair(code, "Máy hai");
    CHECK(again.status == 409);
    CHECK(again.json()["code"] == "pairing_code_used");
    CHECK(again.json()["field"] == "code");
    CHECK_FALSE(again.has("Set-Cookie"));
    CHECK(at.house.pair("nonsense", "Máy").json()["code"] == "pairing_code_unknown");
    CHECK(at.house.pair(std::string(26, '0'), "Máy").status == 404);
    for (const auto& body : {Json{{"code", code}}, Json{{"name", "Máy"}}, Json{{"code", code}, {"name", ""}},
                             Json{{"code", code}, {"name", std::string(61, 'a')}},
                             Json{{"code", code}, {"name", "Máy"}, {"role", "owner"}},
                             Json{{"code", code}, {"name", "4111 1111 1111 1111"}}}) {
        CAPTURE(body.dump());
        CHECK(at.house.post("/v1/pair", body, "").status == 422);
    }
    const auto fresh = at.show(at.house.token);
    CHECK(at.house.post("/v1/pair", {{"code", fresh}, {"name", 5}}, "").status == 422);
    CHECK(at.house.pair(fresh, "Máy hai").status == 201);  // What was malformed used nothing up.
}

TEST_CASE("a code is worth nothing once whoever showed it was revoked, or the stall is closed",
          "[gateway][pairing]") {
    Stall at;
    const auto owner = at.house.paired(at.stall, "owner");
    const auto code = at.show(owner.secret);
    REQUIRE(at.house.call("DELETE", at.path + "/devices/" + owner.id, at.house.token).status == 204);
    CHECK(at.house.pair(code, "Máy").json()["code"] == "pairing_code_expired");
    const auto late = at.show(at.house.token);
    REQUIRE(at.house.call("POST", at.path + "/close", at.house.token).status == 200);
    CHECK(at.house.pair(late, "Máy").json()["code"] == "stall_closed");
    CHECK(at.house.post(at.path + "/pairing", Json::object(), at.house.token).json()["code"] ==
          "stall_closed");
}

TEST_CASE("a phone is out at once at a stall that was registered a moment ago, too", "[gateway][pairing]") {
    Stall at;
    for (int i = 0; i < 40; ++i) {
        const auto number = std::to_string(i);
        const auto stall = at.house.stall(at.market, "B-" + number, "0022000" + number);
        const auto phone = at.house.paired(stall, "owner");
        const std::string path = "/v1/stalls/" + stall["id"].get<std::string>() + "/devices/" + phone.id;
        const auto answer = at.house.call("DELETE", path, at.house.token);
        CAPTURE(i, answer.body);
        REQUIRE(answer.status == 204);
    }
}

TEST_CASE("an owner pairs helpers and owners; a helper hears and sees, and lets nobody in",
          "[gateway][pairing]") {
    Stall at;
    const auto owner = at.house.paired(at.stall, "owner", "Máy cô Lan");
    const auto shown = at.call("POST", at.path + "/pairing", owner, R"({"role":"helper"})");
    REQUIRE(shown.status == 201);
    const auto helper = House::take(at.house.pair(shown.json()["code"], "Máy em Hoa"));
    CHECK(at.call("GET", "/v1/me", helper).json()["role"] == "helper");
    CHECK(at.call("GET", at.path, helper).status == 200);
    CHECK(at.call("GET", "/v1/transfers?stall_id=" + at.id, helper).status == 200);
    for (const auto& [method, target] :
         {std::pair{"POST", "/pairing"}, {"GET", "/devices"}, {"DELETE", "/devices/tk0"}})
        CHECK(at.call(method, at.path + target, helper).status == 403);
    const auto asked =
        at.call("POST", "/v1/payment-requests", helper, R"({"stall_id":")" + at.id + R"(","amount":5})");
    CHECK(asked.status == 201);
    CHECK(at.call("GET", "/v1/payment-requests/" + asked.json()["id"].get<std::string>(), helper).status ==
          200);
    at.call("POST", "/v1/payment-requests", helper, R"({"stall_id":")" + at.id + R"(","amount":6})");
    const auto page = at.call("GET", at.path + "/payment-requests?limit=1", helper).json();
    REQUIRE(page["items"].size() == 1);
    const auto cursor = page["next_cursor"].get<std::string>();
    const auto next = at.call("GET", at.path + "/payment-requests?limit=1&cursor=" + cursor, helper).json();
    REQUIRE(next["items"].size() == 1);
    CHECK(next["items"][0]["id"] == asked.json()["id"]);
    CHECK(next["next_cursor"].is_null());
    const auto devices = at.call("GET", at.path + "/devices", owner).json()["items"];
    REQUIRE(devices.size() == 2);
    CHECK(devices[1]["paired_by"] == Json{{"id", owner.id}, {"role", "owner"}, {"name", "Máy cô Lan"}});
    CHECK(at.call("DELETE", at.path + "/devices/" + helper.id, owner).status == 204);
    CHECK(at.call("GET", "/v1/me", helper).status == 401);
    const auto own = at.call("DELETE", at.path + "/devices/" + owner.id, owner);
    CHECK(own.status == 204);
    CHECK(own.has("Set-Cookie: choqr-device-" + at.id + "=; Path=/; Max-Age=0"));
}

TEST_CASE("a helper sees the payments of today, and of no other day", "[gateway][pairing]") {
    Stall at;
    const auto helper = at.house.paired(at.stall, "helper"), owner = at.house.paired(at.stall, "owner");
    const auto pay = [&](const std::string& id, std::chrono::hours ago) {
        auto notice = at.house.notice(id, at.stall["stall_code"]);
        notice["booked_at"] = format_rfc3339(world::SystemClock{}.now() - ago);
        return "tx" + std::to_string(at.house.send(notice).json()["sequence"].get<int>());
    };
    const auto yesterday = pay("y-1", 24h), today = pay("t-1", 0h);
    const auto list = "/v1/transfers?stall_id=" + at.id;
    const auto items = at.call("GET", list, helper).json()["items"];
    REQUIRE(items.size() == 1);
    CHECK(items[0]["id"] == today);
    CHECK(at.call("GET", list + "&day=" + at.house.today(), helper).json()["items"].size() == 1);
    CHECK(at.call("GET", list + "&day=2026-01-01", helper).status == 403);
    CHECK(at.call("GET", "/v1/transfers/" + today, helper).status == 200);
    CHECK(at.call("GET", "/v1/transfers/" + yesterday, helper).status == 404);
    CHECK(at.call("GET", list, owner).json()["items"].size() == 2);
    CHECK(at.call("GET", "/v1/transfers/" + yesterday, owner).status == 200);
}

TEST_CASE("a board pairs phones of its own market's stalls alone, and sees no money by its own token",
          "[gateway][pairing]") {
    Stall at;
    const auto board = at.house.new_token({{"role", "board"}, {"market_id", at.market["id"]}});
    const auto other = at.house.new_token({{"role", "board"}, {"market_id", at.house.market("b")["id"]}});
    const auto phone = House::take(at.house.pair(at.show(board), "Máy"));
    CHECK(at.house.get(at.path + "/devices", board).json()["items"][0]["paired_by"]["role"] == "board");
    CHECK(at.house.get(at.path + "/devices", other).status == 404);
    CHECK(at.house.post(at.path + "/pairing", Json::object(), other).status == 404);
    CHECK(at.house.call("DELETE", at.path + "/devices/" + phone.id, other).status == 404);
    CHECK(at.house.get(at.path + "/live", board).status == 403);
}

TEST_CASE("what is no device of the stall is not revoked as one", "[gateway][pairing]") {
    Stall at;
    const auto other = at.house.stall(at.market, "A-2", "00110002");
    const auto elsewhere = at.house.paired(other, "owner");
    const auto vendor = at.house.made("/v1/tokens", {{"role", "vendor"}, {"stall_id", at.id}});
    for (const auto& device :
         {elsewhere.id, vendor["id"].get<std::string>(), std::string{"tk0"}, std::string{"x"}}) {
        CAPTURE(device);
        CHECK(at.house.call("DELETE", at.path + "/devices/" + device, at.house.token).status == 404);
    }
    CHECK(at.call("GET", "/v1/me", elsewhere).status == 200);
}

TEST_CASE("a change by cookie comes from a page of ours, and no other page is told anything",
          "[gateway][pairing][hardening]") {
    Stall at;
    const auto owner = at.house.paired(at.stall, "owner");
    const struct {
        Fields fields;
        int reads, changes;
    } cases[] = {
        {{{"Sec-Fetch-Site", "same-origin"}}, 200, 201},
        {{{"Origin", "http://test"}}, 200, 201},
        {{{"Sec-Fetch-Site", "none"}}, 200, 403},
        {{{"X-Nothing", "said"}}, 200, 403},
        {{{"Sec-Fetch-Site", "cross-site"}}, 403, 403},
        {{{"Sec-Fetch-Site", "same-site"}}, 403, 403},
        {{{"Origin", "http://test:81"}}, 403, 403},
        {{{"Origin", "https://test"}}, 403, 403},
        {{{"Origin", "null"}}, 403, 403},
        {{{"Sec-Fetch-Site", "cross-site"}, {"Origin", "http://test"}}, 403, 403},
    };
    for (const auto& [fields, reads, changes] : cases) {
        CAPTURE(fields[0].first, fields[0].second);
        CHECK(at.called_by("GET", at.path, owner, fields).status == reads);
        CHECK(at.called_by("GET", at.path + "/devices", owner, fields).status == reads);
        const auto changed = at.called_by("POST", at.path + "/pairing", owner, fields, "{}");
        CHECK(changed.status == changes);
        if (changes == 403) CHECK(changed.json()["code"] == "cross_site_call");
    }
    // With a token it is a program that calls, whatever cookie a browser adds.
    CHECK(at.house
              .call("POST", at.path + "/pairing", at.house.token, "{}",
                    {{"Content-Type", "application/json"}, {"Cookie", owner.cookie}})
              .status == 201);
    CHECK(at.house.call("GET", "/v1/me", "choqr_wrong", {}, {{"Cookie", owner.cookie}}).status == 401);
    // Log-in by another site would have the phone listen to another stall.
    const auto code = at.show(at.house.token);
    CHECK(at.house.pair(code, "Máy", "", {{"Sec-Fetch-Site", "cross-site"}}).status == 403);
    CHECK(at.house.pair(code, "Máy", "", {{"Origin", "http://evil.example"}}).status == 403);
    CHECK(at.house.call("POST", "/v1/pair", "", "code=" + code, {{"Content-Type", "text/plain"}}).status >=
          400);
    CHECK(at.house.pair(code, "Máy", "", {{"X-Nothing", "said"}}).status == 201);
}

TEST_CASE("routes for scripts of other sites know nobody by a cookie", "[gateway][pairing][hardening]") {
    Stall at;
    for (const auto& route : at.house.api().router().routes())
        if (route.cross_origin) {
            CAPTURE(route.pattern);
            CHECK_FALSE(gateway::Admission::from_code(route.access).asks_who());
        }
}

TEST_CASE("a phone of two stalls is the device of the stall that it calls about", "[gateway][pairing]") {
    Stall at;
    const auto other = at.house.stall(at.market, "A-2", "00110002");
    const auto first = at.house.paired(at.stall, "owner");
    const auto second = at.house.paired(other, "helper", "Máy", first.cookie);
    const House::Phone both{"", first.cookie + "; " + second.cookie, ""};
    CHECK(at.call("GET", at.path, both).status == 200);
    CHECK(at.call("GET", "/v1/stalls/" + other["id"].get<std::string>(), both).status == 200);
    CHECK(at.call("GET", "/v1/transfers?stall_id=" + at.id, both).status == 200);
    CHECK(at.call("GET", "/v1/transfers?stall_id=" + other["id"].get<std::string>(), both).status == 200);
    CHECK(at.call("GET", "/v1/me", both).json()["id"] == second.id);
    CHECK(at.call("GET", at.path + "/devices", both).status == 200);
    CHECK(at.call("GET", "/v1/stalls/" + other["id"].get<std::string>() + "/devices", both).status == 403);
    REQUIRE(at.house.call("DELETE", at.path + "/devices/" + first.id, at.house.token).status == 204);
    CHECK(at.call("GET", at.path, both).status == 401);
    CHECK(at.call("GET", "/v1/me", both).json()["id"] == second.id);
    // A cookie under another stall's name is nobody's.
    const House::Phone forged{"", "choqr-device-" + at.id + "=" + second.secret, ""};
    CHECK(at.call("GET", "/v1/me", forged).json()["code"] == "device_not_paired");
}

TEST_CASE("a ninth stall is refused before its code is used", "[gateway][pairing]") {
    Stall at;
    std::string cookies;
    for (int i = 0; i < 8; ++i)
        cookies += "choqr-device-st" + std::to_string(1'000 + i) + "=choqr_" + std::string(64, 'a') + "; ";
    const auto code = at.show(at.house.token);
    CHECK(at.house.pair(code, "Máy", cookies).json()["code"] == "too_many_stalls");
    CHECK(at.house.pair(code, "Máy").status == 201);
}

TEST_CASE("every screen of the stall is told of a device that is paired, and one that was away by its hello",
          "[gateway][pairing][live]") {
    Stall at;
    const auto first = at.house.paired(at.stall, "owner");
    std::string heard;
    std::thread listener{[&] {
        heard = at.house.raw("GET " + at.path + "/live HTTP/1.1\r\nHost: test\r\nCookie: " + first.cookie +
                             "\r\n\r\n");
    }};
    while (!at.devices()[0]["listening"].get<bool>()) std::this_thread::sleep_for(5ms);
    const auto second = at.house.paired(at.stall, "helper", "Máy em Hoa");
    const auto begun = std::chrono::steady_clock::now();
    std::this_thread::sleep_for(200ms);
    REQUIRE(at.house.call("DELETE", at.path + "/devices/" + first.id, at.house.token).status == 204);
    listener.join();
    CHECK(std::chrono::steady_clock::now() - begun < 1200ms);
    CHECK(heard.find("\"newest_device\":\"" + first.id + "\"") != std::string::npos);
    CHECK(heard.find("event: device\ndata: {\"id\":\"" + second.id +
                     "\",\"role\":\"helper\",\"name\":\"Máy em Hoa\"}\n\n") != std::string::npos);
    CHECK(heard.find("event: revoked\ndata: {}\n\n") != std::string::npos);
    CHECK(heard.ends_with("\r\n0\r\n\r\n"));
}

TEST_CASE("a restart forgets codes and keeps devices, with whom they were paired by", "[gateway][pairing]") {
    Stall at;
    const auto phone = at.house.paired(at.stall, "owner", "Máy cô Lan");
    const auto ended = at.house.paired(at.stall, "owner");
    REQUIRE(at.house.call("DELETE", at.path + "/devices/" + ended.id, at.house.token).status == 204);
    const auto code = at.show(at.house.token);
    const auto before = at.devices();
    at.house.restart();
    CHECK(at.house.pair(code, "Máy").json()["code"] == "pairing_code_unknown");
    CHECK(at.call("GET", "/v1/me", phone).json()["id"] == phone.id);
    CHECK(at.call("GET", "/v1/me", ended).status == 401);
    auto after = at.devices();
    REQUIRE(after.size() == 1);
    after[0].erase("last_seen_at");
    auto known = before;
    known[0].erase("last_seen_at");
    CHECK(after == known);
}

TEST_CASE("an erased vendor's devices go on without a name", "[gateway][pairing]") {
    Stall at;
    const auto phone = at.house.paired(at.stall, "owner", "Điện thoại cô Lan");
    const auto erase = "/v1/vendors/" + at.stall["vendor"]["id"].get<std::string>() + "/erase";
    REQUIRE(at.house.post(erase, {{"reason", "asked for"}}, at.house.token).status == 200);
    CHECK(at.devices()[0]["name"].get<std::string>().empty());
    const auto events = at.house.get("/v1/events?limit=1000", at.house.token).body;
    CHECK(events.find("device_paired") != std::string::npos);
    CHECK(events.find("Điện thoại cô Lan") == std::string::npos);
    CHECK(at.call("GET", "/v1/me", phone).status == 200);
}

TEST_CASE("by TLS the cookie is for this host and for TLS alone", "[gateway][pairing]") {
    const gateway::DeviceCookies cookies{true};
    CHECK(cookies.set(StallId{Sequence{17}}, "s") ==
          "__Host-choqr-device-st17=s; Path=/; Max-Age=34560000; HttpOnly; SameSite=Strict; Secure");
}
