#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "base/time.hpp"
#include "merchants/places.hpp"

namespace choqr::reports {

class Readers;

struct StandFilter {
    MarketId market;
    std::optional<std::string> zone = std::nullopt;
    std::optional<StallId> after = std::nullopt;  ///< Only behind this one in aisle order.
    std::size_t limit = 1'000;
};

/// Which stands are to be printed. Any thread; `readers` outlives it.
class Stands {
public:
    explicit Stands(Readers& readers) : readers_{readers} {}

    /// The stalls whose stand is to be printed (again), in aisle order.
    Result<std::vector<merchants::Stall>> stands_to_print(const StandFilter& filter) const;
    /// When somebody first told that the newest stand that the stall has was printed. Nothing: none was.
    Result<std::optional<Instant>> stand_printed_at(StallId stall) const;

private:
    Readers& readers_;
};

}  // namespace choqr::reports
