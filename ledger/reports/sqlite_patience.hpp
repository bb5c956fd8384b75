#pragma once

#include <functional>

namespace choqr::reports {

/// While it lives, reading statements of this thread ask it every millisecond or so whether they are still
/// wanted, and end with SQLite's "interrupted" once it says that they are not. One at a time on a thread.
class StatementPatience {
public:
    explicit StatementPatience(std::function<bool()> is_over);
    ~StatementPatience();
    StatementPatience(const StatementPatience&) = delete;
    StatementPatience& operator=(const StatementPatience&) = delete;

    /// Asked by SQLite.
    static bool over();

private:
    const std::function<bool()> is_over_;
};

}  // namespace choqr::reports
