#pragma once

#include <chrono>
#include <optional>
#include <string>

#include "base/ids.hpp"
#include "base/vnd.hpp"

// One amount asked of one customer, until it is paid, cancelled or has expired.
namespace choqr::book {

struct OpenPaymentRequest {
    StallId stall;
    Vnd amount;
    std::string description;
    std::optional<std::chrono::seconds> expires_in;  ///< Absent: expires_in_default. No request is for ever.
    bool trial =
        false;  ///< It lasts trial_expires_in at most: else some customer's money would be taken for a trial.

    static constexpr std::chrono::days expires_in_default{7}, expires_in_max{30};
    static constexpr std::chrono::minutes trial_expires_in{15};
};
struct CancelPaymentRequest {
    PaymentRequestId request;
};
/// Time has passed: expires what is due. Sent by the sequencer's timer; the only way an expiry comes about.
struct Tick {};

}  // namespace choqr::book
