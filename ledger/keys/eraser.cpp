#include "keys/eraser.hpp"

namespace choqr::keys {
Eraser::Eraser(KeyRing& keys, Sequence position) : keys_{keys}, position_{position.value()} {}

// Destroying twice is fine, so a portion of which some were destroyed is taken again as a whole.
Result<void> Eraser::take(const following::Portion& portion) {
    for (const auto& event : portion.events)
        if (const auto* erased = std::get_if<book::VendorErased>(&event.event))
            if (const auto destroyed = keys_.destroy(erased->vendor); !destroyed) return destroyed.error();
    position_ = portion.next.value();
    return {};
}

}  // namespace choqr::keys
