#include "gateway/problem.hpp"
#include "gateway/routes/bodies.hpp"
#include "gateway/routes/views.hpp"

// One stall: show, change, suspend, resume.
namespace choqr::gateway {
namespace {

namespace net = http::net;
using http::Method;
using http::Response;

Response stall_answer(Api& api, StallId id) {
    JsonWriter json;
    write(json, api.services().reports.stall(id).value().value());
    return json_answer(std::move(json));
}

Response show_stall(Api& api, const Call& call) {
    const auto stall = api.visible_stall(call, call.values[0]);
    if (!stall) return problem("stall_not_found");
    JsonWriter json;
    write(json, *stall);
    return json_answer(std::move(json));
}

net::awaitable<Response> change_stall(Api& api, const Call& call) {
    std::optional<merchants::Stall> stall;
    auto look_up = [&api, &call, &stall] { stall = api.visible_stall(call, call.values[0]); };
    auto unread = co_await api.read_into(call, std::move(look_up));
    if (unread) co_return *std::move(unread);
    if (!stall) co_return problem("stall_not_found");
    Response refusal;
    const auto body = json_body(call.request, refusal);
    if (!body) co_return refusal;
    json::Complaint complaint;
    const json::Fields fields{*body, complaint};
    fields.only({"zone", "goods", "vendor", "accounts"});
    book::ChangeStall change{.stall = stall->id, .zone = {}, .goods = {}, .vendor = {}, .accounts = {}};
    if (fields.has("zone")) change.zone = optional_label(fields, "zone").value_or("");
    if (fields.has("goods")) change.goods = optional_label(fields, "goods").value_or("");
    change.vendor = read_vendor(fields);
    change.accounts = read_accounts(fields);
    if (complaint) co_return problem(*complaint);
    book::Request request = std::move(change);
    auto render = [&api, id = stall->id](Api::Done) { return stall_answer(api, id); };
    auto response = co_await api.execute(call, std::move(request), std::move(render));
    co_return response;
}

net::awaitable<Response> suspend_or_resume(Api& api, const Call& call, bool suspend) {
    std::optional<merchants::Stall> stall;
    auto look_up = [&api, &call, &stall] { stall = api.visible_stall(call, call.values[0]); };
    auto unread = co_await api.read_into(call, std::move(look_up));
    if (unread) co_return *std::move(unread);
    if (!stall) co_return problem("stall_not_found");
    std::string reason;
    if (!call.request.body.empty()) {
        Response refusal;
        const auto body = json_body(call.request, refusal);
        if (!body) co_return refusal;
        json::Complaint complaint;
        const json::Fields fields{*body, complaint};
        fields.only({"reason"});
        reason = optional_label(fields, "reason", 200).value_or("");
        if (complaint) co_return problem(*complaint);
    }
    book::Request request = book::ResumeStall{stall->id};
    if (suspend) request = book::SuspendStall{stall->id, std::move(reason)};
    auto render = [&api, id = stall->id](Api::Done) { return stall_answer(api, id); };
    auto response = co_await api.execute(call, std::move(request), std::move(render));
    co_return response;
}

}  // namespace

void add_stall_routes(Api& api) {
    api.add(Method::get, "/v1/stalls/{id}", {people, 0, "One stall"},
            [&api](const Call& call) { return api.read(call, [&api, &call] { return show_stall(api, call); }); });
    api.add(Method::patch, "/v1/stalls/{id}", {operators | boards, json_body_bytes_max, "Change a stall; what is absent stays"},
            [&api](const Call& call) { return change_stall(api, call); });
    api.add(Method::post, "/v1/stalls/{id}/suspend", {operators | boards, json_body_bytes_max, "Suspend a stall"},
            [&api](const Call& call) { return suspend_or_resume(api, call, true); });
    api.add(Method::post, "/v1/stalls/{id}/resume", {operators | boards, json_body_bytes_max, "Resume a suspended stall"},
            [&api](const Call& call) { return suspend_or_resume(api, call, false); });
}

}  // namespace choqr::gateway
