#include "telemetry/metrics.hpp"

#include <functional>
#include <thread>

namespace choqr::gateway {

Metrics::Shard& Metrics::mine() {
    static thread_local const std::size_t place =
        std::hash<std::thread::id>{}(std::this_thread::get_id()) % shard_count;
    return shards_[place];
}

void Metrics::count(std::string_view name, std::string_view labels, std::uint64_t by) {
    auto& shard = mine();
    const std::lock_guard lock{shard.mutex};
    auto family = shard.counters.find(name);
    if (family == shard.counters.end()) family = shard.counters.try_emplace(std::string{name}).first;
    auto counter = family->second.find(labels);
    if (counter == family->second.end()) counter = family->second.try_emplace(std::string{labels}, 0).first;
    counter->second += by;
}

void Metrics::set(std::string_view name, std::int64_t value) {
    const std::lock_guard lock{gauges_mutex_};
    gauges_.insert_or_assign(std::string{name}, value);
}

std::string Metrics::text() const {
    auto text = counters_text();
    const std::lock_guard lock{gauges_mutex_};
    for (const auto& [name, value] : gauges_)
        text += "# TYPE " + name + " gauge\n" + name + " " + std::to_string(value) + "\n";
    return text;
}

std::string Metrics::counters_text() const {
    std::map<std::string, std::map<std::string, std::uint64_t>> sums;
    for (const auto& shard : shards_) {
        const std::lock_guard lock{shard.mutex};
        for (const auto& [name, counters] : shard.counters)
            for (const auto& [labels, value] : counters) sums[name][labels] += value;
    }
    std::string text;
    for (const auto& [name, counters] : sums) {
        text += "# TYPE " + name + " counter\n";
        for (const auto& [labels, value] : counters)
            text += name + "_total{" + labels + "} " + std::to_string(value) + "\n";
    }
    return text;
}

}  // namespace choqr::gateway
