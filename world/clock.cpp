#include "world/clock.hpp"

namespace choqr::world {

Instant SystemClock::now() const {
    return std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now());
}

Clock::Monotonic SystemClock::monotonic() const {
    return std::chrono::duration_cast<Monotonic>(std::chrono::steady_clock::now().time_since_epoch());
}

}  // namespace choqr::world
