#include "api/bodies.hpp"
#include "api/routes/routes.hpp"
#include "api/views.hpp"
#include "problem/problem.hpp"

// One stall: show, change, suspend, resume, close. And a mistaken import of many, taken back.
namespace choqr::gateway {
namespace {

namespace net = http::net;
using http::Method;
using http::Response;

constexpr std::size_t reason_code_points_max = 200;
constexpr std::size_t closed_at_once_max = 1'000;

Response stall_answer(const StallPorts& ports, const Call& call, StallId id) {
    auto stall = ports.reports.stall(id).value().value();
    json::Writer json;
    write(json, shown_to(call.who(), std::move(stall)), ports.public_ids);
    return json_answer(std::move(json));
}

Response show_stall(const StallPorts& ports, const Call& call) {
    const auto stall = ports.api.visible_stall(call, call.values[0]);
    if (!stall) return problem("stall_not_found");
    json::Writer json;
    write(json, shown_to(call.who(), *stall), ports.public_ids);
    return json_answer(std::move(json));
}

bool redirects_money(const merchants::Stall& stall, const book::ChangeStall& change) {
    return change.accounts && !stall.accounts.empty() && *change.accounts != stall.accounts;
}

net::awaitable<Response> change_stall(StallPorts ports, const Call& call) {
    std::optional<merchants::Stall> stall;
    auto look_up = [ports, &call, &stall] { stall = ports.api.visible_stall(call, call.values[0]); };
    auto unread = co_await ports.api.read_into(call, std::move(look_up));
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
    if (change.zone && !is_own_zone(call.who(), *change.zone)) co_return problem("other_zone", {}, "zone");
    if (redirects_money(*stall, change) && !call.who().may(Capability::manage_stalls))
        co_return problem("forbidden", "The stall has an account already; the market's board changes it.",
                          "accounts");
    // Whether a change changes anything would tell what is withheld.
    const bool is_of_vendor = change.vendor || change.accounts;
    if (is_of_vendor && !is_shown_vendor(call.who(), *stall)) co_return problem("consent_withdrawn");
    book::Ask ask = std::move(change);
    auto render = [ports, &call, id = stall->id](Api::Done) { return stall_answer(ports, call, id); };
    auto response = co_await ports.api.execute(call, std::move(ask), std::move(render));
    co_return response;
}

/// `{"reason"}`, or no body at all. Nothing, with the answer in `refusal`, if it is something else.
std::optional<std::string> read_reason(const http::Request& request, Response& refusal) {
    if (request.body.empty()) return std::string{};
    const auto body = json_body(request, refusal);
    if (!body) return std::nullopt;
    json::Complaint complaint;
    const json::Fields fields{*body, complaint};
    fields.only({"reason"});
    auto reason = optional_label(fields, "reason", reason_code_points_max).value_or("");
    if (!complaint) return reason;
    refusal = problem(*complaint);
    return std::nullopt;
}

using Step = book::Ask (*)(StallId, std::string reason);

net::awaitable<Response> take_step(StallPorts ports, const Call& call, Step step) {
    std::optional<merchants::Stall> stall;
    auto look_up = [ports, &call, &stall] { stall = ports.api.visible_stall(call, call.values[0]); };
    auto unread = co_await ports.api.read_into(call, std::move(look_up));
    if (unread) co_return *std::move(unread);
    if (!stall) co_return problem("stall_not_found");
    Response refusal;
    auto reason = read_reason(call.request, refusal);
    if (!reason) co_return refusal;
    book::Ask ask = step(stall->id, *std::move(reason));
    auto render = [ports, &call, id = stall->id](Api::Done) { return stall_answer(ports, call, id); };
    auto response = co_await ports.api.execute(call, std::move(ask), std::move(render));
    co_return response;
}

// ---- Many at once ----

struct Closing {
    std::vector<StallId> stalls;
    std::string reason;
};

std::optional<Closing> read_closing(const http::Request& request, Response& refusal) {
    const auto body = json_body(request, refusal);
    if (!body) return std::nullopt;
    json::Complaint complaint;
    const json::Fields fields{*body, complaint};
    fields.only({"stall_ids", "reason"});
    Closing closing{{}, optional_label(fields, "reason", reason_code_points_max).value_or("")};
    for (const auto& text : fields.texts("stall_ids", closed_at_once_max, 32)) {
        if (const auto id = StallId::parse(text))
            closing.stalls.push_back(*id);
        else
            fields.complain("stall_ids", json::Wrong::not_allowed,
                            "holds \"" + text + "\", which is not a stall's id");
    }
    if (!complaint && closing.stalls.empty())
        fields.complain("stall_ids", json::Wrong::not_allowed, "must name 1 to 1000 stalls");
    if (!complaint) return closing;
    refusal = problem(*complaint);
    return std::nullopt;
}

/// The first that is not one of the market's.
std::optional<StallId> stranger_among(const reports::Reports& reports, MarketId market,
                                      const std::vector<StallId>& stalls) {
    for (const auto id : stalls) {
        const auto stall = reports.stall(id).value();
        if (!stall || stall->market != market) return id;
    }
    return std::nullopt;
}

// Nothing is closed unless all of them may be. What is closed already stays so; the same call again does the
// rest.
net::awaitable<Response> close_stalls(StallPorts ports, const Call& call) {
    const auto market = MarketId::parse(call.values[0]);
    if (!market || !call.who().reaches_all_of(*market)) co_return problem("market_not_found");
    Response refusal;
    const auto closing = read_closing(call.request, refusal);
    if (!closing) co_return refusal;
    std::optional<StallId> stranger;
    auto look_up = [&] { stranger = stranger_among(ports.reports, *market, closing->stalls); };
    auto unread = co_await ports.api.read_into(call, std::move(look_up));
    if (unread) co_return *std::move(unread);
    if (stranger)
        co_return problem("stall_not_found",
                          "The market has no stall " + stranger->text() + "; nothing was closed.",
                          "stall_ids");
    std::vector<book::Command> commands;
    for (const auto id : closing->stalls)
        commands.push_back({book::CloseStall{id, closing->reason}, call.who().name(), std::nullopt});
    if (auto too_many = ports.api.too_many_rows(call, commands.size())) co_return *std::move(too_many);
    const auto outcomes = co_await submit_all(ports.clock, ports.sequencer, std::move(commands));
    std::uint64_t closed = 0;
    for (const auto& outcome : outcomes) {
        if (!outcome) co_return Api::not_taken(outcome.error());
        if (const auto* refused = std::get_if<book::Refusal>(&*outcome)) co_return problem(*refused);
        closed += std::holds_alternative<book::Recorded>(*outcome) ? 1u : 0u;
    }
    json::Writer json;
    json.begin_object()
        .field("closed", closed)
        .field("closed_before", closing->stalls.size() - closed)
        .end_object();
    co_return json_answer(std::move(json));
}

}  // namespace

void add_stall_routes(const StallPorts& ports) {
    ports.api.add(Method::get, "/v1/stalls/{id}", {Capability::see_places, 0, "One stall"},
                  [ports](const Call& call) {
                      return ports.api.read(call, [ports, &call] { return show_stall(ports, call); });
                  });
    ports.api.add(Method::patch, "/v1/stalls/{id}",
                  {Capability::register_stalls, json_body_bytes_max, "Change a stall; what is absent stays"},
                  [ports](const Call& call) { return change_stall(ports, call); });
    ports.api.add(Method::post, "/v1/stalls/{id}/suspend",
                  {Capability::manage_stalls, json_body_bytes_max, "Suspend a stall"},
                  [ports](const Call& call) {
                      return take_step(ports, call, [](StallId id, std::string reason) -> book::Ask {
                          return book::SuspendStall{id, std::move(reason)};
                      });
                  });
    ports.api.add(Method::post, "/v1/stalls/{id}/resume",
                  {Capability::manage_stalls, json_body_bytes_max, "Resume a suspended stall"},
                  [ports](const Call& call) {
                      return take_step(ports, call, [](StallId id, std::string) -> book::Ask {
                          return book::ResumeStall{id};
                      });
                  });
    ports.api.add(
        Method::post, "/v1/stalls/{id}/close",
        {Capability::manage_stalls, json_body_bytes_max, "Close a stall for good; its number is free again"},
        [ports](const Call& call) {
            return take_step(ports, call, [](StallId id, std::string reason) -> book::Ask {
                return book::CloseStall{id, std::move(reason)};
            });
        });
    ports.api.add(Method::post, "/v1/markets/{id}/stalls:close",
                  {Capability::manage_stalls, json_body_bytes_max,
                   "Close up to 1000 of a market's stalls for good: stall_ids"},
                  [ports](const Call& call) { return close_stalls(ports, call); });
}

}  // namespace choqr::gateway
