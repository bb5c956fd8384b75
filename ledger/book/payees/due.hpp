#pragma once

#include <vector>

#include "book/rules.hpp"

// What other subjects ask of payee changes.
namespace choqr::book {

/// The other markets with a stall, not closed, that has one of `accounts` which `stall` does not have yet:
/// each once, in the order of their ids.
std::vector<MarketId> markets_with(const Places& places, const merchants::Stall& stall,
                                   const std::vector<merchants::Account>& accounts);
/// It never had an account, nor has a stall that had its number lately: the first is set in one step.
bool is_without_history(const StallEntry& entry);

/// Adds to a Tick's decision what became of changes whose time has come. One takes effect at a time: the next
/// is judged by what is so after it.
void decide_what_is_due(const Deciding& at, std::vector<Event>& events);

}  // namespace choqr::book
