#pragma once

#include "book/rules.hpp"

// A transfer that a command names: what was recorded once, and what has become of it since.
namespace choqr::book {

struct NamedTransfer {
    const TransferReceived& received;
    Instant counts_at;
    TransferStatus status = TransferStatus::unmatched;
    std::optional<StallId> stall;

    bool is_money_at(StallId id) const {
        return stall == id && (status == TransferStatus::matched || status == TransferStatus::assigned);
    }
};

/// As Book::record_lookups() were answered. Nothing: there is no such transfer.
std::optional<NamedTransfer> named(const Deciding& at, TransferId id);

}  // namespace choqr::book
