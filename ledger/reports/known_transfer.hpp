#pragma once

#include "book/book.hpp"
#include "reports/rows.hpp"

// For the .cpp files of this library.
namespace choqr::reports {

/// Of the first eight columns: id, status, the sequence in which it was told, amount, stall, payment_request,
/// owner, trial. The digest is not here: it is of what is sealed in the journal.
inline book::KnownTransfer known_transfer_at(const sqlite::Rows& row) {
    return {.id = id_at<TransferId>(row, 0),
            .status = enum_at<book::TransferStatus>(row, 1),
            .notice_digest = {},
            .amount = Vnd::of(row.integer(3)),
            .stall = optional_id_at<StallId>(row, 4),
            .request = optional_id_at<PaymentRequestId>(row, 5),
            .owner = optional_id_at<VendorId>(row, 6),
            .trial = row.integer(7) != 0,
            .told_at = sequence_at(row, 2),
            .by_bank = row.integer(7) == 2};
}

}  // namespace choqr::reports
