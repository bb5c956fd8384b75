#pragma once

#include <boost/asio/awaitable.hpp>
#include <chrono>
#include <cstddef>
#include <functional>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace choqr::sandbox {

namespace net = boost::asio;

enum class errc {
    too_hard =
        1,  ///< The work on these bytes ended its child: a limit, a crash, a forbidden call. It would again.
    full,   ///< Too much is waiting, or it waited too long: ask again later.
    gone,   ///< Nobody wants the answer any more (Job::gone).
    stopping,     ///< The program is ending.
    unavailable,  ///< No child could be started, or none could give up its rights: nothing is worked on.
};
const boost::system::error_category& sandbox_category();
inline boost::system::error_code make_error_code(errc code) {
    return {static_cast<int>(code), sandbox_category()};
}

/// Bytes that a stranger made, and what is to be done with them.
struct Job {
    std::string kind;  ///< What the program's table of work calls it; at most kind_bytes_max.
    std::string bytes;
    std::string caller;      ///< Who asks: what waits is shared among callers, not among jobs.
    std::stop_token gone{};  ///< Requested when nobody waits any more; the work then ends at once.
    std::optional<std::size_t>
        answer_bytes_max{};  ///< Where this kind's answers are longer than Limits has it.
};
inline constexpr std::size_t kind_bytes_max = 32;

/// What one job may use. All of it is the child's, from its first byte to its last.
struct Limits {
    std::chrono::milliseconds processor{
        480};  ///< Then it is killed: with the clock's coarseness, half a second at most.
    std::chrono::milliseconds wall{3'000};  ///< From the job's first byte sent to the answer's last.
    std::size_t memory_bytes = std::size_t{384}
                               << 20;  ///< Address space beyond what the program itself takes.
    std::size_t job_bytes_max = std::size_t{12} << 20;
    std::size_t answer_bytes_max = std::size_t{1} << 20;
};

/// The work itself, as the program knows it: pure, from bytes to bytes. `processor` is what it may still use;
/// it watches that itself (world::ProcessorBudget) if it has an answer for having stopped early.
struct Assignment {
    std::string_view kind;
    std::string_view bytes;
    std::chrono::milliseconds processor;
};
using Work = std::function<std::string(const Assignment&)>;

/// The door to work on strangers' bytes. ChildPool is the real side, SimulatedSandbox the other.
class Sandbox {
public:
    virtual ~Sandbox() = default;
    /// The answer of the work, or why there is none. Completes on the awaiting coroutine's executor. Any
    /// thread, any number at once.
    virtual net::awaitable<Result<std::string>> run(Job job) = 0;
};

/// Does the work at once, where it is called, with no limit but the work's own: for simulations and for tests
/// of what lies around it. One thread.
class SimulatedSandbox final : public Sandbox {
public:
    explicit SimulatedSandbox(Work work, std::chrono::milliseconds processor = Limits{}.processor)
        : work_{std::move(work)}, processor_{processor} {}

    net::awaitable<Result<std::string>> run(Job job) override;
    /// From now on every job ends so; no error: as it does.
    void fail_with(Error error) { error_ = error; }

private:
    Work work_;
    std::chrono::milliseconds processor_;
    Error error_;
};

}  // namespace choqr::sandbox

template <>
struct boost::system::is_error_code_enum<choqr::sandbox::errc> : std::true_type {};
