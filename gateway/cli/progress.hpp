#pragma once

#include <cstdint>

namespace choqr::gateway {

/// A bar on standard error while something long goes on; nothing at all when that is no terminal. Redrawn
/// only when the tenth of a per cent changes.
class ProgressBar {
public:
    ProgressBar();
    void operator()(std::uint64_t done, std::uint64_t total);

private:
    bool shown_;
    std::uint64_t last_ = ~std::uint64_t{0};
};

}  // namespace choqr::gateway
