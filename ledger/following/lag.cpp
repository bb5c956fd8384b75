#include "following/lag.hpp"

namespace choqr::following {
namespace {

// An hour of four looks a second: beyond it the newest are left out, and the age is right all the same.
constexpr std::size_t seen_max = 16'384;

}  // namespace

std::chrono::nanoseconds Lag::look(Sequence committed, Sequence position, std::chrono::nanoseconds now) {
    while (!lacking_.empty() && lacking_.front().committed <= position) lacking_.pop_front();
    const bool has_grown = lacking_.empty() ? position < committed : lacking_.back().committed < committed;
    if (has_grown && lacking_.size() < seen_max) lacking_.push_back({committed, now});
    return lacking_.empty() ? std::chrono::nanoseconds{0} : now - lacking_.front().at;
}

}  // namespace choqr::following
