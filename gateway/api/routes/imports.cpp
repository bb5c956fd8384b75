#include <algorithm>
#include <iterator>
#include <set>

#include "api/bodies.hpp"
#include "api/routes/routes.hpp"
#include "api/views.hpp"
#include "merchants/stall_import.hpp"
#include "problem/problem.hpp"

// A market's list of stalls from a spreadsheet: shown first, then done; the same file twice changes nothing.
namespace choqr::gateway {
namespace {

namespace net = http::net;
using http::Method;
using http::Response;

constexpr std::size_t stalls_page = 1000;

struct Plan {
    merchants::Market market;
    merchants::StallList list;
    merchants::ImportPreview preview;
    std::size_t stalls_there = 0, closed_lately = 0;

    std::size_t stalls_after() const { return stalls_there + preview.fresh.size(); }
    /// As the book has it; said before anything is written.
    bool has_room() const {
        const auto most = std::size_t{market.stalls_max};
        return preview.fresh.empty() ||
               (stalls_after() <= most && stalls_after() + closed_lately <= (1 + book::closed_quotas) * most);
    }
};

std::vector<merchants::Stall> all_stalls(const reports::Reports& reports, MarketId market) {
    std::vector<merchants::Stall> stalls;
    std::optional<StallId> after;
    for (;;) {
        auto page = reports.stalls(market, after, stalls_page).value();
        const bool last = page.size() < stalls_page;
        if (!page.empty()) after = page.back().id;
        std::ranges::move(page, std::back_inserter(stalls));
        if (last) return stalls;
    }
}

/// What is withheld from whoever imports is not compared either: the answer would tell whether a guess is
/// right. So these lines say nothing of the vendor and the accounts.
void leave_out_withheld(merchants::StallList& list, const std::vector<merchants::Stall>& existing,
                        const Principal& reader) {
    std::set<std::string_view> withheld;
    for (const auto& stall : existing)
        if (!is_shown_vendor(reader, stall)) withheld.insert(stall.code);
    for (auto& listed : list.stalls) {
        if (!withheld.contains(listed.code)) continue;
        listed.vendor.reset();
        listed.accounts.clear();
    }
}

Plan make_plan(const ImportPorts& ports, const Principal& reader, merchants::Market market,
               std::string_view csv) {
    const auto existing = all_stalls(ports.reports, market.id);
    const auto since = ports.clock.now() - book::closed_codes_kept;
    const auto closed = ports.reports.stalls_closed_since(market.id, since).value();
    Plan plan{std::move(market),
              merchants::read_stall_list(csv),
              {},
              existing.size(),
              static_cast<std::size_t>(closed)};
    leave_out_withheld(plan.list, existing, reader);
    plan.preview = merchants::preview(plan.list, existing);
    return plan;
}

std::optional<book::VendorDetails> vendor_of(const merchants::ListedStall& listed) {
    if (!listed.vendor) return std::nullopt;
    return book::VendorDetails{listed.vendor->kind, listed.vendor->name, listed.vendor->phone};
}

std::vector<book::Command> commands_of(const Plan& plan, const std::string& actor) {
    std::vector<book::Command> commands;
    for (const auto& listed : plan.preview.fresh) {
        book::RegisterStall create{.market = plan.market.id,
                                   .kind = listed.kind,
                                   .code = listed.code,
                                   .zone = listed.zone,
                                   .goods = listed.goods,
                                   .vendor = vendor_of(listed),
                                   .accounts = listed.accounts};
        commands.push_back({std::move(create), actor, std::nullopt});
    }
    for (const auto& changed : plan.preview.changed) {
        const auto& listed = changed.listed;
        book::ChangeStall change{.stall = changed.stall,
                                 .zone = listed.zone,
                                 .goods = listed.goods,
                                 .vendor = vendor_of(listed),
                                 .accounts = {}};
        if (!listed.accounts.empty()) change.accounts = listed.accounts;
        commands.push_back({std::move(change), actor, std::nullopt});
    }
    return commands;
}

void write_line(json::Writer& json, const merchants::ListedStall& listed, std::string_view action) {
    json.begin_object()
        .field("line", static_cast<std::int64_t>(listed.line))
        .field("code", listed.code)
        .field("action", action);
}

void write_plan(json::Writer& json, const Plan& plan, bool dry_run) {
    json.field("dry_run", dry_run).field("created", static_cast<std::int64_t>(plan.preview.fresh.size()));
    json.field("changed", static_cast<std::int64_t>(plan.preview.changed.size()));
    json.field("unchanged", static_cast<std::int64_t>(plan.preview.unchanged)).key("lines").begin_array();
    for (const auto& listed : plan.preview.fresh) {
        write_line(json, listed, "create");
        json.end_object();
    }
    for (const auto& changed : plan.preview.changed) {
        write_line(json, changed.listed, "change");
        json.key("fields").begin_array();
        for (const auto& field : changed.fields) json.text(field);
        json.end_array().end_object();
    }
    json.end_array().key("errors").begin_array();
    for (const auto& error : plan.list.errors) {
        json.begin_object()
            .field("line", static_cast<std::int64_t>(error.line))
            .field("column", error.column);
        json.field("detail", error.english).field("detail_vi", error.vietnamese).end_object();
    }
    json.end_array().key("ignored_columns").begin_array();
    for (const auto& column : plan.list.ignored_columns) json.text(column);
    json.end_array();
}

Response plan_answer(const Plan& plan, bool dry_run) {
    json::Writer json;
    json.begin_object();
    write_plan(json, plan, dry_run);
    json.end_object();
    return json_answer(std::move(json));
}

// The problem, and in it every line that is wrong.
Response refused_answer(const Plan& plan) {
    return problem("import_refused", [&plan](json::Writer& json) { write_plan(json, plan, false); });
}

/// The lines that the book refused, each with the problem's own sentences. The others are recorded.
std::vector<merchants::ListError> refused_lines(const Plan& plan,
                                                const std::vector<Result<book::Outcome>>& outcomes) {
    std::vector<std::size_t> lines;
    for (const auto& listed : plan.preview.fresh) lines.push_back(listed.line);
    for (const auto& changed : plan.preview.changed) lines.push_back(changed.listed.line);
    std::vector<merchants::ListError> refused;
    for (std::size_t i = 0; i < outcomes.size(); ++i) {
        const auto* refusal = outcomes[i] ? std::get_if<book::Refusal>(&*outcomes[i]) : nullptr;
        if (refusal == nullptr) continue;
        const auto& kind = problem_kind(book::code_of(*refusal));
        refused.push_back({lines[i], "", std::string{kind.detail}, std::string{kind.detail_vi}});
    }
    return refused;
}

Response full_answer(const Plan& plan, bool dry_run) {
    return problem("market_full", [&](json::Writer& json) {
        json.field("stalls", std::uint64_t{plan.stalls_there})
            .field("stalls_max", std::int64_t{plan.market.stalls_max});
        json.field("closed_within_90_days", std::uint64_t{plan.closed_lately});
        write_plan(json, plan, dry_run);
    });
}

net::awaitable<Response> import_stalls(ImportPorts ports, const Call& call) {
    std::optional<Response> wrong;
    const auto dry = parameter(call.request, "dry_run", wrong);
    if (wrong) co_return *std::move(wrong);
    if (dry && *dry != "true" && *dry != "false")
        co_return problem("invalid_parameter", "dry_run is true or false.", "dry_run");
    const bool dry_run = dry == "true";
    const auto type = call.request.field("content-type").value_or("");
    if (!type.starts_with("text/csv"))
        co_return problem("unsupported_media_type", "This call takes Content-Type: text/csv.",
                          "Content-Type");

    std::optional<Plan> plan;
    auto look_up = [ports, &call, &plan] {
        if (auto market = ports.api.visible_market(call, call.values[0]))
            plan = make_plan(ports, call.who(), *std::move(market), call.request.body);
    };
    auto unread = co_await ports.api.read_into(call, std::move(look_up));
    if (unread) co_return *std::move(unread);
    if (!plan) co_return problem("market_not_found");
    if (!plan->has_room()) co_return full_answer(*plan, dry_run);
    if (dry_run) co_return plan_answer(*plan, true);
    if (!plan->list.errors.empty()) co_return refused_answer(*plan);

    auto commands = commands_of(*plan, call.who().name());
    if (auto too_many = ports.api.too_many_rows(call, commands.size())) co_return *std::move(too_many);
    const auto outcomes = co_await submit_all(ports.clock, ports.sequencer, std::move(commands));
    for (const auto& outcome : outcomes)  // What went through stays; the same file again does the rest.
        if (!outcome) co_return Api::not_taken(outcome.error());
    plan->list.errors = refused_lines(*plan, outcomes);
    if (plan->list.errors.empty()) co_return plan_answer(*plan, false);
    co_return problem("import_incomplete", [&plan](json::Writer& json) { write_plan(json, *plan, false); });
}

}  // namespace

void add_import_routes(const ImportPorts& ports) {
    ports.api.add(Method::post, "/v1/markets/{id}/stalls:import",
                  taking({{"dry_run", "true: only show what it would do"}},
                         in_lane(Lane::heavy, {Capability::manage_stalls, import_body_bytes_max,
                                               "Import a market's stalls from CSV"})),
                  [ports](const Call& call) { return import_stalls(ports, call); });
}

}  // namespace choqr::gateway
