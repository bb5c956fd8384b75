#pragma once

#include <optional>
#include <string>

#include "json/writer.hpp"
#include "merchants/places.hpp"

namespace choqr::book {

/// As an event says it: nothing of what other events say, such as which stand was printed.
void write_as_told(json::Writer& json, const merchants::Stall& stall);
/// The same without braces, for more to follow.
void write_members(json::Writer& json, const merchants::Stall& stall);
/// Of these, what says nothing of a vendor or of an account but whether there is one.
void write_place_members(json::Writer& json, const merchants::Stall& stall, bool registered);

/// The payload on a stall's stand: static, with the stall's code as the transfer's text. Nothing if it has no
/// account.
std::optional<std::string> stand_payload(const merchants::Stall& stall);

/// "HH:MM"
std::string format_cutoff(std::chrono::minutes cutoff);

}  // namespace choqr::book
