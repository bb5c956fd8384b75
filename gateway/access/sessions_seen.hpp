#pragma once

#include <map>
#include <mutex>
#include <optional>
#include <string_view>

#include "access/browser.hpp"
#include "base/ids.hpp"
#include "base/time.hpp"

namespace choqr::gateway {

/// When each session last called this gateway, and by what kind of browser: in memory, so that a restart
/// knows it again with the session's next call. One whose time is over is let go of when another one comes.
/// Any thread.
class SessionsSeen {
public:
    struct Seen {
        Instant last;
        Instant ends_at;  ///< However it is used.
        Browser browser;
    };

    void note(SessionId session, Instant now, Instant ends_at, std::string_view user_agent);
    /// Nothing: it has not called since the start.
    std::optional<Seen> of(SessionId session) const;
    /// Its time has passed, it was idle for too long, or it never called.
    bool is_over(SessionId session, Instant now) const;

private:
    mutable std::mutex mutex_;
    std::map<SessionId, Seen> seen_;  ///< Guarded by mutex_.
};

}  // namespace choqr::gateway
