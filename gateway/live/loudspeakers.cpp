#include "live/loudspeakers.hpp"

#include <algorithm>

namespace choqr::gateway {

void SoundDelays::add(std::chrono::milliseconds delay) {
    const auto at = std::ranges::lower_bound(bounds, delay);
    ++each_[static_cast<std::size_t>(at - bounds.begin())];
    ++count_;
    sum_ += std::max(delay, std::chrono::milliseconds{0});
}

std::optional<std::chrono::milliseconds> SoundDelays::quantile(double part) const {
    if (count_ == 0) return std::nullopt;
    const double wanted = part * static_cast<double>(count_);
    double before = 0;
    for (std::size_t i = 0; i < bounds.size(); ++i) {
        const auto here = static_cast<double>(each_[i]);
        if (before + here < wanted) {
            before += here;
            continue;
        }
        const auto from = i == 0 ? std::chrono::milliseconds{0} : bounds[i - 1];
        const double share = here > 0 ? (wanted - before) / here : 0;
        return from + std::chrono::milliseconds{
                          static_cast<std::int64_t>(share * static_cast<double>((bounds[i] - from).count()))};
    }
    return bounds.back();
}

// Under the mutex.
Loudspeakers::Device* Loudspeakers::find(MarketId market, StallId stall, TokenId device) {
    auto& devices = markets_[market].stalls[stall];
    const auto found = std::ranges::find(devices, device, &Device::id);
    return found == devices.end() ? nullptr : &*found;
}

void Loudspeakers::says(MarketId market, StallId stall, TokenId device, bool has_sound, Instant now) {
    const std::lock_guard lock{mutex_};
    const auto* known = find(market, stall, device);
    const auto heard_to = known != nullptr ? known->heard_to : Sequence{};
    auto& devices = markets_[market].stalls[stall];
    std::erase_if(devices,
                  [&](const Device& one) { return one.id == device || now - one.last > forgotten_after; });
    if (devices.size() >= of_stall_max) devices.erase(std::ranges::min_element(devices, {}, &Device::last));
    devices.push_back({device, has_sound, now, heard_to});
}

void Loudspeakers::leaves(MarketId market, StallId stall, TokenId device) {
    const std::lock_guard lock{mutex_};
    auto& stalls = markets_[market].stalls;
    auto& devices = stalls[stall];
    std::erase_if(devices, [device](const Device& one) { return one.id == device; });
    if (devices.empty()) stalls.erase(stall);
}

void Loudspeakers::forget(TokenId device) {
    const std::lock_guard lock{mutex_};
    for (auto& [id, market] : markets_)
        for (auto& [stall, devices] : market.stalls)
            std::erase_if(devices, [device](const Device& one) { return one.id == device; });
}

void Loudspeakers::heard(MarketId market, StallId stall, TokenId device, Sequence event,
                         std::chrono::milliseconds delay, Instant now) {
    const auto today = business_day(now, std::chrono::minutes{0});
    const std::lock_guard lock{mutex_};
    auto* const told_by = find(market, stall, device);
    if (told_by == nullptr || event <= told_by->heard_to) return;
    told_by->heard_to = event;
    auto& of_market = markets_[market];
    if (of_market.day != today) of_market.delays = {};
    of_market.day = today;
    of_market.delays.add(delay);
    all_.add(delay);
}

// The best of its devices counts: where one hears, another that was put away is no reason to go there.
Loudspeakers::Stall Loudspeakers::state_of(const std::vector<Device>& devices, Instant now) {
    Stall best;
    for (const auto& one : devices) {
        const auto age = now - one.last;
        const bool is_here = age <= silent_after;
        if (age > forgotten_after || (!is_here && !one.has_sound)) continue;
        const auto state = !one.has_sound ? State::mute : is_here ? State::hearing : State::silent;
        if (state > best.state || (state == best.state && one.last > best.last)) best = {state, one.last};
    }
    return best;
}

std::vector<std::pair<StallId, Loudspeakers::Stall>> Loudspeakers::of(MarketId market, Instant now) const {
    std::vector<std::pair<StallId, Stall>> stalls;
    const std::lock_guard lock{mutex_};
    const auto found = markets_.find(market);
    if (found == markets_.end()) return stalls;
    for (const auto& [id, devices] : found->second.stalls)
        if (const auto stall = state_of(devices, now); stall.state != State::off)
            stalls.emplace_back(id, stall);
    return stalls;
}

SoundDelays Loudspeakers::delays(MarketId market, Instant now) const {
    const std::lock_guard lock{mutex_};
    const auto found = markets_.find(market);
    const bool is_todays =
        found != markets_.end() && found->second.day == business_day(now, std::chrono::minutes{0});
    return is_todays ? found->second.delays : SoundDelays{};
}

SoundDelays Loudspeakers::delays() const {
    const std::lock_guard lock{mutex_};
    return all_;
}

std::array<std::uint64_t, 4> Loudspeakers::count(Instant now) const {
    std::array<std::uint64_t, 4> counts{};
    const std::lock_guard lock{mutex_};
    for (const auto& [id, market] : markets_)
        for (const auto& [stall, devices] : market.stalls)
            ++counts[static_cast<std::size_t>(state_of(devices, now).state)];
    return counts;
}

}  // namespace choqr::gateway
