#include <thread>

#include "gateway_tests/house.hpp"

using namespace choqr;
using namespace choqr::gateway_test;
using namespace std::chrono_literals;

namespace {

struct Market {
    House house;
    Json market = house.market("a"), other = house.market("b");
    Json stall = house.stall(market, "A-1", "00110001"), neighbour = house.stall(market, "A-2", "00110002");
    Json elsewhere = house.stall(other, "B-1", "00110003");
    std::string id = market["id"], path = "/v1/markets/" + id;
    std::string board = house.new_token({{"role", "board"}, {"market_id", id}});

    std::string show(const Json& wish) const {
        const auto answer = house.post(path + "/pairing", wish, board);
        INFO(answer.body);
        REQUIRE(answer.status == 201);
        return answer.json()["code"];
    }
    std::string refused(const Json& wish) const {
        return house.post(path + "/pairing", wish, board).json()["code"];
    }
    House::Phone paired(const Json& wish, const std::string& name = "Máy") const {
        return House::take(house.pair(show(wish), name));
    }
    Answer call(const std::string& target, const std::string& cookie, const std::string& method = "GET",
                const std::string& body = {}) const {
        Fields fields{{"Sec-Fetch-Site", "same-origin"}, {"Cookie", cookie}};
        if (!body.empty()) fields.emplace_back("Content-Type", "application/json");
        return house.call(method, target, "", body, std::move(fields));
    }
    Json devices() const { return house.get(path + "/devices", board).json()["items"]; }
    void pay(const std::string& reference, const Json& at) const {
        REQUIRE(house.send(house.notice(reference, at["stall_code"])).status == 200);
    }
    /// What a stream says until `last` is said, or for five seconds.
    std::string streamed(const std::string& target, const std::string& secret,
                         const std::string& more = {}) const {
        return house.raw("GET " + target + " HTTP/1.1\r\nHost: a\r\n" + more + "Authorization: Bearer " +
                         secret + "\r\n\r\n");
    }
};

const Json of_counts{{"role", "display"}, {"shows", "counts"}}, volunteers{{"role", "volunteer"}};

}  // namespace

TEST_CASE(
    "market devices: a display is one of its market's by a cookie of its own, with one capability, and "
    "without an end",
    "[gateway][pairing]") {
    Market at;
    const auto answer = at.house.pair(at.show(of_counts), "Bảng cổng chợ");
    const auto display = House::take(answer);
    CHECK(answer.json() == Json{{"id", display.id},
                                {"market_id", at.id},
                                {"shows", "counts"},
                                {"role", "display"},
                                {"name", "Bảng cổng chợ"}});
    CHECK(answer.has("Set-Cookie: choqr-device-" + at.id + "=choqr_"));
    CHECK(answer.has("; Max-Age=34560000; HttpOnly; SameSite=Strict"));
    const auto me = at.call("/v1/me", display.cookie).json();
    CHECK(me["kind"] == "device");
    CHECK(me["role"] == "display");
    CHECK(me["market_id"] == at.id);
    CHECK(me["capabilities"] == Json{"know_oneself", "see_counts"});
    CHECK_FALSE(me.contains("expires_at"));
    CHECK(at.call("/v1/reports/daily?market_id=" + at.id, display.cookie).status == 200);
    CHECK(
        at.call("/v1/reports/daily?market_id=" + at.other["id"].get<std::string>(), display.cookie).status ==
        404);
    CHECK(at.call(at.path + "/live", display.cookie).status == 403);
    CHECK(at.call(at.path, display.cookie).status == 403);
    const auto listed = at.devices();
    REQUIRE(listed.size() == 1);
    CHECK(listed[0]["name"] == "Bảng cổng chợ");
    CHECK(listed[0]["shows"] == "counts");
    CHECK(listed[0]["paired_by"]["role"] == "board");
    CHECK(listed[0]["ends_at"].is_null());
    CHECK(at.house.get("/v1/markets/" + at.other["id"].get<std::string>() + "/devices", at.house.token)
              .json()["items"]
              .empty());
    const auto revoke = at.path + "/devices/" + display.id;
    CHECK(at.house
              .call("DELETE", "/v1/markets/" + at.other["id"].get<std::string>() + "/devices/" + display.id,
                    at.house.token)
              .json()["code"] == "device_not_found");
    CHECK(at.house.call("DELETE", revoke, at.board).status == 204);
    CHECK(at.call("/v1/me", display.cookie).json()["code"] == "device_not_paired");
    CHECK(at.devices().empty());
    CHECK(at.house.call("DELETE", revoke, at.board).json()["code"] == "device_not_found");
}

TEST_CASE("market devices: what a code asks for is whole, and of this market", "[gateway][pairing]") {
    Market at;
    for (const auto& wish :
         {Json::object(), Json{{"role", "owner"}}, Json{{"role", "display"}},
          Json{{"role", "display"}, {"shows", "payments"}},
          Json{{"role", "display"}, {"shows", "counts"}, {"zone", "Rau"}},
          Json{{"role", "display"}, {"shows", "payments"}, {"zone", "Rau"}, {"stall_id", at.stall["id"]}},
          Json{{"role", "display"}, {"shows", "payments"}, {"stall_id", "17"}},
          Json{{"role", "volunteer"}, {"stall_id", at.stall["id"]}},
          Json{{"role", "volunteer"}, {"shows", "counts"}},
          Json{{"role", "volunteer"}, {"ends_at", "2099-01-01T00:00:00Z"}}}) {
        CAPTURE(wish.dump());
        CHECK(at.house.post(at.path + "/pairing", wish, at.board).status == 422);
    }
    CHECK(at.refused({{"role", "display"}, {"shows", "payments"}, {"zone", "Hoa"}}) == "zone_not_found");
    CHECK(at.refused({{"role", "display"}, {"shows", "payments"}, {"stall_id", at.elsewhere["id"]}}) ==
          "stall_not_found");
    CHECK(at.refused({{"role", "display"}, {"shows", "payments"}, {"stall_id", "st999999"}}) ==
          "stall_not_found");
}

TEST_CASE("market devices: the code of the day lets in many phones, each until the market's day ends",
          "[gateway][pairing]") {
    Market at;
    const auto shown = at.house.post(at.path + "/pairing", volunteers, at.board).json();
    const auto ends = shown["expires_at"].get<std::string>();
    CHECK(ends.ends_with("T17:00:00Z"));  // Midnight in Vietnam.
    CHECK(shown["qr_payload"] == "http://test/pair?as=volunteer#" + shown["code"].get<std::string>());
    CHECK(at.show(volunteers) == shown["code"]);
    const auto hoa = House::take(at.house.pair(shown["code"], "Em Hoa")),
               nam = House::take(at.house.pair(shown["code"], "Anh Nam"));
    for (const auto& phone : {hoa, nam}) {
        const auto me = at.call("/v1/me?market_id=" + at.id, phone.cookie).json();
        CHECK(me["role"] == "volunteer");
        CHECK(me["expires_at"] == ends);
    }
    CHECK(at.devices().size() == 2);
    CHECK(at.call(at.path + "/stalls", hoa.cookie).json()["items"].size() == 2);
    CHECK(at.call("/v1/transfers", hoa.cookie).status == 403);
    const auto made = at.call(at.path + "/stalls", hoa.cookie, "POST", R"({"code":"A-9","zone":"Rau"})");
    REQUIRE(made.status == 201);
    // What one did stands in the ledger under the phone's id.
    CHECK(at.house.get("/v1/events?limit=1000", at.house.token).body.find("\"actor\":\"" + hoa.id + "\"") !=
          std::string::npos);
    // A phone that is a stall's speaker, too, calls about other stalls as the volunteer's.
    const auto owner = at.house.paired(at.stall, "owner");
    const auto both = hoa.cookie + "; " + owner.cookie;
    CHECK(at.call("/v1/me?stall_id=" + at.stall["id"].get<std::string>(), both).json()["role"] == "owner");
    CHECK(at.call("/v1/me?market_id=" + at.id, both).json()["role"] == "volunteer");
    CHECK(at.call("/v1/stalls/" + at.neighbour["id"].get<std::string>(), both).status == 200);
    CHECK(at.call("/v1/transfers?stall_id=" + at.stall["id"].get<std::string>(), both).status == 200);
    CHECK(at.call("/v1/transfers?stall_id=" + at.neighbour["id"].get<std::string>(), both).status == 403);

    const auto anew = at.show({{"role", "volunteer"}, {"anew", true}});
    CHECK(anew != shown["code"]);
    CHECK(at.house.pair(shown["code"], "Người lạ").json()["code"] == "pairing_code_expired");
    CHECK(at.house.call("DELETE", at.path + "/devices/" + hoa.id, at.board).status == 204);
    CHECK(at.call(at.path + "/stalls", hoa.cookie).json()["code"] == "device_not_paired");
    CHECK(at.call(at.path + "/stalls", nam.cookie).status == 200);
}

TEST_CASE("market devices: a code is worth nothing once whoever showed it was revoked",
          "[gateway][pairing]") {
    Market at;
    const auto made = at.house.made("/v1/tokens", {{"role", "board"}, {"market_id", at.id}});
    at.board = made["token"];
    const auto of_day = at.show(volunteers), display = at.show(of_counts);
    REQUIRE(at.house.call("DELETE", "/v1/tokens/" + made["id"].get<std::string>(), at.house.token).status ==
            204);
    for (const auto& code : {of_day, display})
        CHECK(at.house.pair(code, "Máy").json()["code"] == "pairing_code_expired");
}

TEST_CASE("market devices: a display hears its zone or stall: amounts and stalls, no payer, no text",
          "[gateway][pairing]") {
    Market at;
    const auto zone = at.paired({{"role", "display"}, {"shows", "payments"}, {"zone", "RAU"}}, "Loa dãy");
    const auto one =
        at.paired({{"role", "display"}, {"shows", "payments"}, {"stall_id", at.stall["id"]}}, "Màn hình");
    CHECK(at.devices()[0]["zone"] == "Rau");
    CHECK(at.devices()[1]["stall_id"] == at.stall["id"]);
    const auto foreign = "/v1/markets/" + at.other["id"].get<std::string>() + "/live";
    CHECK(at.house.get(foreign, zone.secret).body ==
          at.house.get("/v1/markets/mk999999/live", zone.secret).body);
    CHECK(at.house.get("/v1/stalls/" + at.stall["id"].get<std::string>() + "/live", one.secret).status ==
          403);
    std::string heard_zone, heard_one;
    std::thread listens_zone{[&] { heard_zone = at.streamed(at.path + "/live", zone.secret); }},
        listens_one{[&] { heard_one = at.streamed(at.path + "/live", one.secret); }};
    std::this_thread::sleep_for(300ms);
    CHECK(at.devices()[0]["listening"] == true);
    at.pay("x-1", at.stall);
    at.pay("x-2", at.neighbour);
    at.pay("x-3", at.elsewhere);
    std::this_thread::sleep_for(300ms);
    for (const auto& device : {zone, one})
        CHECK(at.house.call("DELETE", at.path + "/devices/" + device.id, at.board).status == 204);
    listens_zone.join();
    listens_one.join();
    const auto events = [](const std::string& text) {
        std::size_t count = 0;
        for (auto found = text.find("event: payment"); found != std::string::npos;
             found = text.find("event: payment", found + 1))
            ++count;
        return count;
    };
    CAPTURE(heard_zone, heard_one);
    CHECK(events(heard_zone) == 2);
    CHECK(events(heard_one) == 1);
    CHECK(heard_zone.find(R"("code":"A-2","amount":45000)") != std::string::npos);
    for (const auto& heard : {heard_zone, heard_one}) {
        CHECK(heard.find("event: revoked") != std::string::npos);
        for (const auto* hidden :
             {"content", "debtor", at.stall["stall_code"].get_ref<const std::string&>().c_str(), "provider",
              "NGUYEN"})
            CHECK(heard.find(hidden) == std::string::npos);
    }
}

TEST_CASE("market devices: a display that comes back is told what it missed, in order, each once",
          "[gateway][pairing]") {
    Market at;
    const auto zone = at.paired({{"role", "display"}, {"shows", "payments"}, {"zone", "Rau"}});
    at.pay("x-1", at.stall);
    at.pay("x-2", at.neighbour);
    at.pay("x-3", at.stall);
    const auto transfers = at.house.get("/v1/transfers", at.house.token).json()["items"];
    REQUIRE(transfers.size() == 3);
    std::string heard;
    std::thread listens{[&] {
        heard = at.streamed(at.path + "/live", zone.secret,
                            "Last-Event-ID: " + std::to_string(transfers[0]["sequence"].get<int>()) + "\r\n");
    }};
    std::this_thread::sleep_for(400ms);
    CHECK(at.house.call("DELETE", at.path + "/devices/" + zone.id, at.board).status == 204);
    listens.join();
    CAPTURE(heard);
    const auto second = heard.find("\"id\":\"" + transfers[1]["id"].get<std::string>() + "\""),
               third = heard.find("\"id\":\"" + transfers[2]["id"].get<std::string>() + "\"");
    CHECK(heard.find("\"id\":\"" + transfers[0]["id"].get<std::string>() + "\"") == std::string::npos);
    CHECK(second != std::string::npos);
    CHECK(third != std::string::npos);
    CHECK(second < third);
}

TEST_CASE(
    "market devices: a stall is told whoever hears its money: of a display for it or its zone, at once and "
    "when it comes back",
    "[gateway][pairing]") {
    Market at;
    const auto owner = at.house.paired(at.stall, "owner"), other = at.house.paired(at.elsewhere, "owner");
    const auto live = [](const Json& stall) {
        return "/v1/stalls/" + stall["id"].get<std::string>() + "/live";
    };
    const auto ended_by_us = [&](const Json& stall, const House::Phone& phone) {
        return at.house
            .call("DELETE", "/v1/stalls/" + stall["id"].get<std::string>() + "/devices/" + phone.id,
                  at.house.token)
            .status;
    };
    std::string heard, heard_elsewhere;
    std::thread listens{[&] { heard = at.streamed(live(at.stall), owner.secret); }},
        listens_elsewhere{[&] { heard_elsewhere = at.streamed(live(at.elsewhere), other.secret); }};
    std::this_thread::sleep_for(300ms);
    at.paired({{"role", "display"}, {"shows", "payments"}, {"stall_id", at.stall["id"]}}, "Loa một");
    const auto zone = at.paired({{"role", "display"}, {"shows", "payments"}, {"zone", "Rau"}}, "Loa hai");
    at.paired(of_counts, "Bảng");
    std::this_thread::sleep_for(300ms);
    CHECK(ended_by_us(at.stall, owner) == 204);
    CHECK(ended_by_us(at.elsewhere, other) == 204);
    listens.join();
    listens_elsewhere.join();
    CAPTURE(heard, heard_elsewhere);
    for (const auto* name : {"Loa một", "Loa hai"})
        CHECK(heard.find(std::string{"\"name\":\""} + name) != std::string::npos);
    CHECK(heard.find("Bảng") == std::string::npos);
    CHECK(heard_elsewhere.find("event: device") == std::string::npos);
    // Who was away finds it as the newest, after a restart, too.
    const auto newest = "\"newest_device\":\"" + zone.id + "\"";
    at.house.restart();
    const auto again = at.house.made("/v1/tokens", {{"role", "vendor"}, {"stall_id", at.stall["id"]}});
    std::string heard_again;
    std::thread listens_again{[&] { heard_again = at.streamed(live(at.stall), again["token"]); }};
    std::this_thread::sleep_for(300ms);
    CHECK(at.house.call("DELETE", "/v1/tokens/" + again["id"].get<std::string>(), at.house.token).status ==
          204);
    listens_again.join();
    CHECK(heard_again.find(newest) != std::string::npos);
}

TEST_CASE("market devices: a display hears on in a browser in which somebody of the board works",
          "[gateway][pairing]") {
    Market at;
    const auto invited = at.house.made(
        "/v1/users", {{"login", "lan"}, {"name", "Cô Lan"}, {"role", "board"}, {"market_id", at.id}});
    const auto accepted =
        at.house.post("/v1/invitation/accept",
                      {{"code", invited["invitation"]["code"]}, {"password", "bốn chữ thật dài"}}, "");
    REQUIRE(accepted.status == 200);
    constexpr std::string_view field = "Set-Cookie: ";
    auto session = accepted.head.substr(accepted.head.find(field) + field.size());
    session = session.substr(0, session.find(';'));
    const auto display = at.paired({{"role", "display"}, {"shows", "payments"}, {"zone", "Rau"}});
    const auto both = session + "; " + display.cookie;
    CHECK(at.call(at.path + "/devices", both).status == 200);  // The person.
    CHECK(at.call("/v1/me?market_id=" + at.id, both).json()["kind"] == "person");
    Answer heard;
    std::thread listens{[&] { heard = at.call(at.path + "/live", both); }};  // The display, to its end.
    std::this_thread::sleep_for(300ms);
    CHECK(at.house.call("DELETE", at.path + "/devices/" + display.id, at.board).status == 204);
    listens.join();
    CHECK(heard.status == 200);
}
