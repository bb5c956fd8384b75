#include "api/bodies.hpp"
#include "api/routes/routes.hpp"
#include "api/routes/todays.hpp"
#include "api/views.hpp"
#include "problem/problem.hpp"

// A stall's own figures: what is no sale, what went back, what came in cash. Nobody else reads them
// (docs/decisions/0315).
namespace choqr::gateway {
namespace {

namespace net = http::net;
using book::AsideReason;
using http::Method;
using http::Response;

constexpr std::chrono::days cash_listed_max{400};

// ---- What is no sale

std::optional<AsideReason> read_reason(const http::Request& request, Response& refusal) {
    const auto body = json_body(request, refusal);
    if (!body) return std::nullopt;
    json::Complaint complaint;
    const json::Fields fields{*body, complaint};
    fields.only({"reason"});
    const auto index = fields.one_of("reason", {"cash_exchange", "mistake", "family"});
    if (!complaint) return static_cast<AsideReason>(*index);
    refusal = problem(*complaint);
    return std::nullopt;
}

Response aside_answer(const TransferPorts& ports, TransferId id, StallId stall) {
    const auto reason = ports.reports.set_aside(id, stall).value();
    json::Writer json;
    json.begin_object().field("transfer_id", id.text()).field("stall_id", stall.text());
    json.field("not_sales", reason ? std::optional{book::name_of(*reason)} : std::nullopt).end_object();
    return json_answer(std::move(json));
}

/// A transfer of the caller's own stall.
struct Own {
    StallId stall;
    TransferId transfer;
};

net::awaitable<std::optional<Own>> find_own(TransferPorts ports, const Call& call, Response& refusal) {
    const auto id = TransferId::parse(call.values[0]);
    std::optional<Own> own;
    auto look_up = [ports, &call, &own, &id] {
        const auto stall = calling_stall(ports.api, call, std::nullopt);
        const auto now = ports.clock.now();
        if (stall && id && seen_transfer(call.who(), ports.reports, *stall, *id, now))
            own = Own{stall->id, *id};
    };
    auto unread = co_await ports.api.read_into(call, std::move(look_up));
    if (unread)
        refusal = *std::move(unread);
    else if (!own)
        refusal = problem("transfer_not_found");
    co_return own;
}

net::awaitable<Response> say_of(TransferPorts ports, const Call& call, std::optional<AsideReason> reason) {
    Response refusal;
    const auto own = co_await find_own(ports, call, refusal);
    if (!own) co_return refusal;
    book::Ask ask = book::SetTransferAside{own->transfer, own->stall, reason};
    auto render = [ports, own = *own](Api::Done) { return aside_answer(ports, own.transfer, own.stall); };
    auto response = co_await ports.api.execute(call, std::move(ask), std::move(render));
    co_return response;
}

net::awaitable<Response> set_aside(TransferPorts ports, const Call& call) {
    Response refusal;
    const auto reason = read_reason(call.request, refusal);
    if (!reason) co_return refusal;
    auto response = co_await say_of(ports, call, reason);
    co_return response;
}

// ---- What went back

constexpr std::string_view warning_of(std::optional<bool> to_sender) {
    return to_sender ? "not_the_senders_account" : "unknown_account";
}

void write_refund(json::Writer& json, const reports::RefundRow& refund) {
    json.begin_object().field("incoming_id", refund.incoming.text());
    json.field("outgoing_id", refund.outgoing.text()).field("amount", refund.amount.dong());
    const bool is_fine = refund.to_sender == true;
    json.field("warning", is_fine ? std::nullopt : std::optional{warning_of(refund.to_sender)}).end_object();
}

Response refund_answer(const TransferPorts& ports, TransferId outgoing) {
    json::Writer json;
    write_refund(json, ports.reports.refund(outgoing).value().value());
    return json_answer(std::move(json));
}

net::awaitable<Response> link_refund(TransferPorts ports, const Call& call) {
    Response refusal;
    const auto body = json_body(call.request, refusal);
    if (!body) co_return refusal;
    json::Complaint complaint;
    const json::Fields fields{*body, complaint};
    fields.only({"outgoing_id"});
    const auto text = fields.text("outgoing_id", 32);
    if (complaint) co_return problem(*complaint);
    const auto outgoing = TransferId::parse(*text);
    if (!outgoing) co_return problem("transfer_not_found", {}, "outgoing_id");
    const auto own = co_await find_own(ports, call, refusal);
    if (!own) co_return refusal;
    book::Ask ask = book::LinkRefund{own->stall, own->transfer, *outgoing};
    auto render = [ports, outgoing = *outgoing](Api::Done) { return refund_answer(ports, outgoing); };
    auto response = co_await ports.api.execute(call, std::move(ask), std::move(render));
    co_return response;
}

constexpr std::size_t spent_max = 100;

Response list_spent(const TransferPorts& ports, const Call& call) {
    const auto stall = ports.api.visible_stall(call, call.values[0]);
    if (!stall) return problem("stall_not_found");
    const auto rows = ports.reports.spent(stall->id, ports.clock.now(), spent_max).value();
    return list_answer(
        rows, spent_max,
        [](json::Writer& json, const reports::SpentRow& row) {
            json.begin_object().field("id", row.id.text()).field("amount", row.amount.dong());
            json.field("booked_at", format_rfc3339(row.booked_at));
            json.field("payee_account_tail", row.payee_account_tail).end_object();
        },
        [](const auto& row) { return row.id.value(); });
}

// ---- Cash

void write_cash(json::Writer& json, const reports::CashRow& row) {
    json.begin_object().field("date", format_day(row.date)).field("amount", row.amount.dong());
    json.field("declared_at", format_rfc3339(row.declared_at)).end_object();
}

Response not_of_today() { return problem("forbidden", "This device sees the stall's today.", "date"); }

/// The stall of the address, and that the caller may speak of these days of it.
std::optional<merchants::Stall> stall_on(const TransferPorts& ports, const Call& call, Day from, Day to,
                                         Response& refusal) {
    auto stall = ports.api.visible_stall(call, call.values[0]);
    const auto now = ports.clock.now();
    if (!stall)
        refusal = problem("stall_not_found");
    else if (sees(call.who(), ports.reports, *stall, from, now) &&
             sees(call.who(), ports.reports, *stall, to, now))
        return stall;
    else
        refusal = not_of_today();
    return std::nullopt;
}

net::awaitable<Response> declare_cash(TransferPorts ports, const Call& call) {
    const auto date = parse_day(call.values[1]);
    if (!date) co_return problem("invalid_parameter", "The day is a date, YYYY-MM-DD.", "date");
    Response refusal;
    const auto body = json_body(call.request, refusal);
    if (!body) co_return refusal;
    json::Complaint complaint;
    const json::Fields fields{*body, complaint};
    fields.only({"amount"});
    const auto amount = fields.integer("amount", 0, book::DeclareCash::amount_max.dong());
    if (complaint) co_return problem(*complaint);
    std::optional<merchants::Stall> stall;
    auto look_up = [ports, &call, &stall, &date, &refusal] {
        stall = stall_on(ports, call, *date, *date, refusal);
    };
    auto unread = co_await ports.api.read_into(call, std::move(look_up));
    if (unread) co_return *std::move(unread);
    if (!stall) co_return refusal;
    book::Ask ask = book::DeclareCash{stall->id, *date, Vnd::of(*amount)};
    auto render = [ports, stall = stall->id, date = *date](Api::Done) {
        const auto rows = ports.reports.cash(stall, date, date).value();
        json::Writer json;
        if (rows.empty())  // Erased a moment ago.
            json.begin_object().end_object();
        else
            write_cash(json, rows.front());
        return json_answer(std::move(json));
    };
    auto response = co_await ports.api.execute(call, std::move(ask), std::move(render));
    co_return response;
}

std::optional<Day> day_in(const http::Request& request, std::string_view name, Response& refusal) {
    std::optional<Response> wrong;
    const auto text = parameter(request, name, wrong);
    const auto day = text ? parse_day(*text) : std::nullopt;
    if (wrong)
        refusal = *std::move(wrong);
    else if (!day)
        refusal = problem("invalid_parameter", std::string{name} + " is a date, YYYY-MM-DD.", name);
    else
        return day;
    return std::nullopt;
}

Response list_cash(const TransferPorts& ports, const Call& call) {
    Response refusal;
    const auto from = day_in(call.request, "from", refusal);
    const auto to = from ? day_in(call.request, "to", refusal) : std::nullopt;
    if (!to) return refusal;
    const auto days = std::chrono::sys_days{*to} - std::chrono::sys_days{*from};
    if (days < std::chrono::days{0} || days > cash_listed_max)
        return problem("invalid_parameter", "from is not after to, and at most 400 days before it.", "from");
    const auto stall = stall_on(ports, call, *from, *to, refusal);
    if (!stall) return refusal;
    json::Writer json;
    json.begin_object().key("items").begin_array();
    for (const auto& row : ports.reports.cash(stall->id, *from, *to).value()) write_cash(json, row);
    json.end_array().end_object();
    return json_answer(std::move(json));
}

// ---- The day

void write_figure(json::Writer& json, std::string_view name, const reports::CountAndSum& figure) {
    json.key(name).begin_object().field("count", figure.count).field("amount", figure.amount.dong());
    json.end_object();
}

// What was said of single payments, so that a screen that is opened anew knows it.
void write_said(json::Writer& json, const reports::OwnDay& day) {
    json.key("not_sales").begin_array();
    for (const auto& aside : day.all_aside)
        json.begin_object()
            .field("transfer_id", aside.transfer.text())
            .field("reason", book::name_of(aside.reason))
            .end_object();
    json.end_array().key("refunded").begin_array();
    for (const auto& refund : day.all_refunds) write_refund(json, refund);
    json.end_array();
}

Response show_day(const TransferPorts& ports, const Call& call) {
    Response refusal;
    const auto date = day_in(call.request, "date", refusal);
    if (!date) return refusal;
    const auto stall = stall_on(ports, call, *date, *date, refusal);
    if (!stall) return refusal;
    const auto day = ports.reports.own_day(stall->id, *date).value();
    json::Writer json;
    json.begin_object().field("stall_id", stall->id.text()).field("date", format_day(*date));
    write_figure(json, "received", day.received);
    write_figure(json, "set_aside", day.set_aside);
    write_figure(json, "refunds", day.refunds);
    json.field("cash", day.cash ? std::optional{day.cash->amount.dong()} : std::nullopt);
    json.field("sales", day.sales());
    write_said(json, day);
    json.end_object();
    return json_answer(std::move(json));
}

}  // namespace

void add_sales_routes(const TransferPorts& ports) {
    ports.api.add(Method::post, "/v1/transfers/{id}/not-sales",
                  taking({calling_stall_parameter},
                         {Capability::own_sales, json_body_bytes_max,
                          "Say why a payment to one's own stall is no sale; it stays a payment"}),
                  [ports](const Call& call) { return set_aside(ports, call); });
    ports.api.add(Method::delete_, "/v1/transfers/{id}/not-sales",
                  taking({calling_stall_parameter}, {Capability::own_sales, 0, "It is a sale after all"}),
                  [ports](const Call& call) { return say_of(ports, call, std::nullopt); });
    ports.api.add(Method::post, "/v1/transfers/{id}/refund",
                  taking({calling_stall_parameter},
                         {Capability::link_refunds, json_body_bytes_max,
                          "Say that money which left the account (outgoing_id) went back for this payment"}),
                  [ports](const Call& call) { return link_refund(ports, call); });
    ports.api.add(Method::get, "/v1/stalls/{id}/outgoing",
                  {Capability::link_refunds, 0,
                   "What left the stall's account and went back to nobody yet: the newest 100 of 92 days"},
                  [ports](const Call& call) {
                      return ports.api.read(call, [ports, &call] { return list_spent(ports, call); });
                  });
    ports.api.add(Method::put, "/v1/stalls/{id}/cash/{date}",
                  {Capability::own_sales, json_body_bytes_max,
                   "What came in cash on a day, all told: today or one of the seven days before"},
                  [ports](const Call& call) { return declare_cash(ports, call); });
    ports.api.add(Method::get, "/v1/stalls/{id}/cash",
                  taking({{"from", "First day, YYYY-MM-DD"}, {"to", "Last day, YYYY-MM-DD"}},
                         {Capability::own_sales, 0, "What the stall said that came in cash, by day"}),
                  [ports](const Call& call) {
                      return ports.api.read(call, [ports, &call] { return list_cash(ports, call); });
                  });
    ports.api.add(Method::get, "/v1/stalls/{id}/own-day",
                  taking({{"date", "Business day, YYYY-MM-DD"}},
                         {Capability::own_sales, 0,
                          "A stall's own day: received, set aside, refunds, cash; sales is what remains"}),
                  [ports](const Call& call) {
                      return ports.api.read(call, [ports, &call] { return show_day(ports, call); });
                  });
}

}  // namespace choqr::gateway
