#pragma once

#include <array>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/ids.hpp"
#include "base/time.hpp"
#include "statistics/breakdown.hpp"
#include "statistics/counts.hpp"
#include "statistics/day_money.hpp"

namespace choqr::statistics {

/// Who asks. Whoever runs a market counts; the operator (audited), and a stall for itself, see rows.
enum class Reader : std::uint8_t {
    of_sums,    ///< A commune, a province, a wall board: counts of markets, and not of stalls.
    of_counts,  ///< A board.
    of_money,
};

/// Dong that may be told to the one who asked, or why they are not. Only Disclosure makes one, and whatever
/// writes a report takes nothing else: so no writer decides what is told.
class Amount {
public:
    /// Signed only for adjustments. Nothing if it is withheld, or there is none.
    std::optional<std::int64_t> dong() const { return dong_; }
    std::optional<Withheld> withheld() const { return withheld_; }
    /// Payments that count and are not in dong(), because they wait until five stalls stand behind them.
    std::int64_t waiting() const { return waiting_; }

private:
    friend class Disclosure;
    Amount() = default;
    std::optional<std::int64_t> dong_;
    std::optional<Withheld> withheld_;
    std::int64_t waiting_ = 0;
};

/// ---- What is asked about: facts, as the reports keep them ----

/// A business day on which anything counted.
struct DayFacts {
    Day day;
    std::int64_t transactions = 0, dong = 0;
    std::optional<ClosedMoney> closed{};  ///< As of its closing.
    DayMoney::Told told{};                ///< While it is open.
    bool after_seal = false;  ///< Its money came when its month or year was sealed: it stands beside it.
};

/// The days of a sealed month whose own totals are withheld, told in one sum if that is possible; of a year,
/// the days of its months where it was not. A period is sealed by the first closing after its end at which
/// all of its days were closed, and does not change any more.
struct Pool {
    Day from, to;  ///< The month or year.
    ClosedMoney money;
};

struct LateFacts {
    std::int64_t transactions = 0, dong = 0;  ///< Of all adjustments at stalls, signed.
    DayMoney::Told told;                      ///< Of those of each day, the complete steps.
};

struct PeriodFacts {
    Day from, to;
    std::vector<DayFacts> days;
    std::vector<Pool> months, years;  ///< Sealed ones that the period holds a day of.
    LateFacts late;
    std::int64_t busiest_stall = 0;              ///< Transactions of the stall that had the most.
    std::shared_ptr<const Breakdown> breakdown;  ///< Only if the period is one sealed month that is told.
};

/// ---- What is told ----

struct DisclosedGroup {
    std::string key;
    std::int64_t stalls = 0, active = 0, transactions = 0;
    Amount amount;
};

struct DisclosedReport {
    // The columns: figures.hpp says what each is.
#define CHOQR_COUNT(name, ...) std::int64_t name = 0;
#define CHOQR_MONEY(name, ...) Amount name;
    CHOQR_FIGURES(CHOQR_COUNT, CHOQR_NO_FIGURE, CHOQR_MONEY)
#undef CHOQR_COUNT
#undef CHOQR_MONEY
    std::int64_t active_stall_days = 0;
    std::vector<DisclosedGroup> by_stall, by_zone, by_goods, by_provider;
    std::array<std::int64_t, 24> by_hour{};
    std::vector<Amount> amount_by_hour;  ///< 24.
    std::int64_t adjustment_transactions = 0;
    Amount adjustment_amount;
};

/// What a closing sealed. The numbers are of the moment of closing.
struct TotalsFacts {
    std::int64_t total_stalls = 0, registered = 0, active = 0, transactions = 0, unmatched = 0;
    std::int64_t collection_point_transactions = 0;
    std::int64_t dong = 0, unmatched_dong = 0, collection_point_dong = 0;
};
struct DisclosedTotals {
    std::int64_t total_stalls = 0, registered = 0, active = 0, transactions = 0, unmatched = 0;
    std::int64_t collection_point_transactions = 0;
    Amount amount, unmatched_amount, collection_point_amount;
};

/// A transfer's amount and what else says who paid what.
struct TransferFacts {
    std::int64_t dong = 0;
    bool unmatched = false;  ///< Nobody's yet: a board has to find whose it is.
    std::string payer, content;
};
struct DisclosedTransfer {
    Amount amount;
    std::optional<std::string> payer, content;
};

/// The gate: the only maker of an Amount.
///
/// What a board is told of a market, from everything that it asks at any time, is a list of figures of which
/// each holds payments of five stalls that no figure before it held; breakdowns are told beside those as
/// Independence allows. So no combination of figures is about fewer than five stalls (docs/decisions/0403).
class Disclosure {
public:
    explicit Disclosure(Reader reader) : reader_{reader} {}

    DisclosedReport report(const Counts& counts, const PeriodFacts& facts) const;
    /// `day`: the facts of the day that was closed.
    DisclosedTotals totals(const TotalsFacts& totals, const PeriodFacts& day) const;
    DisclosedTransfer transfer(const TransferFacts& facts) const;
    /// What one payment changed about a closed day. Money of a collection point is the board's own.
    Amount adjustment(std::int64_t dong, bool at_collection_point) const;
    bool sees_money() const { return reader_ == Reader::of_money; }
    bool sees_stalls() const { return reader_ != Reader::of_sums; }

private:
    // What may be told of each column with money in it.
#define CHOQR_MONEY(name, ...) Amount name(const Counts& counts, const PeriodFacts& facts) const;
    CHOQR_FIGURES(CHOQR_NO_FIGURE, CHOQR_NO_FIGURE, CHOQR_MONEY)
#undef CHOQR_MONEY
    Amount unmatched(std::int64_t dong) const;
    Amount at_collection_points(std::int64_t dong) const;
    static Amount told(std::int64_t dong, std::int64_t waiting = 0);
    static Amount not_told(Withheld reason, std::int64_t waiting);
    static Amount none() { return {}; }

    static Amount of_one_day(const PeriodFacts& facts, std::int64_t active);
    static Amount of_days(const Counts& counts, const PeriodFacts& facts);
    Amount late(const LateFacts& facts) const;
    std::vector<DisclosedGroup> groups(const std::vector<Counts::Group>& groups, const PeriodFacts& facts,
                                       Table table) const;
    std::vector<Amount> hours(const Counts& counts, const PeriodFacts& facts) const;
    Amount cell(const std::string& key, std::int64_t dong, std::int64_t transactions,
                const PeriodFacts& facts, Table table) const;

    Reader reader_;
};

/// To two significant digits: 47.000 of 46.900.
std::int64_t rounded_to_two_digits(std::int64_t dong);

}  // namespace choqr::statistics
