#pragma once

#include "book/events.hpp"
#include "gateway/json_writer.hpp"

namespace choqr::gateway {

/// One event of the journal: {"sequence","recorded_at","actor","type","data"}. Token hashes and the bytes as received are
/// left out: the first are secrets, the second are in the journal for whoever holds the files.
void write(JsonWriter& json, const book::RecordedEvent& event);
void write(JsonWriter& json, const book::DayTotals& totals);
/// "transfer_received".
std::string_view type_of(const book::Event& event);

}  // namespace choqr::gateway
