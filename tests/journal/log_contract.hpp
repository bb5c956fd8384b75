#pragma once

// What every journal::Log has to do, whatever lies under it (ledger/journal/log.hpp): an implementation
// brings a LogHouse and calls check_log_contract() in a test of its own.

#include <functional>
#include <memory>
#include <string>

#include "journal/log.hpp"

namespace choqr::journal::testing {

/// One log and its ill luck. Everything happens in the thread that asks.
class LogHouse {
public:
    virtual ~LogHouse() = default;
    virtual Log& log() = 0;
    /// The process ends and another one opens the same log: killed, or after the power was gone.
    virtual void restart_after_kill() = 0;
    virtual void restart_after_power_loss() = 0;
    /// From here on the log can or cannot be sure that it stores what it is given (a sync that fails, an
    /// answer that is lost).
    virtual void become_unsure(bool unsure) = 0;
    /// From here on there is, or is not, room for more.
    virtual void become_full(bool full) = 0;
    /// The append after the next `count` steps of whatever lies under it is cut off half done, and throws.
    virtual void die_after(std::uint64_t count) = 0;
};
using MakeLogHouse = std::function<std::unique_ptr<LogHouse>(std::uint64_t seed)>;

/// Each in a SECTION of its own, with houses of its own.
void check_log_contract(const MakeLogHouse& make);

}  // namespace choqr::journal::testing
