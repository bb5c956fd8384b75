#pragma once

#include "base/result.hpp"
#include "http/message.hpp"

namespace choqr::gateway {

/// Why strangers' bytes were not worked on (sandbox::errc), for all kinds of work; `too_hard` is for the
/// caller to say.
http::Response not_worked_on(const Error& error);

}  // namespace choqr::gateway
