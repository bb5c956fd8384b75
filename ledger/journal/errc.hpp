#pragma once

#include "base/result.hpp"

namespace choqr::journal {

/// Why the journal said no. message() is a sentence for the operator.
enum class errc {
    no_ledger = 1,      ///< open(): the directory holds no ledger; only `choqr init` makes one.
    ledger_exists,      ///< create(): the directory holds one already.
    in_use,             ///< Another process writes this ledger.
    conflict,           ///< append(): `expected_next` is not the next sequence. Nothing was written.
    record_too_large,   ///< append(): a payload above Record::payload_max, or a batch above batch_bytes_max.
                        ///< Nothing written.
    no_space,           ///< append(): no room for it. Nothing of it is kept; try again when there is space.
    tail_unknown,       ///< A write or sync failed: what is on the disk is unknown. Exit; recovery at start
                        ///< decides.
    checksum_mismatch,  ///< A stored record or header is not what was written.
    segment_missing,    ///< The segments do not follow one another.
    foreign_segment,    ///< A segment of another ledger, or under a name that is not its own.
    format_unknown,     ///< Written by a newer choqr.
    acknowledged_lost,  ///< Less is on disk than the high-water mark says was acknowledged.
    not_committed,      ///< A proof or record was asked for beyond what is committed.
    tree_damaged,       ///< The stored tree hashes disagree with the records; they can be rebuilt.
    history_differs,    ///< A checkpoint signed earlier is not a prefix of this ledger: rolled back or
                        ///< rewritten.
    bad_key,            ///< The signing key file cannot be read or belongs to another name.
    bad_checkpoint,     ///< A note that does not verify.
    unreadable,         ///< The disk refused a read.
};
const boost::system::error_category& journal_category();
inline Error make_error_code(errc value) { return {static_cast<int>(value), journal_category()}; }

}  // namespace choqr::journal

template <>
struct boost::system::is_error_code_enum<choqr::journal::errc> : std::true_type {};
