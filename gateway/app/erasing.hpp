#pragma once

#include <atomic>

#include "keys/eraser.hpp"
#include "printing/stand_photos.hpp"

namespace choqr::gateway {

/// Ends what is kept of erased vendors outside of the records: the key, then the photographs of their stands.
/// A photograph that cannot be removed is said and keeps no other vendor's key alive; the next start removes
/// it.
class Erasing final : public following::Consumer {
public:
    /// `keys` and `photos` outlive it. What was erased before `position` is somebody else's to finish.
    Erasing(keys::KeyRing& keys, StandPhotos& photos, Sequence position);

    Sequence position() const override { return Sequence{position_.load()}; }
    Result<void> take(const following::Portion& portion) override;
    bool may_pass(const Error& error) const override { return keys_.may_pass(error); }
    bool wants(std::uint16_t type) const override { return keys_.wants(type); }
    bool reads_personal_data() const override { return false; }

private:
    keys::Eraser keys_;
    StandPhotos& photos_;
    std::atomic<std::uint64_t> position_;
};

/// What a start finishes.
void remove_photos_of(StandPhotos& photos, const std::vector<VendorId>& erased);

}  // namespace choqr::gateway
