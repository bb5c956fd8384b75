#include <charconv>

#include "gateway/problem.hpp"
#include "gateway/routes/bodies.hpp"
#include "gateway/routes/views.hpp"

// What was recorded, and where a person says an unmatched transfer belongs.
namespace choqr::gateway {
namespace {

namespace net = http::net;
using http::Method;
using http::Response;

bool sees_content(const Caller& caller) { return !caller.is(book::Role::board); }

std::optional<book::TransferStatus> parse_status(std::string_view text) {
    using enum book::TransferStatus;
    for (const auto status : {matched, unmatched, assigned, reversed, outgoing})
        if (book::name_of(status) == text) return status;
    return std::nullopt;
}

std::optional<std::uint64_t> parse_sequence(std::string_view text) {
    std::uint64_t value = 0;
    const auto parsed = std::from_chars(text.data(), text.data() + text.size(), value);
    if (text.empty() || parsed.ec != std::errc{} || parsed.ptr != text.data() + text.size() || value > INT64_MAX) return std::nullopt;
    return value;
}

// What the query asks for, cut down to what the caller may see.
std::optional<reports::TransferFilter> filter_of(Api& api, const Call& call, Response& answer) {
    std::optional<Response> wrong;
    const auto stall = parameter(call.request, "stall_id", wrong);
    const auto market = parameter(call.request, "market_id", wrong);
    const auto status = parameter(call.request, "status", wrong);
    const auto day = parameter(call.request, "day", wrong);
    const auto after = parameter(call.request, "after", wrong);
    const auto order = parameter(call.request, "order", wrong);
    if (wrong) {
        answer = *std::move(wrong);
        return std::nullopt;
    }
    const auto page = page_query(call.request, answer);
    if (!page) return std::nullopt;
    const auto cursor = page->after;
    reports::TransferFilter filter;
    filter.limit = page->limit + 1;
    const auto& caller = call.who();
    if (caller.is(book::Role::vendor)) filter.stall = caller.token.stall;
    if (caller.is(book::Role::board)) filter.market = caller.token.market;
    if (stall) {
        const auto visible = api.visible_stall(call, *stall);
        if (!visible) {
            answer = problem("stall_not_found", {}, "stall_id");
            return std::nullopt;
        }
        filter.stall = visible->id;
    }
    if (market) {
        const auto visible = api.visible_market(call, *market);
        if (!visible) {
            answer = problem("market_not_found", {}, "market_id");
            return std::nullopt;
        }
        filter.market = visible->id;
    }
    const auto refuse = [&answer](std::string_view detail, std::string_view field) {
        answer = problem("invalid_parameter", detail, field);
        return std::nullopt;
    };
    if (status && !(filter.status = parse_status(*status)))
        return refuse("status is matched, unmatched, assigned, reversed or outgoing.", "status");
    if (day && !(filter.day = parse_day(*day))) return refuse("day is a date, YYYY-MM-DD.", "day");
    if (order && *order != "newest" && *order != "oldest") return refuse("order is oldest or newest.", "order");
    filter.newest_first = order == "newest";
    if (after) {
        const auto sequence = parse_sequence(*after);
        if (!sequence) return refuse("after is a sequence, a whole number.", "after");
        filter.after = Sequence{*sequence};
    }
    if (cursor && filter.newest_first) filter.before = Sequence{*cursor};
    else if (cursor) filter.after = std::max(filter.after.value_or(Sequence{0}), Sequence{*cursor});
    return filter;
}

Response list_transfers(Api& api, const Call& call) {
    Response answer;
    const auto filter = filter_of(api, call, answer);
    if (!filter) return answer;
    const auto rows = api.services().reports.transfers(*filter).value();
    const bool content = sees_content(call.who());
    return list_answer(rows, filter->limit - 1, [content](JsonWriter& json, const auto& row) { write(json, row, content); },
                       [](const auto& row) { return row.sequence.value(); });
}

// An operator sees all; others what stands at a stall that they see.
std::optional<reports::TransferRow> visible_transfer(Api& api, const Call& call) {
    const auto id = TransferId::parse(call.values[0]);
    auto row = id ? api.services().reports.transfer(*id).value() : std::nullopt;
    if (!row || call.who().is(book::Role::operator_)) return row;
    if (!row->stall || !api.visible_stall(call, row->stall->text())) return std::nullopt;
    return row;
}

Response show_transfer(Api& api, const Call& call) {
    const auto row = visible_transfer(api, call);
    if (!row) return problem("transfer_not_found");
    JsonWriter json;
    write(json, *row, sees_content(call.who()));
    return json_answer(std::move(json));
}

net::awaitable<Response> assign_transfer(Api& api, const Call& call) {
    const auto transfer = TransferId::parse(call.values[0]);
    if (!transfer) co_return problem("transfer_not_found");
    Response refusal;
    const auto body = json_body(call.request, refusal);
    if (!body) co_return refusal;
    json::Complaint complaint;
    const json::Fields fields{*body, complaint};
    fields.only({"stall_id", "reason"});
    const auto stall_text = fields.text("stall_id", 32);
    auto reason = label(fields, "reason", 200).value_or("");
    if (complaint) co_return problem(*complaint);
    const auto stall = StallId::parse(*stall_text);
    if (!stall) co_return problem("stall_not_found", {}, "stall_id");
    book::Request request = book::AssignTransfer{*transfer, *stall, std::move(reason)};
    auto render = [&api, id = *transfer](Api::Done) {
        JsonWriter json;
        write(json, api.services().reports.transfer(id).value().value(), true);
        return json_answer(std::move(json));
    };
    auto response = co_await api.execute(call, std::move(request), std::move(render));
    co_return response;
}

}  // namespace

void add_transfer_routes(Api& api) {
    api.add(Method::get, "/v1/transfers",
            {people, 0, "List transfers, oldest first (order=newest turns it round)"},
            [&api](const Call& call) {
                return api.read(call, [&api, &call] { return list_transfers(api, call); });
            });
    api.add(Method::get, "/v1/transfers/{id}", {people, 0, "One transfer"}, [&api](const Call& call) {
        return api.read(call, [&api, &call] { return show_transfer(api, call); });
    });
    api.add(Method::post, "/v1/transfers/{id}/assign", {operators, json_body_bytes_max, "Say where an unmatched transfer belongs"},
            [&api](const Call& call) { return assign_transfer(api, call); });
}

}  // namespace choqr::gateway
