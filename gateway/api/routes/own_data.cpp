#include "api/consent_views.hpp"
#include "api/request_members.hpp"
#include "api/routes/own_data_csv.hpp"
#include "api/routes/routes.hpp"
#include "api/views.hpp"
#include "problem/problem.hpp"
#include "qr/card_number.hpp"

// All that choqr holds of a vendor, for the vendor: the first page says what they are, each page the payments
// in order (docs/decisions/0636).
namespace choqr::gateway {
namespace {

using http::Method;
using http::Response;

constexpr std::size_t page_default = 1000;
constexpr std::size_t requests_max = 10'000;  ///< The newest; more are said to be there.

struct Asked {
    bool as_csv = false;
    std::size_t limit = page_default;
    std::optional<Sequence> after;
};

std::optional<Asked> read_query(const http::Request& request, Response& refusal) {
    std::optional<Response> wrong;
    const auto format = parameter(request, "format", wrong);
    if (!wrong && format && *format != "json" && *format != "csv")
        wrong = problem("invalid_parameter", "format is json or csv.", "format");
    if (wrong) {
        refusal = *std::move(wrong);
        return std::nullopt;
    }
    const auto page = page_query(request, refusal);
    if (!page) return std::nullopt;
    Asked asked{format == "csv", page->limit, {}};
    if (page->after) asked.after = Sequence{*page->after};
    return asked;
}

std::vector<reports::TransferRow> payments_of(const OwnDataPorts& ports, const merchants::Stall& stall,
                                              const Asked& asked) {
    reports::TransferFilter filter;
    filter.stall = stall.id;
    filter.after = asked.after;
    filter.limit = asked.limit + 1;
    return ports.reports.transfers(filter).value();
}

// ---- JSON

void write(json::Writer& json, const reports::AccountRow& row) {
    const auto& account = row.account;
    json.begin_object().field("bin", account.bin.text()).field("account_number", account.number.text());
    json.field("account_name", account.name).field("kind", book::name_of(account.kind));
    json.field("added_at", format_rfc3339(row.added_at));
    json.field("removed_at", row.removed_at ? std::optional{format_rfc3339(*row.removed_at)} : std::nullopt);
    json.end_object();
}

void write_device(json::Writer& json, const OwnDataPorts& ports, const reports::DeviceRow& device) {
    const auto seen = ports.devices.last_seen.of(device.id);
    json.begin_object().field("id", device.id.text()).field("name", device.name);
    json.field("role", book::name_of(device.role)).field("paired_at", format_rfc3339(device.paired_at));
    json.field("last_seen_at", seen ? std::optional{format_rfc3339(*seen)} : std::nullopt);
    json.field("revoked", device.revoked).end_object();
}

template <class Rows, class Each>
void write_list(json::Writer& json, std::string_view name, const Rows& rows, Each each) {
    json.key(name).begin_array();
    for (const auto& row : rows) each(row);
    json.end_array();
}

void write_details(json::Writer& json, const OwnDataPorts& ports, const Call& call,
                   const merchants::Stall& stall) {
    const auto& reports = ports.reports;
    json.key("stall");
    write(json, shown_to(call.who(), stall), ports.public_ids);
    write_list(json, "accounts", reports.accounts(stall.id).value(),
               [&](const auto& row) { write(json, row); });
    write_list(json, "devices", reports.devices(stall.id, reports::Revoked::with).value(),
               [&](const auto& row) { write_device(json, ports, row); });
    write_list(json, "consents", reports.consents(stall.id).value(),
               [&](const auto& row) { gateway::write(json, row); });
    write_list(json, "visits", reports.visits_at(stall.id).value(),
               [&](const auto& row) { gateway::write(json, row.visit); });
    json.key("owner_consents");
    write_owners(json, stall, reports.owner_consents(stall.id).value(), ports.clock.now());
    json.key("erasure");
    const auto erasure = stall.vendor ? reports.erasure(stall.vendor->id).value() : std::nullopt;
    if (erasure)
        gateway::write(json, *erasure);
    else
        json.null();
    auto requests = reports.payment_requests(stall.id, requests_max + 1).value();
    json.field("payment_requests_cut", requests.size() > requests_max);
    if (requests.size() > requests_max) requests.pop_back();
    write_list(json, "payment_requests", requests, [&](const merchants::PaymentRequest& row) {
        json.begin_object();
        write_members(json, row, stall);
        json.end_object();
    });
}

// Cash is the stall's own: no operator reads it here either.
std::vector<reports::CashRow> cash_of(const OwnDataPorts& ports, const Call& call,
                                      const merchants::Stall& stall) {
    if (!call.who().may(Capability::own_sales)) return {};
    const Day first{std::chrono::sys_days{}}, last{std::chrono::sys_days{std::chrono::days{2'932'896}}};
    return ports.reports.cash(stall.id, first, last).value();
}

void write_sales(json::Writer& json, const OwnDataPorts& ports, const Call& call,
                 const merchants::Stall& stall) {
    write_list(json, "not_sales", ports.reports.all_set_aside(stall.id).value(), [&](const auto& row) {
        json.begin_object().field("transfer_id", row.transfer.text());
        json.field("reason", book::name_of(row.reason)).end_object();
    });
    write_list(json, "refunds", ports.reports.all_refunds(stall.id).value(), [&](const auto& row) {
        json.begin_object().field("incoming_id", row.incoming.text());
        json.field("outgoing_id", row.outgoing.text()).field("amount", row.amount.dong()).end_object();
    });
    write_list(json, "cash", cash_of(ports, call, stall), [&](const auto& row) {
        json.begin_object().field("date", format_day(row.date)).field("amount", row.amount.dong());
        json.field("declared_at", format_rfc3339(row.declared_at)).end_object();
    });
}

Response as_json(const OwnDataPorts& ports, const Call& call, const merchants::Stall& stall,
                 const Asked& asked) {
    const auto payments = payments_of(ports, stall, asked);
    const auto shown = std::min(payments.size(), asked.limit);
    json::Writer json;
    json.begin_object().field("exported_at", format_rfc3339(ports.clock.now()));
    if (!asked.after) {
        write_details(json, ports, call, stall);
        write_sales(json, ports, call, stall);
    }
    json.key("transfers").begin_array();
    for (std::size_t i = 0; i < shown; ++i)
        gateway::write(json, payments[i], disclosed(payments[i], statistics::Reader::of_money));
    json.end_array();
    json.field("next_cursor", payments.size() > shown
                                  ? std::optional{cursor_of(payments[shown - 1].sequence.value())}
                                  : std::nullopt);
    json.end_object();
    return json_answer(std::move(json));
}

// ---- CSV: one kind of row for all

std::string at(Instant instant) { return format_rfc3339(instant); }

void add_details(OwnDataCsv& csv, const OwnDataPorts& ports, const merchants::Stall& stall) {
    csv.add({"stall", {}, "code", stall.code});
    csv.add({"stall", {}, "zone", stall.zone});
    csv.add({"stall", {}, "goods", stall.goods});
    csv.add({"stall", {}, "stall_code", stall.transfer_code.text()});
    if (stall.vendor) {
        csv.add({"vendor", {}, "name", stall.vendor->name});
        csv.add({"vendor", {}, "phone", stall.vendor->phone.value_or("")});
        csv.add({"vendor", {}, "kind", std::string{book::name_of(stall.vendor->kind)}});
    }
    for (const auto& row : ports.reports.accounts(stall.id).value()) {
        const auto number = std::string{row.account.bin.text()} + " " + row.account.number.text();
        csv.add({"account_added", at(row.added_at), row.account.name, number});
        if (row.removed_at) csv.add({"account_removed", at(*row.removed_at), row.account.name, number});
    }
    for (const auto& device : ports.reports.devices(stall.id, reports::Revoked::with).value())
        csv.add({"device",
                 at(device.paired_at),
                 device.name,
                 std::string{book::name_of(device.role)},
                 {},
                 device.revoked ? "revoked" : ""});
    for (const auto& row : ports.reports.consents(stall.id).value())
        csv.add({"consent",
                 at(row.at),
                 row.version ? "given" : "withdrawn",
                 row.version ? std::to_string(*row.version) : std::string{},
                 {},
                 row.how ? std::string{book::name_of(*row.how)} : std::string{}});
    for (const auto& row : ports.reports.owner_consents(stall.id).value())
        csv.add({"account_owner", at(row.asked_at),
                 row.agrees ? (*row.agrees ? "yes" : "no") : "not answered", row.number.text()});
    for (const auto& row : ports.reports.visits_at(stall.id).value())
        csv.add({"visit", at(row.visit.at), std::string{book::name_of(row.visit.outcome)},
                 row.visit.reason ? std::string{book::name_of(*row.visit.reason)} : std::string{}});
    if (const auto erasure = stall.vendor ? ports.reports.erasure(stall.vendor->id).value() : std::nullopt)
        csv.add({"erasure_requested", at(erasure->at)});
    for (const auto& request : ports.reports.payment_requests(stall.id, requests_max).value())
        csv.add({"payment_request", at(request.opened_at), request.reference_code.text(), request.description,
                 request.amount, std::string{book::name_of(request.status)}});
}

void add_sales(OwnDataCsv& csv, const OwnDataPorts& ports, const Call& call, const merchants::Stall& stall) {
    for (const auto& row : ports.reports.all_set_aside(stall.id).value())
        csv.add({"not_sales", {}, row.transfer.text(), std::string{book::name_of(row.reason)}});
    for (const auto& row : ports.reports.all_refunds(stall.id).value())
        csv.add({"refund", {}, row.incoming.text(), row.outgoing.text(), row.amount});
    for (const auto& row : cash_of(ports, call, stall))
        csv.add({"cash", at(row.declared_at), format_day(row.date), {}, row.amount});
}

Response as_csv(const OwnDataPorts& ports, const Call& call, const merchants::Stall& stall,
                const Asked& asked) {
    const auto payments = payments_of(ports, stall, asked);
    const auto shown = std::min(payments.size(), asked.limit);
    OwnDataCsv csv{!asked.after};
    if (!asked.after) {
        add_details(csv, ports, stall);
        add_sales(csv, ports, call, stall);
    }
    for (std::size_t i = 0; i < shown; ++i) {
        const auto& row = payments[i];
        csv.add({"transfer", at(row.booked_at), row.debtor_account_tail,
                 qr::mask_card_numbers_in(row.remittance_information), row.amount,
                 std::string{book::name_of(row.status)}});
    }
    auto response = text_answer(csv.take(), "text/csv; charset=utf-8");
    response.add_field("Content-Disposition", "attachment; filename=\"choqr-" + stall.id.text() + ".csv\"");
    if (payments.size() > shown)
        response.add_field("Link", "<" + std::string{call.request.path} +
                                       "?format=csv&limit=" + std::to_string(asked.limit) + "&cursor=" +
                                       cursor_of(payments[shown - 1].sequence.value()) + ">; rel=\"next\"");
    return response;
}

Response export_all(const OwnDataPorts& ports, const Call& call) {
    const auto stall = ports.api.visible_stall(call, call.values[0]);
    if (!stall) return problem("stall_not_found");
    Response refusal;
    const auto asked = read_query(call.request, refusal);
    if (!asked) return refusal;
    return asked->as_csv ? as_csv(ports, call, *stall, *asked) : as_json(ports, call, *stall, *asked);
}

}  // namespace

void add_own_data_routes(const OwnDataPorts& ports) {
    ports.api.add(Method::get, "/v1/stalls/{id}/export",
                  taking({{"format", "json or csv; json unless told"}, limit_parameter, cursor_parameter},
                         in_lane(Lane::heavy, {Capability::own_data, 0,
                                               "All that is held of a stall's vendor, page by page"})),
                  [ports](const Call& call) {
                      return ports.api.read(call, [ports, &call] { return export_all(ports, call); });
                  });
}

}  // namespace choqr::gateway
