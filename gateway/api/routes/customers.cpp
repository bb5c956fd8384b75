#include "access/shown_to_customers.hpp"
#include "api/routes/qr.hpp"
#include "api/routes/routes.hpp"
#include "api/views.hpp"
#include "merchants/copied_code.hpp"
#include "problem/problem.hpp"

// What a customer asks without an account: whether a stall is one of the market's, by the code on its stand;
// and what became of a payment request, by the link that the vendor sent. What of it they are told says
// shown_to_customers() (docs/decisions/0708).
namespace choqr::gateway {
namespace {

using http::Method;
using http::Response;

std::string_view name_of_standing(StallStanding standing) {
    switch (standing) {
        case StallStanding::open:
            return "open";
        case StallStanding::suspended:
            return "suspended";
        case StallStanding::not_registered:
            return "not_registered";
        case StallStanding::withheld:
            return "withheld";
    }
    return "";
}

void write_members(json::Writer& json, const ShownPlace& place, const std::optional<ShownPayee>& payee) {
    json.field("market", place.market).field("stall_code", place.stall_code).field("goods", place.goods);
    json.field("kind", book::name_of(place.kind)).field("standing", name_of_standing(place.standing));
    json.key("payee_account");
    if (!payee) {
        json.null();
        return;
    }
    json.begin_object().field("bank", payee->bank).field("last_digits", payee->last_digits).end_object();
}

void write_members(json::Writer& json, const std::optional<ShownStand>& stand) {
    const auto month = stand ? std::optional{format_day(stand->printed).substr(0, 7)} : std::nullopt;
    json.field("stand_printed", month);
    json.field("stand_is_older_than_account", stand && stand->account_is_older);
}

/// One answer for every code that leads nowhere: mistyped, never given, of a stall that is closed.
Response show_stall(const CustomerPorts& ports, const Call& call) {
    std::optional<Response> refusal;
    const auto text = parameter(call.request, "code", refusal);
    if (refusal) return *std::move(refusal);
    const auto code = merchants::stall_code_from_customer(text.value_or(""));
    const auto stall = code ? ports.reports.stall_by_transfer_code(*code).value() : std::nullopt;
    if (!stall) return problem("stall_code_unknown", {}, "code");
    const auto market = ports.reports.market(stall->market).value().value();
    const auto printed_at = ports.reports.stand_printed_at(stall->id).value();
    const auto shown = shown_to_customers(market, *stall, printed_at);
    if (!shown) return problem("stall_code_unknown", {}, "code");
    json::Writer json;
    json.begin_object();
    write_members(json, shown->place, shown->payee);
    write_members(json, shown->stand);
    json.end_object();
    return json_answer(std::move(json));
}

/// What stands behind the name in the path.
struct Asked {
    merchants::Stall stall;
    merchants::PaymentRequest request;
    RequestForCustomers shown;
};

std::optional<Asked> asked_for(const CustomerPorts& ports, const Call& call) {
    const auto nobodys = PaymentRequestId::from_value(INT64_MAX);  // As long as for one that is not there.
    const auto id = ports.public_ids.find(call.values[0]).value_or(nobodys);
    auto request = ports.reports.payment_request(id).value();
    if (!request) return std::nullopt;
    auto stall = ports.reports.stall(request->stall).value().value();
    const auto market = ports.reports.market(stall.market).value().value();
    auto shown =
        shown_to_customers(market, stall, *request, ports.reports.paid_at(id).value(), ports.clock.now());
    return Asked{std::move(stall), *std::move(request), std::move(shown)};
}

std::optional<std::string> text_of(std::optional<Instant> instant) {
    return instant ? std::optional{format_rfc3339(*instant)} : std::nullopt;
}

Response show_request(const CustomerPorts& ports, const Call& call) {
    const auto asked = asked_for(ports, call);
    if (!asked) return problem("payment_request_not_found");
    const auto& shown = asked->shown;
    json::Writer json;
    json.begin_object();
    write_members(json, shown.place, shown.payee);
    json.field("description", shown.description).field("amount", shown.amount.dong());
    json.field("received", shown.received.dong()).field("status", book::name_of(shown.status));
    json.field("trial", shown.trial || ports.trial_ledger);
    json.field("to_pay", shown.to_pay ? std::optional{shown.to_pay->dong()} : std::nullopt);
    json.field("content", shown.to_pay ? std::optional{asked->request.reference_code.text()} : std::nullopt);
    json.field("opened_at", format_rfc3339(shown.opened_at)).field("paid_at", text_of(shown.paid_at));
    json.field("expires_at", text_of(shown.expires_at)).end_object();
    return json_answer(std::move(json));
}

Response show_code(const CustomerPorts& ports, const Call& call) {
    const auto asked = asked_for(ports, call);
    if (!asked) return problem("payment_request_not_found");
    if (!asked->shown.to_pay) return problem("nothing_to_pay");
    std::string refused;
    const auto payload =
        amount_payload(asked->stall, asked->shown.to_pay, asked->request.reference_code.text(), refused);
    if (!payload) return problem("nothing_to_pay");
    auto response = draw_code(*payload, CodeForm::png);
    response.caching = http::Caching::no_store;  // Paid, it must not be shown again.
    return response;
}

}  // namespace

void add_customer_routes(const CustomerPorts& ports) {
    // Codes are counted up, so whoever wants all of a market's asks for one after the other. Twenty at once
    // are for the customers behind one address; ten a minute after that make a list slow
    // (docs/decisions/0708).
    const auto slow = std::make_shared<RateLimit>(
        ports.clock, RateLimit::Options{.per_second = 1, .burst = 120, .each = 6});
    ports.api.add(Method::get, "/v1/public/stalls",
                  taking({{"code", "As it stands on the stall's stand"}},
                         {anyone, 0, "Whose stall a code is, as a customer may know it", slow}),
                  [ports](const Call& call) {
                      return ports.api.read(call, [ports, &call] { return show_stall(ports, call); });
                  });
    const auto limit =
        std::make_shared<RateLimit>(ports.clock, RateLimit::Options{.per_second = 100, .burst = 1'000});
    ports.api.add(Method::get, "/v1/public/requests/{id}",
                  {anyone, 0, "A payment request as whoever was sent its link sees it", limit},
                  [ports](const Call& call) {
                      return ports.api.read(call, [ports, &call] { return show_request(ports, call); });
                  });
    // A picture that phones can keep, for the bank's app on the same phone.
    ports.api.add(Method::get, "/v1/public/requests/{id}/qr.png",
                  taking({{"to_pay",
                           "Not read: another address for another amount, or a browser shows the "
                           "picture that it has"}},
                         {anyone, 0, "The code of what is still to be paid of it", limit}),
                  [ports](const Call& call) {
                      return ports.api.read(call, [ports, &call] { return show_code(ports, call); });
                  });
}

}  // namespace choqr::gateway
