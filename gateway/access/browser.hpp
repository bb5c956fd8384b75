#pragma once

#include <string_view>

namespace choqr::gateway {

/// What kind of browser calls, as it says itself: enough for a person to know their own. Words of ours alone,
/// whatever a stranger sends; empty where none of them fits.
struct Browser {
    std::string_view name;    ///< "Chrome"
    std::string_view system;  ///< "Android"
    friend bool operator==(const Browser&, const Browser&) = default;
};

/// Of a User-Agent field.
Browser browser_of(std::string_view user_agent);

}  // namespace choqr::gateway
