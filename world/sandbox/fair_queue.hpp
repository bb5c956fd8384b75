#pragma once

#include <algorithm>
#include <cstddef>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace choqr::sandbox {

/// Things that wait, taken in turn from each caller, so that who brings many waits behind them himself.
/// Bounded in number and in weight (bytes). When it is full, whoever has the most waiting gives up his newest
/// for a caller who has fewer. One thread.
template <class Thing>
class FairQueue {
public:
    struct Bounds {
        std::size_t things_max;
        std::size_t weight_max;
    };
    explicit FairQueue(Bounds bounds) : bounds_{bounds} {}

    /// Puts it last of `caller`'s. What had to go for it comes back, and that may be `thing` itself.
    [[nodiscard]] std::vector<Thing> push(const std::string& caller, Thing thing, std::size_t weight) {
        std::vector<Thing> gone;
        while (size_ >= bounds_.things_max || weight_ + weight > bounds_.weight_max) {
            const auto longest =
                std::ranges::max_element(lines_, {}, [](const auto& line) { return line.second.size(); });
            if (longest == lines_.end() || longest->second.size() <= waiting_of(caller) + 1) {
                gone.push_back(std::move(thing));
                return gone;
            }
            gone.push_back(take(longest, longest->second.size() - 1));
        }
        auto& line = lines_[caller];
        if (line.empty()) turns_.push_back(caller);
        line.emplace_back(std::move(thing), weight);
        ++size_;
        weight_ += weight;
        return gone;
    }

    /// The first of the caller whose turn it is.
    std::optional<Thing> pop() {
        if (size_ == 0) return std::nullopt;
        const auto caller = turns_.front();
        turns_.pop_front();
        const auto line = lines_.find(caller);
        if (line->second.size() > 1) turns_.push_back(caller);
        return take(line, 0, false);
    }

    /// Nothing happens if it does not wait.
    void remove(const std::string& caller, const Thing& thing) {
        const auto line = lines_.find(caller);
        if (line == lines_.end()) return;
        const auto place = std::ranges::find(line->second, thing, &Waiting::first);
        if (place != line->second.end()) take(line, static_cast<std::size_t>(place - line->second.begin()));
    }

    std::size_t size() const { return size_; }
    bool empty() const { return size_ == 0; }

private:
    using Waiting = std::pair<Thing, std::size_t>;
    using Lines = std::map<std::string, std::deque<Waiting>, std::less<>>;

    std::size_t waiting_of(const std::string& caller) const {
        const auto line = lines_.find(caller);
        return line == lines_.end() ? 0 : line->second.size();
    }

    // A line that becomes empty loses its turn, unless its turn was just taken.
    Thing take(typename Lines::iterator line, std::size_t place, bool has_turn = true) {
        auto& things = line->second;
        auto [thing, weight] = std::move(things[place]);
        things.erase(things.begin() + static_cast<std::ptrdiff_t>(place));
        --size_;
        weight_ -= weight;
        if (!things.empty()) return std::move(thing);
        if (has_turn) std::erase(turns_, line->first);
        lines_.erase(line);
        return std::move(thing);
    }

    const Bounds bounds_;
    Lines lines_;
    std::deque<std::string> turns_;
    std::size_t size_ = 0, weight_ = 0;
};

}  // namespace choqr::sandbox
