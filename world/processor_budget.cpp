#include "world/processor_budget.hpp"

#include <algorithm>
#include <ctime>

namespace choqr::world {

std::chrono::nanoseconds ProcessorBudget::spent() {
    timespec time{};
    ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return std::chrono::seconds{time.tv_sec} + std::chrono::nanoseconds{time.tv_nsec};
}

std::chrono::nanoseconds ProcessorBudget::left() const {
    return std::max(std::chrono::nanoseconds{0}, end_ - spent());
}

}  // namespace choqr::world
