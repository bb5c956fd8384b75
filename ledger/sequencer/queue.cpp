#include "sequencer/queue.hpp"

#include <algorithm>

namespace choqr::sequencer {

Queue::Push Queue::push(Submission& submission) {
    bool wake = false;
    {
        const std::lock_guard lock{mutex_};
        if (closed_) return Push::closed;
        if (size_.load(std::memory_order_relaxed) >= max_) return Push::full;
        waiting_.push_back(std::move(submission));
        size_.fetch_add(1, std::memory_order_relaxed);
        wake = std::exchange(asleep_, false);
    }
    if (wake) arrived_.notify_one();
    return Push::taken;
}

void Queue::take(std::size_t most, std::vector<Submission>& into) {
    if (handed_out_ == taken_.size()) {
        taken_.clear();
        handed_out_ = 0;
        const std::lock_guard lock{mutex_};
        taken_.swap(waiting_);
    }
    const auto count = std::min(most, taken_.size() - handed_out_);
    for (std::size_t i = 0; i < count; ++i) into.push_back(std::move(taken_[handed_out_++]));
    size_.fetch_sub(count, std::memory_order_relaxed);
}

void Queue::wait(const std::stop_token& stop, std::chrono::milliseconds limit) {
    if (handed_out_ < taken_.size()) return;
    std::unique_lock lock{mutex_};
    if (closed_ || !waiting_.empty()) return;
    asleep_ = true;
    arrived_.wait_for(lock, stop, limit, [&] { return closed_ || !waiting_.empty(); });
    asleep_ = false;
}

void Queue::close() {
    {
        const std::lock_guard lock{mutex_};
        closed_ = true;
    }
    arrived_.notify_one();
}

}  // namespace choqr::sequencer
