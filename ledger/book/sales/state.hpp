#pragma once

#include <deque>
#include <map>
#include <optional>
#include <utility>

#include "base/sequence.hpp"
#include "book/sales/events.hpp"

// What the book remembers of what vendors said of their sales: as long as they may say something else. Only
// the book's own files see it.
namespace choqr::book {

struct SetAside {
    StallId stall;
    AsideReason reason = AsideReason::mistake;
    Sequence at;
};
template <>
struct Fields<SetAside> {
    static constexpr auto list = std::tuple{field("stall", &SetAside::stall),
                                            field("reason", &SetAside::reason), field("at", &SetAside::at)};
};

struct Refund {
    TransferId incoming;
    Vnd amount;
    Sequence at;
};
template <>
struct Fields<Refund> {
    static constexpr auto list = std::tuple{field("incoming", &Refund::incoming),
                                            field("amount", &Refund::amount), field("at", &Refund::at)};
};

struct Cash {
    std::optional<Vnd> amount;
    std::optional<VendorId> owner;
    Sequence at;
};
template <>
struct Fields<Cash> {
    static constexpr auto list =
        std::tuple{field("amount", &Cash::amount), field("owner", &Cash::owner), field("at", &Cash::at)};
};

struct Sales {
    std::map<TransferId, SetAside> aside;
    std::map<TransferId, Refund> refunds;   ///< By what left.
    std::map<TransferId, VndSum> refunded;  ///< By what came: the sum of its refunds.
    std::map<std::pair<StallId, Day>, Cash> cash;
    std::deque<std::pair<Instant, TransferId>> oldest_first;  ///< Of what was said of transfers.
    std::deque<std::pair<Instant, std::pair<StallId, Day>>> oldest_cash;

    void let_go(Instant now);
    /// Afterwards it is as if the vendor's own figures had never been in it.
    void erase(VendorId vendor);
};
template <>
struct Fields<Sales> {
    static constexpr auto list = std::tuple{field("aside", &Sales::aside),
                                            field("refunds", &Sales::refunds),
                                            field("refunded", &Sales::refunded),
                                            field("cash", &Sales::cash),
                                            field("oldest_first", &Sales::oldest_first),
                                            field("oldest_cash", &Sales::oldest_cash)};
};

}  // namespace choqr::book
