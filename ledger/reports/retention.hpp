#pragma once

#include <chrono>
#include <optional>

namespace choqr::reports {

/// How long the rows keep what strangers wrote: the payers' last digits and texts, what requests were for.
/// What is older goes with the first event of a new day, so that a rebuild has forgotten the same. The
/// journal keeps all of it, sealed, until the vendor is erased.
struct Retention {
    std::optional<std::chrono::days> texts{};  ///< Absent: for ever.
    friend bool operator==(const Retention&, const Retention&) = default;
};

}  // namespace choqr::reports
