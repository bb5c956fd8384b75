#include "documents/report.hpp"

#include <cstdlib>

#include "base/vnd.hpp"

namespace choqr::documents {
namespace {

std::string tenths_text(std::int64_t tenths) {
    return std::to_string(tenths / 10) + "." + std::to_string(tenths % 10);
}

std::string waiting_words(const statistics::Amount& amount) {
    if (amount.waiting() == 0) return {};
    return " (chờ đủ 5 điểm: " + std::to_string(amount.waiting()) + " giao dịch)";
}

using statistics::Figure;

Line line(const Figure& figure, std::int64_t count) {
    return {figure, std::to_string(count), std::to_string(count)};
}

Line line(const Figure& figure, statistics::Rate rate) {
    return {figure, tenths_text(rate.tenths), tenths_text(rate.tenths)};
}

Line line(const Figure& figure, const statistics::Amount& amount) {
    if (amount.dong())
        return {figure, std::to_string(*amount.dong()), display_vnd(*amount.dong()) + waiting_words(amount)};
    const auto reason = amount.withheld();
    return {figure, "", reason ? std::string{vietnamese(*reason)} : "–", reason};
}

std::string signed_text(std::int64_t value, const std::string& digits) {
    return (value < 0 ? "-" : "+") + digits;
}

}  // namespace

std::vector<Line> lines_of(const Report& report) {
    std::vector<Line> lines;
    for_each_figure(report.figures, [&](const Figure& figure, const auto& value) {
        if (figure.shown == statistics::Shown::everywhere) lines.push_back(line(figure, value));
    });
    return lines;
}

std::optional<std::string> adjustment_text(const Report& report) {
    if (report.adjustments.empty()) return std::nullopt;
    const auto transactions = report.figures.adjustment_transactions;
    const auto& amount = report.figures.adjustment_amount;
    auto text =
        "điều chỉnh sau khi chốt: " + signed_text(transactions, std::to_string(std::abs(transactions))) +
        " giao dịch";
    if (amount.dong())
        return text + ", " + signed_text(*amount.dong(), display_vnd(std::abs(*amount.dong()))) +
               waiting_words(amount);
    return text + " (số tiền chờ đủ 5 điểm)";
}

}  // namespace choqr::documents
