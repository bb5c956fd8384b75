#pragma once

#include <optional>
#include <string>

#include "http/message.hpp"
#include "merchants/places.hpp"

namespace choqr::gateway {

/// The payload that ?amount= and ?content= ask of a stall with an account: without either the stand's own. Nothing, with the
/// answer in `refusal`, if they cannot be had.
std::optional<std::string> asked_payload(const http::Request& request, const merchants::Stall& stall,
                                         std::optional<http::Response>& refusal);

}  // namespace choqr::gateway
