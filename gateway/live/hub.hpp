#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/ids.hpp"
#include "http/message.hpp"

namespace choqr::gateway {

/// One server-sent event, ready to write.
std::string server_sent_event(std::string_view name, Sequence id, std::string_view json);
/// The same of a state, which is nothing that happened: without an id.
std::string server_sent_state(std::string_view name, std::string_view json);

/// Who listens to which stall. Each listener has a bounded queue, and one that does not read is dropped: it
/// comes back with Last-Event-ID and misses nothing. Any thread.
class LiveHub {
public:
    static constexpr std::size_t events_waiting_max = 256;

    /// What a display tells of: one stall, or a zone of a market as folded_name() makes it.
    struct Heard {
        MarketId market;
        std::optional<StallId> stall{};
        std::string zone{};
        friend bool operator==(const Heard&, const Heard&) = default;
    };

    class Subscription;

    /// Who listens: a token, a device, or a person in one of their sessions.
    struct Listener {
        TokenId token;
        std::optional<SessionId> session{};

        Listener(TokenId by) : token{by} {}
        Listener(TokenId by, std::optional<SessionId> in) : token{by}, session{in} {}
    };

    /// From now on events of `stall` wait for the stream.
    std::shared_ptr<Subscription> subscribe(StallId stall, Listener listener);

    /// The same for a display, which is told otherwise.
    std::shared_ptr<Subscription> subscribe(const Heard& heard, Listener listener);
    /// Whether a display tells of the stall, which lies in this zone.
    bool has_displays(const Heard& stall) const;
    void tell_displays(const Heard& stall, Sequence event, const std::string& text);
    void end_displays(const Heard& stall);

    bool has_listeners(StallId stall) const;
    /// Puts a finished event into the queue of everybody who listens to `stall`.
    void tell(StallId stall, Sequence event, const std::string& text);
    /// Ends the streams of a stall: what should be told cannot be made. Each comes back and asks.
    void end_of(StallId stall);
    /// Ends all streams of a token: it was revoked, and event `revoked` is the last that they say.
    void end_of(TokenId token);
    /// The same of each session of which `is_over` says so: its time has passed.
    void end_sessions(const std::function<bool(SessionId)>& is_over);
    /// Whether a stream of the token is open.
    bool listens(TokenId token) const;
    /// Live is behind the ledger, or no longer: each stream says so at once.
    void set_behind(bool behind);
    bool behind() const { return behind_.load(); }
    std::size_t subscribers() const;

private:
    std::vector<std::shared_ptr<Subscription>> listeners_of(StallId stall) const;
    void end_where(const std::function<bool(const Subscription&)>& is_over);

    std::vector<std::shared_ptr<Subscription>> displays_of(const Heard& stall) const;
    template <class Each>
    void each_subscription(const Each& each) const;

    mutable std::mutex mutex_;
    // Guarded by mutex_:
    std::unordered_multimap<StallId, std::weak_ptr<Subscription>> subscriptions_;
    /// A few of each market. A stall's payment is compared with them all.
    std::vector<std::pair<Heard, std::weak_ptr<Subscription>>> displays_;
    std::atomic<bool> behind_{false};
};

/// The body of a live answer. First `opening` (hello and what was missed before `first`), then what the
/// subscription brings from `first` on, with a comment at least every 15 s. `hub`, which outlives it, says
/// when the screen is behind: then comes the event `behind` with {"behind":true}, and one with false when it
/// no longer is.
/// `lasts`: `until_news` ends it with the first news, or after those 15 s, for lines on which nothing
/// arrives before the end; `opening_alone` at once.
enum class StreamLasts : std::uint8_t { as_long_as_both_like, until_news, opening_alone };
std::unique_ptr<http::BodyStream> make_live_stream(const LiveHub& hub,
                                                   std::shared_ptr<LiveHub::Subscription> subscription,
                                                   std::string opening, Sequence first,
                                                   StreamLasts lasts = StreamLasts::as_long_as_both_like);

}  // namespace choqr::gateway
