#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "base/vnd.hpp"

// The columns of a market's report, one row each.
//
// From a row follow the member of Counts and of DisclosedReport, the way through the gate, and the figure's
// place in every form of documents/ and in /openapi.json (docs/how-to/new-report-column.md). The order is
// that in which a report is read.
//
// Each row: its name outside, where it is shown, what people call it (Vietnamese, English), its definition
// (it stands under every report), and
// - COUNT: nothing more. A number that anybody may know who may see the report.
// - RATE: a tenth of a unit of what is divided by what, both of them counts of the report `f`.
// - MONEY: how Counts has it. What may be told of it is a rule of the gate, Disclosure::NAME(): the linker
//   asks for it.
//
// Unformatted: the formatter puts the line ends of a macro where its longest bytes end.
// clang-format off
#define CHOQR_FIGURES(COUNT, RATE, MONEY) \
    COUNT(total_stalls, everywhere, "Điểm kinh doanh đang hoạt động", "Stalls in business", \
          "N0: điểm kinh doanh đang hoạt động trong danh sách của chợ, tính đến cuối kỳ") \
    COUNT(registered, everywhere, "Đã đăng ký", "Registered", \
          "N1: điểm kinh doanh đang hoạt động có ít nhất một tài khoản nhận tiền, tính đến cuối kỳ") \
    RATE(registration_rate, everywhere, "Tỷ lệ đăng ký (%)", "Share registered (%)", \
         "R1 = N1 / N0, phần trăm, một chữ số thập phân", 100 * f.registered, f.total_stalls) \
    COUNT(with_stand, everywhere, "Đã phát bảng QR", "Stand handed over", \
          "N2: trong số N1, điểm đã được trao bảng QR tận tay, theo lời người phát, tính đến cuối kỳ") \
    COUNT(first_payment, everywhere, "Đã có giao dịch đầu tiên", "Have had a payment", \
          "N3: trong số N1, điểm đã có ít nhất một giao dịch từ trước đến nay") \
    COUNT(active_week, everywhere, "Hoạt động trong 7 ngày", "Active in the last 7 days", \
          "N4: điểm có ít nhất một giao dịch trong bảy ngày tính đến cuối kỳ") \
    COUNT(active, everywhere, "Có giao dịch trong kỳ", "With payments in the period", \
          "điểm có ít nhất một giao dịch trong kỳ") \
    COUNT(transactions, everywhere, "Số giao dịch", "Payments", \
          "T1: giao dịch tiền vào đã ghi nhận, trừ giao dịch thử, trùng và đã hoàn") \
    MONEY(amount, everywhere, "Giá trị", "Amount", \
          "T2: tổng giá trị T1, đồng. Chỉ hiện khi có ít nhất 5 điểm đứng sau và không điểm nào chiếm từ " \
          "bốn phần năm; ngày chưa chốt thì tạm tính theo từng nhóm đủ 5 điểm, chốt ngày để có số đủ", \
          VndSum) \
    RATE(per_active_stall, everywhere, "Bình quân mỗi điểm có giao dịch", "Average per stall with payments", \
         "T3: T1 / tổng số điểm có giao dịch của từng ngày trong kỳ, một chữ số thập phân", f.transactions, \
         f.active_stall_days) \
    RATE(per_registered_stall, everywhere, "Bình quân mỗi điểm đã đăng ký", "Average per registered stall", \
         "T1 / N1, một chữ số thập phân", f.transactions, f.registered) \
    MONEY(median_amount, everywhere, "Trung vị một giao dịch", "Median of a payment", \
          "T4: trung vị giá trị một giao dịch, đồng; ban quản lý thấy số làm tròn hai chữ số", \
          std::optional<Vnd>) \
    COUNT(unmatched, everywhere, "Chưa xác định quầy", "Stall unknown", \
          "M1: tiền vào chưa xác định được quầy, của toàn bộ sổ") \
    MONEY(unmatched_amount, to_programs, "Giá trị chưa xác định quầy", "Amount, stall unknown", \
          "giá trị M1, đồng; ban quản lý không thấy, vì khi gán sẽ lộ tiền của một điểm", VndSum) \
    COUNT(reversed, to_programs, "Đã hoàn", "Taken back", \
          "giao dịch của kỳ đã bị hoàn lại, không nằm trong T1") \
    COUNT(collection_point_transactions, to_programs, "Giao dịch tại điểm thu của chợ", \
          "Payments at collection points", \
          "giao dịch tại điểm thu của chợ (phí, lệ phí), không nằm trong T1") \
    MONEY(collection_point_amount, to_programs, "Giá trị tại điểm thu của chợ", \
          "Amount at collection points", "giá trị tại điểm thu của chợ, đồng, không nằm trong T2", VndSum)
// clang-format on

namespace choqr::statistics {

enum class Unit : std::uint8_t { count, tenths, dong };
enum class Shown : std::uint8_t {
    everywhere,
    to_programs,  ///< In JSON alone.
};

/// A column of the report, as its row says.
struct Figure {
    std::string_view name;
    Unit unit;
    Shown shown;
    std::string_view label, label_en, definition;
};

inline constexpr Figure figures[] = {
#define CHOQR_COUNT(name, shown, ...) {#name, Unit::count, Shown::shown, __VA_ARGS__},
#define CHOQR_RATE(name, shown, label, label_en, definition, ...) \
    {#name, Unit::tenths, Shown::shown, label, label_en, definition},
#define CHOQR_MONEY(name, shown, label, label_en, definition, ...) \
    {#name, Unit::dong, Shown::shown, label, label_en, definition},
    CHOQR_FIGURES(CHOQR_COUNT, CHOQR_RATE, CHOQR_MONEY)
#undef CHOQR_COUNT
#undef CHOQR_RATE
#undef CHOQR_MONEY
};

/// Of a rate; `tenths` 395 is 39.5.
struct Rate {
    std::int64_t tenths = 0;
};

/// 10 × numerator / denominator, rounded half up; 0 of nothing.
constexpr Rate rate_of(std::int64_t numerator, std::int64_t denominator) {
    return {denominator == 0 ? 0 : (20 * numerator + denominator) / (2 * denominator)};
}

/// Calls `visit(figure, value)` for each column of the report `f` in order; the value is a std::int64_t, a
/// Rate or an Amount.
template <class Report, class Visit>
void for_each_figure(const Report& f, Visit visit) {
    const auto* figure = figures;
#define CHOQR_COUNT(name, ...) visit(*figure++, f.name);
#define CHOQR_RATE(name, shown, label, label_en, definition, ...) visit(*figure++, rate_of(__VA_ARGS__));
#define CHOQR_MONEY(name, ...) visit(*figure++, f.name);
    CHOQR_FIGURES(CHOQR_COUNT, CHOQR_RATE, CHOQR_MONEY)
#undef CHOQR_COUNT
#undef CHOQR_RATE
#undef CHOQR_MONEY
}

// For whoever makes members of the rows.
#define CHOQR_NO_FIGURE(...)

}  // namespace choqr::statistics
