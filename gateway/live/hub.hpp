#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "base/ids.hpp"
#include "book/events.hpp"
#include "http/message.hpp"

namespace choqr::gateway {

/// What one applied event means to one stall's screen: the transfer as it now stands.
struct LiveItem {
    Sequence sequence;  ///< Of the event: the id by which a screen resumes.
    StallId stall;
    TransferId transfer;
};
/// The stalls that `event` concerns; empty for most.
std::vector<LiveItem> live_items(const book::RecordedEvent& event);

/// A stall that is suspended, open or closed from this event on. Not repeated to a screen that comes back:
/// its hello says so.
struct StatusNews {
    StallId stall;
    merchants::StallStatus status;
};
std::optional<StatusNews> status_news(const book::RecordedEvent& event);

/// One server-sent event, ready to write.
std::string server_sent_event(std::string_view name, Sequence id, std::string_view json);

/// Who listens to which stall. The follower hands in what it has applied; each listener has a bounded queue, and one that
/// does not read is dropped: it comes back with Last-Event-ID and misses nothing. Any thread.
class LiveHub {
public:
    static constexpr std::size_t events_waiting_max = 256;

    class Subscription;

    /// From now on events of `stall` wait for the stream. `token` names who listens, for end_of().
    std::shared_ptr<Subscription> subscribe(StallId stall, TokenId token);

    /// The follower's thread, after its transaction. `row_of` renders a transfer's JSON; asked only for stalls with
    /// listeners.
    void applied(const std::vector<book::RecordedEvent>& events, const std::function<std::string(TransferId)>& row_of);
    /// Ends all streams of a token: it was revoked.
    void end_of(TokenId token);
    /// The reports, and so every screen, are behind the ledger, or no longer: each stream says so at once.
    void set_behind(bool behind);
    bool behind() const { return behind_.load(); }
    std::size_t subscribers() const;

private:
    std::vector<std::shared_ptr<Subscription>> listeners_of(StallId stall) const;

    mutable std::mutex mutex_;
    std::unordered_multimap<StallId, std::weak_ptr<Subscription>> subscriptions_;  ///< Guarded by mutex_.
    std::atomic<bool> behind_{false};
};

/// The body of a live answer. First `opening` (hello and what was missed before `first`), then what the
/// subscription brings from `first` on, with a comment at least every 15 s. `hub`, which outlives it, says
/// when the screen is behind: then comes the event `behind` with {"behind":true}, and one with false when it
/// no longer is.
std::unique_ptr<http::BodyStream> make_live_stream(const LiveHub& hub,
                                                   std::shared_ptr<LiveHub::Subscription> subscription,
                                                   std::string opening, Sequence first);

}  // namespace choqr::gateway
