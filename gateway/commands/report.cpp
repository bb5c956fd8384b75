#include "gateway/commands/report.hpp"

#include <cstdio>
#include <fstream>

#include "base/encoding.hpp"
#include "base/vnd.hpp"
#include "gateway/commands/command_line.hpp"
#include "gateway/commands/http_call.hpp"

namespace choqr::gateway {
namespace {

struct Line {
    const char* name;
    const char* label;
    bool money;
};
constexpr Line lines[] = {
    {"total_stalls", "Điểm kinh doanh đang hoạt động", false},
    {"registered", "Đã đăng ký", false},
    {"registration_rate", "Tỷ lệ đăng ký (%)", false},
    {"first_payment", "Đã có giao dịch đầu tiên", false},
    {"active_week", "Hoạt động trong 7 ngày", false},
    {"active", "Có giao dịch trong kỳ", false},
    {"transactions", "Số giao dịch", false},
    {"amount", "Giá trị", true},
    {"per_active_stall", "Bình quân mỗi điểm có giao dịch", false},
    {"per_registered_stall", "Bình quân mỗi điểm đã đăng ký", false},
    {"median_amount", "Trung vị một giao dịch", true},
    {"unmatched", "Chưa xác định quầy", false},
};

// A number as the gateway wrote it; an amount also as people read it.
std::string shown(const json::Value& report, const Line& line, bool for_people) {
    const auto* value = report.find(line.name);
    if (value == nullptr || value->kind() == json::Kind::null) return for_people ? "–" : "";
    if (const auto* number = value->integer()) return line.money && for_people ? display_vnd(*number) : std::to_string(*number);
    return {};
}

// Rates come as "39.5", which no integer holds: their text is cut from the answer itself.
std::string raw_number(const std::string& body, std::string_view name) {
    const auto key = "\"" + std::string{name} + "\":";
    const auto begin = body.find(key);
    if (begin == std::string::npos) return {};
    const auto end = body.find_first_of(",}", begin + key.size());
    return body.substr(begin + key.size(), end - begin - key.size());
}

std::string render(const std::string& body, const json::Value& report, bool csv) {
    std::string out = csv ? "chi_tieu,gia_tri\r\n" : "";
    const auto* trial = report.find("trial");
    if (trial != nullptr && trial->boolean() != nullptr && *trial->boolean())
        out += csv ? "trial,true\r\n" : "THỬ: không phải tiền thật / TRIAL: not real money\n";
    for (const auto& line : lines) {
        auto text = shown(report, line, !csv);
        if (text.empty()) text = raw_number(body, line.name);
        if (text == "null") text.clear();
        if (csv) out += std::string{line.name} + "," + text + "\r\n";
        else out += std::string{line.label} + ": " + text + "\n";
    }
    return out;
}

void write_out(const std::string& text, const std::optional<std::string>& file) {
    if (!file) {
        std::fwrite(text.data(), 1, text.size(), stdout);
        return;
    }
    std::ofstream stream{*file, std::ios::binary};
    if (!(stream << text).flush()) throw std::runtime_error{*file + ": cannot be written"};
}

}  // namespace

int run_report(const std::vector<std::string>& arguments) {
    const CommandLine options{arguments, {"url", "token", "market", "date", "from", "to", "format", "output"}, {}};
    if (options.words().size() != 1) throw UsageError{"which report? daily or range"};
    const auto& kind = options.words().front();
    if (kind == "monthly") throw UsageError{"monthly: not part of this version; range --from --to gives the same numbers"};
    if (kind != "daily" && kind != "range") throw UsageError{kind + ": no such report; daily or range"};
    const auto format = options.value("format").value_or("text");
    if (format == "xlsx" || format == "pdf") throw UsageError{"--format: " + format + " is not part of this version; text, json or csv"};
    if (format != "text" && format != "json" && format != "csv") throw UsageError{"--format: " + format + " is none of text, json, csv"};
    const auto target = parse_target(options.required("url"), options.required("token"));
    const auto market = options.value("market") ? *options.value("market") : only_market(target);
    auto path = "/v1/reports/" + kind + "?market_id=" + url_encode(market);
    if (kind == "daily") path += "&date=" + url_encode(options.required("date"));
    else path += "&from=" + url_encode(options.required("from")) + "&to=" + url_encode(options.required("to"));
    std::string body;
    const auto report = call_json(target, "GET", path, {}, {}, &body);
    write_out(format == "json" ? body + "\n" : render(body, report, format == "csv"), options.value("output"));
    return 0;
}

}  // namespace choqr::gateway
