#pragma once

#include <atomic>

#include "following/consumer.hpp"
#include "keys/key_ring.hpp"

namespace choqr::keys {

/// Destroys the key of each vendor that was erased: a consumer of the journal's tail of its own, so that
/// nothing else's trouble keeps a key alive. A key store that cannot be written is tried again and said; the
/// next start finishes what is left (Book::erased_vendors()).
class Eraser final : public following::Consumer {
public:
    /// `keys` outlives it. What was erased before `position` is somebody else's to finish.
    Eraser(KeyRing& keys, Sequence position);

    Sequence position() const override { return Sequence{position_.load()}; }
    Result<void> take(const following::Portion& portion) override;
    bool may_pass(const Error&) const override { return true; }
    bool wants(std::uint16_t type) const override { return type == book::number_of<book::VendorErased>; }
    bool reads_personal_data() const override { return false; }

private:
    KeyRing& keys_;
    std::atomic<std::uint64_t> position_;
};

}  // namespace choqr::keys
