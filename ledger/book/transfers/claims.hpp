#pragma once

#include <deque>
#include <map>
#include <utility>
#include <vector>

#include "base/ids.hpp"
#include "base/sequence.hpp"
#include "base/time.hpp"
#include "book/fields.hpp"

// What vendors said of transfers that no code led anywhere. Only the book's own files see it.
namespace choqr::book {

/// A transfer stands at `stall` because that stall said so first.
struct Claim {
    StallId stall;
    Sequence at;
    std::vector<std::pair<StallId, Sequence>> disputed_by;  ///< In their order; never `stall`.
    bool is_decided = false;  ///< A person has assigned it: no vendor's word is heard any more.

    bool waits_for_a_person() const { return !disputed_by.empty() && !is_decided; }
};
template <>
struct Fields<Claim> {
    static constexpr auto list =
        std::tuple{field("stall", &Claim::stall), field("at", &Claim::at),
                   field("disputed_by", &Claim::disputed_by), field("is_decided", &Claim::is_decided)};
};

struct Claims {
    /// Those that may still be disputed, or wait for a person. Their transfers are held as long.
    std::map<TransferId, Claim> by_transfer;
    std::deque<std::pair<Instant, TransferId>> oldest_first;

    const Claim* find(TransferId transfer) const;
};
template <>
struct Fields<Claims> {
    static constexpr auto list =
        std::tuple{field("by_transfer", &Claims::by_transfer), field("oldest_first", &Claims::oldest_first)};
};

}  // namespace choqr::book
