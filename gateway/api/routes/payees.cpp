#include "api/bodies.hpp"
#include "api/routes/routes.hpp"
#include "api/views.hpp"
#include "merchants/bank_directory.hpp"
#include "problem/problem.hpp"

// How the accounts of a stall change: one proposes, another confirms, and until it takes effect either side
// may refuse. Who may do what, the book decides (docs/decisions/0635); here it is asked and told.
namespace choqr::gateway {
namespace {

namespace net = http::net;
using http::Method;
using http::Response;

constexpr std::chrono::milliseconds answer_limit{10'000};
constexpr std::size_t reason_code_points_max = 200;

/// What the caller could do about a change that waits.
struct Choice {
    bool may_confirm = false;
    std::optional<book::Refusal> why_not{};
};

/// A change, and whether the caller is told its accounts in full, their holders' names and those of phones.
/// Else of each account the bank and the last four digits.
struct Shown {
    reports::PayeeChangeRow row;
    bool in_full = false;
};

/// Not those of another market's stall, nor of one whose vendor has taken the consent back.
Shown shown_change(const PayeePorts& ports, const Principal& reader, reports::PayeeChangeRow row) {
    const auto stall = ports.reports.stall(row.stall).value();
    const bool reaches = reader.reaches_all_of(row.market) || reader.scope.stall == row.stall;
    const bool in_full = reaches && stall && is_shown_vendor(reader, *stall);
    return {std::move(row), in_full};
}

std::vector<Shown> shown_changes(const PayeePorts& ports, const Principal& reader,
                                 std::vector<reports::PayeeChangeRow> rows) {
    std::vector<Shown> shown;
    shown.reserve(rows.size());
    for (auto& row : rows) shown.push_back(shown_change(ports, reader, std::move(row)));
    return shown;
}

// ---- How it looks

void write_who(json::Writer& json, const PayeePorts& ports, const reports::WhoRow& who, bool in_full) {
    if (!who.id) return static_cast<void>(json.null());
    const auto account = who.is_person ? ports.accounts.find(*who.id) : std::nullopt;
    const bool is_device = who.role && book::is_stall_device(*who.role);
    json.begin_object().field("id", who.id->text());
    json.field("kind", who.is_person ? "person" : is_device ? "device" : "program");
    json.field("role", who.role ? std::optional{book::name_of(*who.role)} : std::nullopt);
    const bool is_withheld = is_device && !in_full;
    json.field("name", account ? account->name : is_withheld ? std::string{} : who.name).end_object();
}

void write_accounts(json::Writer& json, const std::vector<merchants::Account>& accounts, bool in_full) {
    json.begin_array();
    for (const auto& account : accounts) {
        json.begin_object().field("bin", account.bin.text());
        json.field("bank", merchants::bank_display_name(account.bin));
        json.field("last_digits", account.number.last_four());
        if (in_full) json.field("account_number", account.number.text()).field("account_name", account.name);
        json.end_object();
    }
    json.end_array();
}

void write_step(json::Writer& json, const PayeePorts& ports, const reports::PayeeStepRow& step,
                bool in_full) {
    json.begin_object().field("what", step.is_yes ? "confirmed" : "refused").key("by");
    write_who(json, ports, step.by, in_full);
    json.field("at", format_rfc3339(step.at));
    json.field("for_market", step.market ? std::optional{step.market->text()} : std::nullopt);
    json.field("reason", step.reason).end_object();
}

void write_choice(json::Writer& json, const Choice& choice) {
    json.field("may_confirm", choice.may_confirm).key("why_not");
    if (!choice.why_not) return static_cast<void>(json.null());
    const auto& kind = problem_kind(book::code_of(*choice.why_not));
    json.begin_object().field("code", kind.code).field("detail", kind.detail);
    json.field("detail_vi", kind.detail_vi).end_object();
}

void write_change(json::Writer& json, const PayeePorts& ports, const Shown& shown,
                  const std::optional<Choice>& choice) {
    const auto& [change, in_full] = shown;
    json.begin_object().field("id", change.id.text()).field("stall_id", change.stall.text());
    json.field("stall", change.stall_code).field("market_id", change.market.text());
    json.field("market", change.market_name).field("status", name_of(change.status)).key("proposed_by");
    write_who(json, ports, change.proposed_by, in_full);
    json.field("proposed_at", format_rfc3339(change.proposed_at)).field("reason", change.reason);
    const auto& effect = change.takes_effect_at;
    json.field("takes_effect_at", effect ? std::optional{format_rfc3339(*effect)} : std::nullopt);
    json.key("from");
    write_accounts(json, change.before, in_full);
    json.key("to");
    write_accounts(json, change.after, in_full);
    json.key("steps").begin_array();
    for (const auto& step : change.steps) write_step(json, ports, step, in_full);
    json.end_array();
    if (choice) write_choice(json, *choice);
    json.end_object();
}

Response change_answer(const PayeePorts& ports, const Call& call, StallId stall, PayeeChangeId id,
                       int status) {
    auto change = ports.reports.payee_change(stall, id).value();
    if (!change) return problem("payee_change_not_found");
    json::Writer json;
    write_change(json, ports, shown_change(ports, call.who(), *std::move(change)), std::nullopt);
    return json_answer(std::move(json), status);
}

// ---- What is asked

net::awaitable<Response> propose(PayeePorts ports, const Call& call) {
    std::optional<merchants::Stall> stall;
    auto look_up = [ports, &call, &stall] { stall = ports.api.visible_stall(call, call.values[0]); };
    auto unread = co_await ports.api.read_into(call, std::move(look_up));
    if (unread) co_return *std::move(unread);
    if (!stall) co_return problem("stall_not_found");
    // That they are those already would tell what is withheld.
    if (!is_shown_vendor(call.who(), *stall)) co_return problem("consent_withdrawn");
    Response refusal;
    const auto body = json_body(call.request, refusal);
    if (!body) co_return refusal;
    json::Complaint complaint;
    const json::Fields fields{*body, complaint};
    fields.only({"accounts", "reason"});
    auto accounts = read_accounts(fields);
    if (!accounts && !complaint)
        fields.complain("accounts", json::Wrong::missing, "must hold all accounts that the stall is to have");
    auto reason = optional_label(fields, "reason", reason_code_points_max).value_or("");
    if (complaint) co_return problem(*complaint);
    book::Ask ask = book::ProposePayeeChange{stall->id, *std::move(accounts), std::move(reason)};
    auto render = [ports, &call, id = stall->id](Api::Done done) {
        return change_answer(ports, call, id, PayeeChangeId{done.sequence}, done.created ? 201 : 200);
    };
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

using Step = book::Ask (*)(StallId, PayeeChangeId, std::string reason);

// Whom it concerns the book says: another market's board may have to agree.
net::awaitable<Response> take_step(PayeePorts ports, const Call& call, Step step) {
    const auto stall = StallId::parse(call.values[0]);
    const auto change = PayeeChangeId::parse(call.values[1]);
    if (!stall || !change) co_return problem("payee_change_not_found");
    Response refusal;
    auto reason = read_reason(call.request, refusal);
    if (!reason) co_return refusal;
    book::Ask ask = step(*stall, *change, *std::move(reason));
    auto render = [ports, &call, stall = *stall, change = *change](Api::Done) {
        return change_answer(ports, call, stall, change, 200);
    };
    auto response = co_await ports.api.execute(call, std::move(ask), std::move(render));
    co_return response;
}

/// What the book would say to the caller's yes to each change that waits.
net::awaitable<std::vector<std::optional<Choice>>> choices(PayeePorts ports, const Call& call,
                                                           const std::vector<Shown>& changes) {
    std::vector<std::optional<Choice>> found(changes.size());
    if (!call.who().may(Capability::change_payees)) co_return found;
    for (std::size_t i = 0; i < changes.size(); ++i) {
        const auto& change = changes[i].row;
        if (!reports::is_open(change.status)) continue;
        book::Command command{book::ConfirmPayeeChange{change.stall, change.id, {}, true}, call.who().name(),
                              std::nullopt};
        const auto outcome = co_await submit(ports.clock, ports.sequencer, std::move(command), answer_limit);
        if (!outcome) continue;  // It is only a button more or less.
        const auto* refused = std::get_if<book::Refusal>(&*outcome);
        found[i] = Choice{std::holds_alternative<book::NothingToRecord>(*outcome),
                          refused ? std::optional{*refused} : std::nullopt};
    }
    co_return found;
}

// ---- Lists

/// What there is to tell of a market.
struct MarketChanges {
    std::size_t limit;
    std::vector<Shown> changes;
    std::optional<reports::PayeeActivity> lately;  ///< Absent: there is no such market for the caller.
};

net::awaitable<Response> list_of_stall(PayeePorts ports, const Call& call) {
    Response refusal;
    const auto page = page_query(call.request, refusal);
    if (!page) co_return refusal;
    const auto before = page->after ? std::optional{PayeeChangeId::from_value(*page->after)} : std::nullopt;
    std::optional<merchants::Stall> stall;
    std::vector<Shown> changes;
    auto look_up = [&] {
        stall = ports.api.visible_stall(call, call.values[0]);
        if (!stall) return;
        auto rows = ports.reports.payee_changes(stall->id, before, page->limit + 1).value();
        changes = shown_changes(ports, call.who(), std::move(rows));
    };
    auto unread = co_await ports.api.read_into(call, std::move(look_up));
    if (unread) co_return *std::move(unread);
    if (!stall) co_return problem("stall_not_found");
    const auto choice = co_await choices(ports, call, changes);
    std::size_t next = 0;
    co_return list_answer(
        changes, page->limit,
        [&](json::Writer& json, const auto& one) { write_change(json, ports, one, choice[next++]); },
        [](const auto& one) { return one.row.id.value(); });
}

/// How many were proposed in the market within a day; none: as if it were quiet.
reports::PayeeActivity lately(const PayeePorts& ports, MarketId market) {
    const auto since = ports.clock.now() - reports::PayeeActivity::period;
    for (auto& one : ports.reports.payee_activity(since).value())
        if (one.market == market) return one;
    return {.market = market, .market_name = {}};
}

Response market_answer(const PayeePorts& ports, const MarketChanges& found,
                       const std::vector<std::optional<Choice>>& choice) {
    const auto shown = std::min(found.changes.size(), found.limit);
    json::Writer json;
    json.begin_object().key("items").begin_array();
    for (std::size_t i = 0; i < shown; ++i) write_change(json, ports, found.changes[i], choice[i]);
    json.end_array();
    const bool has_more = found.changes.size() > found.limit;
    json.field("next_cursor",
               has_more ? std::optional{cursor_of(found.changes[shown - 1].row.id.value())} : std::nullopt);
    json.key("lately").begin_object().field("proposed", found.lately->proposed);
    json.field("hours", std::int64_t{reports::PayeeActivity::period.count()});
    json.field("alarming", found.lately->is_alarming()).end_object().end_object();
    return json_answer(std::move(json));
}

net::awaitable<Response> list_of_market(PayeePorts ports, const Call& call) {
    Response refusal;
    const auto page = page_query(call.request, refusal);
    if (!page) co_return refusal;
    const auto after = page->after ? std::optional{PayeeChangeId::from_value(*page->after)} : std::nullopt;
    MarketChanges found{page->limit, {}, {}};
    auto look_up = [&] {
        const auto market = ports.api.visible_market(call, call.values[0]);
        if (!market) return;
        auto rows = ports.reports.open_payee_changes(market->id, after, page->limit + 1).value();
        found.changes = shown_changes(ports, call.who(), std::move(rows));
        found.lately = lately(ports, market->id);
    };
    auto unread = co_await ports.api.read_into(call, std::move(look_up));
    if (unread) co_return *std::move(unread);
    if (!found.lately) co_return problem("market_not_found");
    const auto choice = co_await choices(ports, call, found.changes);
    co_return market_answer(ports, found, choice);
}

}  // namespace

void add_payee_routes(const PayeePorts& ports) {
    ports.api.add(Method::post, "/v1/stalls/{id}/payee-changes",
                  {Capability::change_payees, json_body_bytes_max,
                   "Propose a change of a stall's accounts; somebody else confirms it"},
                  [ports](const Call& call) { return propose(ports, call); });
    ports.api.add(Method::post, "/v1/stalls/{id}/payee-changes/{change}/confirm",
                  {Capability::change_payees, json_body_bytes_max, "Confirm a change of accounts"},
                  [ports](const Call& call) {
                      return take_step(ports, call,
                                       [](StallId stall, PayeeChangeId id, std::string reason) -> book::Ask {
                                           return book::ConfirmPayeeChange{stall, id, std::move(reason)};
                                       });
                  });
    ports.api.add(Method::post, "/v1/stalls/{id}/payee-changes/{change}/refuse",
                  {Capability::change_payees, json_body_bytes_max,
                   "Refuse a change of accounts; by whoever proposed it: withdraw it"},
                  [ports](const Call& call) {
                      return take_step(ports, call,
                                       [](StallId stall, PayeeChangeId id, std::string reason) -> book::Ask {
                                           return book::RefusePayeeChange{stall, id, std::move(reason)};
                                       });
                  });
    ports.api.add(Method::get, "/v1/stalls/{id}/payee-changes",
                  taking({limit_parameter, cursor_parameter},
                         {Capability::see_places, 0, "A stall's changes of accounts for ever, newest first"}),
                  [ports](const Call& call) { return list_of_stall(ports, call); });
    ports.api.add(
        Method::get, "/v1/markets/{id}/payee-changes",
        taking({limit_parameter, cursor_parameter},
               {Capability::manage_stalls, 0, "Changes of accounts that wait and concern the market"}),
        [ports](const Call& call) { return list_of_market(ports, call); });
}

}  // namespace choqr::gateway
