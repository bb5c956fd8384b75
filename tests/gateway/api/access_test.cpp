#include "gateway_tests/house.hpp"

#include <thread>

using namespace choqr;
using namespace choqr::gateway_test;

namespace {

// Two markets with a stall each, and everybody who may hold a token.
struct TwoMarkets {
    House house;
    Json market_a = house.market("a"), market_b = house.market("b");
    Json stall_a = house.stall(market_a, "A-1", "00110001"),
         stall_b = house.stall(market_b, "B-1", "00110002");
    std::map<std::string, std::string> tokens{
        {"operator", house.token},
        {"board_a", house.new_token({{"role", "board"}, {"market_id", market_a["id"]}})},
        {"board_b", house.new_token({{"role", "board"}, {"market_id", market_b["id"]}})},
        {"vendor_a", house.new_token({{"role", "vendor"}, {"stall_id", stall_a["id"]}})},
        {"vendor_b", house.new_token({{"role", "vendor"}, {"stall_id", stall_b["id"]}})},
        {"provider", house.new_token({{"role", "provider"}, {"feed", "simwallet"}})},
        {"owner_a", house.paired(stall_a, "owner").secret},
        {"owner_b", house.paired(stall_b, "owner").secret},
        {"helper_a", house.paired(stall_a, "helper").secret},
        {"helper_b", house.paired(stall_b, "helper").secret},
    };
    Json request_a = house.made("/v1/payment-requests", {{"stall_id", stall_a["id"]}, {"amount", 1'000}});
    std::string transfer_a = transfer("x-1", stall_a);

    std::string transfer(const std::string& id, const Json& stall) {
        const auto sequence = house.send(house.notice(id, stall["stall_code"])).json()["sequence"].get<int>();
        return "tx" + std::to_string(sequence);
    }
};

book::Role role_of(const std::string& who) {
    if (who == "operator") return book::Role::operator_;
    if (who.starts_with("board")) return book::Role::board;
    if (who.starts_with("vendor")) return book::Role::vendor;
    if (who.starts_with("owner")) return book::Role::owner;
    if (who.starts_with("helper")) return book::Role::helper;
    return book::Role::provider;
}

bool may(const std::string& who, const http::Route& route) {
    const auto asks = gateway::Admission::from_code(route.access);
    return asks.asks_who() && gateway::capabilities_of(role_of(who)).has(asks.capability());
}
bool asks_who(const http::Route& route) { return gateway::Admission::from_code(route.access).asks_who(); }

// The pattern with what belongs to market A (or to nobody) at its {…} places, and the query that the call
// needs.
std::string path_for(const std::string& pattern, const TwoMarkets& world, bool exists) {
    auto path = pattern;
    const auto put = [&path](std::string_view place, const std::string& value) {
        if (const auto at = path.find(place); at != std::string::npos) path.replace(at, place.size(), value);
    };
    const auto text = [](const Json& thing) { return thing["id"].get<std::string>(); };
    if (pattern.starts_with("/v1/markets/")) put("{id}", exists ? text(world.market_a) : "mk999999");
    if (pattern.starts_with("/v1/stalls/")) put("{id}", exists ? text(world.stall_a) : "st999999");
    if (pattern.starts_with("/v1/payment-requests/"))
        put("{id}", exists ? text(world.request_a) : "pr999999");
    if (pattern.starts_with("/v1/transfers/")) put("{id}", exists ? world.transfer_a : "tx999999");
    if (pattern.starts_with("/v1/vendors/"))
        put("{id}", exists ? world.stall_a["vendor"]["id"].get<std::string>() : "vd999999");
    if (pattern.starts_with("/v1/reports/"))
        path += "?market_id=" + (exists ? text(world.market_a) : "mk999999") +
                (pattern.ends_with("daily") ? "&date=2026-01-01" : "&from=2026-01-01&to=2026-01-02");
    if (pattern.starts_with("/v1/days/")) {
        put("{date}", "2026-01-01");
        path += "?market_id=" + (exists ? text(world.market_a) : "mk999999");
    }
    return path;
}

std::string body_for(const http::Route& route, const TwoMarkets& world, bool exists) {
    if (route.pattern.ends_with("/stalls")) return R"({"code":"new"})";
    if (route.pattern == "/v1/payment-requests")
        return Json{{"stall_id", exists ? world.stall_a["id"].get<std::string>() : "st999999"}, {"amount", 5}}
            .dump();
    if (route.method == http::Method::patch) return R"({"goods":"cá"})";
    return "{}";
}

}  // namespace

TEST_CASE("every route refuses whoever has no token or another role", "[gateway][access]") {
    TwoMarkets world;
    std::size_t checked = 0;
    for (const auto& route : world.house.api().router().routes()) {
        if (!asks_who(route)) continue;
        const std::string method{name_of(route.method)};
        const auto path = path_for(route.pattern, world, true);
        const auto body = route.body_bytes_max > 0 ? std::string{"{}"} : std::string{};
        CAPTURE(method, route.pattern);
        CHECK(world.house.call(method, path, "", body).status == 401);
        CHECK(world.house.call(method, path, "choqr_wrong", body).status == 401);
        for (const auto& [who, token] : world.tokens) {
            CAPTURE(who);
            if (may(who, route)) continue;
            CHECK(world.house.call(method, path, token, body).status == 403);
            ++checked;
        }
    }
    CHECK(checked >= 40);
}

// What each route asks for. A route that is missing here fails the test by its name.
const std::map<std::string, std::string> asked{
    {"GET /openapi.json", "anyone"},
    {"GET /healthz", "anyone"},
    {"GET /readyz", "anyone"},
    {"GET /metrics", "anyone"},
    {"GET /v1/freshness", "anyone"},
    {"GET /trust/authority.crt", "anyone"},
    {"GET /v1/trust", "anyone"},
    {"POST /v1/providers/{feed}/notices", "signature"},
    {"GET /v1/providers/{feed}/notices", "signature"},
    {"POST /v1/markets", "manage_markets"},
    {"GET /v1/markets", "list_places"},
    {"GET /v1/markets/{id}", "see_places"},
    {"PATCH /v1/markets/{id}", "manage_markets"},
    {"GET /v1/markets/{id}/stalls", "list_places"},
    {"POST /v1/markets/{id}/stalls", "manage_stalls"},
    {"POST /v1/markets/{id}/stalls:import", "manage_stalls"},
    {"POST /v1/markets/{id}/stalls:close", "manage_stalls"},
    {"GET /v1/markets/{id}/stands.pdf", "print_stands"},
    {"GET /v1/markets/{id}/stands:reprint", "print_stands"},
    {"POST /v1/markets/{id}/stands:printed", "print_stands"},
    {"GET /v1/stalls/{id}", "see_places"},
    {"PATCH /v1/stalls/{id}", "manage_stalls"},
    {"POST /v1/stalls/{id}/suspend", "manage_stalls"},
    {"POST /v1/stalls/{id}/resume", "manage_stalls"},
    {"POST /v1/stalls/{id}/close", "manage_stalls"},
    {"GET /v1/stalls/{id}/live", "hear_payments"},
    {"POST /v1/stalls/{id}/pairing", "pair_devices"},
    {"GET /v1/stalls/{id}/devices", "pair_devices"},
    {"DELETE /v1/stalls/{id}/devices/{device}", "pair_devices"},
    {"POST /v1/pair", "anyone"},
    {"GET /v1/stalls/{id}/qr.svg", "see_places"},
    {"GET /v1/stalls/{id}/qr.png", "see_places"},
    {"GET /v1/stalls/{id}/qr.txt", "see_places"},
    {"GET /v1/stalls/{id}/qr.pdf", "see_places"},
    {"GET /v1/stalls/{id}/payment-requests", "request_payments"},
    {"POST /v1/payment-requests", "request_payments"},
    {"GET /v1/payment-requests/{id}", "request_payments"},
    {"POST /v1/payment-requests/{id}/cancel", "request_payments"},
    {"GET /v1/transfers", "see_transfers"},
    {"GET /v1/transfers/{id}", "see_transfers"},
    {"POST /v1/transfers/{id}/assign", "assign_transfers"},
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
};

std::string asks_for(const http::Route& route) {
    const auto asks = gateway::Admission::from_code(route.access);
    if (asks == gateway::anyone) return "anyone";
    return asks.asks_who() ? std::string{name_of(asks.capability())} : "signature";
}

TEST_CASE("every route asks for what the table says, and none is missing from it", "[gateway][access]") {
    TwoMarkets world;
    std::size_t found = 0;
    for (const auto& route : world.house.api().router().routes()) {
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
        const std::string method{name_of(route.method)};
        for (const auto* who : {"operator", "board_a", "vendor_a", "owner_a", "helper_a", "provider"}) {
            if (!may(who, route)) continue;
            CAPTURE(route.pattern, who);
            const auto path = path_for(route.pattern, world, true);
            const auto status = world.house.call(method, path, world.tokens.at(who)).status;
            CHECK(status != 401);
            CHECK(status != 403);
            const bool names_a_place =
                path != route.pattern && route.pattern.find("/tile/") == std::string::npos;
            if (names_a_place) CHECK(status == 200);
            ++checked;
        }
    }
    CHECK(checked >= 25);
}

TEST_CASE("what belongs to another market or stall looks like what does not exist, byte for byte",
          "[gateway][access]") {
    TwoMarkets world;
    std::size_t checked = 0;
    for (const auto& route : world.house.api().router().routes()) {
        const bool has_owner = route.pattern.find('{') != std::string::npos ||
                               route.pattern.starts_with("/v1/reports/") ||
                               route.pattern == "/v1/payment-requests";
        if (!has_owner || !asks_who(route) || route.pattern.starts_with("/v1/tokens") ||
            route.pattern.starts_with("/tile/"))
            continue;
        const std::string method{name_of(route.method)};
        for (const auto* who : {"board_b", "vendor_b", "owner_b", "helper_b"}) {
            if (!may(who, route)) continue;
            CAPTURE(method, route.pattern, who);
            const auto token = world.tokens.at(who);
            const bool csv = route.pattern.ends_with(":import");
            const Fields fields = csv ? Fields{{"Content-Type", "text/csv"}} : Fields{};
            const auto body = [&](bool exists) {
                return csv                        ? std::string{"code\nA\n"}
                       : route.body_bytes_max > 0 ? body_for(route, world, exists)
                                                  : std::string{};
            };
            const auto foreign =
                world.house.call(method, path_for(route.pattern, world, true), token, body(true), fields);
            const auto missing =
                world.house.call(method, path_for(route.pattern, world, false), token, body(false), fields);
            CHECK(foreign.status == 404);
            CHECK(missing.status == 404);
            CHECK(foreign.body == missing.body);
            ++checked;
        }
    }
    CHECK(checked >= 15);
}

TEST_CASE("lists hold only what the caller may see", "[gateway][access]") {
    TwoMarkets world;
    world.transfer("x-2", world.stall_b);
    world.house.send(world.house.notice("x-3", "khong ma"));
    const auto count = [&](const std::string& path, const std::string& who) {
        return world.house.get(path, world.tokens.at(who)).json()["items"].size();
    };
    CHECK(count("/v1/transfers", "operator") == 3);
    CHECK(count("/v1/transfers", "board_a") == 1);
    CHECK(count("/v1/transfers", "vendor_a") == 1);
    CHECK(count("/v1/transfers?status=unmatched", "board_a") == 0);
    CHECK(count("/v1/markets", "operator") == 2);
    CHECK(count("/v1/markets", "board_b") == 1);
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
