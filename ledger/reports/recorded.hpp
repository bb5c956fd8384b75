#pragma once

#include <optional>
#include <vector>

#include "base/hash.hpp"
#include "base/result.hpp"
#include "base/sequence.hpp"
#include "book/book.hpp"

namespace choqr::reports {

class Readers;

/// What the book has let go of and asks for again before it decides (docs/decisions/0306): whether something
/// was recorded before. Any thread; `readers` outlives it.
class Recorded {
public:
    explicit Recorded(Readers& readers) : readers_{readers} {}

    Result<std::optional<book::KnownTransfer>> known_transfer(const FeedId& feed,
                                                              const ProviderReference& reference) const;
    Result<std::optional<book::KnownTransfer>> known_transfer(TransferId transfer) const;
    /// Transfers by where they stand in the bank's books.
    Result<std::vector<book::KnownEntry>> known_entries(const book::Book::EntryLookup& lookup) const;
    Result<std::optional<Sequence>> created_by(const Hash& idempotency_key) const;

private:
    Readers& readers_;
};

}  // namespace choqr::reports
