#include <nlohmann/json.hpp>

#include <set>

#include "documents/report.hpp"
#include "support/catch.hpp"

using namespace choqr;
using namespace choqr::documents;
using statistics::Counts;
using statistics::Disclosure;
using statistics::Reader;

namespace {

Day a_day() { return parse_day("2026-11-21").value(); }

// An operator sees every figure: what a board is told of it is tests/statistics' business.
Report report_of(const Counts& counts, Reader reader = Reader::of_money) {
    const statistics::PeriodFacts facts{a_day(), a_day(), {}, {}, {}, {}, 0, nullptr};
    return {.market = MarketId::from_value(1),
            .market_name = "Chợ Vũng Tàu",
            .from = a_day(),
            .to = a_day(),
            .figures = Disclosure{reader}.report(counts, facts),
            .closing = {},
            .sealed = {},
            .adjustments = {}};
}

// Each column another number, so that none can stand in another's place.
Counts all_different() {
    Counts counts;
    std::int64_t next = 101;
#define CHOQR_COUNT(name, ...) counts.name = next = 2 * next + 1;
    CHOQR_FIGURES(CHOQR_COUNT, CHOQR_NO_FIGURE, CHOQR_NO_FIGURE)
#undef CHOQR_COUNT
    counts.active_stall_days = 7;
    counts.amount = VndSum::from_dong(1'000'001).value();
    counts.median_amount = Vnd::of(1'000'002);
    counts.unmatched_amount = VndSum::from_dong(1'000'003).value();
    counts.collection_point_amount = VndSum::from_dong(1'000'004).value();
    return counts;
}

std::set<std::string> lines(const std::string& text) {
    std::set<std::string> found;
    for (std::size_t at = 0, end = 0; (end = text.find('\n', at)) != std::string::npos; at = end + 1)
        found.insert(text.substr(at, end - at - (end > at && text[end - 1] == '\r' ? 1 : 0)));
    return found;
}

std::string number(const nlohmann::json& value) { return value.dump(); }

nlohmann::json columns() {
    json::Writer json;
    write_columns(json);
    return nlohmann::json::parse(json.take());
}

}  // namespace

TEST_CASE("figures: each column is in every form, by its name, with the same number", "[documents]") {
    const auto report = report_of(all_different());
    const auto json = nlohmann::json::parse(to_json(report));
    const auto csv = lines(to_csv(report)), text = lines(to_text(report));
    const auto described = columns();
    std::set<std::string> numbers;
    for (const auto& figure : statistics::figures) {
        const std::string name{figure.name};
        CAPTURE(name);
        REQUIRE(json.contains(name));
        REQUIRE(json[name].is_number());
        CHECK(numbers.insert(number(json[name])).second);
        CHECK(json["definitions"].value(name, "") == figure.definition);
        CHECK(described[name]["name_vi"] == std::string{figure.label});
        CHECK_FALSE(figure.label_en.empty());
        CHECK(json["labels"][name]["vi"] == std::string{figure.label});
        CHECK(json["labels"][name]["en"] == std::string{figure.label_en});
        const bool everywhere = figure.shown == statistics::Shown::everywhere;
        CHECK(csv.contains(name + "," + number(json[name])) == everywhere);
        const auto beginning = std::string{figure.label} + ": ";
        CHECK(std::ranges::any_of(text, [&](const auto& line) { return line.starts_with(beginning); }) ==
              everywhere);
    }
    CHECK(numbers.size() == std::size(statistics::figures));
    CHECK(described.size() == std::size(statistics::figures));
}

TEST_CASE("figures: a report reads as it did before the columns were a table", "[documents]") {
    Counts counts;
    counts.total_stalls = 506;
    counts.registered = 200;
    counts.active = 70;
    counts.active_stall_days = 70;
    counts.transactions = 393;
    counts.amount = VndSum::from_dong(40'462'000).value();
    counts.median_amount = Vnd::of(103'000);
    counts.unmatched = 2;
    CHECK(to_text(report_of(counts)) ==
          "Điểm kinh doanh đang hoạt động: 506\nĐã đăng ký: 200\nTỷ lệ đăng ký (%): 39.5\n"
          "Đã phát bảng QR: 0\nĐã có giao dịch đầu tiên: 0\nHoạt động trong 7 ngày: 0\nCó giao dịch trong "
          "kỳ: 70\n"
          "Số giao dịch: 393\nGiá trị: 40.462.000 đ\nBình quân mỗi điểm có giao dịch: 5.6\n"
          "Bình quân mỗi điểm đã đăng ký: 2.0\nTrung vị một giao dịch: 103.000 đ\nChưa xác định quầy: 2\n");
    CHECK(to_csv(report_of(counts)) ==
          "chi_tieu,gia_tri\r\ntotal_stalls,506\r\nregistered,200\r\nregistration_rate,39.5\r\n"
          "with_stand,0\r\nfirst_payment,0\r\nactive_week,0\r\nactive,70\r\ntransactions,393\r\namount,"
          "40462000\r\n"
          "per_active_stall,5.6\r\nper_registered_stall,2.0\r\nmedian_amount,103000\r\nunmatched,2\r\n");
}

TEST_CASE("figures: what a board is not told is null with a reason in JSON, and words in text",
          "[documents]") {
    Counts counts;
    counts.unmatched_amount = VndSum::from_dong(33'000).value();
    const auto json = nlohmann::json::parse(to_json(report_of(counts, Reader::of_counts)));
    CHECK(json["unmatched_amount"].is_null());
    CHECK(json["unmatched_amount_withheld"] == "of_one_stall");
    CHECK(json["median_amount"].is_null());
    CHECK(json["median_amount_withheld"].is_null());
    CHECK(json["amount"] == 0);
    CHECK(json["amount_waiting_transactions"] == 0);
}

TEST_CASE("figures: a rate is tenths, rounded half up, and 0 of nothing", "[documents]") {
    CHECK(statistics::rate_of(20'000, 506).tenths == 395);
    CHECK(statistics::rate_of(393, 200).tenths == 20);
    CHECK(statistics::rate_of(5, 100).tenths == 1);
    CHECK(statistics::rate_of(4, 100).tenths == 0);
    CHECK(statistics::rate_of(7, 0).tenths == 0);
}
