#include "gateway_tests/house.hpp"

#include <cmath>
#include <set>
#include <thread>

#include "book/words.hpp"
#include "gateway_tests/recorded.hpp"

using namespace choqr;
using namespace choqr::gateway_test;

namespace {

// Two markets in two provinces with a stall and a collection point each, and everybody who may call there:
// "board_a", "board_b". A role that is missing here fails the first test by its name.
struct TwoMarkets {
    struct Place {
        Json market, stall, point, request, desk_request;
        std::string transfer, device, session, market_device;
    };

    House house;
    std::map<std::string, std::string> tokens{{"operator", house.token}};
    Place a = make_place("a", "Lâm Đồng", "Tân Hội", "00110001"),
          b = make_place("b", "Lào Cai", "Sa Pa", "00110002");
    // For the tests that need no more than one stall.
    const Json &market_a = a.market, &market_b = b.market, &stall_a = a.stall, &stall_b = b.stall;

    TwoMarkets() { tokens["provider"] = house.new_token({{"role", "provider"}, {"feed", "simwallet"}}); }

    std::string transfer(const std::string& id, const Json& stall) {
        const auto sequence = house.send(house.notice(id, stall["stall_code"])).json()["sequence"].get<int>();
        return "tx" + std::to_string(sequence);
    }

private:
    Place make_place(const std::string& name, const std::string& province, const std::string& commune,
                     const std::string& account) {
        Place place;
        place.market = house.made(
            "/v1/markets",
            {{"name", "Chợ " + name}, {"code", name}, {"province", province}, {"commune", commune}});
        place.stall = house.stall(place.market, name + "-1", account);
        place.point = house.made(
            "/v1/markets/" + text(place.market) + "/stalls",
            {{"code", name + "-desk"},
             {"kind", "collection_point"},
             {"zone", "Một cửa"},
             {"accounts",
              {{{"bin", "970436"}, {"account_number", account + "9"}, {"account_name", "UBND XA"}}}}});
        give_tokens(name, place, province, commune);
        const auto ask_for = [&](const Json& stall) {
            return house.made("/v1/payment-requests", {{"stall_id", stall["id"]}, {"amount", 1'000}});
        };
        place.request = ask_for(place.stall);
        place.desk_request = ask_for(place.point);
        place.transfer = transfer("x-" + name, place.stall);
        const auto photo = house.call("PUT", "/v1/stalls/" + text(place.stall) + "/stand-photo", house.token,
                                      "\xFF\xD8\xFF a stand", {{"Content-Type", "image/jpeg"}});
        REQUIRE(photo.status == 200);
        const auto recording = "/v1/markets/" + text(place.market) + "/recordings/mot";
        REQUIRE(house.call("PUT", recording, house.token, recorded(250, 0.5), {{"Content-Type", "audio/wav"}})
                    .status == 200);
        return place;
    }
    static std::string text(const Json& thing) { return thing["id"].get<std::string>(); }

    void give_tokens(const std::string& name, Place& place, const std::string& province,
                     const std::string& commune) {
        const auto market = place.market["id"];
        const auto give = [&](const std::string& role, Json where) {
            where["role"] = role;
            tokens[role + "_" + name] = house.new_token(where);
        };
        give("province", {{"province", province}});
        give("commune", {{"province", province}, {"commune", commune}});
        give("board", {{"market_id", market}});
        give("fee_officer", {{"province", province}, {"commune", commune}});
        give("volunteer", {{"market_id", market}});
        give("vendor", {{"stall_id", place.stall["id"]}});
        for (const auto* role : {"owner", "helper"}) {
            const auto phone = house.paired(place.stall, role);
            tokens[std::string{role} + "_" + name] = phone.secret;
            place.device = phone.id;
        }
        const auto shown = house.made("/v1/markets/" + text(place.market) + "/pairing",
                                      {{"role", "display"}, {"shows", "counts"}});
        const auto display = House::take(house.pair(shown["code"], "Bảng số liệu"));
        tokens["display_" + name] = display.secret;
        place.market_device = display.id;
    }
};

std::string role_name(const std::string& who) {
    const bool has_side = who.ends_with("_a") || who.ends_with("_b");
    return has_side ? who.substr(0, who.size() - 2) : who;
}
book::Role role_of(const std::string& who) {
    for (const auto& [role, word, on_disk] : book::Words<book::Role>::list)
        if (word == role_name(who)) return role;
    FAIL("no role of this name: " << who);
    return book::Role::provider;
}

bool may(const std::string& who, const http::Route& route) {
    const auto asks = gateway::Admission::from_code(route.access);
    // The display of this world shows counts, and hears nothing.
    if (role_of(who) == book::Role::display && asks.asks_who() &&
        asks.capability() == gateway::Capability::hear_aloud)
        return false;
    return asks.asks_who() && gateway::capabilities_of(role_of(who)).has(asks.capability());
}
bool asks_who(const http::Route& route) { return gateway::Admission::from_code(route.access).asks_who(); }

/// Whoever helps for a day is told of no other.
std::string today() { return format_day(business_day(world::SystemClock{}.now(), std::chrono::minutes{0})); }

/// Whose ids stand in a call.
enum class Ids { own, of_nobody };

std::string id_or(const Json& thing, Ids ids, const std::string& nobodys) {
    return ids == Ids::own ? thing["id"].get<std::string>() : nobodys;
}

/// What a role calls its stall: a fee officer's is a collection point.
const Json& stall_for(const std::string& who, const TwoMarkets::Place& place) {
    return role_of(who) == book::Role::fee_officer ? place.point : place.stall;
}

// The pattern with what belongs to `place` (or to nobody) at its {…} places, and the query that the call
// needs.
std::string path_for(const std::string& pattern, const std::string& who, const TwoMarkets::Place& place,
                     Ids ids) {
    auto path = pattern;
    const auto put = [&path](std::string_view at, const std::string& value) {
        if (const auto found = path.find(at); found != std::string::npos)
            path.replace(found, at.size(), value);
    };
    const auto market = id_or(place.market, ids, "mk999999");
    const bool is_own = ids == Ids::own;
    if (pattern.starts_with("/v1/markets/")) {
        put("{id}", market);
        put("{device}", place.market_device);
        put("{clip}", "mot");
        put("{transfer}", is_own ? place.transfer : "tx999999");
    }
    if (pattern.ends_with("/visits") && pattern.starts_with("/v1/markets/")) path += "?from=" + today();
    if (pattern.starts_with("/v1/stalls/")) {
        put("{id}", id_or(stall_for(who, place), ids, "st999999"));
        put("{device}", place.device);
        put("{change}", "pc999999");
        put("{date}", today());
        if (pattern.ends_with("/cash")) path += "?from=" + today() + "&to=" + today();
        if (pattern.ends_with("/own-day")) path += "?date=" + today();
    }
    const bool is_desk = role_of(who) == book::Role::fee_officer;
    if (pattern.starts_with("/v1/payment-requests/"))
        put("{id}", id_or(is_desk ? place.desk_request : place.request, ids, "pr999999"));
    if (pattern.starts_with("/v1/transfers/")) put("{id}", is_own ? place.transfer : "tx999999");
    if (pattern.starts_with("/v1/vendors/"))
        put("{id}", is_own ? place.stall["vendor"]["id"].get<std::string>() : "vd999999");
    if (pattern.starts_with("/v1/reports/"))
        path += "?market_id=" + market +
                (pattern.ends_with("daily") ? "&date=2026-01-01" : "&from=2026-01-01&to=2026-01-02");
    if (pattern.starts_with("/v1/days/")) {
        put("{date}", "2026-01-01");
        path += "?market_id=" + market;
    }
    if (pattern == "/v1/ledger/proof") path += "?sequence=" + (is_own ? place.transfer.substr(2) : "999999");
    return path;
}

/// What the call sends, complete where it takes something.
std::string body_for(const http::Route& route, const std::string& who, const TwoMarkets::Place& place,
                     Ids ids) {
    if (route.body_bytes_max == 0) return {};
    if (route.pattern.ends_with(":import")) return "code\nA\n";
    if (route.pattern.ends_with("/stand-photo")) return "\xFF\xD8\xFF a stand";
    if (route.pattern.ends_with("/visits")) return R"({"outcome":"spoke"})";
    if (route.pattern.ends_with("/stalls")) return R"({"code":"new"})";
    if (route.pattern.ends_with("/stalls:close")) return R"({"stall_ids":["st999998"]})";
    if (route.pattern == "/v1/markets/{id}/pairing") return R"({"role":"volunteer"})";
    if (route.pattern == "/v1/payment-requests")
        return Json{{"stall_id", id_or(stall_for(who, place), ids, "st999999")}, {"amount", 5}}.dump();
    if (route.pattern.ends_with("/cash/{date}")) return R"({"amount":1000})";
    if (route.pattern.ends_with("/settle"))
        return Json{{"stall_id", id_or(place.stall, ids, "st999999")}}.dump();
    if (route.pattern.ends_with("/not-sales")) return R"({"reason":"family"})";
    if (route.pattern.ends_with("/refund")) return R"({"outgoing_id":"tx999998"})";
    if (route.method == http::Method::patch) return R"({"goods":"cá"})";
    return "{}";
}

Answer call_as(const TwoMarkets& world, const http::Route& route, const std::string& who,
               const TwoMarkets::Place& place, Ids ids) {
    const auto body = body_for(route, who, place, ids);
    const bool is_csv = route.pattern.ends_with(":import");
    const bool is_photo = !body.empty() && route.pattern.ends_with("/stand-photo");
    return world.house.call(std::string{name_of(route.method)}, path_for(route.pattern, who, place, ids),
                            world.tokens.at(who), body,
                            is_csv     ? Fields{{"Content-Type", "text/csv"}}
                            : is_photo ? Fields{{"Content-Type", "image/jpeg"}}
                                       : Fields{});
}

/// Routes in which an id of a place stands, in the address or in what is sent.
bool names_a_place(const http::Route& route) {
    const auto& pattern = route.pattern;
    const bool is_ones_own = pattern.starts_with("/v1/tokens") || pattern.starts_with("/v1/users") ||
                             pattern.starts_with("/v1/me");
    return asks_who(route) && !is_ones_own && pattern.find("/tile/") == std::string::npos &&
           (pattern.find('{') != std::string::npos || pattern.starts_with("/v1/reports/") ||
            pattern == "/v1/payment-requests");
}

/// Officials see markets, and none of their stalls.
bool reaches_its_place(const std::string& who, const http::Route& route) {
    const auto role = role_of(who);
    const bool is_official = role == book::Role::province || role == book::Role::commune;
    return !is_official || !route.pattern.starts_with("/v1/stalls/");
}

}  // namespace

TEST_CASE("every role is in the table of this test", "[gateway][access]") {
    TwoMarkets world;
    for (const auto& [role, word, on_disk] : book::Words<book::Role>::list) {
        CAPTURE(word);
        CHECK(std::ranges::any_of(world.tokens,
                                  [&, role = role](const auto& one) { return role_of(one.first) == role; }));
    }
    for (const auto& [who, token] : world.tokens) {
        CAPTURE(who);
        CHECK(world.house.get("/v1/me", token).json()["role"] == role_name(who));
    }
}

TEST_CASE("every route refuses whoever has no token or another role, at their own places too",
          "[gateway][access]") {
    TwoMarkets world;
    std::size_t checked = 0;
    for (const auto& route : world.house.api().router().routes()) {
        if (!asks_who(route)) continue;
        const std::string method{name_of(route.method)};
        const auto path = path_for(route.pattern, "operator", world.a, Ids::own);
        const auto body = route.body_bytes_max > 0 ? std::string{"{}"} : std::string{};
        CAPTURE(method, route.pattern);
        CHECK(world.house.call(method, path, "", body).status == 401);
        CHECK(world.house.call(method, path, "choqr_wrong", body).status == 401);
        for (const auto& [who, token] : world.tokens) {
            CAPTURE(who);
            if (may(who, route)) continue;
            for (const auto ids : {Ids::own, Ids::of_nobody})
                CHECK(call_as(world, route, who, world.a, ids).json()["code"] == "forbidden");
            ++checked;
        }
    }
    CHECK(checked >= 900);
}

// What each route asks for. A route that is missing here fails the test by its name.
const std::map<std::string, std::string> asked{
    {"GET /openapi.json", "anyone"},
    {"GET /healthz", "anyone"},
    {"GET /readyz", "anyone"},
    {"GET /metrics", "anyone"},
    {"GET /v1/freshness", "anyone"},
    {"GET /v1/public/stalls", "anyone"},
    {"GET /v1/public/requests/{id}", "anyone"},
    {"GET /v1/public/requests/{id}/qr.png", "anyone"},
    {"GET /trust/authority.crt", "anyone"},
    {"GET /trust/revoked.crl", "anyone"},
    {"GET /v1/trust", "anyone"},
    {"POST /v1/providers/{feed}/notices", "signature"},
    {"GET /v1/providers/{feed}/notices", "signature"},
    {"POST /v1/markets", "manage_markets"},
    {"GET /v1/markets", "list_places"},
    {"GET /v1/markets/{id}", "see_places"},
    {"PATCH /v1/markets/{id}", "manage_markets"},
    {"GET /v1/markets/{id}/stalls", "list_stalls"},
    {"POST /v1/markets/{id}/stalls", "register_stalls"},
    {"POST /v1/markets/{id}/stalls:import", "manage_stalls"},
    {"GET /v1/markets/{id}/columns", "manage_stalls"},
    {"POST /v1/markets/{id}/stalls:close", "manage_stalls"},
    {"GET /v1/markets/{id}/stands.pdf", "print_stands"},
    {"GET /v1/markets/{id}/stands:reprint", "print_stands"},
    {"POST /v1/markets/{id}/stands:printed", "print_stands"},
    {"POST /v1/stalls/{id}/visits", "register_stalls"},
    {"PUT /v1/stalls/{id}/stand-photo", "register_stalls"},
    {"GET /v1/stalls/{id}/stand-photo", "see_acts"},
    {"GET /v1/markets/{id}/visits", "pair_market_devices"},
    {"GET /v1/markets/{id}/dormant-stalls", "register_stalls"},
    {"GET /v1/reports/volunteers", "pair_market_devices"},
    {"GET /v1/stalls/{id}", "see_places"},
    {"PATCH /v1/stalls/{id}", "register_stalls"},
    {"POST /v1/stalls/{id}/suspend", "manage_stalls"},
    {"POST /v1/stalls/{id}/resume", "manage_stalls"},
    {"POST /v1/stalls/{id}/close", "manage_stalls"},
    {"GET /v1/stalls/{id}/live", "hear_payments"},
    {"GET /v1/markets/{id}/live", "hear_aloud"},
    {"POST /v1/stalls/{id}/loudspeaker", "hear_payments"},
    {"GET /v1/markets/{id}/loudspeakers", "list_stalls"},
    {"POST /v1/markets/{id}/pairing", "pair_market_devices"},
    {"GET /v1/markets/{id}/devices", "pair_market_devices"},
    {"DELETE /v1/markets/{id}/devices/{device}", "pair_market_devices"},
    {"GET /v1/markets/{id}/recordings", "record_voice"},
    {"GET /v1/markets/{id}/recordings/{clip}", "record_voice"},
    {"PUT /v1/markets/{id}/recordings/{clip}", "record_voice"},
    {"DELETE /v1/markets/{id}/recordings/{clip}", "record_voice"},
    {"POST /v1/markets/{id}/recordings/use", "record_voice"},
    {"DELETE /v1/markets/{id}/recordings/use", "record_voice"},
    {"POST /v1/stalls/{id}/pairing", "pair_first_phones"},
    {"POST /v1/stalls/{id}/payee-changes", "change_payees"},
    {"POST /v1/stalls/{id}/payee-changes/{change}/confirm", "change_payees"},
    {"POST /v1/stalls/{id}/payee-changes/{change}/refuse", "change_payees"},
    {"GET /v1/stalls/{id}/payee-changes", "see_places"},
    {"GET /v1/markets/{id}/payee-changes", "manage_stalls"},
    {"GET /v1/stalls/{id}/devices", "pair_devices"},
    {"DELETE /v1/stalls/{id}/devices/{device}", "pair_devices"},
    {"POST /v1/pair", "anyone"},
    {"GET /v1/stalls/{id}/qr.svg", "see_places"},
    {"GET /v1/stalls/{id}/qr.png", "see_places"},
    {"GET /v1/stalls/{id}/qr.txt", "see_places"},
    {"GET /v1/stalls/{id}/qr.pdf", "see_places"},
    {"GET /v1/stalls/{id}/payment-requests", "request_payments"},
    {"POST /v1/payment-requests", "request_payments"},
    {"POST /v1/stalls/{id}/trial-requests", "open_trials"},
    {"GET /v1/payment-requests/{id}", "request_payments"},
    {"POST /v1/payment-requests/{id}/cancel", "request_payments"},
    {"GET /v1/transfers", "see_transfers"},
    {"GET /v1/transfers/{id}", "see_transfers"},
    {"POST /v1/transfers/{id}/assign", "assign_transfers"},
    {"POST /v1/transfers/{id}/claim", "claim_transfers"},
    {"GET /v1/stalls/{id}/unclaimed", "claim_transfers"},
    {"GET /v1/markets/{id}/claims", "settle_claims"},
    {"POST /v1/markets/{id}/claims/{transfer}/settle", "settle_claims"},
    {"POST /v1/transfers/{id}/not-sales", "own_sales"},
    {"DELETE /v1/transfers/{id}/not-sales", "own_sales"},
    {"POST /v1/transfers/{id}/refund", "link_refunds"},
    {"PUT /v1/stalls/{id}/cash/{date}", "own_sales"},
    {"GET /v1/stalls/{id}/cash", "own_sales"},
    {"GET /v1/stalls/{id}/own-day", "own_sales"},
    {"GET /v1/events", "read_ledger"},
    {"GET /v1/reports/daily", "see_counts"},
    {"GET /v1/reports/range", "see_counts"},
    {"POST /v1/days/{date}/close", "close_days"},
    {"POST /v1/vendors/{id}/erase", "erase_vendors"},
    {"POST /v1/tokens", "issue_tokens"},
    {"GET /v1/tokens", "issue_tokens"},
    {"DELETE /v1/tokens/{id}", "issue_tokens"},
    {"GET /v1/me", "know_oneself"},
    {"GET /v1/ledger/checkpoint/cosigned", "anyone"},
    {"POST /v1/ledger/cosignatures", "keep_cosignatures"},
    {"GET /v1/ledger/proof", "prove_records"},
    {"GET /v1/ledger/consistency", "anyone"},
    {"POST /v1/login", "anyone"},
    {"POST /v1/invitation", "anyone"},
    {"POST /v1/invitation/accept", "anyone"},
    {"POST /v1/logout", "know_oneself"},
    {"POST /v1/me/password", "know_oneself"},
    {"GET /v1/me/sessions", "know_oneself"},
    {"DELETE /v1/me/sessions/{id}", "know_oneself"},
    {"DELETE /v1/me/sessions", "know_oneself"},
    {"POST /v1/login/code", "anyone"},
    {"GET /v1/me/codes", "know_oneself"},
    {"POST /v1/me/codes", "know_oneself"},
    {"POST /v1/me/codes/confirm", "know_oneself"},
    {"POST /v1/me/codes/remove", "know_oneself"},
    {"POST /v1/login/passkey/options", "anyone"},
    {"POST /v1/login/passkey", "anyone"},
    {"GET /v1/me/passkeys", "know_oneself"},
    {"POST /v1/me/passkeys/options", "know_oneself"},
    {"POST /v1/me/passkeys", "know_oneself"},
    {"DELETE /v1/me/passkeys/{id}", "know_oneself"},
    {"GET /v1/users/roles", "manage_users"},
    {"POST /v1/users", "manage_users"},
    {"GET /v1/users", "manage_users"},
    {"POST /v1/users/{id}/reset", "manage_users"},
    {"POST /v1/users/{id}/disable", "manage_users"},
    {"GET /v1/privacy", "anyone"},
    {"GET /v1/home", "anyone"},
    {"POST /demo/pay", "anyone"},
    {"GET /demo/training", "anyone"},
    {"POST /demo/training/answers", "anyone"},
    {"PUT /demo/training", "manage_markets"},
    {"GET /demo/training/answers", "manage_markets"},
    {"POST /demo/line-cuts", "manage_markets"},
    {"GET /v1/stalls/{id}/consent", "record_consents"},
    {"POST /v1/stalls/{id}/consent", "record_consents"},
    {"POST /v1/stalls/{id}/consent/withdraw", "own_data"},
    {"GET /v1/stalls/{id}/export", "own_data"},
    {"POST /v1/stalls/{id}/erasure-requests", "own_data"},
    {"POST /v1/stalls/{id}/erasure-requests/withdraw", "own_data"},
    {"GET /v1/erasure-requests", "erase_vendors"},
    {"GET /v1/markets/{id}/consents", "manage_stalls"},
    {"POST /v1/stalls/{id}/owner-consents", "record_consents"},
    {"POST /v1/owner-consents", "anyone"},
    {"POST /v1/owner-consents/answer", "anyone"},
    {"GET /v1/acts", "see_acts"},
    {"GET /v1/stalls/{id}/outgoing", "link_refunds"},
};

std::string asks_for(const http::Route& route) {
    const auto asks = gateway::Admission::from_code(route.access);
    if (asks == gateway::anyone) return "anyone";
    return asks.asks_who() ? std::string{name_of(asks.capability())} : "signature";
}

TEST_CASE("every route asks for what the table says, and none is missing from it", "[gateway][access]") {
    House house{true, true};  // A demonstration has them all.
    std::size_t found = 0;
    for (const auto& route : house.api().router().routes()) {
        const auto name = std::string{name_of(route.method)} + " " + route.pattern;
        CAPTURE(name);
        const bool is_tile = route.pattern.find("/tile/") != std::string::npos;
        if (is_tile || asked.find(name) == asked.end()) {
            // Pages and pictures for everybody, the published tree; of a tree's records the operator alone.
            const bool is_entries = route.pattern.find("/tile/entries/") != std::string::npos;
            CHECK(asks_for(route) == (is_entries ? "read_ledger" : "anyone"));
            CHECK((is_tile || route.method == http::Method::get || route.pattern == "/v1/qr/decode" ||
                   route.pattern == "/v2/generate"));
            continue;
        }
        ++found;
        CHECK(asks_for(route) == asked.at(name));
    }
    CHECK(found == asked.size());
}

TEST_CASE("whoever has what a route asks for is let in at their own places", "[gateway][access]") {
    TwoMarkets world;
    std::size_t checked = 0;
    for (const auto& route : world.house.api().router().routes()) {
        // What ends things comes in other tests, and a stream does not end.
        if (!asks_who(route) || route.method != http::Method::get || route.pattern.ends_with("/live"))
            continue;
        for (const auto& [who, token] : world.tokens) {
            if (!may(who, route) || who.ends_with("_b")) continue;
            CAPTURE(route.pattern, who);
            const auto status = call_as(world, route, who, world.a, Ids::own).status;
            CHECK(status != 401);
            CHECK(status != 403);
            if (names_a_place(route)) CHECK(status == (reaches_its_place(who, route) ? 200 : 404));
            ++checked;
        }
    }
    CHECK(checked >= 80);
}

TEST_CASE("what belongs to another market or stall looks like what does not exist, byte for byte",
          "[gateway][access]") {
    TwoMarkets world;
    std::size_t checked = 0;
    for (const auto& route : world.house.api().router().routes()) {
        if (!names_a_place(route)) continue;
        for (const auto& [who, token] : world.tokens) {
            if (!who.ends_with("_b") || !may(who, route)) continue;
            CAPTURE(name_of(route.method), route.pattern, who);
            const auto foreign = call_as(world, route, who, world.a, Ids::own);
            const auto missing = call_as(world, route, who, world.a, Ids::of_nobody);
            CHECK(foreign.status == 404);
            CHECK(missing.status == 404);
            CHECK(foreign.body == missing.body);
            ++checked;
        }
    }
    CHECK(checked >= 70);
}

namespace {

using Milliseconds = std::chrono::duration<double, std::milli>;

Milliseconds timed(const std::function<void()>& work) {
    const auto begun = std::chrono::steady_clock::now();
    work();
    return std::chrono::steady_clock::now() - begun;
}

/// How much longer the one takes than the other, by the medians of calls that alternate: whatever else the
/// machine does meets both.
Milliseconds difference(std::size_t pairs, const std::function<void()>& one,
                        const std::function<void()>& other) {
    std::vector<Milliseconds> ones, others;
    for (std::size_t i = 0; i < pairs; ++i) {
        const bool one_first = i % 2 == 0;
        if (one_first) ones.push_back(timed(one));
        others.push_back(timed(other));
        if (!one_first) ones.push_back(timed(one));
    }
    const auto median = [](std::vector<Milliseconds>& times) {
        std::ranges::nth_element(times, times.begin() + static_cast<std::ptrdiff_t>(times.size() / 2));
        return times[times.size() / 2];
    };
    return median(ones) - median(others);
}

}  // namespace

// The bar says 5 ms. Where 21 pairs show more, 63 others and then 189 are asked before it counts: a loaded
// machine is at times as uneven as that, a place that is looked up differently is so each time.
TEST_CASE("what belongs to another takes as long to refuse as what does not exist", "[gateway][access]") {
    TwoMarkets world;
    constexpr Milliseconds bar{5};
    std::size_t checked = 0;
    double worst = 0;
    for (const auto& route : world.house.api().router().routes()) {
        if (!names_a_place(route)) continue;
        for (const auto& [who, token] : world.tokens) {
            // One of each kind of scope: what is told apart is told apart by that.
            const bool is_meant = who == "commune_b" || who == "board_b" || who == "fee_officer_b" ||
                                  who == "volunteer_b" || who == "owner_b" || who == "display_b";
            if (!is_meant || !may(who, route)) continue;
            CAPTURE(name_of(route.method), route.pattern, who);
            const auto ask = [&, caller = who](Ids ids) { call_as(world, route, caller, world.a, ids); };
            const auto foreign = [&ask] { ask(Ids::own); };
            const auto missing = [&ask] { ask(Ids::of_nobody); };
            auto found = difference(21, foreign, missing);
            for (std::size_t pairs = 63; std::abs(found.count()) > bar.count() && pairs <= 189; pairs *= 3)
                found = difference(pairs, foreign, missing);
            CHECK(std::abs(found.count()) <= bar.count());
            worst = std::max(worst, std::abs(found.count()));
            ++checked;
        }
    }
    INFO("worst " << worst << " ms");
    CHECK(checked >= 45);
}

namespace {

/// What a call does take of these names.
bool takes(const std::string& pattern, const std::string& field) {
    const bool makes_somebody = pattern == "/v1/tokens" || pattern == "/v1/users";
    if (field == "role") return makes_somebody || pattern.ends_with("/pairing");
    return field == "market_id" && makes_somebody;
}

/// What reads no JSON of ours: another format, or no body at all, whatever is sent.
bool reads_no_fields(const http::Route& route) {
    static const std::set<std::string> others{"/v1/providers/{feed}/notices",
                                              "/v1/markets/{id}/stalls:import",
                                              "/v1/markets/{id}/recordings/{clip}",
                                              "/v1/ledger/cosignatures",
                                              "/v1/qr/decode",
                                              "/v2/generate",
                                              "/v1/logout",
                                              "/v1/users/{id}/reset",
                                              "/v1/users/{id}/disable",
                                              "/v1/days/{date}/close",
                                              "/v1/payment-requests/{id}/cancel",
                                              "/v1/stalls/{id}/consent/withdraw",
                                              "/v1/stalls/{id}/stand-photo",
                                              "/v1/stalls/{id}/erasure-requests",
                                              "/v1/stalls/{id}/erasure-requests/withdraw",
                                              "/v1/me/password"};  // Of a session alone: below, with people.
    return route.body_bytes_max == 0 || others.contains(route.pattern);
}

}  // namespace

TEST_CASE("no call takes a role, a market or a word of trust that it does not ask for", "[gateway][access]") {
    TwoMarkets world;
    std::size_t checked = 0;
    for (const auto& route : world.house.api().router().routes()) {
        if (reads_no_fields(route)) continue;
        for (const std::string field : {"role", "market_id", "verified"}) {
            if (takes(route.pattern, field)) continue;
            CAPTURE(name_of(route.method), route.pattern, field);
            // What no program may, a phone of the owner's asks.
            const std::string who = !asks_who(route) || may("operator", route) ? "operator" : "owner_a";
            const auto path = path_for(route.pattern, who, world.a, Ids::own);
            const auto token = who == "operator" ? world.house.token : world.tokens.at(who);
            const auto answer =
                world.house.call(std::string{name_of(route.method)}, path, asks_who(route) ? token : "",
                                 Json{{field, field == "market_id" ? "mk1" : "operator"}}.dump());
            CHECK(answer.status == 422);
            CHECK(answer.json()["code"] == "unknown_field");
            CHECK(answer.json()["field"] == field);
            ++checked;
        }
    }
    CHECK(checked >= 50);
}

TEST_CASE("officials read the counts of markets of theirs, and no stall", "[gateway][access]") {
    TwoMarkets world;
    const auto path = "/v1/reports/daily?market_id=" + world.market_a["id"].get<std::string>() +
                      "&date=" + world.house.today();
    for (const auto* who : {"province_a", "commune_a", "display_a"}) {
        CAPTURE(who);
        const auto told = world.house.get(path, world.tokens.at(who)).json();
        CHECK(told["transactions"] == 1);
        CHECK(told["by_stall"] == Json::array());
        CHECK(told["amount"].is_null());
        CHECK(told["adjustments"] == Json::array());
    }
    CHECK(world.house.get(path, world.tokens.at("board_a")).json()["by_stall"].size() == 1);
    // The same commune, typed otherwise; and one of the same name in another province.
    const auto reads = [&](const std::string& province, const std::string& commune) {
        const auto token =
            world.house.new_token({{"role", "commune"}, {"province", province}, {"commune", commune}});
        return world.house.get(path, token).status == 200;
    };
    CHECK(reads("LA\u0302M ĐÔ\u0300NG", "tân hội"));
    CHECK_FALSE(reads("Lào Cai", "Tân Hội"));
    CHECK_FALSE(reads("Lâm Đồng", "Tân Hợi"));
}

TEST_CASE("a volunteer registers stalls and their first accounts, and redirects nobody's money",
          "[gateway][access]") {
    TwoMarkets world;
    const auto token = world.tokens.at("volunteer_a");
    const auto market = world.market_a["id"].get<std::string>();
    const Json account{{"bin", "970436"}, {"account_number", "00119999"}, {"account_name", "TRAN VAN BAY"}};
    const auto made =
        world.house.post("/v1/markets/" + market + "/stalls", {{"code", "A-77"}, {"zone", "Cá"}}, token);
    REQUIRE(made.status == 201);
    const auto path = "/v1/stalls/" + made.json()["id"].get<std::string>();
    const auto change = [&](const std::string& where, const Json& body) {
        return world.house.call("PATCH", where, token, body.dump()).status;
    };
    CHECK(change(path, {{"accounts", {account}}, {"goods", "cá"}}) == 200);
    auto other = account;
    other["account_number"] = "00118888";
    CHECK(change(path, {{"accounts", {other}}}) == 403);
    CHECK(change(path, {{"accounts", {account}}}) == 200);
    CHECK(change("/v1/stalls/" + world.stall_a["id"].get<std::string>(), {{"accounts", {other}}}) == 403);
    // The first phone, and from then on the owner pairs.
    const auto shown = world.house.post(path + "/pairing", Json::object(), token);
    REQUIRE(shown.status == 201);
    const auto second = world.house.post(path + "/pairing", Json::object(), token);
    REQUIRE(second.status == 201);
    CHECK(world.house.pair(shown.json()["code"], "Máy cô Bảy").status == 201);
    CHECK(world.house.post(path + "/pairing", Json::object(), token).json()["code"] == "stall_has_devices");
    CHECK(world.house.pair(second.json()["code"], "Máy lạ").json()["code"] == "stall_has_devices");
}

TEST_CASE("a volunteer of a zone works in that zone alone", "[gateway][access]") {
    TwoMarkets world;
    const auto market = world.market_a["id"].get<std::string>();
    const auto token = world.house.new_token({{"role", "volunteer"}, {"market_id", market}, {"zone", "RAU"}});
    const auto listed = world.house.get("/v1/markets/" + market + "/stalls", token).json()["items"];
    REQUIRE(listed.size() == 1);
    CHECK(listed[0]["id"] == world.stall_a["id"]);
    CHECK(world.house.get("/v1/stalls/" + world.a.point["id"].get<std::string>(), token).status == 404);
    const auto add = [&](const std::string& zone) {
        return world.house.post("/v1/markets/" + market + "/stalls", {{"code", "Z" + zone}, {"zone", zone}},
                                token);
    };
    CHECK(add("Rau").status == 201);
    CHECK(add("Cá").json()["code"] == "other_zone");
    const auto stall = "/v1/stalls/" + world.stall_a["id"].get<std::string>();
    CHECK(world.house.call("PATCH", stall, token, R"({"zone":"Cá"})").json()["code"] == "other_zone");
    const auto due = "/v1/markets/" + market + "/stands:reprint";
    CHECK(world.house.get(due, token).json()["items"].size() == 1);
    CHECK(world.house.get(due + "?zone=M%E1%BB%99t%20c%E1%BB%ADa", token).json()["code"] == "other_zone");
    const auto printed = "/v1/markets/" + market + "/stands:printed";
    CHECK(world.house.post(printed, {{"zone", "Một cửa"}}, token).json()["code"] == "other_zone");
    CHECK(world.house.post(printed, Json::object(), token).json()["marked"] == 1);
}

TEST_CASE("a person of a role may exactly what a token of it may, and no more than where it holds",
          "[gateway][access]") {
    TwoMarkets world;
    const Json market = world.market_a["id"], province = "Lâm Đồng", commune = "Tân Hội";
    const std::vector<Json> people{
        {{"role", "operator"}},
        {{"role", "province"}, {"province", province}},
        {{"role", "commune"}, {"province", province}, {"commune", commune}},
        {{"role", "board"}, {"market_id", market}},
        {{"role", "fee_officer"}, {"province", province}, {"commune", commune}},
        {{"role", "fee_officer"}, {"market_id", market}},
        {{"role", "volunteer"}, {"market_id", market}, {"zone", "Rau"}},
    };
    int number = 0;
    for (auto who : people) {
        CAPTURE(who.dump());
        auto token = who;
        const auto by_token = world.house.get("/v1/me", world.house.new_token(token)).json();
        who["login"] = "nguoi" + std::to_string(++number);
        who["name"] = "Cô Lan";
        const auto invited = world.house.made("/v1/users", who);
        const auto accepted =
            world.house.post("/v1/invitation/accept",
                             {{"code", invited["invitation"]["code"]}, {"password", "bốn chữ thật dài"}}, "");
        REQUIRE(accepted.status == 200);
        const auto person = accepted.json();
        constexpr std::string_view field = "Set-Cookie: ";
        const auto from = accepted.head.find(field) + field.size();
        const auto session = accepted.head.substr(from, accepted.head.find(';', from) - from);
        const auto promoted = world.house.call(
            "POST", "/v1/me/password", "", R"({"role":"operator"})",
            {{"Cookie", session}, {"Sec-Fetch-Site", "same-origin"}, {"Content-Type", "application/json"}});
        CHECK(promoted.json()["code"] == "unknown_field");
        CHECK(person["kind"] == "person");
        for (const auto* member : {"role", "market_id", "stall_id", "feed"})
            CHECK(person[member] == by_token[member]);
        // To change payees takes a person, and nothing else does.
        std::set<std::string> more = person["capabilities"];
        const bool changes_payees = who["role"] == "operator" || who["role"] == "board";
        CHECK(more.erase("change_payees") == (changes_payees ? 1 : 0));
        CHECK(more == by_token["capabilities"].get<std::set<std::string>>());
        for (const auto* member : {"province", "commune", "zone"})
            CHECK(person.value(member, "") == by_token.value(member, ""));
    }
    const auto invite = [&](Json about) {
        about["login"] = "khac";
        about["name"] = "Ai đó";
        return world.house.post("/v1/users", about, world.house.token).status;
    };
    for (const auto* role : {"vendor", "provider", "owner", "helper", "display", "admin"})
        CHECK(invite({{"role", role}, {"market_id", market}}) == 422);
    CHECK(invite({{"role", "commune"}, {"commune", commune}}) == 422);
    CHECK(invite({{"role", "province"}, {"province", province}, {"commune", commune}}) == 422);
    CHECK(invite({{"role", "board"}, {"market_id", market}, {"zone", "Rau"}}) == 422);
    CHECK(
        invite(
            {{"role", "fee_officer"}, {"market_id", market}, {"province", province}, {"commune", commune}}) ==
        422);
    CHECK(invite({{"role", "fee_officer"}, {"province", province}}) == 422);
    CHECK(invite({{"role", "volunteer"}}) == 422);
}

TEST_CASE("lists hold only what the caller may see", "[gateway][access]") {
    TwoMarkets world;
    world.transfer("x-2", world.stall_b);
    world.house.send(world.house.notice("x-3", "khong ma"));
    const auto count = [&](const std::string& path, const std::string& who) {
        return world.house.get(path, world.tokens.at(who)).json()["items"].size();
    };
    CHECK(count("/v1/transfers", "operator") == 4);
    CHECK(count("/v1/transfers", "board_a") == 1);
    CHECK(count("/v1/transfers", "vendor_a") == 1);
    CHECK(count("/v1/transfers?status=unmatched", "board_a") == 0);
    CHECK(count("/v1/markets", "operator") == 2);
    CHECK(count("/v1/markets", "board_b") == 1);
    CHECK(count("/v1/markets", "commune_b") == 1);
    CHECK(count("/v1/markets", "province_a") == 1);
    const auto stalls_of = [&](const std::string& who) {
        const auto path = "/v1/markets/" + world.market_a["id"].get<std::string>() + "/stalls";
        return world.house.get(path, world.tokens.at(who)).json()["items"];
    };
    CHECK(stalls_of("board_a").size() == 2);
    CHECK(stalls_of("volunteer_a").size() == 2);
    REQUIRE(stalls_of("fee_officer_a").size() == 1);
    CHECK(stalls_of("fee_officer_a")[0]["id"] == world.a.point["id"]);
    CHECK(world.house
              .get("/v1/transfers?stall_id=" + world.stall_b["id"].get<std::string>(),
                   world.tokens.at("vendor_a"))
              .status == 404);
    CHECK(world.house
              .get("/v1/transfers?market_id=" + world.market_b["id"].get<std::string>(),
                   world.tokens.at("board_a"))
              .status == 404);
    const auto seen_by = [&](const std::string& who) {
        return world.house.get("/v1/transfers", world.tokens.at(who)).json()["items"][0];
    };
    CHECK(seen_by("vendor_a").contains("content"));
    CHECK_FALSE(seen_by("board_a").contains("content"));
}

TEST_CASE("a board's report counts, and shows no money of fewer than five stalls", "[gateway][access]") {
    TwoMarkets world;
    const auto path = "/v1/reports/daily?market_id=" + world.market_a["id"].get<std::string>() +
                      "&date=" + world.house.today();
    const auto full = world.house.get(path, world.house.token).json();
    const auto board = world.house.get(path, world.tokens.at("board_a")).json();
    CHECK(full["amount"] == 45'000);
    CHECK(full["by_stall"][0]["amount"] == 45'000);
    CHECK(board["transactions"] == 1);
    CHECK(board["by_stall"][0]["transactions"] == 1);
    CHECK_FALSE(board["by_stall"][0].contains("amount"));
    CHECK(board["amount"].is_null());
    CHECK(board["median_amount"].is_null());
    CHECK(board["by_zone"][0]["amount"].is_null());
    CHECK(board["by_provider"][0]["amount"].is_null());
}

TEST_CASE("a revoked token is refused within a second, and its stream ends", "[gateway][access]") {
    TwoMarkets world;
    const auto made = world.house.made("/v1/tokens", {{"role", "vendor"}, {"stall_id", world.stall_a["id"]}});
    const std::string token = made["token"], path = "/v1/stalls/" + world.stall_a["id"].get<std::string>();
    CHECK(world.house.get(path, token).status == 200);
    std::string streamed;
    std::thread listener{[&] {
        streamed = world.house.raw("GET " + path + "/live HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer " +
                                   token + "\r\n\r\n");
    }};
    std::this_thread::sleep_for(std::chrono::milliseconds{200});
    CHECK(
        world.house.call("DELETE", "/v1/tokens/" + made["id"].get<std::string>(), world.house.token).status ==
        204);
    CHECK(world.house.get(path, token).json()["code"] == "invalid_token");
    listener.join();
    CHECK(streamed.ends_with("\r\n0\r\n\r\n"));
}

TEST_CASE("a token is for exactly what its role needs", "[gateway][access]") {
    TwoMarkets world;
    const auto refused = [&](const Json& about) {
        return world.house.post("/v1/tokens", about, world.house.token).status;
    };
    CHECK(refused({{"role", "admin"}}) == 422);
    CHECK(refused({{"role", "board"}}) == 422);
    CHECK(refused({{"role", "board"}, {"market_id", "mk999999"}}) == 404);
    CHECK(refused(
              {{"role", "vendor"}, {"stall_id", world.stall_a["id"]}, {"market_id", world.market_a["id"]}}) ==
          422);
    CHECK(refused({{"role", "provider"}, {"feed", "nobody"}}) == 404);
    CHECK(refused({{"role", "operator"}, {"token", "mine"}}) == 422);
    CHECK(world.house.get("/v1/tokens", world.house.token).body.find(world.house.token) == std::string::npos);
}

TEST_CASE("every answer carries its security fields and no product name", "[gateway][hardening]") {
    House house;
    for (const auto* path :
         {"/healthz", "/", "/v1/markets", "/nowhere", "/openapi.json", "/metrics", "/v1/stalls/st9/qr.svg"}) {
        CAPTURE(path);
        const auto answer = house.get(path, "");
        CHECK(answer.has("X-Content-Type-Options: nosniff"));
        CHECK(answer.has("Referrer-Policy: no-referrer"));
        CHECK(answer.has("Content-Security-Policy: default-src 'none'"));
        CHECK(answer.has("Cross-Origin-Opener-Policy: same-origin"));
        CHECK(answer.has("Cross-Origin-Resource-Policy: "));
        CHECK_FALSE(answer.has("Server:"));
    }
    CHECK(house.get("/", "").head.find("unsafe-inline") == std::string::npos);
    CHECK(house.get("/v1/me", house.token).has("Cache-Control: no-store"));
}
