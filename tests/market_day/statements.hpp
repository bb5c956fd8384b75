#pragma once

#include "bank.hpp"

namespace choqr::market_day {

/// Somebody who imports the bank's statements, while the wallet tells of the same money: each line is a
/// transfer of the bank's, told once more or for the first time. Some banks print their own reference, some
/// only the day.
class Statements {
public:
    Statements(Chance& chance, Trace& trace, Door& door, const Bank& bank)
        : chance_{chance}, trace_{trace}, door_{door}, bank_{bank} {}

    /// An action: a few lines, some of which were imported before. An import that failed is imported again.
    void import();

private:
    void tell(const connectors::SimwalletTransfer& transfer);
    bool is_printed(const connectors::SimwalletTransfer& transfer) const;

    Chance& chance_;
    Trace& trace_;
    Door& door_;
    const Bank& bank_;
};

}  // namespace choqr::market_day
