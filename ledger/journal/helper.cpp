#include "journal/helper.hpp"

namespace choqr::journal {

Helper::Helper(Runs runs) : beside_{runs == Runs::beside && std::thread::hardware_concurrency() != 1} {}

Helper::~Helper() { wait(); }

void Helper::post(std::function<void()> work) {
    if (!beside_) return work();
    {
        const std::lock_guard hold{mutex_};
        queue_.push_back(std::move(work));
    }
    changed_.notify_all();
    if (!thread_.joinable()) thread_ = std::jthread{[this](const std::stop_token& stop) { run(stop); }};
}

void Helper::wait() {
    std::unique_lock hold{mutex_};
    changed_.wait(hold, [this] { return queue_.empty(); });
}

void Helper::run(const std::stop_token& stop) {
    std::unique_lock hold{mutex_};
    while (changed_.wait(hold, stop, [this] { return !queue_.empty(); })) {
        const auto& work = queue_.front();  // push_back() leaves it in its place.
        hold.unlock();
        work();
        hold.lock();
        queue_.pop_front();
        if (queue_.empty()) changed_.notify_all();
    }
}

}  // namespace choqr::journal
