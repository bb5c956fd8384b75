#include "cli/import.hpp"

#include <cstdio>
#include <optional>

#include "base/encoding.hpp"
#include "cli/gateways.hpp"
#include "cli/http_call.hpp"
#include "json/writer.hpp"

namespace choqr::gateway {
namespace {

std::int64_t number(const json::Value& value, std::string_view name) {
    const auto* found = value.find(name);
    return found != nullptr && found->integer() != nullptr ? *found->integer() : 0;
}

std::string text(const json::Value& value, std::string_view name) {
    const auto* found = value.find(name);
    return found != nullptr && found->string() != nullptr ? *found->string() : std::string{};
}

/// By whoever keeps the list, so in their language first.
void show_remarks(const json::Value& plan, std::string_view name, const char* kind) {
    const auto* remarks = plan.find(name);
    if (remarks == nullptr) return;
    for (const auto& one : *remarks->array())
        std::fprintf(stderr, "%sdòng %lld: %s (line %lld: %s)\n", kind,
                     static_cast<long long>(number(one, "line")), text(one, "detail_vi").c_str(),
                     static_cast<long long>(number(one, "line")), text(one, "detail").c_str());
}

/// "Số TK=account_number": what stands behind the last sign is a column, or nothing for one to leave out.
using Meanings = std::vector<std::pair<std::string, std::string>>;
Meanings meanings_of(const Arguments& arguments) {
    Meanings meanings;
    for (const auto& text : arguments.all("--column")) {
        const auto sign = text.rfind('=');
        if (sign == std::string::npos || sign == 0)
            throw UsageError{"--column: write HEADING=COLUMN, \"Số TK=account_number\"",
                             "--column: hãy viết TIÊU ĐỀ=CỘT, \"Số TK=account_number\""};
        meanings.emplace_back(text.substr(0, sign), text.substr(sign + 1));
    }
    return meanings;
}

std::string as_parameter(const Meanings& meanings) {
    if (meanings.empty()) return {};
    json::Writer json;
    json.begin_object();
    for (const auto& [heading, column] : meanings) json.field(heading, column);
    return "&columns=" + url_encode(json.end_object().take());
}

void show_remembered(const json::Value& plan) {
    for (const auto& one : *plan.find("columns")->array())
        if (text(one, "why") == "remembered")
            std::fprintf(stderr, "Nhớ từ lần trước: %s = %s\n", text(one, "heading").c_str(),
                         text(one, "column").empty() ? "bỏ qua" : text(one, "column").c_str());
}

void show_ignored(const json::Value& plan) {
    const auto* ignored = plan.find("ignored_columns");
    if (ignored == nullptr) return;
    for (const auto& column : *ignored->array())
        std::fprintf(stderr, "bỏ qua cột \"%s\" (this column is ignored)\n", column.string()->c_str());
}

void show_lines(const json::Value& plan) {
    for (const auto& line : *plan.find("lines")->array())
        std::printf("%6lld  %-9s %s%s%s\n", static_cast<long long>(number(line, "line")),
                    text(line, "action").c_str(), text(line, "code").c_str(),
                    line.find("waits_for") ? "  " : "", text(line, "detail").c_str());
}

json::Value import_file(const Target& target, const std::string& market, const std::string& list,
                        const Meanings& meanings, bool dry_run) {
    const auto path = "/v1/markets/" + url_encode(market) +
                      "/stalls:import?dry_run=" + (dry_run ? "true" : "false") + as_parameter(meanings);
    // The gateway looks at the bytes; it reads workbooks in a child (docs/decisions/0210), the command reads
    // none.
    return call_json(target, "POST", path, "text/csv", list);
}

int import_stalls(const Target& target, std::optional<std::string> market, const std::string& file,
                  const Meanings& meanings, bool yes) {
    const auto list = read_whole_file(file);
    const auto into = market ? *std::move(market) : only_market(target);
    const auto plan = import_file(target, into, list, meanings, true);
    show_lines(plan);
    show_remembered(plan);
    show_ignored(plan);
    show_remarks(plan, "warnings", "chú ý, ");
    show_remarks(plan, "errors", "");
    const auto created = number(plan, "created"), changed = number(plan, "changed"),
               unchanged = number(plan, "unchanged");
    const auto errors = plan.find("errors")->array()->size();
    std::printf("%lld to create, %lld to change, %lld unchanged, %zu errors\n",
                static_cast<long long>(created), static_cast<long long>(changed),
                static_cast<long long>(unchanged), errors);
    if (errors > 0) {
        std::fprintf(stderr, "choqr: nothing was imported: correct the file first\n");
        return 1;
    }
    if (!yes) {
        std::puts("Nothing was changed; --yes does it.");
        return 0;
    }
    import_file(target, into, list, meanings, false);
    for (const auto& [heading, column] : meanings)
        std::printf("Nhớ: %s = %s\n", heading.c_str(), column.empty() ? "bỏ qua" : column.c_str());
    std::puts("Done.");
    return 0;
}

}  // namespace

int run_import(const Arguments& arguments, Surroundings& surroundings) {
    const auto& words = arguments.words();
    if (words[0] == "statement")
        throw UsageError{"statement: importing bank statements is not part of this version; write stalls",
                         "statement: phiên bản này chưa nhập sao kê; hãy viết stalls"};
    const auto data = one_place_of(arguments);
    const auto market = arguments.value("--market");
    const bool yes = arguments.has("--yes");
    const auto meanings = meanings_of(arguments);
    if (!data) return import_stalls(target_of(arguments), market, words[1], meanings, yes);
    // The ledger is opened here, behind the same routes, for as long as the import takes.
    const auto gateway = gateways_of(surroundings).open(*data);
    const Target target{"http://127.0.0.1:" + std::to_string(gateway->port()), operator_token(*data)};
    return import_stalls(target, market, words[1], meanings, yes);
}

}  // namespace choqr::gateway
