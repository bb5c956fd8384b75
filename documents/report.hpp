#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/hash.hpp"
#include "base/sequence.hpp"
#include "base/time.hpp"
#include "json/writer.hpp"
#include "statistics/disclosure.hpp"

namespace choqr::documents {

/// A day's seal.
struct Closing {
    Sequence sequence;  ///< Of the event, and the size of the tree before it.
    Instant closed_at;
    Hash root;
};

/// What came to a closed day later.
struct AdjustmentLine {
    Sequence sequence;
    Instant recorded_at;
    Day day;
    TransferId transfer;
    std::optional<StallId> stall;  ///< Absent for whoever sees counts.
    std::int64_t transactions = 0;
    statistics::Amount amount;
};

/// A market's report of one day or several, as it may be told to one reader.
struct Report {
    MarketId market;
    std::string market_name;
    bool trial = false;  ///< No money in the whole ledger is real.
    Day from, to;
    statistics::DisclosedReport figures;
    std::optional<Closing> closing;  ///< Of a single day.
    /// What was sealed, for the reader of money alone (statistics::Reader).
    std::optional<statistics::DisclosedTotals> sealed;
    bool all_closed = false;  ///< Each day of several.
    std::vector<AdjustmentLine> adjustments;
};

std::string to_json(const Report& report);
/// One figure a line, as people read it.
std::string to_text(const Report& report);
/// chi_tieu,gia_tri: the names of the JSON and bare numbers. RFC 4180.
std::string to_csv(const Report& report);

/// "điều chỉnh sau khi chốt: +3 giao dịch, +145.000 đ"; nothing if there are none.
std::optional<std::string> adjustment_text(const Report& report);

/// The amount's own number or null, then NAME_withheld: why it is null, or null.
void write(json::Writer& json, std::string_view name, const statistics::Amount& amount);
/// The same, then NAME_waiting_transactions.
void write_with_waiting(json::Writer& json, std::string_view name, const statistics::Amount& amount);
/// One value: the totals that a closing sealed.
void write(json::Writer& json, const statistics::DisclosedTotals& totals);
/// Members of an object.
void write_members(json::Writer& json, const Closing& closing);

/// One figure of those that are shown everywhere: its value in both spellings.
struct Line {
    const statistics::Figure& figure;
    std::string bare, shown;
    std::optional<statistics::Withheld> withheld{};
};
std::vector<Line> lines_of(const Report& report);

/// Every column of a report by its name, for /openapi.json: unit, names, definition. One object.
void write_columns(json::Writer& json);

}  // namespace choqr::documents
