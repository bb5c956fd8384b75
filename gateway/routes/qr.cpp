#include "gateway/routes/qr.hpp"
#include "gateway/problem.hpp"
#include "gateway/routes/views.hpp"
#include "qr/png.hpp"
#include "qr/svg.hpp"
#include "qr/symbol.hpp"

// A stall's QR code as picture and text. Public: a printed stand is public too.
namespace choqr::gateway {
namespace {

namespace net = http::net;
using http::Method;
using http::Response;

enum class Form { svg, png, text };

Response draw(const std::string& payload, Form form) {
    if (form == Form::text) {
        auto response = text_answer(payload);
        response.caching = http::Caching::short_public;
        return response;
    }
    const auto symbol = qr::Symbol::make(payload);
    if (!symbol) return problem("invalid_parameter", "The text is too long for a QR code.", "content");
    auto response = form == Form::svg ? text_answer(qr::to_svg(*symbol), "image/svg+xml") : text_answer(qr::to_png(*symbol), "image/png");
    response.caching = http::Caching::short_public;
    response.policy = http::Policy::embeddable_picture;
    return response;
}

Response picture(Api& api, const Call& call, Form form) {
    const auto id = StallId::parse(call.values[0]);
    const auto stall = id ? api.services().reports.stall(*id).value() : std::nullopt;
    if (!stall) return problem("stall_not_found");
    if (stall->status == merchants::StallStatus::closed) return problem("stall_closed");
    if (!stall->registered()) return problem("stall_not_registered");
    std::optional<Response> refusal;
    const auto payload = asked_payload(call.request, *stall, refusal);
    return payload ? draw(*payload, form) : *std::move(refusal);
}

}  // namespace

std::optional<std::string> asked_payload(const http::Request& request, const merchants::Stall& stall, std::optional<Response>& refusal) {
    const auto amount_text = parameter(request, "amount", refusal);
    const auto content = parameter(request, "content", refusal);
    if (refusal) return std::nullopt;
    std::optional<Vnd> amount;
    if (amount_text && !amount_text->empty()) {
        amount = parse_vnd(*amount_text);
        if (!amount || amount->dong() == 0) {
            refusal = problem("invalid_parameter", "amount is a whole number of dong, 1 to 9999999999999.", "amount");
            return std::nullopt;
        }
    }
    if (!amount && !content) return stand_payload(stall);
    std::string refused;
    auto payload = amount_payload(stall, amount, content && !content->empty() ? *content : stall.transfer_code.text(), refused);
    if (!payload) refusal = problem("invalid_parameter", refused, "content");
    return payload;
}

void add_qr_routes(Api& api) {
    // A picture costs half a millisecond: enough for a market, too little for a flood.
    auto limit = std::make_shared<RateLimit>(api.services().clock, RateLimit::Options{});
    const auto add = [&api, limit](std::string_view ending, Form form, std::string_view summary) {
        api.add(Method::get, "/v1/stalls/{id}/qr." + std::string{ending},
                {anyone, 0, std::string{summary}, limit},
                [&api, form](const Call& call) -> net::awaitable<Response> {
                    auto work = [&api, &call, form] { return picture(api, call, form); };
                    auto response = co_await api.read(call, std::move(work));
                    co_return response;
                });
    };
    add("svg", Form::svg, "The stand's QR code, or one with ?amount=&content=");
    add("png", Form::png, "The stand's QR code, or one with ?amount=&content=");
    add("txt", Form::text, "The payload of the QR code");
}

}  // namespace choqr::gateway
