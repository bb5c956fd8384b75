#pragma once

#include <cstdio>
#include <string>
#include <string_view>

#include "base/encoding.hpp"
#include "base/hash.hpp"

namespace choqr::market_day {

/// What happened, sentence by sentence. Two runs of a seed must agree in it.
class Trace {
public:
    /// `talks`: prints what happens.
    explicit Trace(bool talks) : talks_{talks} {}

    void say(const std::string& what) {
        digest_ = sha256(std::string{digest_.bytes()} + what);
        if (talks_) std::printf("  %s\n", what.c_str());
    }
    /// What is going to happen, for the reader; no part of what happened.
    void announce(std::string_view action) const {
        if (talks_) std::printf("- %.*s\n", static_cast<int>(action.size()), action.data());
    }

    /// Changes with anything that was said.
    std::string text() const { return to_hex(digest_.bytes()); }

private:
    bool talks_;
    Hash digest_;
};

}  // namespace choqr::market_day
