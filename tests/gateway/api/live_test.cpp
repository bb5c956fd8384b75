#include "gateway_tests/house.hpp"

#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <thread>

using namespace choqr;
using namespace choqr::gateway_test;
using namespace std::chrono_literals;

namespace {

// Reads a live stream until `text` has come, or three seconds have passed.
class Listener {
public:
    Listener(const House& house, const std::string& stall, const std::string& last_event_id = {})
        : socket_{io_} {
        socket_.connect({boost::asio::ip::address_v4::loopback(), house.port()});
        std::string request = "GET /v1/stalls/" + stall +
                              "/live HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer " + house.token + "\r\n";
        if (!last_event_id.empty()) request += "Last-Event-ID: " + last_event_id + "\r\n";
        boost::asio::write(socket_, boost::asio::buffer(request + "\r\n"));
        socket_.non_blocking(true);
    }
    bool hears(std::string_view text) {
        for (int i = 0; i < 300; ++i) {
            char bytes[4096];
            boost::system::error_code error;
            const auto count = socket_.read_some(boost::asio::buffer(bytes), error);
            heard_.append(bytes, count);
            if (heard_.find(text) != std::string::npos) return true;
            std::this_thread::sleep_for(10ms);
        }
        return false;
    }
    const std::string& heard() const { return heard_; }
    std::size_t count(std::string_view text) const {
        std::size_t number = 0;
        for (auto at = heard_.find(text); at != std::string::npos; at = heard_.find(text, at + 1)) ++number;
        return number;
    }

private:
    boost::asio::io_context io_;
    boost::asio::ip::tcp::socket socket_;
    std::string heard_;
};

}  // namespace

TEST_CASE("a stall's screen hears its payments, and only its own", "[gateway][live]") {
    House house;
    const auto market = house.market("dau");
    const auto mine = house.stall(market, "A-1", "0011"), other = house.stall(market, "A-2", "0022");
    Listener listener{house, mine["id"]};
    REQUIRE(listener.hears("event: hello"));
    CHECK(listener.hears("\"today\":{\"count\":0,\"amount\":0}"));
    house.send(house.notice("o-1", other["stall_code"], 1'111));
    house.send(house.notice("m-1", mine["stall_code"], 2'222));
    CHECK(listener.hears("\"amount\":2222"));
    CHECK(listener.count("event: transfer") == 1);
}

TEST_CASE("a stall's screen is told that it is suspended, open again, and closed for good",
          "[gateway][live]") {
    House house;
    const auto stall = house.stall(house.market("dau"), "A-1", "0011");
    const auto path = "/v1/stalls/" + stall["id"].get<std::string>();
    Listener listener{house, stall["id"]};
    REQUIRE(listener.hears("data: {\"stall\":" + stall["id"].dump() + ",\"status\":\"open\""));
    for (const auto& [step, status] :
         {std::pair{"/suspend", "suspended"}, std::pair{"/resume", "open"}, std::pair{"/close", "closed"}}) {
        REQUIRE(house.call("POST", path + step, house.token).status == 200);
        CHECK(listener.hears(std::string{"event: status\ndata: {\"status\":\""} + status + "\"}\n\n"));
    }
    Listener again{house, stall["id"]};
    CHECK(again.hears("\"status\":\"closed\""));
}

TEST_CASE("a screen that comes back hears what it missed, once each, the assigned ones too",
          "[gateway][live]") {
    House house;
    const auto stall = house.stall(house.market("dau"), "A-1", "0011");
    const auto unmatched = house.send(house.notice("u-1", "khong ma", 7'777)).json()["sequence"].get<int>();
    const auto first =
        house.send(house.notice("m-1", stall["stall_code"], 1'000)).json()["sequence"].get<int>();
    house.send(house.notice("m-2", stall["stall_code"], 2'000));
    CHECK(house
              .post("/v1/transfers/tx" + std::to_string(unmatched) + "/assign",
                    {{"stall_id", stall["id"]}, {"reason", "khách báo"}}, house.token)
              .status == 200);
    Listener listener{house, stall["id"], std::to_string(first)};
    REQUIRE(listener.hears("\"amount\":7777"));
    CHECK(listener.count("event: transfer") == 2);
    CHECK(listener.heard().find("\"amount\":1000") == std::string::npos);
    CHECK(listener.hears("\"today\":{\"count\":3,\"amount\":10777}"));
    house.send(house.notice("m-3", stall["stall_code"], 3'000));
    CHECK(listener.hears("\"amount\":3000"));
    CHECK(listener.count("event: transfer") == 3);
}

TEST_CASE("a Last-Event-ID that is none is refused", "[gateway][live]") {
    House house;
    const auto stall = house.stall(house.market("dau"), "A-1", "0011");
    const auto path = "/v1/stalls/" + stall["id"].get<std::string>() + "/live";
    for (const auto* id : {"x", "-1", "1.5", "99999999999999999999"}) {
        CAPTURE(id);
        CHECK(house.call("GET", path, house.token, {}, {{"Last-Event-ID", id}}).status == 400);
    }
}

TEST_CASE("a listener that does not read is dropped: its queue is bounded", "[gateway][live]") {
    constexpr auto most = gateway::LiveHub::events_waiting_max;
    const auto pieces_after = [](std::size_t events_sent) {
        gateway::LiveHub hub;
        const StallId stall{Sequence{1}};
        auto stream =
            gateway::make_live_stream(hub, hub.subscribe(stall, TokenId{Sequence{0}}), "hello", Sequence{10});
        for (std::uint64_t i = 0; i < events_sent; ++i)
            hub.tell(stall, Sequence{10 + i}, gateway::server_sent_event("transfer", Sequence{10 + i}, "{}"));
        CHECK(hub.subscribers() == 1);
        std::vector<std::optional<std::string>> pieces;
        boost::asio::io_context io;
        const auto pull = [&]() -> http::net::awaitable<void> {
            for (int i = 0; i < 2; ++i) pieces.push_back(co_await stream->next());
        };
        boost::asio::co_spawn(io, pull(), boost::asio::detached);
        io.run_for(1s);
        stream.reset();
        CHECK(hub.subscribers() == 0);
        return pieces;
    };
    const auto whole = pieces_after(most);
    REQUIRE(whole.size() == 2);
    CHECK(whole[0] == "hello");
    CHECK(std::ranges::count(*whole[1], '{') == static_cast<std::ptrdiff_t>(most));
    const auto dropped = pieces_after(most + 1);
    REQUIRE(dropped.size() == 2);
    CHECK_FALSE(dropped[1].has_value());
}

TEST_CASE("the streams of a session whose time has passed end, and those of others do not",
          "[gateway][live]") {
    gateway::LiveHub hub;
    const StallId stall{Sequence{1}};
    const TokenId lan{Sequence{5}};
    const SessionId over{Sequence{6}}, still{Sequence{7}};
    const auto of_over = hub.subscribe(stall, {lan, over}), of_still = hub.subscribe(stall, {lan, still}),
               of_token = hub.subscribe(stall, lan);
    hub.end_sessions([over](SessionId session) { return session == over; });
    const auto first_of = [&hub](const auto& subscription) {
        auto stream = gateway::make_live_stream(hub, subscription, "hello", Sequence{0});
        std::vector<std::optional<std::string>> pieces;
        boost::asio::io_context io;
        const auto pull = [&]() -> http::net::awaitable<void> {
            for (int i = 0; i < 3; ++i) pieces.push_back(co_await stream->next());
        };
        boost::asio::co_spawn(io, pull(), boost::asio::detached);
        io.run_for(100ms);
        return pieces;
    };
    const std::vector<std::optional<std::string>> ended{"hello", "event: revoked\ndata: {}\n\n",
                                                        std::nullopt};
    CHECK(first_of(of_over) == ended);
    CHECK(first_of(of_still).size() == 1);
    CHECK(first_of(of_token).size() == 1);
}

TEST_CASE("what is nobody's appears on every screen of its account, and ends there when one has it",
          "[gateway][live][claims]") {
    House house;
    const auto market = house.market("dau");
    const auto mine = house.stall(market, "A-1", "0099999999"),
               other = house.stall(market, "A-2", "0099999999"),
               stranger = house.stall(market, "B-1", "0022");
    const auto phone = house.paired(mine, "owner");
    Listener me{house, mine["id"]}, family{house, other["id"]}, no{house, stranger["id"]};
    for (auto* one : {&me, &family, &no}) REQUIRE(one->hears("event: hello"));
    auto notice = house.notice("n-1", "tien hang", 20'000);
    notice["payer"] = {{"bin", "970422"}, {"account_number", "1900000000917"}, {"name", "TRAN VAN B"}};
    const auto id = "tx" + std::to_string(house.send(notice).json()["sequence"].get<int>());
    const auto open = R"(data: {"id":")" + id + R"(","open":true,"amount":20000)";
    CHECK(me.hears(open));
    CHECK(family.hears(open));
    CHECK(family.hears(R"("debtor_account_tail":"0917"})"));
    Listener late{house, other["id"]};
    CHECK(late.hears(open));
    CHECK(house.post("/v1/transfers/" + id + "/claim", Json::object(), phone.secret).status == 200);
    const auto over = R"(data: {"id":")" + id + R"(","open":false})";
    CHECK(me.hears(over));
    CHECK(family.hears(over));
    CHECK(me.hears(R"("status":"assigned")"));
    Listener later{house, other["id"]};
    REQUIRE(later.hears("event: hello"));
    auto theirs = house.notice("o-1", stranger["stall_code"], 3'333);
    theirs["account_number"] = "0022";
    house.send(theirs);
    CHECK(no.hears("3333"));
    CHECK(no.count("unclaimed") == 0);
    CHECK(later.count("unclaimed") == 0);
    CHECK(family.count("TRAN VAN B") == 0);
}

TEST_CASE("what a board gives to another stall leaves the screen of the first, and its day",
          "[gateway][live][claims]") {
    House house;
    const auto market = house.market("dau");
    const auto mine = house.stall(market, "A-1", "0099999999"),
               other = house.stall(market, "A-2", "0099999999");
    const auto my_phone = house.paired(mine, "owner"), her_phone = house.paired(other, "owner");
    const auto id =
        "tx" + std::to_string(house.send(house.notice("n-1", "", 20'000)).json()["sequence"].get<int>());
    const auto claim = "/v1/transfers/" + id + "/claim";
    REQUIRE(house.post(claim, Json::object(), my_phone.secret).status == 200);
    REQUIRE(house.post(claim, Json::object(), her_phone.secret).status == 202);
    Listener me{house, mine["id"]}, her{house, other["id"]};
    REQUIRE(me.hears("\"today\":{\"count\":1,\"amount\":20000}"));
    REQUIRE(her.hears("\"today\":{\"count\":0,\"amount\":0}"));
    const auto settle = "/v1/markets/" + market["id"].get<std::string>() + "/claims/" + id + "/settle";
    CHECK(house.post(settle, {{"stall_id", other["id"]}}, house.token).status == 200);
    CHECK(me.hears("\"status\":\"unmatched\""));
    CHECK(her.hears("\"status\":\"assigned\""));
    Listener again{house, mine["id"]};
    CHECK(again.hears("\"today\":{\"count\":0,\"amount\":0}"));
}

TEST_CASE("by answers that end a screen is told the same", "[gateway][live]") {
    House house;
    const auto stall = house.stall(house.market("dau"), "A-1", "0011");
    const auto path = "/v1/stalls/" + stall["id"].get<std::string>() + "/live?poll=true";
    const auto first = house.get(path, house.token);
    CHECK(first.status == 200);
    CHECK(first.body.find("event: hello") != std::string::npos);
    const auto missed =
        house.send(house.notice("m-1", stall["stall_code"], 1'000)).json()["sequence"].get<int>();
    const auto behind = [&](int last) {
        return house.call("GET", path, house.token, {}, {{"Last-Event-ID", std::to_string(last)}}).body;
    };
    CHECK(behind(missed - 1).find("\"amount\":1000") != std::string::npos);
    // With nothing missed it waits for the next.
    std::string told;
    std::thread asking{[&] { told = behind(missed); }};
    std::this_thread::sleep_for(200ms);
    house.send(house.notice("m-2", stall["stall_code"], 2'000));
    asking.join();
    CHECK(told.find("\"amount\":2000") != std::string::npos);
    CHECK(told.find("event: transfer") == told.rfind("event: transfer"));
    CHECK(house.get("/v1/stalls/" + stall["id"].get<std::string>() + "/live?poll=1", house.token).status ==
          400);
}

TEST_CASE("a stall's loudspeaker says that it is there, and the board sees who has fallen silent",
          "[gateway][live]") {
    House house;
    const auto market = house.market("dau"), elsewhere = house.market("xa");
    const auto stall = house.stall(market, "A-1", "0011"), other = house.stall(market, "A-2", "0022");
    const auto of_market = "/v1/markets/" + market["id"].get<std::string>() + "/loudspeakers";
    const auto phone = house.paired(stall, "owner");
    const auto say = [&](const Json& at, const Json& body) {
        return house.post("/v1/stalls/" + at["id"].get<std::string>() + "/loudspeaker", body, phone.secret)
            .status;
    };
    CHECK(house.get(of_market, house.token).json()["items"].empty());
    CHECK(say(stall, {{"sound", true}}) == 204);
    CHECK(say(other, {{"sound", true}}) == 404);  // Somebody else's.
    auto seen = house.get(of_market, house.token).json();
    REQUIRE(seen["items"].size() == 1);
    CHECK(seen["items"][0]["code"] == "A-1");
    CHECK(seen["items"][0]["state"] == "hearing");
    CHECK(seen["sounded"] == Json{{"count", 0}, {"p50_ms", nullptr}, {"p95_ms", nullptr}});

    Listener listener{house, stall["id"]};  // What it has heard its stall has, too.
    const auto sequence =
        house.send(house.notice("m-1", stall["stall_code"], 1'000)).json()["sequence"].get<int>();
    REQUIRE(listener.hears("\"amount\":1000"));
    const Json sounded{{{"sequence", sequence}, {"ago_ms", 10}},
                       {{"sequence", sequence + 100}, {"ago_ms", 10}}};
    CHECK(say(stall, {{"sound", true}, {"sounded", sounded}}) == 204);
    CHECK(say(stall, {{"sound", true}, {"sounded", sounded}}) == 204);
    CHECK(house.get(of_market, house.token).json()["sounded"]["count"] == 1);
    CHECK(house.get("/metrics", house.token).body.find("choqr_loudspeakers{state=\"hearing\"} 1\n") !=
          std::string::npos);
    CHECK(house.get("/metrics", house.token).body.find("choqr_sound_delay_milliseconds_count 1\n") !=
          std::string::npos);

    const auto board = house.new_token({{"role", "board"}, {"market_id", market["id"]}, {"label", "ban"}});
    CHECK(house.get(of_market, board).json()["items"].size() == 1);
    CHECK(house.get("/v1/markets/" + elsewhere["id"].get<std::string>() + "/loudspeakers", board).status ==
          404);
    CHECK(house.get(of_market, phone.secret).status == 403);
    for (const auto& wrong :
         {Json{{"sound", 1}}, Json{{"sounded", {{{"sequence", -1}, {"ago_ms", 0}}}}},
          Json{{"sounded", {{{"sequence", 1}, {"ago_ms", 99'000'000}}}}}, Json{{"loud", true}}})
        CHECK(say(stall, wrong) == 422);
    CHECK(say(stall, {{"leaves", true}}) == 204);
    CHECK(house.get(of_market, house.token).json()["items"].empty());
}
