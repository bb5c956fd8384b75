#pragma once

#include "book/fields.hpp"
#include "book/places/fields.hpp"
#include "book/visits/commands.hpp"

namespace choqr::book {

/// A stand that was handed over was printed, too.
struct StallVisited {
    StallId stall;
    merchants::Visit visit;
    std::uint32_t stand_version = 0;
    std::optional<Hash> photo{};
};
template <>
struct Fields<StallVisited> {
    static constexpr auto list =
        std::tuple{field("stall_id", &StallVisited::stall), field("visit", &StallVisited::visit),
                   field("stand_version", &StallVisited::stand_version),
                   field("photo", &StallVisited::photo, {.hidden = true})};
};

}  // namespace choqr::book
