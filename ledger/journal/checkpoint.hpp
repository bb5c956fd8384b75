#pragma once

#include <cstdint>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "journal/journal_files.hpp"
#include "journal/note.hpp"
#include "world/clock.hpp"

namespace choqr::journal {

/// A tree head with the name of its log: the text of a C2SP tlog-checkpoint.
struct Checkpoint {
    std::string origin;
    TreeHead head;
    std::vector<std::string> extensions;  ///< Lines after the root; ours have none.

    std::string text() const;
    /// Exactly the specified form: size in plain decimal up to 2^63 - 1, a root of 32 bytes in padded base64,
    /// no empty line; an empty tree has the empty root.
    static std::optional<Checkpoint> parse(std::string_view text);
};

/// Reads a signed checkpoint of log `origin`: nothing unless it is well formed, of that origin and signed by
/// `keys`.
std::optional<Checkpoint> open_checkpoint(std::string_view note, std::string_view origin,
                                          std::span<const VerifierKey> keys);

/// The files of a ledger's key: "log.key" for the owner only, "log.vkey" for everybody.
inline constexpr std::string_view signing_key_file = "log.key";
inline constexpr std::string_view verifier_key_file = "log.vkey";
inline constexpr std::string_view checkpoint_file = "checkpoint";
/// The newest checkpoint that witnesses have cosigned, with their lines.
inline constexpr std::string_view cosigned_file = "checkpoint.cosigned";

/// Makes the key of a new ledger. errc::ledger_exists if there is one, errc::bad_key for a name no note can
/// carry.
Result<void> create_signing_key(world::Directory& directory, world::Random& random, std::string_view name);
Result<SigningKey> load_signing_key(world::Directory& directory);
Result<VerifierKey> load_verifier_key(world::Directory& directory);

/// A published checkpoint: the head and the note that states it, cosignatures included.
struct SignedCheckpoint {
    TreeHead head;
    std::string note;
};

/// Signs what is committed, at most once a second, and never two histories: each checkpoint is on disk before
/// anybody sees it, and the next is signed only if the tree still has that root at that size. Any thread;
/// calls take turns.
class Checkpoints {
public:
    static constexpr std::chrono::seconds interval{1};

    /// Reads the last checkpoint. errc::history_differs if the ledger is shorter or another one: "this ledger
    /// has been rolled back". errc::bad_checkpoint if the file does not verify with the ledger's own key.
    static Result<std::unique_ptr<Checkpoints>> open(world::Directory& directory, const JournalFiles& journal,
                                                     SigningKey key);

    /// The last checkpoint, after signing a new one if there is something new and the last is a second old.
    /// On an error nothing new was published; no_space passes, after errc::history_differs it refuses for
    /// good.
    Result<SignedCheckpoint> publish(world::Clock::Monotonic now);
    /// The last one, with its cosignatures if it has some; nothing before the first publish() of a ledger's
    /// life.
    std::optional<SignedCheckpoint> latest() const;

    /// Takes back one of this ledger's checkpoints, which may be older than the last, with the lines that
    /// witnesses have put on it, and keeps them, durably, unless a later one is cosigned already. Lines of
    /// others than `witnesses` are dropped. errc::bad_checkpoint unless it is signed by this ledger's key and
    /// by at least one of `witnesses`, and by none of them falsely; errc::history_differs if its tree is not
    /// this ledger's.
    Result<void> add_cosignatures(std::string_view note, std::span<const VerifierKey> witnesses);
    /// The newest one that was cosigned.
    std::optional<SignedCheckpoint> cosigned() const;

    const VerifierKey& verifier() const { return key_.verifier(); }

private:
    Checkpoints(world::Directory& directory, const JournalFiles& journal, SigningKey key);

    Result<void> load();
    Result<void> load_cosigned();
    Result<void> check_history(const TreeHead& head) const;
    Result<void> store(SignedCheckpoint checkpoint);
    SignedCheckpoint shown() const;

    // Constant after construction.
    world::Directory& directory_;
    const JournalFiles& journal_;
    SigningKey key_;

    mutable std::mutex mutex_;  ///< Guards the rest.
    std::optional<SignedCheckpoint> last_, cosigned_;
    std::optional<world::Clock::Monotonic> signed_at_;
};

}  // namespace choqr::journal
