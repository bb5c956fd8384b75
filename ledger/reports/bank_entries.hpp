#pragma once

#include <vector>

#include "book/book.hpp"
#include "reports/sqlite.hpp"

// Transfers by where they stand in the bank's books. For the .cpp files of this library.
namespace choqr::reports {

/// Remembers where a transfer stands that another feed may tell of.
void put_bank_entry(sqlite::Database& database, const book::TransferReceived& event);

/// What book::Book::entry_lookups() asks for.
std::vector<book::KnownEntry> bank_entries(sqlite::Database& database, const book::Book::EntryLookup& lookup);

}  // namespace choqr::reports
