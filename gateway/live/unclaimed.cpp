#include "live/unclaimed.hpp"

#include <algorithm>

namespace choqr::gateway {
namespace {

/// Of which transfer the event says that it is somebody's, or gone.
std::optional<TransferId> ended_by(const book::RecordedEvent& event) {
    const auto& what = event.event;
    if (const auto* one = std::get_if<book::TransferClaimed>(&what)) return one->transfer;
    if (const auto* one = std::get_if<book::TransferAssigned>(&what)) return one->transfer;
    if (const auto* one = std::get_if<book::TransferReceived>(&what)) return one->reverses;
    const auto* seen = std::get_if<book::EvidenceSeen>(&what);
    return seen && seen->reversed_by ? std::optional{seen->transfer} : std::nullopt;
}

/// Where it landed is all that is asked later; what else it says is in the journal.
merchants::TransferNotice without_texts(const merchants::TransferNotice& notice) {
    auto kept = notice;
    kept.remittance_information.clear();
    kept.debtor.reset();
    kept.as_received.clear();
    return kept;
}

}  // namespace

std::vector<UnclaimedNews> Unclaimed::apply(const book::RecordedEvent& event, const Places& places) {
    let_go(event.recorded_at);
    std::vector<UnclaimedNews> news;
    const auto ended = ended_by(event);
    if (const auto found = ended ? open_.find(*ended) : open_.end(); found != open_.end()) {
        news.push_back({*ended, false, places.holders_of(found->second, event.recorded_at)});
        open_.erase(found);
    }
    const auto* received = std::get_if<book::TransferReceived>(&event.event);
    if (!received || !book::may_be_claimed(*received)) return news;
    open_.emplace(received->id, without_texts(received->notice));
    order_.emplace_back(event.recorded_at, received->id);
    news.push_back({received->id, true, places.holders_of(received->notice, event.recorded_at)});
    return news;
}

void Unclaimed::let_go(Instant now) {
    while (!order_.empty() && (now - order_.front().first > kept || order_.size() > open_max)) {
        open_.erase(order_.front().second);
        order_.pop_front();
    }
}

std::vector<TransferId> Unclaimed::of(StallId stall, const Places& places, Instant now) const {
    std::vector<TransferId> found;
    for (const auto& [id, notice] : open_) {
        const auto holders = places.holders_of(notice, now);
        if (std::ranges::find(holders, stall) != holders.end()) found.push_back(id);
    }
    return found;
}

}  // namespace choqr::gateway
