#include "reports/recorded.hpp"

#include "reports/bank_entries.hpp"
#include "reports/known_transfer.hpp"
#include "reports/reader.hpp"

namespace choqr::reports {
Result<std::optional<book::KnownTransfer>> Recorded::known_transfer(
    const FeedId& feed, const ProviderReference& reference) const {
    return readers_.read([&](sqlite::Database& database) {
        auto found =
            first(database.query(
                      "SELECT transfer.id, status, transfer.id, amount, stall, payment_request, owner, trial "
                      "FROM transfer JOIN feed ON feed.id = feed WHERE reference = ?1 AND name = ?2",
                      reference.text(), feed.text()),
                  known_transfer_at);
        if (found) return found;
        return first(
            database.query(
                "SELECT transfer.id, status, evidence.id, amount, stall, payment_request, "
                "evidence.owner, "
                "trial FROM evidence JOIN feed ON feed.id = evidence.feed JOIN transfer ON transfer.id = "
                "evidence.transfer WHERE evidence.reference = ?1 AND name = ?2",
                reference.text(), feed.text()),
            known_transfer_at);
    });
}

Result<std::optional<book::KnownTransfer>> Recorded::known_transfer(TransferId transfer) const {
    return readers_.read([&](sqlite::Database& database) {
        return first(database.query("SELECT id, status, id, amount, stall, payment_request, owner, trial "
                                    "FROM transfer WHERE id = ?1",
                                    transfer),
                     known_transfer_at);
    });
}

Result<std::vector<book::KnownEntry>> Recorded::known_entries(const book::Book::EntryLookup& lookup) const {
    return readers_.read([&](sqlite::Database& database) { return bank_entries(database, lookup); });
}

Result<std::optional<Sequence>> Recorded::created_by(const Hash& idempotency_key) const {
    return readers_.read([&](sqlite::Database& database) {
        return first(database.query("SELECT sequence FROM idempotency WHERE key = ?1", idempotency_key),
                     [](const sqlite::Rows& row) { return sequence_at(row, 0); });
    });
}

}  // namespace choqr::reports
