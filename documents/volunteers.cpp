#include "documents/volunteers.hpp"

#include "json/writer.hpp"

namespace choqr::documents {
namespace {

/// Every number of a line, in the order in which all forms have them.
template <class Visit>
void each_number(const VolunteerLine& line, Visit visit) {
    visit("visited", "ghé", line.visited);
    visit("registered", "đăng ký", line.registered);
    for (std::size_t i = 0; i < refusal_reasons.size(); ++i)
        visit(refusal_reasons[i].name, refusal_reasons[i].label, line.refused[i]);
    visit("stands_handed_over", "đã phát bảng QR", line.stands_handed_over);
    visit("paid_within_a_day", "có giao dịch trong 24 giờ", line.paid_within_a_day);
}

bool is_reason(std::string_view name) {
    for (const auto& reason : refusal_reasons)
        if (reason.name == name) return true;
    return false;
}

void write_line(json::Writer& json, const VolunteerLine& line) {
    json.begin_object().field("date", format_day(line.day)).key("by").begin_object();
    json.field("id", line.id).field("name", line.name).end_object();
    json.key("refused").begin_object();
    each_number(line, [&json](auto name, auto, std::int64_t number) {
        if (is_reason(name)) json.field(name, number);
    });
    json.end_object();
    each_number(line, [&json](auto name, auto, std::int64_t number) {
        if (!is_reason(name)) json.field(name, number);
    });
    json.end_object();
}

std::string text_of(const VolunteerLine& line) {
    auto text = format_day(line.day) + " " + (line.name.empty() ? line.id : line.name) + ":";
    std::string_view before = " ";
    each_number(line, [&](std::string_view name, std::string_view label, std::int64_t number) {
        const bool is_refusal = is_reason(name);
        if (number == 0 && is_refusal) return;
        text.append(before).append(is_refusal ? "từ chối vì " : "").append(label).append(" ");
        text += std::to_string(number);
        before = ", ";
    });
    return text + "\n";
}

std::string cell(std::string_view text) {
    constexpr std::string_view begins_formula = "=+-@\t\r";
    std::string quoted = "\"";
    if (!text.empty() && begins_formula.find(text.front()) != std::string_view::npos) quoted += '\'';
    for (const char c : text) quoted.append(c == '"' ? 2 : 1, c);
    return quoted + '"';
}

}  // namespace

std::string to_json(const VolunteersReport& report) {
    json::Writer json;
    json.begin_object().field("market_id", report.market.text()).field("market_name", report.market_name);
    json.field("from", format_day(report.from)).field("to", format_day(report.to));
    json.field("trial", report.trial).key("items").begin_array();
    for (const auto& line : report.lines) write_line(json, line);
    json.end_array().end_object();
    return json.take();
}

std::string to_text(const VolunteersReport& report) {
    std::string text = report.trial ? "THỬ: không phải tiền thật / TRIAL: not real money\n" : "";
    text += "Kết quả ra quân, chợ " + report.market_name + ", " + format_day(report.from) + " – " +
            format_day(report.to) + "\n";
    for (const auto& line : report.lines) text += text_of(line);
    return report.lines.empty() ? text + "chưa ai ghé quầy nào\n" : text;
}

std::string to_csv(const VolunteersReport& report) {
    std::string csv = "ngay,ma,ten";
    each_number({}, [&csv](std::string_view name, auto, auto) {
        csv.append(",").append(is_reason(name) ? "refused_" : "").append(name);
    });
    csv += "\r\n";
    for (const auto& line : report.lines) {
        csv.append(format_day(line.day))
            .append(",")
            .append(cell(line.id))
            .append(",")
            .append(cell(line.name));
        each_number(line, [&csv](auto, auto, std::int64_t number) { csv += "," + std::to_string(number); });
        csv += "\r\n";
    }
    return csv;
}

}  // namespace choqr::documents
