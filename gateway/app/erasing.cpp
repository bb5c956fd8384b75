#include "app/erasing.hpp"

#include "telemetry/log.hpp"

namespace choqr::gateway {

Erasing::Erasing(keys::KeyRing& keys, StandPhotos& photos, Sequence position)
    : keys_{keys, position}, photos_{photos}, position_{position.value()} {}

Result<void> Erasing::take(const following::Portion& portion) {
    if (const auto destroyed = keys_.take(portion); !destroyed) return destroyed.error();
    std::vector<VendorId> erased;
    for (const auto& event : portion.events)
        if (const auto* one = std::get_if<book::VendorErased>(&event.event)) erased.push_back(one->vendor);
    remove_photos_of(photos_, erased);
    position_ = portion.next.value();
    return {};
}

void remove_photos_of(StandPhotos& photos, const std::vector<VendorId>& erased) {
    for (const auto vendor : erased)
        if (!photos.remove_of(vendor))
            log(LogLevel::warning, "photo_not_removed", {{"vendor", vendor.text()}});
}

}  // namespace choqr::gateway
