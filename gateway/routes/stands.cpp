#include "base/text.hpp"
#include "gateway/problem.hpp"
#include "gateway/routes/qr.hpp"
#include "gateway/routes/views.hpp"
#include "gateway/stall_stands.hpp"

// Printable stands: a market's, and one stall's.
namespace choqr::gateway {
namespace {

using http::Method;
using http::Response;

std::optional<stands::Layout> read_layout(const http::Request& request, std::optional<Response>& refusal) {
    const auto text = parameter(request, "layout", refusal);
    const auto layout = stands::parse_layout(text.value_or("a6"));
    if (!layout && !refusal) refusal = problem("invalid_parameter", "layout is a6, a5, a4, sheet8 or sheet24.", "layout");
    return layout;
}

Response print(const StandList& list, stands::Layout layout, const std::string& name) {
    stands::Options options;
    options.layout = layout;
    auto pdf = stands::make_pdf(list.stands, options);
    if (pdf.problem == stands::Problem::no_stands) return problem("stall_not_registered", "No open stall here has an account: there is nothing to print.");
    if (pdf.problem != stands::Problem::none) return problem("internal_error", "The stands could not be drawn: " + std::string{text_of(pdf.problem)} + ".");
    auto response = text_answer(std::move(pdf.bytes), "application/pdf");
    response.add_field("Content-Disposition", "attachment; filename=\"" + name + ".pdf\"");
    return response;
}

Response market_stands(Api& api, const Call& call) {
    const auto market = api.visible_market(call, call.values[0]);
    if (!market) return problem("market_not_found");
    std::optional<Response> refusal;
    const auto layout = read_layout(call.request, refusal);
    const auto zone = parameter(call.request, "zone", refusal);
    // Answering with every stand would have an aisle printed anew for nothing.
    if (parameter(call.request, "since", refusal) && !refusal)
        refusal = problem("invalid_parameter", "This version does not know yet which stands are new: leave since out.", "since");
    if (refusal) return *std::move(refusal);
    StandList list;
    add_stands(list, api.services().reports, *market, to_nfc(zone.value_or("")).value_or(""), month_of_print(api.services().clock.now()));
    return print(list, *layout, "stands-" + market->code);
}

Response stall_stand(Api& api, const Call& call) {
    const auto stall = api.visible_stall(call, call.values[0]);
    if (!stall) return problem("stall_not_found");
    if (!stall->registered()) return problem("stall_not_registered");
    std::optional<Response> refusal;
    const auto layout = read_layout(call.request, refusal);
    auto payload = asked_payload(call.request, *stall, refusal);
    if (refusal) return *std::move(refusal);
    StandList list;
    list.stands.push_back(stand_of(api.services().reports.market(stall->market).value().value(), *stall, month_of_print(api.services().clock.now())));
    list.stands.back().payload = payload.value_or("");
    return print(list, *layout, "stand-" + stall->id.text());
}

}  // namespace

void add_stand_routes(Api& api) {
    api.add(Method::get, "/v1/markets/{id}/stands.pdf",
            {operators | boards, 0, "The stands of a market's open stalls in aisle order: ?layout=a6|a5|a4|sheet8|sheet24&zone="},
            [&api](const Call& call) { return api.read([&api, &call] { return market_stands(api, call); }); });
    // Unlike the picture of the code, a stand names people: with a token, so that nobody collects a market's names.
    api.add(Method::get, "/v1/stalls/{id}/qr.pdf", {people, 0, "The stall's stand, to print: ?layout=a6|a5|a4|sheet8|sheet24, or with ?amount=&content= in its code"},
            [&api](const Call& call) { return api.read([&api, &call] { return stall_stand(api, call); }); });
}

}  // namespace choqr::gateway
