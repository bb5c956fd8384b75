#include "api/routes/qr.hpp"
#include "api/routes/routes.hpp"
#include "api/views.hpp"
#include "problem/problem.hpp"
#include "qr/png.hpp"
#include "qr/svg.hpp"
#include "qr/symbol.hpp"

// A stall's QR code as picture and text: for everybody under its public id, which is not to be counted
// through (docs/decisions/0622), for whoever may see the stall under its own.
namespace choqr::gateway {
namespace {

namespace net = http::net;
using http::Method;
using http::Response;

Response picture(const Call& call, const std::optional<merchants::Stall>& stall, CodeForm form) {
    if (!stall) return problem("stall_not_found");
    if (stall->status == merchants::StallStatus::closed) return problem("stall_closed");
    if (!stall->registered()) return problem("stall_not_registered");
    std::optional<Response> refusal;
    const auto payload = asked_payload(call.request, *stall, refusal);
    return payload ? draw_code(*payload, form) : *std::move(refusal);
}

}  // namespace

http::Response draw_code(const std::string& payload, CodeForm form) {
    if (form == CodeForm::text) {
        auto response = text_answer(payload);
        response.caching = http::Caching::short_public;
        return response;
    }
    const auto symbol = qr::Symbol::make(payload);
    if (!symbol) return problem("invalid_parameter", "The text is too long for a QR code.", "content");
    auto response = form == CodeForm::svg ? text_answer(qr::to_svg(*symbol), "image/svg+xml")
                                          : text_answer(qr::to_png(*symbol), "image/png");
    response.caching = http::Caching::short_public;
    response.policy = http::Policy::embeddable_picture;
    return response;
}

std::optional<std::string> asked_payload(const http::Request& request, const merchants::Stall& stall,
                                         std::optional<Response>& refusal) {
    const auto amount_text = parameter(request, "amount", refusal);
    const auto content = parameter(request, "content", refusal);
    if (refusal) return std::nullopt;
    std::optional<Vnd> amount;
    if (amount_text && !amount_text->empty()) {
        amount = parse_vnd(*amount_text);
        if (!amount || amount->dong() == 0) {
            refusal = problem("invalid_parameter", "amount is a whole number of dong, 1 to 9999999999999.",
                              "amount");
            return std::nullopt;
        }
    }
    if (!amount && !content) return stand_payload(stall);
    std::string refused;
    auto payload = amount_payload(
        stall, amount, content && !content->empty() ? *content : stall.transfer_code.text(), refused);
    if (!payload) refusal = problem("invalid_parameter", refused, "content");
    return payload;
}

// A name that nobody was given takes as long as one of a stall that is not there.
std::optional<merchants::Stall> public_stall(const reports::Reports& reports, const PublicIds& public_ids,
                                             const Call& call) {
    const auto nobody = StallId::from_value(INT64_MAX);
    return reports.stall(public_ids.find(call.values[0]).value_or(nobody)).value();
}

void add_qr_routes(const QrPorts& ports) {
    // A picture costs half a millisecond: enough for a market, too little for a flood.
    const auto limit = std::make_shared<RateLimit>(ports.clock, RateLimit::Options{});
    const auto add = [ports, limit](std::string_view ending, CodeForm form, std::string_view summary) {
        const auto for_all = [ports, form](const Call& call) {
            return ports.api.read(call, [ports, &call, form] {
                return picture(call, public_stall(ports.reports, ports.public_ids, call), form);
            });
        };
        const auto for_some = [ports, form](const Call& call) {
            return ports.api.read(call, [ports, &call, form] {
                const auto stall = ports.api.visible_stall(call, call.values[0]);
                if (stall && !is_shown_vendor(call.who(), *stall)) return problem("consent_withdrawn");
                return picture(call, stall, form);
            });
        };
        auto options = taking(code_parameters, {anyone, 0, std::string{summary}, limit});
        options.cross_origin = true;
        ports.api.add(Method::get, "/q/{id}." + std::string{ending}, options, for_all);
        ports.api.add(Method::get, "/v1/stalls/{id}/qr." + std::string{ending},
                      taking(code_parameters, {Capability::see_places, 0, std::string{summary}}), for_some);
    };
    add("svg", CodeForm::svg, "The stand's QR code, or one of an amount and a text");
    add("png", CodeForm::png, "The stand's QR code, or one of an amount and a text");
    add("txt", CodeForm::text, "The payload of the QR code");
}

}  // namespace choqr::gateway
