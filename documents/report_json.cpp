#include "base/encoding.hpp"
#include "documents/report.hpp"

namespace choqr::documents {
namespace {

using statistics::Amount;
using statistics::DisclosedGroup;

/// What the report says beside its figures.
struct Definition {
    std::string_view name, text;
};
constexpr Definition definitions[] = {
    {"by_zone",
     "theo khu, ngành hàng, nguồn báo, giờ: số tiền chỉ có theo tháng đã hết và đã chốt mọi ngày, theo khu "
     "và ngành hàng lúc nhận tiền"},
    {"closed",
     "đã chốt: số liệu của ngày là số lúc chốt, không đổi nữa; kèm mã gốc (root) của sổ trước lúc chốt"},
    {"adjustments",
     "điều chỉnh sau khi chốt: khoản đến muộn, được gán hoặc bị hoàn sau lúc chốt; không cộng vào số của "
     "ngày"},
    {"day", "ngày kinh doanh theo giờ Việt Nam, bắt đầu từ giờ chốt của chợ"},
};

void write_groups(json::Writer& json, std::string_view name, std::string_view key,
                  const std::vector<DisclosedGroup>& groups) {
    json.key(name).begin_array();
    for (const auto& group : groups) {
        json.begin_object().field(key, group.key).field("stalls", group.stalls).field("active", group.active);
        json.field("transactions", group.transactions);
        write(json, "amount", group.amount);
        json.end_object();
    }
    json.end_array();
}

void write_stalls(json::Writer& json, const std::vector<DisclosedGroup>& stalls) {
    json.key("by_stall").begin_array();
    for (const auto& stall : stalls) {
        json.begin_object().field("stall_id", stall.key).field("transactions", stall.transactions);
        if (stall.amount.dong()) json.field("amount", *stall.amount.dong());
        json.end_object();
    }
    json.end_array();
}

void write_hours(json::Writer& json, const statistics::DisclosedReport& figures) {
    json.key("by_hour").begin_array();
    for (const auto transactions : figures.by_hour) json.number(transactions);
    json.end_array().key("amount_by_hour").begin_array();
    for (const auto& amount : figures.amount_by_hour) {
        if (amount.dong())
            json.number(*amount.dong());
        else
            json.null();
    }
    json.end_array();
}

void write_heading(json::Writer& json, const Report& report) {
    json.field("market_id", report.market.text())
        .field("market", report.market_name)
        .field("trial", report.trial);
    if (report.from == report.to)
        json.field("date", format_day(report.from));
    else
        json.field("from", format_day(report.from)).field("to", format_day(report.to));
}

void write_value(json::Writer& json, std::string_view name, std::int64_t count) { json.field(name, count); }
void write_value(json::Writer& json, std::string_view name, const Amount& amount) {
    write(json, name, amount);
}
void write_value(json::Writer& json, std::string_view name, statistics::Rate rate) {
    json.key(name).tenths(rate.tenths);
}

// Only the whole may have payments in it that wait to be told.
void write_figures(json::Writer& json, const statistics::DisclosedReport& f) {
    for_each_figure(f, [&json](const statistics::Figure& figure, const auto& value) {
        write_value(json, figure.name, value);
    });
    json.field("amount_waiting_transactions", f.amount.waiting());
    write_stalls(json, f.by_stall);
    write_groups(json, "by_zone", "zone", f.by_zone);
    write_groups(json, "by_goods", "goods", f.by_goods);
    write_groups(json, "by_provider", "provider", f.by_provider);
    write_hours(json, f);
}

void write_definitions(json::Writer& json, bool trial) {
    json.key("definitions").begin_object();
    for (const auto& figure : statistics::figures) json.field(figure.name, figure.definition);
    for (const auto& definition : definitions) json.field(definition.name, definition.text);
    if (trial) json.field("trial", "sổ THỬ: mọi khoản trong sổ này là thử, không phải tiền thật");
    json.end_object();
}

// What people call the figures: a page may show one that it has no word of its own for.
void write_labels(json::Writer& json) {
    json.key("labels").begin_object();
    for (const auto& figure : statistics::figures)
        json.key(figure.name)
            .begin_object()
            .field("vi", figure.label)
            .field("en", figure.label_en)
            .end_object();
    json.end_object();
}

void write_closed(json::Writer& json, const Report& report) {
    json.key("closed");
    if (!report.closing) {
        json.boolean(report.all_closed);
        return;
    }
    json.begin_object();
    write_members(json, *report.closing);
    if (report.sealed) {
        json.key("totals");
        write(json, *report.sealed);
    }
    json.end_object();
}

void write_adjustments(json::Writer& json, const Report& report) {
    json.key("adjustments").begin_array();
    for (const auto& one : report.adjustments) {
        json.begin_object()
            .field("sequence", one.sequence.value())
            .field("recorded_at", format_rfc3339(one.recorded_at));
        json.field("date", format_day(one.day)).field("transfer_id", one.transfer.text());
        if (one.stall) json.field("stall_id", one.stall->text());
        json.field("transactions", one.transactions);
        if (one.amount.dong()) json.field("amount", *one.amount.dong());
        json.end_object();
    }
    json.end_array().field("adjustment_transactions", report.figures.adjustment_transactions);
    write_with_waiting(json, "adjustment_amount", report.figures.adjustment_amount);
    json.field("adjustment_text", adjustment_text(report));
}

}  // namespace

void write(json::Writer& json, std::string_view name, const Amount& amount) {
    const auto reason = amount.withheld();
    json.field(name, amount.dong());
    json.field(std::string{name} + "_withheld",
               reason ? std::optional{std::string{name_of(*reason)}} : std::nullopt);
}

void write_with_waiting(json::Writer& json, std::string_view name, const Amount& amount) {
    write(json, name, amount);
    json.field(std::string{name} + "_waiting_transactions", amount.waiting());
}

void write(json::Writer& json, const statistics::DisclosedTotals& totals) {
    json.begin_object().field("total_stalls", totals.total_stalls).field("registered", totals.registered);
    json.field("active", totals.active).field("transactions", totals.transactions);
    write(json, "amount", totals.amount);
    json.field("unmatched", totals.unmatched);
    write(json, "unmatched_amount", totals.unmatched_amount);
    json.field("collection_point_transactions", totals.collection_point_transactions);
    write(json, "collection_point_amount", totals.collection_point_amount);
    json.end_object();
}

void write_members(json::Writer& json, const Closing& closing) {
    json.field("sequence", closing.sequence.value())
        .field("closed_at", format_rfc3339(closing.closed_at))
        .field("tree_size", closing.sequence.value())
        .field("root_hash", to_base64(closing.root.bytes()));
}

void write_columns(json::Writer& json) {
    constexpr std::string_view units[] = {"count", "tenths", "dong"};
    json.begin_object();
    for (const auto& figure : statistics::figures) {
        json.key(figure.name).begin_object().field("unit", units[static_cast<std::size_t>(figure.unit)]);
        json.field("name", figure.label_en).field("name_vi", figure.label);
        json.field("definition_vi", figure.definition).end_object();
    }
    json.end_object();
}

std::string to_json(const Report& report) {
    json::Writer json;
    json.begin_object();
    write_heading(json, report);
    write_figures(json, report.figures);
    write_labels(json);
    write_definitions(json, report.trial);
    write_closed(json, report);
    write_adjustments(json, report);
    json.end_object();
    return json.take();
}

}  // namespace choqr::documents
