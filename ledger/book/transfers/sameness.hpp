#pragma once

#include <array>

#include "book/book.hpp"
#include "book/transfers/bank_entry.hpp"

// Whether two feeds tell of one movement of money. Nothing is guessed: what is not known to be the same
// stands beside the other, and a person is asked where it may be (docs/decisions/0312).
namespace choqr::book {

enum class Sameness { other, perhaps, same };

/// A payment near midnight is booked a day apart by those who tell of it.
inline constexpr std::array days_around{-1, 0, 1};

/// Whether it names an account on which somebody else may tell of it, too. What takes another transfer back
/// is decided by what it names: it goes out, and out counts nowhere.
bool tells_of_an_entry(const RecordTransfer& asked);

/// Of what is asked and a transfer on the same account, booked on one of the days around.
Sameness compare(const RecordTransfer& asked, const KnownEntry& known);

}  // namespace choqr::book
