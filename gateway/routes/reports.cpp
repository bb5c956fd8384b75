#include <algorithm>
#include <cstdlib>
#include <set>
#include <utility>

#include "base/encoding.hpp"
#include "gateway/problem.hpp"
#include "gateway/routes/views.hpp"

// The day's numbers, each with its definition.
namespace choqr::gateway {
namespace {

using http::Method;
using http::Response;

constexpr std::int64_t shown_stalls_min = 5;  // Fewer stalls behind a sum, and a board could read one vendor's takings.
constexpr int range_days_max = 400;

/// 10 × numerator / denominator, rounded half up.
std::int64_t tenths_of(std::int64_t numerator, std::int64_t denominator) {
    return denominator == 0 ? 0 : (20 * numerator + denominator) / (2 * denominator);
}

void write_amount(JsonWriter& json, std::string_view name, std::int64_t dong, bool shown) {
    if (shown) json.field(name, dong);
    else json.key(name).null();
}

struct Definition {
    std::string_view name, text;
};
constexpr Definition definitions[] = {
    {"registered", "N1: điểm kinh doanh đang hoạt động có ít nhất một tài khoản nhận tiền, tính đến cuối kỳ"},
    {"total_stalls", "N0: điểm kinh doanh đang hoạt động trong danh sách của chợ, tính đến cuối kỳ"},
    {"registration_rate", "R1 = N1 / N0, phần trăm, một chữ số thập phân"},
    {"first_payment", "N3: trong số N1, điểm đã có ít nhất một giao dịch từ trước đến nay"},
    {"active_week", "N4: điểm có ít nhất một giao dịch trong bảy ngày tính đến cuối kỳ"},
    {"active", "điểm có ít nhất một giao dịch trong kỳ"},
    {"transactions", "T1: giao dịch tiền vào đã ghi nhận, trừ giao dịch thử, trùng và đã hoàn"},
    {"amount", "T2: tổng giá trị T1, đồng"},
    {"per_active_stall", "T3: T1 / tổng số điểm có giao dịch của từng ngày trong kỳ, một chữ số thập phân"},
    {"per_registered_stall", "T1 / N1, một chữ số thập phân"},
    {"median_amount", "T4: trung vị giá trị một giao dịch, đồng"},
    {"unmatched", "M1: tiền vào chưa xác định được quầy, của toàn bộ sổ"},
    {"closed", "đã chốt: số liệu của ngày là số lúc chốt, không đổi nữa; kèm mã gốc (root) của sổ trước lúc chốt"},
    {"adjustments", "điều chỉnh sau khi chốt: khoản đến muộn, được gán hoặc bị hoàn sau lúc chốt; không cộng vào số của ngày"},
    {"day", "ngày kinh doanh theo giờ Việt Nam, bắt đầu từ giờ chốt của chợ"},
};

void write_group(JsonWriter& json, std::string_view name, const reports::Counts::Group& group, bool with_amount) {
    json.begin_object().field(name, group.key).field("stalls", group.stalls).field("active", group.active);
    json.field("transactions", group.transactions);
    write_amount(json, "amount", group.amount.dong(), with_amount);
    json.end_object();
}

void write_groups(JsonWriter& json, const reports::Counts& counts, bool for_board) {
    json.key("by_stall").begin_array();
    for (const auto& group : counts.by_stall) {
        json.begin_object().field("stall_id", group.key).field("transactions", group.transactions);
        if (!for_board) json.field("amount", group.amount.dong());
        json.end_object();
    }
    json.end_array().key("by_zone").begin_array();
    for (const auto& group : counts.by_zone) write_group(json, "zone", group, !for_board || group.active >= shown_stalls_min);
    json.end_array().key("by_provider").begin_array();
    for (const auto& group : counts.by_provider) write_group(json, "provider", group, !for_board || group.active >= shown_stalls_min);
    json.end_array().key("by_hour").begin_array();
    for (const auto transactions : counts.by_hour) json.number(transactions);
    json.end_array();
}

/// A board sees of the sealed totals what it sees of the others.
void write_closed(JsonWriter& json, reports::DayClose close, bool for_board) {
    if (!for_board) {
        write(json, close);
        return;
    }
    json.begin_object().field("sequence", close.sequence.value()).field("closed_at", format_rfc3339(close.closed_at));
    json.field("tree_size", close.sequence.value()).field("root_hash", to_base64(close.root.bytes())).end_object();
}

/// What came to the period's closed days after they were closed.
struct Late {
    std::vector<reports::DayClose> closes;
    std::vector<reports::Adjustment> adjustments;
};

struct LateSums {
    std::int64_t transactions = 0, amount = 0;
    bool amount_shown = true;
};

// A board sees a sum only when enough stalls stand behind it.
LateSums sums_of(const std::vector<reports::Adjustment>& adjustments, bool for_board) {
    LateSums sums;
    std::set<StallId> stalls;
    for (const auto& one : adjustments) {
        if (one.at_collection_point) continue;
        sums.transactions += one.transactions;
        sums.amount += one.amount;
        stalls.insert(one.stall);
    }
    sums.amount_shown = !for_board || std::cmp_greater_equal(stalls.size(), shown_stalls_min);
    return sums;
}

std::string signed_text(std::int64_t value, const std::string& digits) { return (value < 0 ? "-" : "+") + digits; }

std::string text_of(const LateSums& sums) {
    auto text = "điều chỉnh sau khi chốt: " + signed_text(sums.transactions, std::to_string(std::abs(sums.transactions))) + " giao dịch";
    if (sums.amount_shown) text += ", " + signed_text(sums.amount, display_vnd(std::abs(sums.amount)));
    return text;
}

void write_late(JsonWriter& json, const Late& late, bool one_day, std::int64_t days, bool for_board) {
    json.key("closed");
    if (one_day && !late.closes.empty()) write_closed(json, late.closes.front(), for_board);
    else json.boolean(!one_day && std::cmp_equal(late.closes.size(), days));
    const auto sums = sums_of(late.adjustments, for_board);
    json.key("adjustments").begin_array();
    for (const auto& one : late.adjustments) {
        json.begin_object().field("sequence", one.sequence.value()).field("recorded_at", format_rfc3339(one.recorded_at));
        json.field("date", format_day(one.day)).field("transfer_id", one.transfer.text());
        if (!for_board) json.field("stall_id", one.stall.text());
        json.field("transactions", one.transactions);
        if (!for_board) json.field("amount", one.amount);
        json.end_object();
    }
    json.end_array().field("adjustment_transactions", sums.transactions);
    write_amount(json, "adjustment_amount", sums.amount, sums.amount_shown);
    json.field("adjustment_text", late.adjustments.empty() ? std::nullopt : std::optional{text_of(sums)});
}

struct Readers {
    bool for_board = false;
    bool of_trial = false;  ///< The whole ledger is one.
};

Response report_answer(const merchants::Market& market, Day from, Day to, const reports::Counts& counts,
                       const Late& late, Readers readers) {
    const bool for_board = readers.for_board;
    const bool sums_shown = !for_board || counts.active >= shown_stalls_min;
    JsonWriter json;
    json.begin_object()
        .field("market_id", market.id.text())
        .field("market", market.name)
        .field("trial", readers.of_trial);
    if (from == to) json.field("date", format_day(from));
    else json.field("from", format_day(from)).field("to", format_day(to));
    json.field("registered", counts.registered).field("total_stalls", counts.total_stalls);
    json.key("registration_rate").tenths(tenths_of(100 * counts.registered, counts.total_stalls));
    json.field("first_payment", counts.first_payment).field("active_week", counts.active_week).field("active", counts.active);
    json.field("transactions", counts.transactions);
    write_amount(json, "amount", counts.amount.dong(), sums_shown);
    json.key("per_active_stall").tenths(tenths_of(counts.transactions, counts.active_stall_days));
    json.key("per_registered_stall").tenths(tenths_of(counts.transactions, counts.registered));
    const bool median_shown = counts.median_amount && sums_shown;
    json.field("median_amount", median_shown ? std::optional{counts.median_amount->dong()} : std::nullopt);
    json.field("unmatched", counts.unmatched);
    if (!for_board) json.field("unmatched_amount", counts.unmatched_amount.dong());
    json.field("reversed", counts.reversed).field("collection_point_transactions", counts.collection_point_transactions);
    if (!for_board) json.field("collection_point_amount", counts.collection_point_amount.dong());
    write_groups(json, counts, for_board);
    json.key("definitions").begin_object();
    for (const auto& definition : definitions) json.field(definition.name, definition.text);
    if (readers.of_trial) json.field("trial", "sổ THỬ: mọi khoản trong sổ này là thử, không phải tiền thật");
    json.end_object();
    write_late(json, late, from == to, (std::chrono::sys_days{to} - std::chrono::sys_days{from}).count() + 1, for_board);
    json.end_object();
    return json_answer(std::move(json));
}

Response report(Api& api, const Call& call, std::string_view from_name, std::string_view to_name) {
    std::optional<Response> wrong;
    const auto market_id = parameter(call.request, "market_id", wrong);
    const auto from_text = parameter(call.request, from_name, wrong);
    const auto to_text = parameter(call.request, to_name, wrong);
    if (wrong) return *std::move(wrong);
    if (!market_id) return problem("invalid_parameter", "market_id is missing.", "market_id");
    const auto market = api.visible_market(call, *market_id);
    if (!market) return problem("market_not_found", {}, "market_id");
    const auto from = parse_day(from_text.value_or(""));
    if (!from) return problem("invalid_parameter", "The day is a date, YYYY-MM-DD.", from_name);
    const auto to = parse_day(to_text.value_or(""));
    if (!to) return problem("invalid_parameter", "The day is a date, YYYY-MM-DD.", to_name);
    const auto days = (std::chrono::sys_days{*to} - std::chrono::sys_days{*from}).count();
    if (days < 0 || days >= range_days_max)
        return problem("invalid_parameter", "The range is 1 to 400 days, the earlier day first.", to_name);
    const auto counts = api.services().reports.counts(market->id, *from, *to).value();
    const Late late{api.services().reports.day_closes(market->id, *from, *to).value(),
                    api.services().reports.adjustments(market->id, *from, *to).value()};
    return report_answer(*market, *from, *to, counts, late,
                         {call.who().is(book::Role::board), api.services().trial_ledger});
}

}  // namespace

void add_report_routes(Api& api) {
    constexpr auto those = operators | boards;
    api.add(Method::get, "/v1/reports/daily", {those, 0, "A market's day: ?market_id=&date="},
            [&api](const Call& call) {
                return api.read(call, [&api, &call] { return report(api, call, "date", "date"); });
            });
    api.add(Method::get, "/v1/reports/range", {those, 0, "A market's days: ?market_id=&from=&to="},
            [&api](const Call& call) {
                return api.read(call, [&api, &call] { return report(api, call, "from", "to"); });
            });
}

}  // namespace choqr::gateway
