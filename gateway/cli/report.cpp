#include "cli/report.hpp"

#include <fstream>
#include <ostream>

#include "base/encoding.hpp"
#include "cli/http_call.hpp"

namespace choqr::gateway {
namespace {

// Text and CSV are made where it is decided what may be told.
std::string ask(const Target& target, const std::string& path, const std::string& format) {
    std::string body;
    if (format == "json") {
        call_json(target, "GET", path, {}, {}, &body);
        return body + "\n";
    }
    auto reply = call(target, "GET", path + "&format=" + format);
    if (reply.status != 200) call_json(target, "GET", path);  // Throws the gateway's own sentence.
    return std::move(reply.body);
}

void write_out(const std::string& text, const std::optional<std::string>& file, std::ostream& out) {
    if (!file) {
        out << text;
        return;
    }
    std::ofstream stream{*file, std::ios::binary};
    if (!(stream << text).flush()) throw std::runtime_error{*file + ": cannot be written"};
}

// "&date=…" of a day, "&from=…&to=…" of several.
std::string days_of(const Arguments& arguments, const std::string& kind) {
    std::string query;
    const auto names =
        kind == "daily" ? std::vector<std::string>{"date"} : std::vector<std::string>{"from", "to"};
    for (const auto& name : names) {
        const auto day = arguments.value("--" + name);
        if (!day)
            throw UsageError{"--" + name + ": is missing; add --" + name + " YYYY-MM-DD",
                             "--" + name + ": còn thiếu; hãy thêm --" + name + " YYYY-MM-DD"};
        query += "&" + name + "=" + url_encode(*day);
    }
    return query;
}

}  // namespace

int run_report(const Arguments& arguments, Surroundings& surroundings) {
    const auto& kind = arguments.words().front();
    if (kind == "monthly")
        throw UsageError{"monthly: not part of this version; range --from --to gives the same numbers",
                         "monthly: phiên bản này chưa có; range --from --to cho cùng số liệu"};
    const auto format = arguments.value("--format").value_or("text");
    if (format == "xlsx" || format == "pdf")
        throw UsageError{"--format: " + format + " is not part of this version; write text, json or csv",
                         "--format: phiên bản này chưa có " + format + "; hãy viết text, json hoặc csv"};
    const auto days = days_of(arguments, kind);
    const auto target = target_of(arguments);
    const auto market = arguments.has("--market") ? arguments.required("--market") : only_market(target);
    const auto path = "/v1/reports/" + kind + "?market_id=" + url_encode(market) + days;
    write_out(ask(target, path, format), arguments.value("--output"), surroundings.out);
    return 0;
}

}  // namespace choqr::gateway
