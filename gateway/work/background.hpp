#pragma once

#include <chrono>
#include <exception>
#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>

#include "http/message.hpp"
#include "world/clock.hpp"

namespace choqr::gateway {

/// The kinds of work that block (SQLite, large files). Each has threads of its own, so that none waits for
/// another: who is calling, what a page lists, what a screen missed, what is printed or imported, whose
/// password is tried.
enum class Lane : std::uint8_t { reading, replay, heavy, passwords };
inline constexpr std::size_t lane_count = 4;
std::string_view name_of(Lane lane);

/// For whom work is done, and until when somebody wants it.
struct Errand {
    Lane lane = Lane::reading;
    std::string caller{};    ///< Shares are by caller: a token's id, or a stranger's network.
    std::stop_token gone{};  ///< The client has left: what has not begun is dropped, what runs gives up.
    /// Of somebody who has been here before: before those of strangers, and with places that are kept for
    /// them, where a lane has such.
    bool known = false;
};

/// How an errand ended.
enum class Ran : std::uint8_t {
    done,
    busy,      ///< Not begun: this caller, or the lane, has too much waiting.
    late,      ///< Not begun in time, or it took longer than the lane allows.
    gone,      ///< The client has left meanwhile.
    stopping,  ///< The gateway ends.
};

/// Thrown by give_up_if_unwanted() through the work; run() answers it as late, gone or stopping.
struct WorkGivenUp {};
/// Work that goes round many times asks here, every few milliseconds: throws WorkGivenUp once nobody wants
/// its result. Does nothing on a thread that no lane owns. SQLite's statements ask by themselves.
void give_up_if_unwanted();

/// Threads for work that blocks, shared fairly. Within a lane callers take turns, one piece of work each, and
/// none may have all of its threads; what waits is bounded by caller and by lane. Any thread.
class Background {
public:
    enum class Threads : std::uint8_t {
        none,  ///< The caller's own thread does the work, at once: for a simulation.
        some,
    };
    /// `clock` outlives it.
    Background(Threads threads, const world::Clock& clock);
    ~Background();

    /// Runs `work` on a thread of the errand's lane and goes on where it was; anything but `done` says why
    /// there is no result. What `work` throws is thrown here. `work` may refer to the awaiting coroutine's
    /// variables: it is over, or never begins, when this completes.
    http::net::awaitable<Ran> run(Errand errand, std::function<void()> work);

    /// How long the piece of work that has waited longest in this lane has waited; nothing while none waits.
    std::optional<std::chrono::nanoseconds> longest_wait(Lane lane) const;
    /// Nothing more begins, and what waits is answered `stopping`.
    void close();
    /// What runs is asked to give up, too.
    void give_up();
    /// close(), give_up() and waits for the threads.
    void stop();

private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace choqr::gateway
