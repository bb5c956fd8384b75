#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "sandbox/sandbox.hpp"

namespace choqr::sandbox {

/// Why a child ended before it had answered. Whatever it was, the work on these bytes is errc::too_hard.
enum class Reason {
    processor,  ///< It used all the processor it may.
    wall,       ///< It took too long by the clock.
    memory,     ///< It wanted more memory than it may have, or the machine had none.
    call,       ///< It asked the kernel for something that is not allowed (SIGSYS).
    crash,      ///< A signal that is none of these, or a code the work does not end with.
    answer,     ///< Its answer is longer than an answer may be, or ends in the middle.
};
std::string_view text_of(Reason reason);

struct Ending {
    std::string kind;  ///< Of the job.
    Reason reason;
    int signal = 0;  ///< That ended it; 0 if it ended itself.
    int exit_code = 0;
    std::size_t job_bytes = 0;
    std::chrono::milliseconds processor{0};  ///< Of the whole child, its start included.
    std::chrono::milliseconds wall{0};       ///< Of the job.
};

/// Called on the pool's thread; short, and never throws.
struct Observer {
    std::function<void(const Ending&)> ended = [](const Ending&) {};
    /// No child can be had, and why: once, until one could again.
    std::function<void(std::string_view why)> unavailable = [](std::string_view) {};
};

/// Children of this program, each for one job: started beforehand, locked in (lock_down.hpp) before the job
/// is read, gone after it, and replaced in the background. A job waits for one in a queue that is bounded and
/// fair to callers.
///
/// Never does a child outlive the pool or the process, never does stopping wait for one: it is killed. How
/// many live at once and how many are started in a second is bounded whatever comes. A child that ended
/// before it had the whole job has not worked on it: the job waits for another, a few times at most. Where
/// none can be started or locked in, every job ends with errc::unavailable at once, and once in a while it is
/// tried again.
///
/// One thread of its own does everything; run(), prepare() and stop() may be called from any.
class ChildPool final : public Sandbox {
public:
    struct Options {
        std::string executable =
            "/proc/self/exe";  ///< Calls live_as_child() when its first word is child_command.
        Limits limits{};
        unsigned at_once = 1;        ///< Jobs being worked on.
        unsigned spare = 2;          ///< Children that wait locked in, beyond those.
        std::size_t queue_max = 64;  ///< Jobs waiting, of all callers.
        std::size_t queue_bytes_max = std::size_t{32} << 20;
        std::chrono::milliseconds patience{10'000};  ///< The longest wait for a turn; then errc::full.
        std::chrono::milliseconds start_limit{10'000};
        unsigned starts_per_second = 20;  ///< Children started; at once at most as many.
    };
    ChildPool(Options options, Observer observer);
    ~ChildPool() override;

    /// errc::too_hard, full, gone, stopping, unavailable. When Job::gone is requested the work ends at once.
    net::awaitable<Result<std::string>> run(Job job) override;
    /// Starts children before the first job wants one, which happens by itself with the first.
    void prepare();
    /// Kills every child; what waits or is worked on ends with errc::stopping, and so does every later job.
    /// Done when it returns.
    void stop();

private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace choqr::sandbox
