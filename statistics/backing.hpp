#pragma once

#include <cstdint>
#include <optional>
#include <unordered_map>

#include "base/ids.hpp"
#include "statistics/withheld.hpp"

namespace choqr::statistics {

/// A figure is told to a board only if at least so many stalls stand behind it.
inline constexpr std::int64_t stalls_min = 5;

/// Who stands behind a figure, in three numbers that can be stored.
struct Backing {
    std::int64_t stalls = 0;   ///< With money in it that is in no earlier figure.
    std::int64_t largest = 0;  ///< Dong that the stall with the most of it moved, whichever way.
    std::int64_t total = 0;    ///< Dong that all of them moved.
    friend bool operator==(const Backing&, const Backing&) = default;
};

/// Why such a figure may not be told; nothing if it may.
std::optional<Withheld> withheld(const Backing& backing);

/// Gathers who stands behind a figure, payment by payment.
class Behind {
public:
    /// A payment that is in no earlier figure, and in this one.
    void add_fresh(StallId stall, std::int64_t dong);
    /// The payment was taken back before any figure told of it.
    void remove_fresh(StallId stall, std::int64_t dong);
    /// Moves the figure, and an earlier one holds it too: nobody more stands behind it.
    void add_known(StallId stall, std::int64_t dong);

    Backing backing() const;
    /// Of what is left without `part`, which was added here, too.
    Backing backing_without(const Behind& part) const;

private:
    struct Share {
        std::int64_t fresh = 0;  ///< Payments.
        std::int64_t dong = 0;
    };
    void move(Share& share, std::int64_t dong);

    std::unordered_map<StallId, Share> shares_;
    std::int64_t stalls_ = 0, total_ = 0;
    std::int64_t largest_ =
        0;  ///< At least the largest share; the share itself unless something was removed.
    bool removed_ = false;
};

}  // namespace choqr::statistics
