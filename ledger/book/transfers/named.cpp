#include "book/transfers/named.hpp"

#include <algorithm>

namespace choqr::book {

std::optional<NamedTransfer> named(const Deciding& at, TransferId id) {
    const auto& records = at.known.records;
    const auto record =
        std::ranges::find_if(records, [&](const Book::KnownRecord& one) { return one.transfer.id == id; });
    if (record == records.end()) return std::nullopt;
    const auto& received = record->transfer;
    NamedTransfer found{received, counts_at(received, record->recorded_at), received.status,
                        received.match.stall};
    if (const auto* held = at.state.transfers.table.find(id)) {
        found.status = held->status;
        found.stall = held->stall;
    } else if (record->reported) {
        found.status = record->reported->status;
        found.stall = record->reported->stall;
    }
    return found;
}

}  // namespace choqr::book
