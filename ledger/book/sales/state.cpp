#include "book/sales/state.hpp"

namespace choqr::book {
namespace {

// A day more than anything can be said for.
constexpr auto words_kept = sales_open_for + std::chrono::days{1};
constexpr auto cash_kept = DeclareCash::days_back + std::chrono::days{3};

}  // namespace

// By the first that was said of it: nothing is said of what counts later than that, so from then on all is
// too late.
void Sales::let_go(Instant now) {
    while (!oldest_first.empty() && now - oldest_first.front().first > words_kept) {
        const auto id = oldest_first.front().second;
        oldest_first.pop_front();
        aside.erase(id);
        refunds.erase(id);
        refunded.erase(id);
    }
    while (!oldest_cash.empty() && now - oldest_cash.front().first > cash_kept) {
        cash.erase(oldest_cash.front().second);
        oldest_cash.pop_front();
    }
}

void Sales::erase(VendorId vendor) {
    for (auto& [day, one] : cash)
        if (one.owner == vendor) one.amount.reset();
}

}  // namespace choqr::book
