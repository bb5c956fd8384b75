#pragma once

#include "book/events.hpp"
#include "json/writer.hpp"

namespace choqr::book {

/// Whether whoever decoded an event had the keys of its sealed part. Without them it looks erased, and may
/// not be.
enum class Keys { at_hand, missing };

/// One event of the journal: {"sequence","recorded_at","actor","type","data"}. Token hashes and the bytes as
/// received are left out: the first are secrets, the second are in the journal for whoever holds the files. A
/// transfer whose names and texts are gone says "erased", one that was read without keys "sealed".
void write(json::Writer& json, const RecordedEvent& event, Keys keys = Keys::at_hand);
void write(json::Writer& json, const DayTotals& totals);
void write(json::Writer& json, const merchants::Market& market);

}  // namespace choqr::book
