#pragma once

#include <string>

#include "merchants/places.hpp"

namespace choqr::gateway {

/// The logos that an operator has put into one directory for the stands of markets: CODE.png. Any thread.
class Logos {
public:
    explicit Logos(std::string directory) : directory_{std::move(directory)} {}

    /// The picture as it lies there, unread; empty if there is none, or one over 512 KB, which the log tells.
    std::string of(const merchants::Market& market) const;

private:
    std::string directory_;
};

}  // namespace choqr::gateway
