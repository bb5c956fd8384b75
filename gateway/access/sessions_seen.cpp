#include "access/sessions_seen.hpp"

#include "access/session_cookies.hpp"

namespace choqr::gateway {

void SessionsSeen::note(SessionId session, Instant now, Instant ends_at, std::string_view user_agent) {
    const std::lock_guard lock{mutex_};
    const auto known = seen_.find(session);
    if (known != seen_.end()) {
        known->second.last = now;
        return;
    }
    std::erase_if(seen_, [now](const auto& one) { return one.second.ends_at <= now; });
    seen_.emplace(session, Seen{now, ends_at, browser_of(user_agent)});
}

std::optional<SessionsSeen::Seen> SessionsSeen::of(SessionId session) const {
    const std::lock_guard lock{mutex_};
    const auto known = seen_.find(session);
    return known == seen_.end() ? std::nullopt : std::optional{known->second};
}

bool SessionsSeen::is_over(SessionId session, Instant now) const {
    const auto seen = of(session);
    return !seen || seen->ends_at <= now || seen->last + SessionCookies::idle_max <= now;
}

}  // namespace choqr::gateway
