#pragma once

#include <chrono>
#include <functional>
#include <string>
#include <vector>

#include "qr_reader/grey.hpp"

namespace choqr::qr_reader {

struct Found {
    std::vector<std::string> texts;  ///< Each once.
    bool given_up =
        false;  ///< Something was not tried, for lack of what is left or because it would never end.
};

/// Looks for QR codes at a ninth of the size, a third and the whole, dark on light and light on dark: the
/// cheap first, and no harder step once codes were found and the next size has no more of them. A step begins
/// only while `left` has room for it.
Found find_codes(const Grey& grey, const Left& left);

}  // namespace choqr::qr_reader
