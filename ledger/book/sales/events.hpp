#pragma once

#include "book/fields.hpp"
#include "book/sales/commands.hpp"

namespace choqr::book {

struct TransferSetAside {
    TransferId transfer;
    StallId stall;
    std::optional<AsideReason> reason;
};
template <>
struct Fields<TransferSetAside> {
    using E = TransferSetAside;
    static constexpr auto list = std::tuple{field("transfer_id", &E::transfer), field("stall_id", &E::stall),
                                            field("reason", &E::reason)};
};

/// Both transfers stay what they are: the money was received, and other money left.
struct RefundLinked {
    StallId stall;
    TransferId incoming, outgoing;
    Vnd amount;                     ///< Of `outgoing`.
    std::optional<bool> to_sender;  ///< Absent: nobody told from whom it came, or to whom it went.
};
template <>
struct Fields<RefundLinked> {
    using E = RefundLinked;
    static constexpr auto list = std::tuple{field("stall_id", &E::stall), field("incoming_id", &E::incoming),
                                            field("outgoing_id", &E::outgoing), field("amount", &E::amount),
                                            field("to_sender", &E::to_sender)};
};

/// How much it was is for the stall alone: it is in no list of events.
struct CashDeclared {
    StallId stall;
    Day date;
    std::optional<Vnd> amount;      ///< (personal) Absent once the vendor was erased.
    std::optional<VendorId> owner;  ///< Under whose key it is sealed.
};
template <>
struct Fields<CashDeclared> {
    using E = CashDeclared;
    static constexpr auto list = std::tuple{field("stall_id", &E::stall), field("date", &E::date),
                                            field("amount", &E::amount, {.hidden = true}),
                                            field("owner", &E::owner, {.hidden = true})};
};

}  // namespace choqr::book
