#pragma once

#include <chrono>
#include <optional>

#include "base/ids.hpp"
#include "base/time.hpp"
#include "base/vnd.hpp"

// What a vendor says of her own sales. It moves nothing that anybody else counts.
namespace choqr::book {

/// Why money that came is no sale.
enum class AsideReason { cash_exchange, mistake, family };

/// For how long something may be said of a payment, by the moment by which it counts: a quarter.
inline constexpr std::chrono::days sales_open_for{92};

struct SetTransferAside {
    TransferId transfer;
    StallId stall;
    std::optional<AsideReason> reason;  ///< Absent: it is a sale after all.
};

/// Money that left the account went back for this payment.
struct LinkRefund {
    StallId stall;
    TransferId incoming, outgoing;
};

/// What was taken in cash on a day, all told. The last word stands.
struct DeclareCash {
    StallId stall;
    Day date;
    Vnd amount;

    static constexpr Vnd amount_max = Vnd::of(999'999'999);
    static constexpr std::chrono::days days_back{7};  ///< Beside today, in the market's business days.
};

}  // namespace choqr::book
