#pragma once

#include <array>
#include <map>
#include <optional>
#include <set>
#include <unordered_map>
#include <utility>
#include <vector>

#include "reports/rows.hpp"

namespace choqr::reports {

/// Sums by three numbers, gathered in memory.
class Sums {
public:
    using Key = std::array<std::int64_t, 3>;
    struct Sum {
        std::int64_t transactions = 0, amount = 0;
    };

    void add(const Key& key, std::int64_t transactions, std::int64_t amount) {
        auto& sum = sums_[key];
        sum.transactions += transactions;
        sum.amount += amount;
    }
    /// In the order of the key, as the table has it.
    std::vector<std::pair<Key, Sum>> sorted() const;
    void clear() { sums_.clear(); }

private:
    struct Mix {
        std::size_t operator()(const Key& key) const;
    };
    std::unordered_map<Key, Sum, Mix> sums_;
};

/// What the tables hold in sums, so that a day's report reads a row for each stall, and a year's one for each
/// stall and month: stall_day, stall_month, market_day, market_hour, market_amount. Written once per
/// transaction, not once per transfer. Used as Projection is.
class RollUps {
public:
    explicit RollUps(sqlite::Database& database) : database_{database} {}

    struct Payment {
        StallId stall;
        std::optional<MarketId> market;  ///< Absent at a collection point: in no sum of the market's.
        std::int64_t feed, day, hour, amount;
    };
    /// `by` 1: it counts from now on; -1: it does no more.
    void add(const Payment& payment, std::int64_t by);
    /// The market has a transfer of this id (see transfer_block in schema.hpp).
    void list(MarketId market, TransferId transfer);

    void write();
    /// Drops what was gathered or remembered of a transaction that was rolled back.
    void forget();

private:
    void write_stalls();
    bool is_empty(const Sums::Key& stall_day);
    void write_markets();
    void write_blocks();
    void drop();

    sqlite::Database& database_;
    Sums stall_days_;                                         ///< stall, day, feed
    Sums market_hours_;                                       ///< market, day, hour
    Sums market_amounts_;                                     ///< market, day, amount
    std::set<std::pair<std::int64_t, std::int64_t>> blocks_;  ///< market, block: to be written
    std::map<std::int64_t, std::int64_t> last_blocks_;  ///< Of each market, the one that was listed last.
};

/// Transfers by block of so many sequences, for a market's list.
inline constexpr std::int64_t block_sequences = 256;

/// The first day of its month.
std::int64_t month_of_day(std::int64_t day);

}  // namespace choqr::reports
