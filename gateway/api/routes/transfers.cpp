#include <charconv>

#include "api/bodies.hpp"
#include "api/routes/routes.hpp"
#include "api/views.hpp"
#include "problem/problem.hpp"

// What was recorded, and where a person says an unmatched transfer belongs.
namespace choqr::gateway {
namespace {

namespace net = http::net;
using http::Method;
using http::Response;

std::optional<book::TransferStatus> parse_status(std::string_view text) {
    using enum book::TransferStatus;
    for (const auto status : {matched, unmatched, assigned, reversed, outgoing})
        if (book::name_of(status) == text) return status;
    return std::nullopt;
}

std::optional<std::uint64_t> parse_sequence(std::string_view text) {
    std::uint64_t value = 0;
    const auto parsed = std::from_chars(text.data(), text.data() + text.size(), value);
    if (text.empty() || parsed.ec != std::errc{} || parsed.ptr != text.data() + text.size() ||
        value > INT64_MAX)
        return std::nullopt;
    return value;
}

// Of the only stall that the caller reaches.
Day today_of(const TransferPorts& ports, StallId id) {
    const auto stall = ports.reports.stall(id).value();
    const auto market = stall ? ports.reports.market(stall->market).value() : std::nullopt;
    return business_day(ports.clock.now(), market ? market->business_day_cutoff : std::chrono::minutes{0});
}

// Whoever helps for a day learns nothing of the others.
bool is_kept_to_today(const TransferPorts& ports, const Principal& caller, reports::TransferFilter& filter) {
    if (caller.may(Capability::see_past_days) || !caller.scope.stall) return true;
    const auto today = today_of(ports, *caller.scope.stall);
    if (filter.day && *filter.day != today) return false;
    filter.day = today;
    return true;
}

// What the query asks for, cut down to what the caller may see.
std::optional<reports::TransferFilter> filter_of(const TransferPorts& ports, const Call& call,
                                                 Response& answer) {
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
    filter.stall = caller.scope.stall;
    filter.market = caller.scope.market;
    if (!caller.reaches_everything() && !filter.stall && !filter.market) {
        answer = problem("forbidden");
        return std::nullopt;
    }
    if (stall) {
        const auto visible = ports.api.visible_stall(call, *stall);
        if (!visible) {
            answer = problem("stall_not_found", {}, "stall_id");
            return std::nullopt;
        }
        filter.stall = visible->id;
    }
    if (market) {
        const auto visible = ports.api.visible_market(call, *market);
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
    if (!is_kept_to_today(ports, caller, filter)) {
        answer = problem("forbidden", "This device sees the payments of today.", "day");
        return std::nullopt;
    }
    if (order && *order != "newest" && *order != "oldest")
        return refuse("order is oldest or newest.", "order");
    filter.newest_first = order == "newest";
    if (after) {
        const auto sequence = parse_sequence(*after);
        if (!sequence) return refuse("after is a sequence, a whole number.", "after");
        filter.after = Sequence{*sequence};
    }
    if (cursor && filter.newest_first)
        filter.before = Sequence{*cursor};
    else if (cursor)
        filter.after = std::max(filter.after.value_or(Sequence{0}), Sequence{*cursor});
    return filter;
}

Response list_transfers(const TransferPorts& ports, const Call& call) {
    Response answer;
    const auto filter = filter_of(ports, call, answer);
    if (!filter) return answer;
    const auto rows = ports.reports.transfers(*filter).value();
    const auto reader = reader_of(call.who());
    return list_answer(
        rows, filter->limit - 1,
        [reader](json::Writer& json, const auto& row) { write(json, row, disclosed(row, reader)); },
        [](const auto& row) { return row.sequence.value(); });
}

// Among those that the list shows this caller.
bool is_listed(const TransferPorts& ports, const Principal& caller, const reports::TransferRow& row) {
    if (caller.may(Capability::see_past_days)) return true;
    reports::TransferFilter filter;
    filter.stall = row.stall;
    filter.after = Sequence{row.sequence.value() - 1};
    filter.limit = 1;
    is_kept_to_today(ports, caller, filter);
    const auto rows = ports.reports.transfers(filter).value();
    return !rows.empty() && rows.front().id == row.id;
}

// An operator sees all; others what stands at a stall that they see.
std::optional<reports::TransferRow> visible_transfer(const TransferPorts& ports, const Call& call) {
    const auto id = TransferId::parse(call.values[0]);
    auto row = id ? ports.reports.transfer(*id).value() : std::nullopt;
    if (!row || call.who().reaches_everything()) return row;
    if (!row->stall || !ports.api.visible_stall(call, row->stall->text())) return std::nullopt;
    return is_listed(ports, call.who(), *row) ? row : std::nullopt;
}

Response show_transfer(const TransferPorts& ports, const Call& call) {
    const auto row = visible_transfer(ports, call);
    if (!row) return problem("transfer_not_found");
    json::Writer json;
    write(json, *row, disclosed(*row, reader_of(call.who())), ports.reports.evidence(row->id).value());
    return json_answer(std::move(json));
}

net::awaitable<Response> assign_transfer(TransferPorts ports, const Call& call) {
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
    book::Ask ask = book::AssignTransfer{*transfer, *stall, std::move(reason)};
    auto render = [ports, id = *transfer, reader = reader_of(call.who())](Api::Done) {
        json::Writer json;
        const auto row = ports.reports.transfer(id).value().value();
        write(json, row, disclosed(row, reader));
        return json_answer(std::move(json));
    };
    auto response = co_await ports.api.execute(call, std::move(ask), std::move(render));
    co_return response;
}

}  // namespace

void add_transfer_routes(const TransferPorts& ports) {
    ports.api.add(Method::get, "/v1/transfers",
                  taking({{"stall_id", "Only a stall's"},
                          {"market_id", "Only a market's"},
                          {"status", "matched, unmatched, assigned, reversed or outgoing"},
                          {"day", "Only those booked on this business day, YYYY-MM-DD"},
                          {"after", "Only those recorded behind this sequence"},
                          {"order", "newest: the latest first"},
                          limit_parameter,
                          cursor_parameter},
                         {Capability::see_transfers, 0, "List transfers, oldest first"}),
                  [ports](const Call& call) {
                      return ports.api.read(call, [ports, &call] { return list_transfers(ports, call); });
                  });
    ports.api.add(Method::get, "/v1/transfers/{id}", {Capability::see_transfers, 0, "One transfer"},
                  [ports](const Call& call) {
                      return ports.api.read(call, [ports, &call] { return show_transfer(ports, call); });
                  });
    ports.api.add(
        Method::post, "/v1/transfers/{id}/assign",
        {Capability::assign_transfers, json_body_bytes_max, "Say where an unmatched transfer belongs"},
        [ports](const Call& call) { return assign_transfer(ports, call); });
}

}  // namespace choqr::gateway
