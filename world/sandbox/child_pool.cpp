#include "sandbox/child_pool.hpp"

#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>

#include <array>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/associated_executor.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <list>
#include <mutex>
#include <optional>
#include <stop_token>
#include <thread>
#include <utility>

#include "base/assert.hpp"
#include "sandbox/fair_queue.hpp"
#include "sandbox/spawn.hpp"
#include "sandbox/wire.hpp"

namespace choqr::sandbox {
namespace {

using std::chrono::milliseconds;
using Clock = std::chrono::steady_clock;
constexpr auto as_result = net::as_tuple(net::use_awaitable);
constexpr milliseconds first_pause{1'000},
    longest_pause{60'000};  // Between two tries while no child can be had.
constexpr std::size_t refusal_bytes_max = 200;
constexpr int failed_starts_max = 3;
constexpr int tries_max = 3;  // Of one job, with children that ended before they had it.

milliseconds since(Clock::time_point begin) {
    return std::chrono::duration_cast<milliseconds>(Clock::now() - begin);
}

milliseconds processor_of(const rusage& usage) {
    const auto of = [](const timeval& time) {
        return std::chrono::seconds{time.tv_sec} + std::chrono::microseconds{time.tv_usec};
    };
    return std::chrono::duration_cast<milliseconds>(of(usage.ru_utime) + of(usage.ru_stime));
}

// A bucket that fills by so many a second and holds no more.
class Rate {
public:
    explicit Rate(unsigned per_second)
        : apart_{std::chrono::nanoseconds{1'000'000'000} / std::max(1u, per_second)} {}

    bool take() {
        const auto now = Clock::now();
        next_ = std::max(next_, now - std::chrono::seconds{1});
        if (next_ > now) return false;
        next_ += apart_;
        return true;
    }
    Clock::time_point next() const { return next_; }

private:
    const std::chrono::nanoseconds apart_;
    Clock::time_point next_{};
};

// One job on its way. Completed once; on the pool's thread.
struct Ticket {
    Ticket(net::io_context& io, Job what, std::function<void(Result<std::string>)> then)
        : job{std::move(what)}, timer{io}, done{std::move(then)} {}

    void complete(Result<std::string> result) {
        if (!done) return;
        timer.cancel();
        gone.reset();
        std::exchange(done, nullptr)(std::move(result));
    }

    Job job;
    Heading heading{};
    int tries = 0;            // Children it was given to.
    net::steady_timer timer;  // While it waits.
    std::optional<std::stop_callback<std::function<void()>>> gone;
    std::function<void(Result<std::string>)> done;
};
using TicketPtr = std::shared_ptr<Ticket>;

struct Child {
    Child(net::io_context& io, const Spawned& spawned)
        : process{spawned.process}, socket{io, net::local::stream_protocol{}, spawned.socket}, timer{io} {}

    // Only the way out of every wait: its socket then ends, and attend() goes on.
    void kill(std::optional<Reason> why = std::nullopt) {
        if (!killed_for) killed_for = why;
        if (!buried) ::kill(process, SIGKILL);
    }

    const pid_t process;
    net::local::stream_protocol::socket socket;
    net::steady_timer timer;  // Of its start, then of its job.
    bool ready = false, took_job = false, buried = false;
    TicketPtr ticket;  // What it works on.
    Clock::time_point job_began{};
    std::optional<Reason> killed_for;
};
using ChildPtr = std::shared_ptr<Child>;

struct Burial {
    int status = 0;
    rusage usage{};
};

Reason reason_of(const Burial& burial, const Limits& limits) {
    const int status = burial.status;
    if (WIFEXITED(status)) {
        if (WEXITSTATUS(status) == exit_out_of_memory) return Reason::memory;
        return WEXITSTATUS(status) == exit_answered ? Reason::answer : Reason::crash;
    }
    switch (WTERMSIG(status)) {
        case SIGPROF:
        case SIGXCPU:
            return Reason::processor;
        case SIGSYS:
            return Reason::call;
        // Not by us. The kernel does it to who ignores the timer, and to make room.
        case SIGKILL:
            return processor_of(burial.usage) > limits.processor ? Reason::processor : Reason::memory;
        default:
            return Reason::crash;
    }
}

}  // namespace

std::string_view text_of(Reason reason) {
    constexpr std::array<std::string_view, 6> texts{"processor", "wall", "memory", "call", "crash", "answer"};
    return texts[static_cast<std::size_t>(reason)];
}

struct ChildPool::State {
    State(Options what, Observer who)
        : options{std::move(what)},
          observer{std::move(who)},
          rate{options.starts_per_second},
          queue{{options.queue_max, options.queue_bytes_max}} {
        thread = std::thread{[this] { io.run(); }};
    }

    // From any thread.
    void submit(Job job, std::function<void(Result<std::string>)> done);
    void post(std::function<void()> action);
    void stop();

    // On the pool's thread.
    void take(const TicketPtr& ticket);
    void wait_for_turn(const TicketPtr& ticket);
    void watch_for_leaving(const TicketPtr& ticket);
    void leave(const TicketPtr& ticket);
    void dispatch();
    void assign(const ChildPtr& child, TicketPtr ticket);
    void refill();
    void start_child();
    net::awaitable<void> attend(ChildPtr child);
    void welcome(const ChildPtr& child);
    void not_started(const ChildPtr& child, const std::string& why);
    net::awaitable<Result<std::string>> hear_answer(const ChildPtr& child);
    net::awaitable<std::string> hear_refusal(const ChildPtr& child);
    Burial bury(const ChildPtr& child);
    void finish(const ChildPtr& child, const Result<std::string>& answer);
    void tell_ending(const Child& child, const Job& job, const Burial& burial) const;
    void no_child(std::string_view why);
    void end_all();

    bool is_quiet() const { return Clock::now() < quiet_until; }
    bool has_ready_child() const {
        return std::ranges::any_of(children, [](const ChildPtr& child) { return child->ready; });
    }
    std::size_t working() const {
        return static_cast<std::size_t>(
            std::ranges::count_if(children, [](const ChildPtr& child) { return child->ticket != nullptr; }));
    }

    const Options options;
    const Observer observer;
    net::io_context io{1};
    net::executor_work_guard<net::io_context::executor_type> work{io.get_executor()};
    std::thread thread;
    std::mutex door;  // open.
    bool open = true;

    // The pool's thread alone.
    Rate rate;
    FairQueue<TicketPtr> queue;
    std::list<ChildPtr> children;
    net::steady_timer refill_timer{io};
    bool refill_planned = false;
    bool told_unavailable = false;
    int failed_starts = 0;  // One after the other.
    milliseconds pause = first_pause;
    Clock::time_point quiet_until{};
};

void ChildPool::State::post(std::function<void()> action) {
    const std::lock_guard lock{door};
    if (open) net::post(io, std::move(action));
}

void ChildPool::State::submit(Job job, std::function<void(Result<std::string>)> done) {
    auto ticket = std::make_shared<Ticket>(io, std::move(job), std::move(done));
    {
        const std::lock_guard lock{door};
        if (open) return net::post(io, [this, ticket] { take(ticket); });
    }
    ticket->complete(make_error_code(errc::stopping));
}

// Everything that was posted before it runs before it: io has one thread.
void ChildPool::State::stop() {
    {
        const std::lock_guard lock{door};
        if (!open) return;
        open = false;
        net::post(io, [this] { end_all(); });
    }
    thread.join();
}

void ChildPool::State::end_all() {
    for (const auto& child : children) {
        child->kill();
        if (const auto ticket = child->ticket) ticket->complete(make_error_code(errc::stopping));
    }
    while (auto ticket = queue.pop()) (*ticket)->complete(make_error_code(errc::stopping));
    for (const auto& child : children) bury(child);
    io.stop();
}

void ChildPool::State::take(const TicketPtr& ticket) {
    const auto& job = ticket->job;
    if (job.gone.stop_requested()) return ticket->complete(make_error_code(errc::gone));
    if (job.kind.size() > kind_bytes_max || job.bytes.size() > options.limits.job_bytes_max)
        return ticket->complete(make_error_code(errc::too_hard));
    watch_for_leaving(ticket);
    wait_for_turn(ticket);
}

void ChildPool::State::wait_for_turn(const TicketPtr& ticket) {
    if (is_quiet() && !has_ready_child()) return ticket->complete(make_error_code(errc::unavailable));
    const auto& job = ticket->job;
    for (const auto& displaced : queue.push(job.caller, ticket, job.bytes.size()))
        displaced->complete(make_error_code(errc::full));
    if (!ticket->done) return;
    ticket->timer.expires_after(options.patience);
    ticket->timer.async_wait([this, ticket](const Error& error) {
        if (error || !ticket->done) return;
        queue.remove(ticket->job.caller, ticket);
        ticket->complete(make_error_code(errc::full));
    });
    dispatch();
}

void ChildPool::State::watch_for_leaving(const TicketPtr& ticket) {
    if (!ticket->job.gone.stop_possible()) return;
    // Weak, because the callback is the ticket's own.
    ticket->gone.emplace(ticket->job.gone, [this, weak = std::weak_ptr{ticket}] {
        post([this, weak] {
            if (const auto left = weak.lock()) leave(left);
        });
    });
}

void ChildPool::State::leave(const TicketPtr& ticket) {
    queue.remove(ticket->job.caller, ticket);
    for (const auto& child : children)
        if (child->ticket == ticket) child->kill();
    ticket->complete(make_error_code(errc::gone));
}

void ChildPool::State::dispatch() {
    while (!queue.empty() && working() < options.at_once) {
        const auto child = std::ranges::find_if(
            children, [](const ChildPtr& each) { return each->ready && each->ticket == nullptr; });
        if (child == children.end()) break;
        assign(*child, *queue.pop());
    }
    refill();
}

void ChildPool::State::assign(const ChildPtr& child, TicketPtr ticket) {
    ticket->timer.cancel();
    ++ticket->tries;
    child->ticket = std::move(ticket);
    auto& job = child->ticket->job;
    auto& heading = child->ticket->heading;
    heading = {static_cast<std::uint32_t>(job.kind.size()), static_cast<std::uint32_t>(job.bytes.size())};
    child->job_began = Clock::now();
    child->timer.expires_after(options.limits.wall);
    child->timer.async_wait([child](const Error& error) {
        if (!error) child->kill(Reason::wall);
    });
    const std::array parts{net::buffer(&heading, sizeof heading), net::buffer(job.kind),
                           net::buffer(job.bytes)};
    // An error here is the child's end, of which attend() hears.
    net::async_write(child->socket, parts, [child, kept = child->ticket](const Error&, std::size_t) {});
}

// As many as work or soon will, and the spare ones.
void ChildPool::State::refill() {
    const auto wanted = options.spare + std::min<std::size_t>(options.at_once, working() + queue.size());
    while (children.size() < wanted && !refill_planned) {
        if (!is_quiet() && rate.take()) {
            start_child();
            continue;
        }
        refill_planned = true;
        refill_timer.expires_at(std::max(rate.next(), quiet_until));
        refill_timer.async_wait([this](const Error& error) {
            refill_planned = false;
            if (!error) refill();
        });
    }
}

void ChildPool::State::start_child() {
    const auto spawned = spawn(options.executable, options.limits);
    if (!spawned) return no_child(options.executable + ": " + spawned.error().message());
    auto child = std::make_shared<Child>(io, *spawned);
    children.push_back(child);
    child->timer.expires_after(options.start_limit);
    child->timer.async_wait([child](const Error& error) {
        if (!error) child->kill();
    });
    net::co_spawn(io, attend(std::move(child)), net::detached);
}

net::awaitable<void> ChildPool::State::attend(ChildPtr child) {
    auto greeting = Greeting::refused;
    const auto room = net::buffer(&greeting, sizeof greeting);
    const auto [error, bytes] = co_await net::async_read(child->socket, room, as_result);
    if (error || greeting != Greeting::ready) {
        std::string why;
        if (!error) why = co_await hear_refusal(child);
        bury(child);
        not_started(child, why);
        co_return;
    }
    welcome(child);
    const auto answer = co_await hear_answer(child);
    finish(child, answer);
}

// Once may be chance, such as a machine without memory for a moment.
void ChildPool::State::not_started(const ChildPtr& child, const std::string& why) {
    children.remove(child);
    if (!why.empty())
        no_child(why);
    else if (++failed_starts == failed_starts_max)
        no_child("children end while they start");
    refill();
}

void ChildPool::State::welcome(const ChildPtr& child) {
    child->timer.cancel();
    child->ready = true;
    failed_starts = 0;
    told_unavailable = false;
    pause = first_pause;
    dispatch();
}

net::awaitable<std::string> ChildPool::State::hear_refusal(const ChildPtr& child) {
    std::string why(refusal_bytes_max, '\0');
    const auto room = net::buffer(why);
    const auto [error, bytes] = co_await net::async_read(child->socket, room, as_result);
    why.resize(bytes);
    co_return why;
}

// Waits through all of the child's idle life, so that its end is heard of too.
net::awaitable<Result<std::string>> ChildPool::State::hear_answer(const ChildPtr& child) {
    char taken = 0;
    const auto taken_room = net::buffer(&taken, sizeof taken);
    const auto [ended, taken_bytes] = co_await net::async_read(child->socket, taken_room, as_result);
    if (ended) co_return ended;
    child->took_job = true;
    AnswerSize size = 0;
    const auto size_room = net::buffer(&size, sizeof size);
    const auto [error, size_bytes] = co_await net::async_read(child->socket, size_room, as_result);
    if (error) co_return error;
    const auto own_bound = child->ticket ? child->ticket->job.answer_bytes_max : std::nullopt;
    if (size > own_bound.value_or(options.limits.answer_bytes_max)) {
        child->kill(Reason::answer);
        co_return make_error_code(boost::system::errc::message_size);
    }
    std::string answer(size, '\0');
    const auto room = net::buffer(answer);
    const auto [broken, bytes] = co_await net::async_read(child->socket, room, as_result);
    if (broken) co_return broken;
    co_return answer;
}

// Its socket has ended, or it has nothing more to say: the kill changes nothing for one that is dying
// already, and the wait is the kernel's work on one process.
Burial ChildPool::State::bury(const ChildPtr& child) {
    Burial burial;
    child->kill();
    while (::wait4(child->process, &burial.status, 0, &burial.usage) < 0 && errno == EINTR) continue;
    child->buried = true;
    child->timer.cancel();
    Error ignored;
    child->socket.close(ignored);
    return burial;
}

// The kernel makes room where it likes, and hits a child that waits as soon as one that works: its end may be
// heard of only after a job was sent to it.
void ChildPool::State::finish(const ChildPtr& child, const Result<std::string>& answer) {
    const auto ticket = std::exchange(child->ticket, nullptr);
    if (ticket && answer) ticket->complete(answer);
    const auto burial = bury(child);
    children.remove(child);
    if (ticket && ticket->done) {
        if (!child->took_job && !child->killed_for && ticket->tries < tries_max) {
            wait_for_turn(ticket);
        } else {
            tell_ending(*child, ticket->job, burial);
            ticket->complete(make_error_code(errc::too_hard));
        }
    }
    dispatch();
}

void ChildPool::State::tell_ending(const Child& child, const Job& job, const Burial& burial) const {
    Ending ending{job.kind, child.killed_for.value_or(reason_of(burial, options.limits))};
    if (WIFSIGNALED(burial.status))
        ending.signal = WTERMSIG(burial.status);
    else
        ending.exit_code = WEXITSTATUS(burial.status);
    ending.job_bytes = job.bytes.size();
    ending.processor = processor_of(burial.usage);
    ending.wall = since(child.job_began);
    observer.ended(ending);
}

// The start failed, and would again: those that wait are told, and it is tried again later.
void ChildPool::State::no_child(std::string_view why) {
    failed_starts = 0;
    quiet_until = Clock::now() + pause;
    pause = std::min(2 * pause, longest_pause);
    if (!std::exchange(told_unavailable, true)) observer.unavailable(why);
    if (!has_ready_child())
        while (auto ticket = queue.pop()) (*ticket)->complete(make_error_code(errc::unavailable));
}

ChildPool::ChildPool(Options options, Observer observer)
    : state_{std::make_unique<State>(std::move(options), std::move(observer))} {}
ChildPool::~ChildPool() { stop(); }
void ChildPool::stop() { state_->stop(); }
void ChildPool::prepare() {
    state_->post([state = state_.get()] { state->refill(); });
}

net::awaitable<Result<std::string>> ChildPool::run(Job job) {
    const net::any_io_executor home = co_await net::this_coro::executor;
    auto shared = std::make_shared<Job>(std::move(job));  // std::function wants to be copied.
    auto initiate = [home, shared, state = state_.get()](auto handler) {
        auto kept = std::make_shared<decltype(handler)>(std::move(handler));
        auto busy = net::make_work_guard(home);  // Somebody's loop may have nothing else to wait for.
        auto done = [home, kept, busy](Result<std::string> result) {
            net::post(home,
                      [kept, result = std::move(result)]() mutable { std::move (*kept)(std::move(result)); });
        };
        state->submit(std::move(*shared), std::move(done));
    };
    using Token = const net::use_awaitable_t<>&;
    co_return co_await net::async_initiate<Token, void(Result<std::string>)>(std::move(initiate),
                                                                             net::use_awaitable);
}

}  // namespace choqr::sandbox
