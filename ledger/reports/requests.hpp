#pragma once

#include <optional>
#include <vector>

#include "base/result.hpp"
#include "base/time.hpp"
#include "merchants/places.hpp"

namespace choqr::reports {

class Readers;

/// Payment requests, open and past. Any thread; `readers` outlives it.
class Requests {
public:
    explicit Requests(Readers& readers) : readers_{readers} {}

    Result<std::optional<merchants::PaymentRequest>> payment_request(PaymentRequestId id) const;
    /// When the newest payment of it was made, a trial too; it may have gone back since. Nothing: there was
    /// none.
    Result<std::optional<Instant>> paid_at(PaymentRequestId id) const;
    /// The newest first, of those before `before`.
    Result<std::vector<merchants::PaymentRequest>> payment_requests(
        StallId stall, std::size_t limit, std::optional<PaymentRequestId> before = {}) const;

private:
    Readers& readers_;
};

}  // namespace choqr::reports
