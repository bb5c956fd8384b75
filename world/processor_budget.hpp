#pragma once

#include <chrono>

namespace choqr::world {

/// What this thread may still use of the processor, counted from the budget's making. One thread.
class ProcessorBudget {
public:
    explicit ProcessorBudget(std::chrono::nanoseconds limit) : end_{spent() + limit} {}
    /// Never below zero.
    std::chrono::nanoseconds left() const;
    /// What the thread has used since it began.
    static std::chrono::nanoseconds spent();

private:
    std::chrono::nanoseconds end_;
};

}  // namespace choqr::world
