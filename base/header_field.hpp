#pragma once

#include <string_view>

namespace choqr {

/// A header field of a message as it came: views into bytes of somebody else. Names compare without case; a
/// repeated name stands repeatedly in a list of these. Shared by whoever carries messages and whoever reads
/// them (gateway/http, connectors), so that nothing is copied between the two.
struct HeaderField {
    std::string_view name;
    std::string_view value;
};

}  // namespace choqr
