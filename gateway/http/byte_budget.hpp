#pragma once

#include <atomic>
#include <cstddef>

namespace choqr::http {

/// The bytes that all connections of a server hold for their clients: requests under way, answers that nobody
/// reads. A quarter is kept for what is small (a notice, a person's click): whoever sends large bodies cannot
/// take it. Any thread.
class ByteBudget {
public:
    enum class Share { small, large };

    explicit ByteBudget(std::size_t bytes_max) : bytes_max_{bytes_max} {}

    /// False when there is no room; then nothing is taken.
    bool take(std::size_t bytes, Share share) {
        const auto most = share == Share::small ? bytes_max_ : bytes_max_ - bytes_max_ / 4;
        auto used = used_.load(std::memory_order_relaxed);
        do {
            if (bytes > most || used > most - bytes) return false;
        } while (!used_.compare_exchange_weak(used, used + bytes, std::memory_order_relaxed));
        return true;
    }
    void give_back(std::size_t bytes) { used_.fetch_sub(bytes, std::memory_order_relaxed); }
    std::size_t used() const { return used_.load(std::memory_order_relaxed); }

private:
    const std::size_t bytes_max_;
    std::atomic<std::size_t> used_{0};
};

}  // namespace choqr::http
