#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>

#include "access/accounts.hpp"
#include "access/public_ids.hpp"
#include "access/session_cookies.hpp"
#include "book/book.hpp"
#include "journal/checkpoint.hpp"
#include "journal/journal_files.hpp"
#include "keys/key_ring.hpp"
#include "reports/follower.hpp"
#include "reports/reports.hpp"
#include "sequencer/sequencer.hpp"
#include "world/clock.hpp"
#include "world/directory.hpp"
#include "world/random.hpp"

namespace choqr::gateway {

/// It cannot start, or cannot be made: one line for the operator.
class CannotStart : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

/// Everything that a data directory holds, open and replayed: built in order, destroyed in the opposite one.
/// What is in the directory: the journal's files, `keys.choqr` (one key per vendor), `accounts.choqr`
/// (people's names and passwords' hashes), `reports.sqlite` (disposable), `operator.token`.
class Ledger {
public:
    /// Where a ledger lies.
    struct Folder {
        world::Directory& directory;         ///< Outlives the ledger.
        std::string name;                    ///< Of the directory, in sentences to people.
        std::filesystem::path reports_file;  ///< SQLite opens its file itself.
    };
    struct Options {
        sequencer::Options sequencing{};  ///< What is said about where the journal ends is found out.
        journal::Options segments{};
        /// Whoever asks the reports is not kept waiting for the end of a rest; and a transaction of many
        /// records writes a page once that a transaction for each batch would write as often.
        reports::Follower::Options following{.rest = std::chrono::milliseconds{100}};
        /// Absent: as the reports were made.
        std::optional<reports::Retention> retention{};
        sequencer::Reading reading = sequencer::Reading::ahead;
        /// Of the replay, for a person who waits: what is being read, how far, of how much.
        std::function<void(std::string_view what, std::uint64_t done, std::uint64_t all)> progress{};
    };

    /// Makes an empty ledger in `path` (created if missing; mode 0700 in any case), with the key that signs
    /// its checkpoints under the name `origin` ("choqr.local/" and the ledger's id if empty). CannotStart if
    /// there is one. What was there and had to be shut to others (private_folder.hpp).
    static std::vector<std::string> create(const std::string& path, world::Random& random,
                                           const std::string& origin = {});
    /// The same in a directory that is there.
    static void create(const Folder& folder, world::Random& random, const std::string& origin,
                       const journal::Options& segments);

    /// Locks, recovers, replays, and brings the reports up to date. CannotStart with a sentence for
    /// everything that can go wrong; a damaged or foreign reports file is made anew.
    Ledger(const std::string& path, world::Random& random, const world::Clock& clock, const Options& options);
    Ledger(const Folder& folder, world::Random& random, const world::Clock& clock, const Options& options);
    ~Ledger();

    const std::string& path() const { return path_; }
    journal::JournalFiles& journal() { return *journal_; }
    keys::KeyRing& sealer() { return *sealer_; }
    reports::Reports& reports() { return *reports_; }
    reports::Follower& follower() { return *follower_; }
    sequencer::Sequencer& sequencer() { return *sequencer_; }
    journal::Checkpoints& checkpoints() { return *checkpoints_; }
    /// Under which names everybody may see the stalls' pictures.
    const PublicIds& public_ids() const { return *public_ids_; }
    const PublicRequestIds& public_request_ids() const { return *public_request_ids_; }
    Accounts& accounts() { return *accounts_; }
    /// What the cookies of this ledger's people are sealed with.
    const SessionCookies::Key& session_key() const { return session_key_; }
    const book::Book& book() const { return book_; }  ///< For checks, while nobody runs the sequencer.
    const std::string& recovery_note() const { return journal_->recovery_note(); }

    /// How the book was made: "book of 1000000 events loaded, 1234 replayed". For the log.
    const std::string& start_note() const { return start_note_; }
    /// What of its folder others could read until now (private_folder.hpp). For the log.
    const std::vector<std::string>& shut() const { return shut_; }
    /// Leaves the book as it is for the next start. After the sequencer and the follower have stopped.
    void keep_snapshot();

    /// One command carried through on this thread, for `choqr init` and tests: nobody else may be running the
    /// sequencer.
    Result<book::Outcome> carry_out(book::Command command);

private:
    class ReportsReferences;

    Ledger(std::unique_ptr<world::PosixDirectory> directory, std::vector<std::string> shut,
           const std::string& path, world::Random& random, const world::Clock& clock, const Options& options);
    void open_checkpoints(const Folder& folder);
    std::optional<book::Book::Snapshot> open_reports(const Folder& folder, const Options& options);
    void destroy_erased_keys(const std::string& path);
    void open_accounts(const Folder& folder);
    void load_book(const book::Book::Snapshot& snapshot);

    std::string path_;
    std::unique_ptr<world::PosixDirectory> directory_;  ///< If it is the ledger's own.
    std::optional<journal::JournalFiles> journal_;
    std::unique_ptr<journal::Checkpoints> checkpoints_;
    std::optional<PublicIds> public_ids_;
    std::optional<PublicRequestIds> public_request_ids_;
    SessionCookies::Key session_key_{};
    std::unique_ptr<Accounts> accounts_;
    std::unique_ptr<keys::KeyRing> sealer_;
    book::Book book_;
    std::string start_note_;
    std::vector<std::string> shut_;
    std::unique_ptr<reports::Reports> reports_;
    std::optional<reports::Follower> follower_;
    std::unique_ptr<sequencer::References> references_;
    std::optional<sequencer::Sequencer> sequencer_;
};

}  // namespace choqr::gateway
