#include <map>

#include "gateway/problem.hpp"
#include "gateway/routes/bodies.hpp"
#include "gateway/routes/views.hpp"
#include "gateway/stall_import.hpp"

// A market's list of stalls from a spreadsheet: shown first, then done; the same file twice changes nothing.
namespace choqr::gateway {
namespace {

namespace net = http::net;
using http::Method;
using http::Response;

constexpr std::size_t stalls_page = 1000;

enum class Action { create, change, unchanged };
struct Step {
    const StallRow* row;
    Action action;
    std::optional<StallId> stall;
};
struct Plan {
    merchants::Market market;
    StallFile file;
    std::vector<Step> steps;
};

std::map<std::string, merchants::Stall, std::less<>> stalls_by_code(const reports::Reports& reports, MarketId market) {
    std::map<std::string, merchants::Stall, std::less<>> stalls;
    std::optional<StallId> after;
    for (;;) {
        auto page = reports.stalls(market, after, stalls_page).value();
        for (auto& stall : page) {
            after = stall.id;
            auto code = stall.code;
            stalls.insert_or_assign(std::move(code), std::move(stall));
        }
        if (page.size() < stalls_page) return stalls;
    }
}

bool same_vendor(const std::optional<merchants::Vendor>& now, const std::optional<book::VendorDetails>& wanted) {
    if (!wanted) return true;  // A list without names does not take a name away.
    return now && now->name == wanted->name && now->phone == wanted->phone && now->kind == wanted->kind;
}

bool same(const merchants::Stall& stall, const StallRow& row) {
    return stall.zone == row.zone && stall.goods == row.goods && same_vendor(stall.vendor, row.vendor) &&
           (row.accounts.empty() || stall.accounts == row.accounts);
}

Plan make_plan(const reports::Reports& reports, merchants::Market market, std::string_view csv) {
    Plan plan{std::move(market), read_stalls_csv(csv), {}};
    const auto stalls = stalls_by_code(reports, plan.market.id);
    for (const auto& row : plan.file.rows) {
        const auto found = stalls.find(row.code);
        if (found == stalls.end()) plan.steps.push_back({&row, Action::create, std::nullopt});
        else plan.steps.push_back({&row, same(found->second, row) ? Action::unchanged : Action::change, found->second.id});
    }
    return plan;
}

book::Command command_of(const Plan& plan, const Step& step, const std::string& actor) {
    const auto& row = *step.row;
    if (step.action == Action::create) {
        book::RegisterStall create{.market = plan.market.id, .kind = merchants::PointKind::stall, .code = row.code, .zone = row.zone,
                                   .goods = row.goods, .vendor = row.vendor, .accounts = row.accounts};
        return {std::move(create), actor, std::nullopt};
    }
    book::ChangeStall change{.stall = *step.stall, .zone = row.zone, .goods = row.goods, .vendor = row.vendor, .accounts = {}};
    if (!row.accounts.empty()) change.accounts = row.accounts;
    return {std::move(change), actor, std::nullopt};
}

std::string_view name_of(Action action) {
    switch (action) {
        case Action::create: return "create";
        case Action::change: return "change";
        case Action::unchanged: return "unchanged";
    }
    return "";
}

std::int64_t count(const Plan& plan, Action action) {
    return std::ranges::count(plan.steps, action, &Step::action);
}

Response plan_answer(const Plan& plan, bool dry_run, int status) {
    JsonWriter json;
    json.begin_object();
    if (status != 200) {
        const auto refused = problem("import_refused");
        json.field("type", "about:blank").field("title", "Import refused").field("status", std::int64_t{status}).field("code", "import_refused");
        json.field("detail", "The file has lines that cannot be imported; nothing was changed.");
        json.field("detail_vi", "Tệp có dòng không nhập được; chưa có gì thay đổi.");
    }
    json.field("dry_run", dry_run).field("created", count(plan, Action::create)).field("changed", count(plan, Action::change));
    json.field("unchanged", count(plan, Action::unchanged)).key("lines").begin_array();
    for (const auto& step : plan.steps) {
        if (step.action == Action::unchanged) continue;
        json.begin_object().field("line", static_cast<std::int64_t>(step.row->line)).field("code", step.row->code);
        json.field("action", name_of(step.action)).end_object();
    }
    json.end_array().key("errors").begin_array();
    for (const auto& error : plan.file.errors) {
        json.begin_object().field("line", static_cast<std::int64_t>(error.line)).field("column", error.column);
        json.field("detail", error.detail).field("detail_vi", error.detail_vi).end_object();
    }
    json.end_array().end_object();
    auto response = json_answer(std::move(json), status);
    if (status != 200) response.content_type = "application/problem+json";
    return response;
}

net::awaitable<Response> import_stalls(Api& api, const Call& call) {
    std::optional<Response> wrong;
    const auto dry = parameter(call.request, "dry_run", wrong);
    if (wrong) co_return *std::move(wrong);
    if (dry && *dry != "true" && *dry != "false") co_return problem("invalid_parameter", "dry_run is true or false.", "dry_run");
    const bool dry_run = dry == "true";
    const auto type = call.request.field("content-type").value_or("");
    if (!type.starts_with("text/csv")) co_return problem("unsupported_media_type", "This call takes Content-Type: text/csv.", "Content-Type");

    std::optional<Plan> plan;
    auto look_up = [&api, &call, &plan] {
        if (auto market = api.visible_market(call, call.values[0]))
            plan = make_plan(api.services().reports, *std::move(market), call.request.body);
    };
    const bool caught_up = co_await api.read_into(std::move(look_up));
    if (!caught_up) co_return try_again("reports_behind", 2);
    if (!plan) co_return problem("market_not_found");
    if (dry_run) co_return plan_answer(*plan, true, 200);
    if (!plan->file.errors.empty()) co_return plan_answer(*plan, false, 422);

    std::vector<book::Command> commands;
    for (const auto& step : plan->steps)
        if (step.action != Action::unchanged) commands.push_back(command_of(*plan, step, call.who().actor()));
    const auto outcomes = co_await submit_all(api.services().sequencer, std::move(commands));
    for (const auto& outcome : outcomes) {
        // What went through stays; the same file again does the rest.
        if (!outcome) co_return Api::not_taken(outcome.error());
        if (const auto* refusal = std::get_if<book::Refusal>(&*outcome)) co_return problem(*refusal);
    }
    co_return plan_answer(*plan, false, 200);
}

}  // namespace

void add_import_routes(Api& api) {
    api.add(Method::post, "/v1/markets/{id}/stalls:import",
            {operators | boards, import_body_bytes_max, "Import a market's stalls from CSV; ?dry_run=true only shows what it would do"},
            [&api](const Call& call) { return import_stalls(api, call); });
}

}  // namespace choqr::gateway
