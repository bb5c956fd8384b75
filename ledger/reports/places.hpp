#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "merchants/places.hpp"

namespace choqr::reports {

class Readers;

/// Markets and their stalls as they are now. Any thread; `readers` outlives it.
class Places {
public:
    explicit Places(Readers& readers) : readers_{readers} {}

    Result<std::optional<merchants::Market>> market(MarketId id) const;
    Result<std::optional<merchants::Market>> market_by_code(std::string_view code) const;
    Result<std::vector<merchants::Market>> markets(std::optional<MarketId> after, std::size_t limit) const;
    /// What the headings of its lists mean; markets themselves come without.
    Result<std::vector<merchants::ColumnMeaning>> columns_of(MarketId market) const;
    Result<std::optional<merchants::Stall>> stall(StallId id) const;
    /// The latest that had it: a closed stall's code may be given again.
    Result<std::optional<merchants::Stall>> stall_by_transfer_code(merchants::StallCode code) const;
    /// Those that are not closed, in aisle order: zone, then code with numbers compared as numbers.
    Result<std::vector<merchants::Stall>> stalls(MarketId market, std::optional<StallId> after,
                                                 std::size_t limit) const;
    Result<std::int64_t> stalls_closed_since(MarketId market, Instant since) const;

private:
    Readers& readers_;
};

}  // namespace choqr::reports
