#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>

namespace choqr::journal {

/// Works beside its owner: runs what it is given, in order, on a thread of its own, which begins with the
/// first work. Whether and when it runs may change nothing that the owner's callers see. post() and wait() by
/// one thread.
class Helper {
public:
    enum class Runs {
        beside,   ///< On its own thread; in post() where there is one core only.
        in_turn,  ///< In post(): for simulations, which repeat exactly.
    };
    explicit Helper(Runs runs);
    /// After everything posted.
    ~Helper();
    Helper(const Helper&) = delete;
    Helper& operator=(const Helper&) = delete;

    /// `work` throws nothing where it runs beside.
    void post(std::function<void()> work);
    /// Returns when everything posted is done; what it wrote can be read from then on.
    void wait();

private:
    void run(const std::stop_token& stop);

    const bool beside_;
    std::mutex mutex_;                         ///< Guards the next two.
    std::deque<std::function<void()>> queue_;  ///< The first is being run.
    std::condition_variable_any changed_;
    std::jthread thread_;
};

/// Waits for a helper at the end of a scope, also when it is left by an exception: what the helper reads
/// lives on until then.
class HelperDone {
public:
    explicit HelperDone(Helper& helper) : helper_{helper} {}
    ~HelperDone() { helper_.wait(); }
    HelperDone(const HelperDone&) = delete;
    HelperDone& operator=(const HelperDone&) = delete;

private:
    Helper& helper_;
};

}  // namespace choqr::journal
