#include <algorithm>
#include <iterator>
#include <set>

#include "api/bodies.hpp"
#include "api/routes/routes.hpp"
#include "api/strangers.hpp"
#include "api/views.hpp"
#include "base/label.hpp"
#include "base/text.hpp"
#include "merchants/csv.hpp"
#include "merchants/stall_import.hpp"
#include "problem/problem.hpp"
#include "qr/card_number.hpp"
#include "sandbox/sandbox.hpp"
#include "work/strangers_work.hpp"
#include "workbook/workbook.hpp"

// A market's list of stalls from a spreadsheet: shown first, then done; the same file twice changes nothing.
namespace choqr::gateway {
namespace {

namespace net = http::net;
using http::Method;
using http::Response;

constexpr std::size_t stalls_page = 1000;
// 20,000 lines are 2.4 MB. Not counted before the token is known, and against limits.request_bytes_max
// (docs/decisions/0605).
constexpr std::size_t import_body_bytes_max = merchants::csv_bytes_max;

/// Why a line's accounts are not simply set.
enum class Waits { no, for_another_person, for_other_market };

struct Plan {
    merchants::Market market;
    merchants::StallList list;
    merchants::ImportPreview preview;
    std::vector<Waits> fresh_waits, changed_waits;  ///< Of each line of the preview.
    std::size_t stalls_there = 0, closed_lately = 0;
    merchants::ColumnMeanings meanings{};  ///< With which the list was read.

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

bool is_account_elsewhere(const reports::Reports& reports, MarketId market,
                          const std::vector<merchants::Account>& accounts,
                          const std::vector<merchants::Account>& before) {
    return std::ranges::any_of(accounts, [&](const merchants::Account& one) {
        const bool is_new = std::ranges::find(before, key_of(one), merchants::key_of) == before.end();
        return is_new && reports.holders_elsewhere(market, one).value() > 0;
    });
}

/// Not all are the closed stall's that had the number lately.
bool is_other_than_before(const reports::Reports& reports, MarketId market,
                          const merchants::ListedStall& listed, Instant now) {
    if (listed.accounts.empty()) return false;
    const auto before = reports.accounts_before(market, listed.code, now).value();
    return before && std::ranges::any_of(listed.accounts, [&](const merchants::Account& one) {
               return std::ranges::none_of(*before, [&](const merchants::Account& had) {
                   return had.kind == one.kind && key_of(had) == key_of(one);
               });
           });
}

Waits fresh_waits(const reports::Reports& reports, MarketId market, const merchants::ListedStall& listed,
                  Instant now) {
    if (is_account_elsewhere(reports, market, listed.accounts, {})) return Waits::for_other_market;
    return is_other_than_before(reports, market, listed, now) ? Waits::for_another_person : Waits::no;
}

/// As the book will have it; said before anything is written.
void say_what_waits(const reports::Reports& reports, const std::vector<merchants::Stall>& existing,
                    Instant now, Plan& plan) {
    for (const auto& listed : plan.preview.fresh)
        plan.fresh_waits.push_back(fresh_waits(reports, plan.market.id, listed, now));
    const auto successors = reports.successors(plan.market.id).value();
    for (const auto& changed : plan.preview.changed) {
        const auto& stall = *std::ranges::find(existing, changed.stall, &merchants::Stall::id);
        const auto& accounts = changed.listed.accounts;
        auto waits = Waits::no;
        if (!same_payees(stall.accounts, accounts)) {
            if (is_account_elsewhere(reports, plan.market.id, accounts, stall.accounts))
                waits = Waits::for_other_market;
            else if (stall.stand.version > 0 || std::ranges::binary_search(successors, stall.id))
                waits = Waits::for_another_person;
        }
        plan.changed_waits.push_back(waits);
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
               merchants::StallList list) {
    const auto existing = all_stalls(ports.reports, market.id);
    const auto now = ports.clock.now();
    const auto closed = ports.reports.stalls_closed_since(market.id, now - book::closed_codes_kept).value();
    Plan plan{
        std::move(market), std::move(list), {}, {}, {}, existing.size(), static_cast<std::size_t>(closed)};
    leave_out_withheld(plan.list, existing, reader);
    plan.preview = merchants::preview(plan.list, existing);
    say_what_waits(ports.reports, existing, now, plan);
    return plan;
}

std::optional<book::VendorDetails> vendor_of(const merchants::ListedStall& listed) {
    if (!listed.vendor) return std::nullopt;
    return book::VendorDetails{listed.vendor->kind, listed.vendor->name, listed.vendor->phone};
}

/// What a line asks for. A line may ask for two things.
struct Asked {
    std::size_t line;
    book::Command command;
};

// Accounts that wait for somebody are proposed, never changed; the line's other words are changed at once.
void add_change(const merchants::StallChange& changed, Waits waits, const std::string& actor,
                std::vector<Asked>& asked) {
    const auto& listed = changed.listed;
    book::ChangeStall change{.stall = changed.stall,
                             .zone = listed.zone,
                             .goods = listed.goods,
                             .vendor = vendor_of(listed),
                             .accounts = {}};
    if (waits == Waits::no && !listed.accounts.empty()) change.accounts = listed.accounts;
    if (waits == Waits::no || changed.fields != std::vector<std::string>{"accounts"})
        asked.push_back({listed.line, {std::move(change), actor, std::nullopt}});
    if (waits == Waits::no) return;
    book::ProposePayeeChange proposal{changed.stall, listed.accounts, "danh sách nhập"};
    asked.push_back({listed.line, {std::move(proposal), actor, std::nullopt}});
}

std::vector<Asked> asked_by(const Plan& plan, const std::string& actor) {
    std::vector<Asked> asked;
    for (const auto& listed : plan.preview.fresh) {
        book::RegisterStall create{.market = plan.market.id,
                                   .kind = listed.kind,
                                   .code = listed.code,
                                   .zone = listed.zone,
                                   .goods = listed.goods,
                                   .vendor = vendor_of(listed),
                                   .accounts = listed.accounts};
        asked.push_back({listed.line, {std::move(create), actor, std::nullopt}});
    }
    for (std::size_t i = 0; i < plan.preview.changed.size(); ++i)
        add_change(plan.preview.changed[i], plan.changed_waits[i], actor, asked);
    return asked;
}

void write_line(json::Writer& json, const merchants::ListedStall& listed, std::string_view action) {
    json.begin_object()
        .field("line", static_cast<std::int64_t>(listed.line))
        .field("code", listed.code)
        .field("action", action);
}

/// What the line waits for, in a word and in a sentence.
void write_waits(json::Writer& json, Waits waits) {
    if (waits == Waits::no) return;
    const bool is_for_market = waits == Waits::for_other_market;
    json.field("waits_for", is_for_market ? "other_market" : "another_person");
    json.field("detail", is_for_market ? "another market's stall has this account: its board has to agree"
                                       : "the accounts are proposed; somebody else has to confirm");
    json.field("detail_vi", is_for_market ? "tài khoản đang ở chợ khác: cần chợ kia đồng ý"
                                          : "đổi tài khoản: cần người thứ hai xác nhận");
}

std::string place_of(const merchants::ListError& remark, std::string_view word) {
    if (remark.column.empty()) return remark.cell.empty() ? "" : remark.cell + ": ";
    const auto cell = remark.cell.empty() ? "" : " (" + remark.cell + ")";
    return std::string{word} + "\"" + remark.column + "\"" + cell + ": ";
}

/// Each sentence names its column, and in a workbook its cell, since it is read beside the list.
void write_remarks(json::Writer& json, std::string_view name,
                   const std::vector<merchants::ListError>& remarks) {
    json.key(name).begin_array();
    for (const auto& remark : remarks) {
        json.begin_object()
            .field("line", static_cast<std::int64_t>(remark.line))
            .field("column", remark.column);
        if (!remark.cell.empty()) json.field("cell", remark.cell);
        json.field("detail", place_of(remark, "") + remark.english)
            .field("detail_vi", place_of(remark, "cột ") + remark.vietnamese)
            .end_object();
    }
    json.end_array();
}

std::string_view name_of(merchants::ListedColumn::Why why) {
    using enum merchants::ListedColumn::Why;
    switch (why) {
        case told:
            return "told";
        case remembered:
            return "remembered";
        case synonym:
            return "synonym";
        case ignored:
            return "ignored";
    }
    return "";
}

/// What each heading is taken for, and the first lines as they were read; a card's number is not shown back.
void write_reading(json::Writer& json, const merchants::StallList& list) {
    json.key("columns").begin_array();
    for (const auto& one : list.columns) {
        json.begin_object()
            .field("letters", one.letters)
            .field("heading", qr::mask_card_numbers_in(one.heading));
        json.field("column", one.column).field("why", name_of(one.why)).end_object();
    }
    json.end_array().field("rows", static_cast<std::int64_t>(list.rows)).key("first_rows").begin_array();
    for (const auto& row : list.first_rows) {
        json.begin_object().field("line", static_cast<std::int64_t>(row.line)).key("cells").begin_array();
        for (const auto& cell : row.fields) json.text(qr::mask_card_numbers_in(cell));
        json.end_array().end_object();
    }
    json.end_array();
}

std::int64_t count_waiting(const Plan& plan) {
    const auto waits = [](Waits one) { return one != Waits::no; };
    return std::ranges::count_if(plan.fresh_waits, waits) + std::ranges::count_if(plan.changed_waits, waits);
}

void write_plan(json::Writer& json, const Plan& plan, bool dry_run) {
    json.field("dry_run", dry_run).field("created", static_cast<std::int64_t>(plan.preview.fresh.size()));
    json.field("changed", static_cast<std::int64_t>(plan.preview.changed.size()));
    json.field("unchanged", static_cast<std::int64_t>(plan.preview.unchanged));
    json.field("payee_changes", count_waiting(plan)).key("lines").begin_array();
    for (std::size_t i = 0; i < plan.preview.fresh.size(); ++i) {
        write_line(json, plan.preview.fresh[i], "create");
        write_waits(json, plan.fresh_waits[i]);
        json.end_object();
    }
    for (std::size_t i = 0; i < plan.preview.changed.size(); ++i) {
        const auto& changed = plan.preview.changed[i];
        write_line(json, changed.listed, "change");
        write_waits(json, plan.changed_waits[i]);
        json.key("fields").begin_array();
        for (const auto& field : changed.fields) json.text(field);
        json.end_array().end_object();
    }
    json.end_array();
    if (plan.list.encoding) json.field("encoding", merchants::name_of(*plan.list.encoding));
    write_remarks(json, "errors", plan.list.errors);
    write_remarks(json, "warnings", plan.list.warnings);
    json.key("ignored_columns").begin_array();
    for (const auto& column : plan.list.ignored_columns) json.text(column);
    json.end_array();
    write_reading(json, plan.list);
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
std::vector<merchants::ListError> refused_lines(const std::vector<std::size_t>& lines,
                                                const std::vector<Result<book::Outcome>>& outcomes) {
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

constexpr std::string_view workbook_type =
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

enum class Form : std::uint8_t { csv, workbook, neither };
/// The bytes decide where the type leaves it open: browsers and programs name workbooks as they like.
Form form_of(const http::Request& request) {
    constexpr std::string_view open_types[] = {"text/csv", "application/vnd.ms-excel",
                                               "application/octet-stream"};
    const auto field = request.field("content-type").value_or("");
    const auto type = field.substr(0, field.find_first_of("; "));
    if (type == workbook_type) return Form::workbook;
    const bool is_open = std::ranges::find(open_types, type) != std::end(open_types);
    if (is_open && workbook::looks_like_workbook(request.body)) return Form::workbook;
    return type == "text/csv" || type == "application/vnd.ms-excel" ? Form::csv : Form::neither;
}

/// Read where it can do no harm. A child that was ended over it is an answer as well: the workbook is more
/// than can be read.
net::awaitable<Result<workbook::Read>> read_in_child(sandbox::Sandbox& sandbox, const Call& call) {
    sandbox::Job job{std::string{workbook_work}, std::string{call.request.body}, call.errand.caller,
                     call.errand.gone, workbook_answer_bytes_max};
    const auto answer = co_await sandbox.run(std::move(job));
    if (!answer && answer.error() != sandbox::errc::too_hard) co_return answer.error();
    auto read = answer ? workbook_of(*answer) : std::nullopt;
    co_return read ? *std::move(read) : workbook::Read{workbook::Failure{workbook::Problem::too_large}};
}

// ---- What headings mean ----

constexpr std::string_view columns_sentence =
    "columns is a JSON object, headings to columns: code, zone, goods, vendor_name, vendor_phone, kind, "
    "bank, "
    "account_number, account_name, or \"\" for one that is not to be read; at most 64.";
constexpr std::size_t heading_code_points_max = 100;

/// Nothing: it is neither a heading nor a column.
std::optional<merchants::ColumnMeaning> meaning_of(const std::string& heading, const json::Value& column) {
    auto label = to_label(heading);
    if (!label || column.string() == nullptr || count_code_points(*label) > heading_code_points_max)
        return std::nullopt;
    if (column.string()->empty()) return merchants::ColumnMeaning{*std::move(label), ""};
    const auto named = merchants::column_named(*column.string());
    return named ? std::optional{merchants::ColumnMeaning{*std::move(label), std::string{*named}}}
                 : std::nullopt;
}

std::vector<merchants::ColumnMeaning> told_columns(const http::Request& request,
                                                   std::optional<Response>& refusal) {
    std::vector<merchants::ColumnMeaning> told;
    const auto text = parameter(request, "columns", refusal);
    if (!text) return told;
    const auto parsed = json::parse(*text);
    const auto* value = std::get_if<json::Value>(&parsed);
    const auto* members = value != nullptr ? value->object() : nullptr;
    bool all_meant = members != nullptr && members->size() <= merchants::Market::columns_max;
    if (all_meant)
        for (const auto& [heading, column] : *members) {
            auto meaning = meaning_of(heading, column);
            all_meant = all_meant && meaning.has_value();
            if (meaning) told.push_back(*std::move(meaning));
        }
    if (!all_meant) refusal = problem("invalid_parameter", columns_sentence, "columns");
    return told;
}

/// What is remembered once the list is in; nothing if that is what is remembered already, or too much.
std::optional<book::MapColumns> to_remember(const Plan& plan) {
    auto columns = merchants::remembered_with(plan.meanings.remembered, plan.meanings.told);
    if (columns == plan.meanings.remembered || columns.size() > merchants::Market::columns_max)
        return std::nullopt;
    return book::MapColumns{plan.market.id, std::move(columns)};
}

Response columns_answer(const ImportPorts& ports, const Call& call) {
    const auto market = ports.api.visible_market(call, call.values[0]);
    if (!market) return problem("market_not_found");
    json::Writer json;
    json.begin_object().key("items").begin_array();
    for (const auto& [heading, column] : ports.reports.columns_of(market->id).value())
        json.begin_object().field("heading", heading).field("column", column).end_object();
    json.end_array().key("columns").begin_array();
    for (const auto column : merchants::column_names()) json.text(column);
    json.end_array().end_object();
    return json_answer(std::move(json));
}

net::awaitable<Response> import_stalls(ImportPorts ports, const Call& call) {
    std::optional<Response> wrong;
    const auto told = told_columns(call.request, wrong);
    const auto dry = parameter(call.request, "dry_run", wrong);
    if (wrong) co_return *std::move(wrong);
    if (dry && *dry != "true" && *dry != "false")
        co_return problem("invalid_parameter", "dry_run is true or false.", "dry_run");
    const bool dry_run = dry == "true";
    const auto form = form_of(call.request);
    if (form == Form::neither)
        co_return problem("unsupported_media_type",
                          "This call takes Content-Type: text/csv or " + std::string{workbook_type} + ".",
                          "Content-Type");
    std::optional<workbook::Read> book;
    if (form == Form::workbook) {
        auto read = co_await read_in_child(ports.sandbox, call);
        if (!read) co_return not_worked_on(read.error());
        book = *std::move(read);
    }

    std::optional<Plan> plan;
    auto look_up = [ports, &call, &plan, &book, &told] {
        auto market = ports.api.visible_market(call, call.values[0]);
        if (!market) return;
        merchants::ColumnMeanings meanings{told, ports.reports.columns_of(market->id).value()};
        auto list = book ? workbook::stall_list_of(*book, meanings)
                         : merchants::read_stall_list(call.request.body, meanings);
        plan = make_plan(ports, call.who(), *std::move(market), std::move(list));
        plan->meanings = std::move(meanings);
    };
    auto unread = co_await ports.api.read_into(call, std::move(look_up));
    if (unread) co_return *std::move(unread);
    if (!plan) co_return problem("market_not_found");
    if (!plan->has_room()) co_return full_answer(*plan, dry_run);
    if (dry_run) co_return plan_answer(*plan, true);
    if (!plan->list.errors.empty()) co_return refused_answer(*plan);

    std::vector<std::size_t> lines;
    std::vector<book::Command> commands;
    if (auto columns = to_remember(*plan)) {
        lines.push_back(1);
        commands.push_back({*std::move(columns), call.who().name(), std::nullopt});
    }
    for (auto& [line, command] : asked_by(*plan, call.who().name())) {
        lines.push_back(line);
        commands.push_back(std::move(command));
    }
    if (auto too_many = ports.api.too_many_rows(call, commands.size())) co_return *std::move(too_many);
    const auto outcomes = co_await submit_all(ports.clock, ports.sequencer, std::move(commands));
    for (const auto& outcome : outcomes)  // What went through stays; the same file again does the rest.
        if (!outcome) co_return Api::not_taken(outcome.error());
    plan->list.errors = refused_lines(lines, outcomes);
    if (plan->list.errors.empty()) co_return plan_answer(*plan, false);
    co_return problem("import_incomplete", [&plan](json::Writer& json) { write_plan(json, *plan, false); });
}

}  // namespace

void add_import_routes(const ImportPorts& ports) {
    ports.api.add(
        Method::post, "/v1/markets/{id}/stalls:import",
        taking({{"dry_run", "true: only show what it would do"},
                {"columns", "A JSON object: what headings of this list mean, remembered once it is in"}},
               in_lane(Lane::heavy, {Capability::manage_stalls, import_body_bytes_max,
                                     "Import a market's stalls from CSV or XLSX"})),
        [ports](const Call& call) { return import_stalls(ports, call); });
    ports.api.add(Method::get, "/v1/markets/{id}/columns",
                  {Capability::manage_stalls, 0, "What headings of the market's lists mean"},
                  [ports](const Call& call) {
                      return ports.api.read(call, [ports, &call] { return columns_answer(ports, call); });
                  });
}

}  // namespace choqr::gateway
