#include "cli/demo_market.hpp"

#include <filesystem>

#include "cli/demo_files.hpp"
#include "json/writer.hpp"
#include "world/directory.hpp"

namespace choqr::gateway {
namespace {

const json::Value::Array& items_of(const json::Value& list) {
    const auto* items = list.find("items");
    if (items == nullptr || items->array() == nullptr)
        throw std::runtime_error{"the gateway's list has no items"};
    return *items->array();
}

std::string market_with_stalls(const Target& target) {
    const auto list = call_json(target, "GET", "/v1/markets?limit=1000");
    for (const auto& market : items_of(list))
        if (text_member(market, "code") == demo_files::market_code) return text_member(market, "id");
    const auto made = call_json(target, "POST", "/v1/markets", "application/json", demo_files::market);
    auto id = text_member(made, "id");
    call_json(target, "POST", "/v1/markets/" + id + "/stalls:import?dry_run=false", "text/csv",
              demo_files::stalls);
    return id;
}

// The first that has a vendor and an account.
void choose_stall(const Target& target, DemoMarket& market) {
    const auto list = call_json(target, "GET", "/v1/markets/" + market.id + "/stalls?limit=1000");
    for (const auto& stall : items_of(list)) {
        const auto* registered = stall.find("registered");
        if (registered == nullptr || registered->boolean() == nullptr || !*registered->boolean()) continue;
        market.stall = text_member(stall, "id");
        market.stall_public_id = text_member(stall, "public_id");
        market.stall_code = text_member(stall, "code");
        return;
    }
    throw std::runtime_error{"no stall of the demonstration's market is registered"};
}

bool is_taken(const Target& target, const std::string& token) {
    return call({target.origin, token}, "GET", "/v1/me").status == 200;
}

/// Of those that an earlier start kept; an empty text for each that is gone.
std::string kept_token(const Target& target, const json::Value& kept, std::string_view name) {
    const auto* found = kept.find(name);
    const bool is_there = found != nullptr && found->string() != nullptr && !found->string()->empty();
    return is_there && is_taken(target, *found->string()) ? *found->string() : std::string{};
}

std::string new_token(const Target& target, std::string_view role, std::string_view place,
                      const std::string& id) {
    json::Writer json;
    json.begin_object().field("role", role).field(place, id).field("label", "demo").end_object();
    return text_member(call_json(target, "POST", "/v1/tokens", "application/json", json.take()), "token");
}

json::Value read_kept(const std::string& file) {
    if (!std::filesystem::exists(file)) return {};
    auto parsed = json::parse(read_whole_file(file));
    auto* value = std::get_if<json::Value>(&parsed);
    return value == nullptr ? json::Value{} : std::move(*value);
}

void keep(const std::string& folder, const DemoMarket& market) {
    json::Writer json;
    json.begin_object()
        .field("stall", market.stall)
        .field("vendor", market.vendor_token)
        .field("board", market.board_token)
        .field("volunteer", market.volunteer_token)
        .end_object();
    auto directory = world::PosixDirectory::open(folder);
    if (!directory) throw std::runtime_error{folder + ": " + directory.error().message()};
    const auto written =
        (*directory)->replace_file("demo.json", json.take() + "\n", world::Permission::owner_only);
    if (!written) throw std::runtime_error{folder + "/demo.json: " + written.error().message()};
}

void take_tokens(const Target& target, const json::Value& kept, DemoMarket& market) {
    const auto* stall = kept.find("stall");
    const bool is_same = stall != nullptr && stall->string() != nullptr && *stall->string() == market.stall;
    if (is_same) market.vendor_token = kept_token(target, kept, "vendor");
    market.board_token = kept_token(target, kept, "board");
    market.volunteer_token = kept_token(target, kept, "volunteer");
    if (market.vendor_token.empty())
        market.vendor_token = new_token(target, "vendor", "stall_id", market.stall);
    if (market.board_token.empty()) market.board_token = new_token(target, "board", "market_id", market.id);
    if (market.volunteer_token.empty())
        market.volunteer_token = new_token(target, "volunteer", "market_id", market.id);
}

}  // namespace

std::string text_member(const json::Value& value, std::string_view name) {
    const auto* found = value.find(name);
    if (found == nullptr || found->string() == nullptr)
        throw std::runtime_error{"the gateway's answer has no " + std::string{name}};
    return *found->string();
}

DemoMarket demo_market(const Target& operator_, const std::string& folder) {
    DemoMarket market;
    market.id = market_with_stalls(operator_);
    choose_stall(operator_, market);
    take_tokens(operator_, read_kept(folder + "/demo.json"), market);
    keep(folder, market);
    return market;
}

}  // namespace choqr::gateway
