#include "live/hub.hpp"

#include <algorithm>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <chrono>
#include <deque>
#include <utility>

namespace choqr::gateway {

namespace net = http::net;

namespace {

constexpr std::chrono::seconds heartbeat{15};

}  // namespace

std::string server_sent_event(std::string_view name, Sequence id, std::string_view json) {
    std::string text = "id: " + std::to_string(id.value()) + "\nevent: ";
    text.append(name).append("\ndata: ").append(json).append("\n\n");  // JSON of ours holds no line breaks.
    return text;
}

std::string server_sent_state(std::string_view name, std::string_view json) {
    std::string text = "event: ";
    return text.append(name).append("\ndata: ").append(json).append("\n\n");
}

// Filled by the tail's thread, emptied by the connection's.
class LiveHub::Subscription {
public:
    explicit Subscription(Listener listener) : listener_{listener} {}

    TokenId token() const { return listener_.token; }
    std::optional<SessionId> session() const { return listener_.session; }

    void push(Sequence sequence, std::string text) {
        const std::lock_guard lock{mutex_};
        if (ended_) return;
        if (waiting_.size() >= events_waiting_max)
            ended_ = true;
        else
            waiting_.emplace_back(sequence, std::move(text));
        if (wake_) wake_();
    }

    /// What waits is not told any more; `last_words` are.
    void end(std::string last_words = {}) {
        const std::lock_guard lock{mutex_};
        if (!ended_) last_words_ = std::move(last_words);
        ended_ = true;
        if (wake_) wake_();
    }

    /// What the stream says of itself has changed.
    void look_up() {
        const std::lock_guard lock{mutex_};
        if (wake_) wake_();
    }

    void on_news(std::function<void()> wake) {
        const std::lock_guard lock{mutex_};
        wake_ = std::move(wake);
    }

    /// Everything that waits, from `first` on; once ended its last words, and then nothing.
    std::optional<std::string> take(Sequence first) {
        const std::lock_guard lock{mutex_};
        if (ended_ && last_words_.empty()) return std::nullopt;
        if (ended_) return std::exchange(last_words_, {});
        std::string text;
        for (auto& [sequence, event] : waiting_)
            if (sequence >= first) text += event;
        waiting_.clear();
        return text;
    }

private:
    const Listener listener_;
    std::mutex mutex_;
    std::deque<std::pair<Sequence, std::string>> waiting_;
    bool ended_ = false;
    std::string last_words_;
    std::function<void()> wake_;
};

std::shared_ptr<LiveHub::Subscription> LiveHub::subscribe(StallId stall, Listener listener) {
    auto subscription = std::make_shared<Subscription>(listener);
    const std::lock_guard lock{mutex_};
    const auto [begin, end] = subscriptions_.equal_range(stall);
    for (auto each = begin; each != end;)
        each = each->second.expired() ? subscriptions_.erase(each) : std::next(each);
    subscriptions_.emplace(stall, subscription);
    return subscription;
}

std::vector<std::shared_ptr<LiveHub::Subscription>> LiveHub::listeners_of(StallId stall) const {
    std::vector<std::shared_ptr<Subscription>> listeners;
    const std::lock_guard lock{mutex_};
    const auto [begin, end] = subscriptions_.equal_range(stall);
    for (auto each = begin; each != end; ++each)
        if (auto listener = each->second.lock()) listeners.push_back(std::move(listener));
    return listeners;
}

std::shared_ptr<LiveHub::Subscription> LiveHub::subscribe(const Heard& heard, Listener listener) {
    auto subscription = std::make_shared<Subscription>(listener);
    const std::lock_guard lock{mutex_};
    std::erase_if(displays_, [](const auto& each) { return each.second.expired(); });
    displays_.emplace_back(heard, subscription);
    return subscription;
}

std::vector<std::shared_ptr<LiveHub::Subscription>> LiveHub::displays_of(const Heard& stall) const {
    std::vector<std::shared_ptr<Subscription>> displays;
    const std::lock_guard lock{mutex_};
    for (const auto& [heard, weak] : displays_) {
        const bool is_of_zone = !heard.stall && heard.market == stall.market && heard.zone == stall.zone;
        if (!is_of_zone && (!heard.stall || heard.stall != stall.stall)) continue;
        if (auto display = weak.lock()) displays.push_back(std::move(display));
    }
    return displays;
}

bool LiveHub::has_displays(const Heard& stall) const { return !displays_of(stall).empty(); }

void LiveHub::tell_displays(const Heard& stall, Sequence event, const std::string& text) {
    for (const auto& display : displays_of(stall)) display->push(event, text);
}

void LiveHub::end_displays(const Heard& stall) {
    for (const auto& display : displays_of(stall)) display->end();
}

template <class Each>
void LiveHub::each_subscription(const Each& each) const {
    const std::lock_guard lock{mutex_};
    for (const auto& [stall, weak] : subscriptions_)
        if (const auto listener = weak.lock()) each(*listener);
    for (const auto& [heard, weak] : displays_)
        if (const auto display = weak.lock()) each(*display);
}

bool LiveHub::has_listeners(StallId stall) const { return !listeners_of(stall).empty(); }

void LiveHub::tell(StallId stall, Sequence event, const std::string& text) {
    for (const auto& listener : listeners_of(stall)) listener->push(event, text);
}

void LiveHub::end_of(StallId stall) {
    for (const auto& listener : listeners_of(stall)) listener->end();
}

void LiveHub::end_where(const std::function<bool(const Subscription&)>& is_over) {
    each_subscription([&is_over](Subscription& each) {
        if (is_over(each)) each.end(server_sent_state("revoked", "{}"));
    });
}

void LiveHub::end_of(TokenId token) {
    end_where([token](const Subscription& listener) { return listener.token() == token; });
}

void LiveHub::end_sessions(const std::function<bool(SessionId)>& is_over) {
    end_where([&is_over](const Subscription& listener) {
        return listener.session() && is_over(*listener.session());
    });
}

bool LiveHub::listens(TokenId token) const {
    bool listens = false;
    each_subscription([&](const Subscription& each) { listens = listens || each.token() == token; });
    return listens;
}

void LiveHub::set_behind(bool behind) {
    if (behind_.exchange(behind) == behind) return;
    each_subscription([](Subscription& each) { each.look_up(); });
}

std::size_t LiveHub::subscribers() const {
    std::size_t count = 0;
    each_subscription([&count](const Subscription&) { ++count; });
    return count;
}

namespace {

class LiveStream final : public http::BodyStream {
public:
    LiveStream(const LiveHub& hub, std::shared_ptr<LiveHub::Subscription> subscription, std::string opening,
               Sequence first, StreamLasts lasts)
        : hub_{hub},
          subscription_{std::move(subscription)},
          opening_{std::move(opening)},
          first_{first},
          lasts_{lasts} {}
    ~LiveStream() override { subscription_->on_news({}); }

    net::awaitable<std::optional<std::string>> next() override {
        if (!opening_.empty()) co_return std::exchange(opening_, {});
        if (lasts_ == StreamLasts::opening_alone) co_return std::nullopt;
        if (!timer_) listen(co_await net::this_coro::executor);
        for (;;) {
            auto text = subscription_->take(first_);
            if (text) *text += what_changed();
            if (!text || !text->empty()) {
                if (lasts_ == StreamLasts::until_news) lasts_ = StreamLasts::opening_alone;
                co_return text;
            }
            // News that come from here on find the timer running: they are posted to this thread, behind us.
            timer_->expires_after(heartbeat);
            const auto [error] = co_await timer_->async_wait(net::as_tuple(net::use_awaitable));
            if (!error && lasts_ == StreamLasts::until_news) co_return std::nullopt;
            if (!error) co_return std::string{": alive\n\n"};
        }
    }
    void close() override { subscription_->end(); }

private:
    // Said once for each change; a screen that knows nothing believes that it is not behind.
    std::string what_changed() {
        if (hub_.behind() == told_behind_) return {};
        told_behind_ = !told_behind_;
        return told_behind_ ? "event: behind\ndata: {\"behind\":true}\n\n"
                            : "event: behind\ndata: {\"behind\":false}\n\n";
    }

    void listen(const net::any_io_executor& executor) {
        timer_ = std::make_shared<net::steady_timer>(executor);
        const std::weak_ptr<net::steady_timer> weak = timer_;
        subscription_->on_news([weak, executor] {
            net::post(executor, [weak] {
                if (const auto timer = weak.lock()) timer->cancel();
            });
        });
    }

    const LiveHub& hub_;
    bool told_behind_ = false;
    std::shared_ptr<LiveHub::Subscription> subscription_;
    std::string opening_;
    Sequence first_;
    StreamLasts lasts_;
    std::shared_ptr<net::steady_timer> timer_;
};

}  // namespace

std::unique_ptr<http::BodyStream> make_live_stream(const LiveHub& hub,
                                                   std::shared_ptr<LiveHub::Subscription> subscription,
                                                   std::string opening, Sequence first, StreamLasts lasts) {
    return std::make_unique<LiveStream>(hub, std::move(subscription), std::move(opening), first, lasts);
}

}  // namespace choqr::gateway
