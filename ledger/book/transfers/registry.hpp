#pragma once

#include "book/state.hpp"

namespace choqr::book {

/// What matching may ask, as of `now`.
class StateRegistry final : public merchants::Registry {
public:
    StateRegistry(const Book::State& state, Instant now);
    const merchants::Stall* stall(StallId id) const override;
    const merchants::Stall* stall_by_code(merchants::StallCode code) const override;
    const merchants::PaymentRequest* request_by_code(merchants::RequestCode code) const override;
    std::vector<StallId> stalls_by_account(std::optional<Bin> bin,
                                           const AccountNumber& number) const override;
    bool receives(StallId stall, std::optional<Bin> bin, const AccountNumber& number) const override;
    std::string_view market_code(MarketId id) const override;

private:
    /// Given up by the stall at `at`, but watched still: as long as its market says now.
    bool counts(const merchants::Stall& stall, Instant at) const;

    const Places& places_;
    const Requests& requests_;
    Instant now_;
};

}  // namespace choqr::book
