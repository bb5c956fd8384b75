#pragma once

#include <cstddef>
#include <deque>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>

namespace choqr::book {

/// What has to be forgotten, when several owners remember more than there is room for: the oldest of whoever
/// has the most. So nobody's memory is pushed out by another who has more, and one alone may use all of the
/// room. Equal histories forget the same. Logarithmic in the number of owners.
template <class Key>
class FairShares {
public:
    using Owners = std::map<std::string, std::deque<Key>>;

    explicit FairShares(std::size_t room) : room_{room} {}
    FairShares(FairShares&&) = default;
    FairShares& operator=(FairShares&&) = default;

    /// In place of all that is remembered.
    void refill(Owners owners) {
        owners_ = std::move(owners);
        by_size_.clear();
        held_ = 0;
        for (const auto& [owner, keys] : owners_) rank(owner, keys.size());
    }

    /// `key` is now the newest of `owner`. Returns what has to go for it, if anything has to.
    std::optional<Key> add(const std::string& owner, Key key) {
        const auto own = owners_.try_emplace(owner).first;
        resize(own, [&](std::deque<Key>& keys) { keys.push_back(std::move(key)); });
        if (held_ <= room_) return std::nullopt;
        const auto most = owners_.find(*std::prev(by_size_.end())->second);
        std::optional<Key> oldest{std::move(most->second.front())};
        resize(most, [](std::deque<Key>& keys) { keys.pop_front(); });
        if (most->second.empty()) owners_.erase(most);
        return oldest;
    }

    std::size_t held() const { return held_; }
    const Owners& owners() const { return owners_; }

private:
    using Ranked = std::pair<std::size_t, const std::string*>;  ///< The names are the keys of owners_, which
                                                                ///< stay where they are.
    struct BySizeThenName {
        bool operator()(const Ranked& a, const Ranked& b) const {
            return a.first != b.first ? a.first < b.first : *a.second < *b.second;
        }
    };

    void rank(const std::string& owner, std::size_t size) {
        by_size_.emplace(size, &owner);
        held_ += size;
    }
    template <class Change>
    void resize(typename Owners::iterator owner, const Change& change) {
        by_size_.erase({owner->second.size(), &owner->first});
        held_ -= owner->second.size();
        change(owner->second);
        rank(owner->first, owner->second.size());
    }

    std::size_t room_, held_ = 0;
    Owners owners_;
    std::set<Ranked, BySizeThenName> by_size_;
};

}  // namespace choqr::book
