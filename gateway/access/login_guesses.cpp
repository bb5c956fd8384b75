#include "access/login_guesses.hpp"

namespace choqr::gateway {

// Under the mutex.
LoginGuesses::Guessed& LoginGuesses::entry_of(const Hash& name) {
    if (const auto found = by_name_.find(name); found != by_name_.end()) {
        entries_.splice(entries_.begin(), entries_, found->second);
        return entries_.front();
    }
    if (entries_.size() >= kept_max) {
        by_name_.erase(entries_.back().name);
        entries_.pop_back();
    }
    entries_.push_front({name, {}});
    by_name_.emplace(name, entries_.begin());
    return entries_.front();
}

std::optional<std::chrono::seconds> LoginGuesses::take(std::string_view name) {
    const auto now = clock_.monotonic();
    const std::lock_guard lock{mutex_};
    auto& at = entry_of(sha256(name)).at;
    while (!at.empty() && at.front() + window <= now) at.pop_front();
    if (at.size() >= most_) return std::chrono::ceil<std::chrono::seconds>(at.front() + window - now);
    at.push_back(now);
    return std::nullopt;
}

void LoginGuesses::give_back(std::string_view name) {
    const std::lock_guard lock{mutex_};
    const auto found = by_name_.find(sha256(name));
    if (found == by_name_.end() || found->second->at.empty()) return;
    found->second->at.pop_back();
    if (!found->second->at.empty()) return;
    entries_.erase(found->second);
    by_name_.erase(found);
}

std::size_t LoginGuesses::held() const {
    const std::lock_guard lock{mutex_};
    return entries_.size();
}

}  // namespace choqr::gateway
