#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "journal/format.hpp"
#include "journal/note.hpp"
#include "journal/record.hpp"
#include "world/directory.hpp"

namespace choqr::journal {

struct VerifyOptions {
    /// Who must have signed the checkpoints; without it the ledger's own "log.vkey" is used, which somebody
    /// who rewrote everything could have replaced too.
    std::optional<VerifierKey> key;
    /// Signed checkpoints from elsewhere: each must state a beginning of this ledger.
    std::vector<std::string> older_checkpoints;
    /// Never more than there are cores.
    unsigned threads_max = 8;
    /// Told now and then how many bytes of how many are done; from several threads, one at a time.
    std::function<void(std::uint64_t done, std::uint64_t total)> progress;
    /// Shown every whole record; from several threads at once, in order only within a segment. For what the
    /// journal does not know: which days they cover. It must be short and may keep nothing of what it sees.
    std::function<void(const RecordView& record)> visit;
};

struct VerifyReport {
    /// The first bad place: file, offset, what is wrong. Nothing if all is well.
    std::optional<std::string> finding;
    /// What is no damage: a batch that a crash left unfinished, no checkpoint yet.
    std::vector<std::string> notes;

    TreeHead head;  ///< Of what was read, up to the first bad place.
    std::uint64_t segments = 0;
    unsigned checkpoints = 0;  ///< Checked and found to be a beginning of this ledger.
};

/// Reads every byte of a ledger's segments, tree files and checkpoint, trusting nothing but these files and
/// the key. Segments are read side by side, one thread per core. Changes nothing; may run beside a writer,
/// then it judges what was committed when it came by.
VerifyReport verify_ledger(world::Directory& directory, const VerifyOptions& options = {});

}  // namespace choqr::journal
