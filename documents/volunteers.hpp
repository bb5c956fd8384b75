#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/ids.hpp"
#include "base/time.hpp"

namespace choqr::documents {

/// Why vendors do not want it: the word of the outside contract, and what people call it.
struct ReasonWords {
    std::string_view name, label;
};
inline constexpr std::array<ReasonWords, 5> refusal_reasons{{{"other_bank_code", "đã có mã ngân hàng khác"},
                                                             {"fears_tax", "sợ thuế"},
                                                             {"no_smartphone", "không có điện thoại"},
                                                             {"owner_absent", "chủ vắng"},
                                                             {"other", "khác"}}};

/// What one person did on one business day.
struct VolunteerLine {
    Day day{};
    std::string id, name;  ///< Of whoever did it; the name is empty if nobody knows one.
    std::int64_t visited = 0, registered = 0;
    std::array<std::int64_t, refusal_reasons.size()> refused{};
    std::int64_t stands_handed_over = 0, paid_within_a_day = 0;
};

/// What those who go from stall to stall did in a market on some days: "Kết quả ra quân".
struct VolunteersReport {
    MarketId market;
    std::string market_name;
    bool trial = false;  ///< No money in the whole ledger is real.
    Day from{}, to{};
    std::vector<VolunteerLine> lines;
};

std::string to_json(const VolunteersReport& report);
std::string to_text(const VolunteersReport& report);
/// RFC 4180; a name that a spreadsheet program would take for a formula has an apostrophe before it.
std::string to_csv(const VolunteersReport& report);

}  // namespace choqr::documents
