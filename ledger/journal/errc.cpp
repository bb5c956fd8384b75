#include "journal/errc.hpp"

namespace choqr::journal {

namespace {

const char* sentence(errc value) {
    switch (value) {
        case errc::no_ledger:
            return "there is no ledger in this directory; `choqr init` creates one";
        case errc::ledger_exists:
            return "this directory holds a ledger already";
        case errc::in_use:
            return "another process is writing this ledger";
        case errc::conflict:
            return "another writer came first; nothing was written";
        case errc::record_too_large:
            return "a record or batch is larger than the journal stores; nothing was written";
        case errc::no_space:
            return "no space on the disk for a new segment; nothing was written, free some space";
        case errc::tail_unknown:
            return "a write or sync failed, so the end of the ledger is unknown; restart to recover it";
        case errc::checksum_mismatch:
            return "a stored record is not what was written; restore the file from a backup";
        case errc::segment_missing:
            return "the ledger's segments do not follow one another; restore the missing file";
        case errc::foreign_segment:
            return "a segment belongs to another ledger or carries another's name";
        case errc::format_unknown:
            return "the ledger was written by a newer choqr; install that version";
        case errc::acknowledged_lost:
            return "acknowledged records are missing or damaged; restore from a backup";
        case errc::not_committed:
            return "the ledger does not hold that record yet";
        case errc::tree_damaged:
            return "the stored tree hashes disagree with the records; restart to rebuild them";
        case errc::history_differs:
            return "this ledger has been rolled back or rewritten: an earlier checkpoint is not part of it";
        case errc::bad_key:
            return "the ledger's signing key cannot be used";
        case errc::bad_checkpoint:
            return "the checkpoint does not verify";
        case errc::unreadable:
            return "the disk refused to read a segment";
    }
    return "unknown journal error";
}

// Boost's category has no virtual destructor by intent: categories are static and never deleted through the
// base.
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wnon-virtual-dtor"
class JournalCategory final : public boost::system::error_category {
public:
    const char* name() const noexcept override { return "choqr.journal"; }
    std::string message(int value) const override { return sentence(static_cast<errc>(value)); }
};
#pragma GCC diagnostic pop

}  // namespace

const boost::system::error_category& journal_category() {
    static const JournalCategory category;
    return category;
}

}  // namespace choqr::journal
