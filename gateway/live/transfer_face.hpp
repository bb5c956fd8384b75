#pragma once

#include <optional>
#include <string_view>

#include "base/ids.hpp"
#include "base/time.hpp"
#include "book/events.hpp"
#include "json/writer.hpp"
#include "statistics/disclosure.hpp"

namespace choqr::gateway {

/// A transfer as people and programs see it, wherever it was read, but for its money and its payer: of these
/// the gate tells each reader what it may. The texts belong to whoever read it.
struct TransferFace {
    TransferId id;
    std::string_view provider, provider_reference;
    Instant booked_at, received_at;
    std::optional<MarketId> market;
    std::optional<StallId> stall;
    std::optional<PaymentRequestId> payment_request;
    book::TransferStatus status = book::TransferStatus::unmatched;
    merchants::MatchBasis basis = merchants::MatchBasis::none_no_clue;
    bool trial = false;
    bool counts_when_recorded = false;
};

/// To be said aloud as money that arrives now ("announce"). One that was booked long ago, or in the future,
/// is not, even when a person has assigned it; a trial is, as a trial.
bool is_news(const TransferFace& transfer);
/// Of the object of the outside contract, whose braces are the caller's.
void write_members(json::Writer& json, const TransferFace& transfer,
                   const statistics::DisclosedTransfer& money);
/// The whole object.
void write(json::Writer& json, const TransferFace& transfer, const statistics::DisclosedTransfer& money);

}  // namespace choqr::gateway
