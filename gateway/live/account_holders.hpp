#pragma once

#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "book/book.hpp"

namespace choqr::gateway {

/// On whose accounts money comes: those that stalls have, and those that they gave up, with when. One thread
/// at a time.
class AccountHolders {
public:
    struct Holder {
        StallId stall;
        Bin bin;
        std::optional<Instant> given_up_at{};
    };

    void begin(const book::Book& book);
    /// A stall has these accounts from `now` on, and no others.
    void put(const merchants::Stall& stall, Instant now);
    /// Whoever has the number at that bank, or at any if it is not told; or had it.
    std::vector<Holder> of(const AccountNumber& number, const std::optional<Bin>& bin) const;

private:
    std::unordered_map<std::string, std::vector<Holder>> by_number_;  ///< In upper case.
    std::unordered_map<StallId, std::vector<std::string>> numbers_;   ///< Of those that it has.
};

}  // namespace choqr::gateway
