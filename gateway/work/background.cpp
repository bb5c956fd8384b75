#include "work/background.hpp"

#include <sys/resource.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <boost/asio/async_result.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>
#include <unordered_map>
#include <utility>
#include <vector>

#include "reports/sqlite_patience.hpp"

namespace choqr::gateway {

namespace net = http::net;
using namespace std::chrono_literals;

namespace {

/// A lane's threads and bounds. One caller never has all threads of a lane that has more than one.
struct Limits {
    std::string_view name;
    unsigned threads;
    unsigned at_once;  ///< Of one caller.
    std::size_t waiting_by_caller;
    std::size_t waiting;                 ///< Of all together: some kilobytes each.
    std::chrono::milliseconds patience;  ///< For its turn.
    std::chrono::milliseconds time;      ///< Once it runs.
    int niceness;  ///< What may take longer leaves the processors to what must be quick: notices first.
    std::size_t kept_for_known = 0;  ///< Of `waiting`: strangers have the rest.
};
constexpr std::array<Limits, lane_count> limits_of_lane{{
    {"reading", 3, 2, 64, 4'096, 5s, 10s, 3},
    {"replay", 1, 1, 16, 4'096, 10s, 15s, 5},
    {"heavy", 1, 1, 8, 256, 60s, 120s, 10},
    {"passwords", 1, 1, 8, 32, 5s, 10s, 15, 16},  // One at a time: 19 MiB each, and a processor.
}};

const Limits& limits_of(Lane lane) { return limits_of_lane[static_cast<std::size_t>(lane)]; }

/// What the work on this thread is asked for by give_up_if_unwanted().
struct Wanted {
    const std::stop_token& gone;
    const std::stop_token& stopping;
    const world::Clock& clock;
    std::chrono::nanoseconds until;

    std::optional<Ran> end() const {
        if (stopping.stop_requested()) return Ran::stopping;
        if (gone.stop_requested()) return Ran::gone;
        if (clock.monotonic() >= until) return Ran::late;
        return std::nullopt;
    }
};
thread_local const Wanted* wanted = nullptr;

/// One piece of work. Waiting, then running, then told; or dropped while it waits.
struct Job {
    Errand errand;
    std::function<void()> work;
    std::chrono::nanoseconds since{};
    std::function<void(Ran, std::exception_ptr)> told;  ///< Posts to where the waiting coroutine lives.

    /// Once, by whoever took it out of the lane. Lets go of everything: what waits for it refers back to it.
    void tell(Ran ran, std::exception_ptr thrown) {
        work = nullptr;
        std::exchange(told, nullptr)(ran, std::move(thrown));
    }
};
using JobPointer = std::shared_ptr<Job>;

class LaneState {
public:
    LaneState(const Limits& limits, const world::Clock& clock) : limits_{limits}, clock_{clock} {
        for (unsigned i = 0; i < limits.threads; ++i) threads_.emplace_back([this] { serve(); });
    }
    ~LaneState() { stop(); }

    /// Takes it, or says why not.
    std::optional<Ran> add(const JobPointer& job) {
        {
            const std::lock_guard lock{mutex_};
            if (closed_) return Ran::stopping;
            const auto entry = callers_.try_emplace(job->errand.caller).first;
            auto& caller = entry->second;
            if (waiting_ >= places_for(*job) || caller.waiting.size() >= limits_.waiting_by_caller) {
                forget_if_idle(entry);  // Or each stranger who was sent away would stay in memory.
                return Ran::busy;
            }
            job->since = clock_.monotonic();
            caller.waiting.push_back(job);
            ++waiting_;
            if (caller.waiting.size() == 1 && caller.running < limits_.at_once) add_turn(*job);
        }
        something_.notify_one();
        return std::nullopt;
    }

    /// If it still waits it never begins. False: it runs, or has run.
    bool drop(const JobPointer& job) {
        const std::lock_guard lock{mutex_};
        const auto caller = callers_.find(job->errand.caller);
        if (caller == callers_.end() || std::erase(caller->second.waiting, job) == 0) return false;
        --waiting_;
        forget_if_idle(caller);
        return true;
    }

    std::optional<std::chrono::nanoseconds> longest_wait() const {
        const std::lock_guard lock{mutex_};
        std::optional<std::chrono::nanoseconds> first;
        for (const auto& [name, caller] : callers_)
            if (!caller.waiting.empty())
                first =
                    std::min(first.value_or(caller.waiting.front()->since), caller.waiting.front()->since);
        return first ? std::optional{clock_.monotonic() - *first} : std::nullopt;
    }

    void close() {
        std::vector<JobPointer> left;
        {
            const std::lock_guard lock{mutex_};
            closed_ = true;
            for (auto& [name, caller] : callers_)
                std::ranges::move(std::exchange(caller.waiting, {}), std::back_inserter(left));
            waiting_ = 0;
            turns_.clear();
        }
        something_.notify_all();
        for (const auto& job : left) job->tell(Ran::stopping, nullptr);
    }
    void give_up() { giving_up_.request_stop(); }
    void stop() {
        close();
        give_up();
        for (auto& thread : threads_)
            if (thread.joinable()) thread.join();
    }

private:
    struct Caller {
        std::deque<JobPointer> waiting;
        unsigned running = 0;
    };
    using Callers = std::unordered_map<std::string, Caller>;

    // Under the mutex.
    std::size_t places_for(const Job& job) const {
        return job.errand.known ? limits_.waiting : limits_.waiting - limits_.kept_for_known;
    }
    // Under the mutex. Those who are known are few: whoever made themselves known had to be let in first.
    void add_turn(const Job& job) {
        if (job.errand.known && limits_.kept_for_known > 0)
            turns_.push_front(job.errand.caller);
        else
            turns_.push_back(job.errand.caller);
    }

    void serve() {
        // On Linux the value belongs to the calling thread. A refusal changes nothing but speed.
        if (limits_.niceness != 0) static_cast<void>(setpriority(PRIO_PROCESS, 0, limits_.niceness));
        while (const auto job = next()) {
            carry_out(*job);
            ended(job->errand.caller);
        }
    }

    JobPointer next() {
        std::unique_lock lock{mutex_};
        for (;;) {
            something_.wait(lock, [this] { return closed_ || !turns_.empty(); });
            if (closed_) return nullptr;
            const auto name = std::move(turns_.front());
            turns_.pop_front();
            const auto caller = callers_.find(name);
            if (caller == callers_.end() || caller->second.waiting.empty())
                continue;  // All of it was dropped.
            auto job = std::move(caller->second.waiting.front());
            caller->second.waiting.pop_front();
            --waiting_;
            ++caller->second.running;
            take_turn_again(name, caller->second);
            return job;
        }
    }

    void take_turn_again(const std::string& name, const Caller& caller) {
        if (caller.waiting.empty() || caller.running >= limits_.at_once) return;
        if (std::ranges::find(turns_, name) != turns_.end()) return;
        turns_.push_back(name);
        something_.notify_one();
    }

    void ended(const std::string& name) {
        const std::lock_guard lock{mutex_};
        const auto caller = callers_.find(name);
        if (caller == callers_.end()) return;
        --caller->second.running;
        take_turn_again(name, caller->second);
        forget_if_idle(caller);
    }

    void forget_if_idle(Callers::iterator caller) {
        if (caller->second.waiting.empty() && caller->second.running == 0) callers_.erase(caller);
    }

    void carry_out(Job& job) {
        const auto stopping = giving_up_.get_token();
        const Wanted asked{job.errand.gone, stopping, clock_, clock_.monotonic() + limits_.time};
        if (const auto over = asked.end()) return job.tell(*over, nullptr);
        std::exception_ptr thrown;
        wanted = &asked;
        const reports::StatementPatience patience{[&asked] { return asked.end().has_value(); }};
        try {
            job.work();
        } catch (...) {
            thrown = std::current_exception();
        }
        wanted = nullptr;
        // Whatever an interrupted statement or a loop that gave up has thrown is not a mistake of ours.
        const auto over = thrown ? asked.end() : std::nullopt;
        job.tell(over.value_or(Ran::done), over ? nullptr : thrown);
    }

    const Limits& limits_;
    const world::Clock& clock_;
    std::stop_source giving_up_;
    mutable std::mutex mutex_;
    std::condition_variable something_;
    // Guarded by mutex_:
    Callers callers_;
    std::deque<std::string>
        turns_;  ///< Who waits and may have one more running, each once, in the order of their turns.
    std::size_t waiting_ = 0;
    bool closed_ = false;

    std::vector<std::thread> threads_;
};

/// Resumes a coroutine once: by the job's end, by its deadline or because the client left. On the home
/// executor only.
template <class Handler>
struct Waiting {
    Waiting(std::unique_ptr<world::Timer> patience, Handler waiting)
        : timer{std::move(patience)}, handler{std::move(waiting)} {}

    void complete(Ran ran, std::exception_ptr thrown) {
        if (!handler) return;
        timer->cancel();
        gone.reset();
        auto taken = *std::exchange(handler, std::nullopt);
        std::move(taken)(std::move(thrown), ran);
    }

    const std::unique_ptr<world::Timer> timer;
    std::optional<Handler> handler;
    std::optional<std::stop_callback<std::function<void()>>> gone;
};

}  // namespace

std::string_view name_of(Lane lane) { return limits_of(lane).name; }

void give_up_if_unwanted() {
    if (wanted != nullptr && wanted->end()) throw WorkGivenUp{};
}

struct Background::State {
    explicit State(const world::Clock& of) : clock{of} {}

    const world::Clock& clock;
    std::array<std::unique_ptr<LaneState>, lane_count> lanes;
    LaneState& lane(Lane lane) { return *lanes[static_cast<std::size_t>(lane)]; }
};

Background::Background(Threads threads, const world::Clock& clock) : state_{std::make_unique<State>(clock)} {
    if (threads == Threads::none) return;
    for (std::size_t i = 0; i < lane_count; ++i)
        state_->lanes[i] = std::make_unique<LaneState>(limits_of_lane[i], clock);
}
Background::~Background() { stop(); }

std::optional<std::chrono::nanoseconds> Background::longest_wait(Lane lane) const {
    const auto& state = state_->lanes[static_cast<std::size_t>(lane)];
    return state ? state->longest_wait() : std::nullopt;
}

void Background::close() {
    for (auto& lane : state_->lanes)
        if (lane) lane->close();
}
void Background::give_up() {
    for (auto& lane : state_->lanes)
        if (lane) lane->give_up();
}
void Background::stop() {
    for (auto& lane : state_->lanes)
        if (lane) lane->stop();
}

net::awaitable<Ran> Background::run(Errand errand, std::function<void()> work) {
    if (!state_->lanes.front()) {
        work();
        co_return Ran::done;
    }
    auto& lane = state_->lane(errand.lane);
    const auto patience = limits_of(errand.lane).patience;
    const net::any_io_executor home = co_await net::this_coro::executor;
    auto job = std::make_shared<Job>();
    job->errand = std::move(errand);
    job->work = std::move(work);
    auto initiate = [&clock = state_->clock, home, job, &lane, patience](auto handler) {
        auto waiting =
            std::make_shared<Waiting<decltype(handler)>>(clock.make_timer(home), std::move(handler));
        job->told = [home, waiting](Ran ran, std::exception_ptr thrown) {
            net::post(home, [waiting, ran, thrown = std::move(thrown)] { waiting->complete(ran, thrown); });
        };
        waiting->timer->start(patience, [job, &lane](bool passed) {
            if (passed && lane.drop(job)) job->tell(Ran::late, nullptr);
        });
        // By whoever notices that the client has left; it may have happened already.
        waiting->gone.emplace(job->errand.gone, [job, &lane] {
            if (lane.drop(job)) job->tell(Ran::gone, nullptr);
        });
        if (const auto refused = lane.add(job)) job->tell(*refused, nullptr);
    };
    // tidy: aggregate-beside-await, the signature is a type and nothing is built here.
    const auto ran =
        co_await net::async_initiate<const net::use_awaitable_t<>&, void(std::exception_ptr, Ran)>(
            std::move(initiate), net::use_awaitable);
    co_return ran;
}

}  // namespace choqr::gateway
