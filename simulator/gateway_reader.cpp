#include "simulator/gateway_reader.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "base/encoding.hpp"

namespace choqr::simulator {
namespace {

using namespace std::chrono_literals;

std::string text_of(const json::Value& object, std::string_view name) {
    const auto* value = object.find(name);
    if (value == nullptr) return {};
    if (const auto* text = value->string()) return *text;
    if (const auto* integer = value->integer()) return std::to_string(*integer);
    if (const auto* number = value->other_number()) return *number;
    return {};
}

std::int64_t integer_of(const json::Value& object, std::string_view name) {
    const auto* value = object.find(name);
    return value == nullptr || value->integer() == nullptr ? -1 : *value->integer();
}

// "04:30"; midnight when missing or odd.
std::chrono::minutes cutoff_of(const std::string& text) {
    if (text.size() != 5 || text[2] != ':') return {};
    return std::chrono::minutes{((text[0] - '0') * 10 + text[1] - '0') * 60 + (text[3] - '0') * 10 + text[4] -
                                '0'};
}

StallEntry stall_of(const json::Value& item) {
    StallEntry stall;
    stall.line = {text_of(item, "id"), text_of(item, "status") == "open", false};
    if (const auto* registered = item.find("registered");
        registered != nullptr && registered->boolean() != nullptr)
        stall.line.registered = *registered->boolean();
    stall.public_id = text_of(item, "public_id");
    stall.payload = text_of(item, "qr_payload");
    const auto* accounts = item.find("accounts");
    if (accounts != nullptr && accounts->array() != nullptr && !accounts->array()->empty()) {
        stall.bin = text_of(accounts->array()->front(), "bin");
        stall.account = text_of(accounts->array()->front(), "account_number");
    }
    return stall;
}

TransferLine transfer_of(const json::Value& item) {
    return {integer_of(item, "sequence"),
            text_of(item, "provider"),
            text_of(item, "provider_reference"),
            integer_of(item, "amount"),
            parse_rfc3339(text_of(item, "booked_at")).value_or(Instant{}),
            text_of(item, "stall_id"),
            text_of(item, "status")};
}

}  // namespace

GatewayReader::GatewayReader(world::HttpClient& client, const Options& options)
    : connection_{client, options.origin}, token_{options.token} {}

net::awaitable<std::string> GatewayReader::get(std::string target, bool with_token) {
    auto executor = co_await net::this_coro::executor;
    net::steady_timer timer{executor};
    const auto deadline = std::chrono::steady_clock::now() + 60s;
    for (;;) {
        HttpRequest request;
        request.target = target;
        if (with_token) request.headers.emplace_back("Authorization", "Bearer " + token_);
        auto reply = co_await connection_.call(std::move(request));
        if (reply.status == 200) co_return std::move(reply.body);
        if (reply.status != 0 && reply.status < 500 && reply.status != 429)
            throw Trouble{"GET " + target + " was answered with " + std::to_string(reply.status)};
        if (std::chrono::steady_clock::now() > deadline)
            throw Trouble{"the gateway did not answer GET " + target + " for 60 s"};
        timer.expires_after(200ms);
        const auto [error] = co_await timer.async_wait(net::as_tuple(net::use_awaitable));
        if (error) throw Trouble{"interrupted"};
    }
}

net::awaitable<json::Value> GatewayReader::get_json(std::string target) {
    const auto body = co_await get(target, true);
    auto document = json::parse(body);
    if (const auto* problem = std::get_if<json::Problem>(&document))
        throw Trouble{"GET " + target + ": " + problem->detail};
    co_return std::get<json::Value>(std::move(document));
}

net::awaitable<std::vector<json::Value>> GatewayReader::items(std::string target) {
    std::vector<json::Value> all;
    const auto first = target + (target.find('?') == target.npos ? "?limit=1000" : "&limit=1000");
    for (auto page = first;;) {
        const auto document = co_await get_json(page);
        const auto* list = document.find("items");
        if (list == nullptr || list->array() == nullptr) throw Trouble{"GET " + page + " has no items"};
        all.insert(all.end(), list->array()->begin(), list->array()->end());
        const auto cursor = text_of(document, "next_cursor");
        if (cursor.empty()) co_return all;
        page = first + "&cursor=" + url_encode(cursor);
    }
}

net::awaitable<MarketLine> GatewayReader::market(std::string wanted) {
    const auto markets = co_await items("/v1/markets");
    for (const auto& market : markets) {
        const auto id = text_of(market, "id");
        const bool only = wanted.empty() && markets.size() == 1;
        if (!only && (wanted.empty() || (id != wanted && text_of(market, "code") != wanted))) continue;
        MarketLine found{id, text_of(market, "name"), cutoff_of(text_of(market, "business_day_cutoff"))};
        co_return found;
    }
    throw Trouble{wanted.empty() ? "there is not exactly one market; choose one with --market"
                                 : "there is no market " + wanted};
}

net::awaitable<std::vector<StallEntry>> GatewayReader::stalls(std::string market_id) {
    const auto list = co_await items("/v1/markets/" + market_id + "/stalls");
    std::vector<StallEntry> stalls;
    for (const auto& item : list) stalls.push_back(stall_of(item));
    co_return stalls;
}

net::awaitable<std::string> GatewayReader::picture(std::string public_id) {
    return get("/q/" + public_id + ".png", false);
}

net::awaitable<std::vector<TransferLine>> GatewayReader::transfers() {
    const auto list = co_await items("/v1/transfers");
    std::vector<TransferLine> transfers;
    for (const auto& item : list) transfers.push_back(transfer_of(item));
    co_return transfers;
}

net::awaitable<ReportLine> GatewayReader::report(std::string market_id, Day day) {
    const auto document =
        co_await get_json("/v1/reports/daily?market_id=" + market_id + "&date=" + format_day(day));
    ReportLine report{day, {}};
    for (const auto* name : {"total_stalls", "registered", "registration_rate", "active", "transactions",
                             "amount", "per_active_stall", "per_registered_stall"})
        report.numbers[name] = text_of(document, name);
    co_return report;
}

}  // namespace choqr::simulator
