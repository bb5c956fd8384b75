#include "live/places.hpp"

#include <algorithm>

#include "base/fold.hpp"
#include "live/items.hpp"

namespace choqr::gateway {

namespace {

MarketFace face_of(const merchants::Market& market) {
    return {market.name, market.province, market.commune, market.business_day_cutoff};
}

}  // namespace

void Places::begin(const book::Book& book) {
    stalls_.clear();
    markets_.clear();
    erased_.clear();
    book.each_market(
        [this](const merchants::Market& market) { markets_.insert_or_assign(market.id, face_of(market)); });
    book.each_stall([this](const merchants::Stall& stall) { put(stall); });
    book.each_token([this](const book::Book::TokenKnown& known) {
        if (!known.revoked_at && known.is_device && known.token.stall) pair(*known.token.stall, known.id);
    });
    for (const auto vendor : book.erased_vendors()) erased_.insert(vendor);
    if (erased_.empty()) return;
    // Whose stall it was is no longer known: it may have been one of these.
    for (auto& [id, stall] : stalls_)
        if (!stall.vendor) stall.shows_texts_from = book.next();
}

void Places::put(const merchants::Stall& stall) {
    const auto known = stalls_.find(stall.id);
    StallFace face{.id = stall.id,
                   .market = stall.market,
                   .status = stall.status,
                   .registered = stall.registered(),
                   .code = stall.code,
                   .zone = stall.zone,
                   .goods = stall.goods,
                   .is_collection_point = stall.kind == merchants::PointKind::collection_point,
                   .stall_code = stall.transfer_code.text()};
    if (known != stalls_.end()) {
        face.shows_texts_from = known->second.shows_texts_from;
        face.newest_device = known->second.newest_device;
    }
    if (stall.vendor) {
        face.vendor = stall.vendor->id;
        face.vendor_name = stall.vendor->name;
    }
    stalls_.insert_or_assign(stall.id, std::move(face));
}

void Places::erase(VendorId vendor, Sequence at) {
    erased_.insert(vendor);
    for (auto& [id, stall] : stalls_) {
        if (stall.vendor != vendor) continue;
        stall.vendor.reset();
        stall.vendor_name.clear();
        stall.shows_texts_from = at;
    }
}

void Places::change_status(StallId id, merchants::StallStatus status) {
    if (const auto stall = stalls_.find(id); stall != stalls_.end()) stall->second.status = status;
}

void Places::pair(StallId id, TokenId device) {
    const auto stall = stalls_.find(id);
    if (stall == stalls_.end()) return;
    auto& newest = stall->second.newest_device;
    newest = std::max(newest.value_or(device), device);
}

void Places::apply(const book::RecordedEvent& event) {
    if (const auto* market = std::get_if<book::MarketRegistered>(&event.event))
        markets_.insert_or_assign(market->market.id, face_of(market->market));
    if (const auto* registered = std::get_if<book::StallRegistered>(&event.event)) put(registered->stall);
    if (const auto* changed = std::get_if<book::StallChanged>(&event.event)) put(changed->stall);
    if (const auto* erased = std::get_if<book::VendorErased>(&event.event))
        erase(erased->vendor, event.sequence);
    if (const auto news = device_news(event)) pair(news->stall, news->device);
    if (const auto news = status_news(event)) change_status(news->stall, news->status);
}

const StallFace* Places::stall(StallId id) const {
    const auto found = stalls_.find(id);
    return found == stalls_.end() ? nullptr : &found->second;
}

std::vector<StallId> Places::stalls_of(MarketId market, std::string_view zone) const {
    std::vector<StallId> stalls;
    for (const auto& [id, stall] : stalls_)
        if (stall.market == market && folded_name(stall.zone) == zone) stalls.push_back(id);
    return stalls;
}

const MarketFace* Places::market(MarketId id) const {
    const auto found = markets_.find(id);
    return found == markets_.end() ? nullptr : &found->second;
}

}  // namespace choqr::gateway
