#pragma once

#include <optional>
#include <string>

#include "access/public_ids.hpp"
#include "api/api.hpp"
#include "http/message.hpp"
#include "merchants/places.hpp"

namespace choqr::gateway {

/// What a query may ask of a stall's code.
inline const std::vector<http::Parameter> code_parameters{{"amount", "Dong, 1 to 9999999999999"},
                                                          {"content", "The transfer's text"}};

enum class CodeForm { svg, png, text };
/// `payload` as a picture or as it is; a problem if no symbol holds it.
http::Response draw_code(const std::string& payload, CodeForm form);

/// The stall whose public id stands in the path; it may be closed or without an account. Background threads.
std::optional<merchants::Stall> public_stall(const reports::Reports& reports, const PublicIds& public_ids,
                                             const Call& call);

/// The payload that ?amount= and ?content= ask of a stall with an account: without either the stand's own.
/// Nothing, with the answer in `refusal`, if they cannot be had.
std::optional<std::string> asked_payload(const http::Request& request, const merchants::Stall& stall,
                                         std::optional<http::Response>& refusal);

}  // namespace choqr::gateway
