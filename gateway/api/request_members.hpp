#pragma once

#include "json/writer.hpp"
#include "merchants/places.hpp"

namespace choqr::gateway {

/// A payment request's members but for the name under which its customer sees it: of a vendor's own data,
/// which is downloaded and may be passed on.
void write_members(json::Writer& json, const merchants::PaymentRequest& request,
                   const merchants::Stall& stall);

}  // namespace choqr::gateway
