#include "data_folder/ledger.hpp"

#include <filesystem>

#include "base/encoding.hpp"
#include "base/plant.hpp"
#include "data_folder/private_folder.hpp"
#include "journal/errc.hpp"
#include "journal/journal_reader.hpp"
#include "journal/merkle.hpp"
#include "journal/tree_files.hpp"

namespace choqr::gateway {
namespace {

constexpr std::string_view reports_file = "reports.sqlite";

template <class T>
T value_or_stop(Result<T> result, const std::string& what) {
    if (!result) throw CannotStart{what + ": " + result.error().message()};
    return std::move(*result);
}
void check(const Result<void>& result, const std::string& what) {
    if (!result) throw CannotStart{what + ": " + result.error().message()};
}

std::unique_ptr<reports::Reports> open_or_renew(const std::filesystem::path& file,
                                                const journal::JournalFiles& journal,
                                                const std::optional<reports::Retention>& retention) {
    const auto id = journal.ledger_id();
    const std::string_view ledger{reinterpret_cast<const char*>(id.data()), id.size()};
    if (auto opened = reports::Reports::open(file, ledger, retention)) return std::move(*opened);
    // Damaged, or of another ledger: it only ever says what the journal says, so it is made anew.
    reports::Reports::discard(file);
    return value_or_stop(reports::Reports::open(file, ledger, retention), file.string());
}

// One that cannot be read is none: the journal has it all.
std::optional<book::Book::Snapshot> kept_snapshot(const reports::Reports& reports) {
    auto kept = reports.snapshot();
    return kept ? *std::move(kept) : std::nullopt;
}

Ledger::Folder folder_in(world::Directory& directory, const std::string& path) {
    return {directory, path, std::filesystem::path{path} / reports_file};
}

std::unique_ptr<world::PosixDirectory> open_directory(const std::string& path) {
    auto opened = world::PosixDirectory::open(path);
    if (!opened)
        throw CannotStart{path + ": there is no ledger here; make one with: choqr init --data " + path};
    return std::move(*opened);
}

auto reading(const Ledger::Options& options, std::string_view what) {
    return [&options, what](Sequence done, Sequence all) {
        if (options.progress) options.progress(what, done.value(), all.value());
    };
}

}  // namespace

class Ledger::ReportsReferences final : public sequencer::References {
public:
    explicit ReportsReferences(const reports::Reports& reports) : reports_{reports} {}
    Result<std::optional<book::KnownTransfer>> find(const FeedId& feed,
                                                    const ProviderReference& reference) override {
        return reports_.known_transfer(feed, reference);
    }
    Result<std::optional<book::KnownTransfer>> find(TransferId transfer) override {
        return reports_.known_transfer(transfer);
    }
    Result<std::vector<book::KnownEntry>> find_entries(const book::Book::EntryLookup& lookup) override {
        return reports_.known_entries(lookup);
    }
    Sequence position() const override { return reports_.position(); }

private:
    const reports::Reports& reports_;
};

std::vector<std::string> Ledger::create(const std::string& path, world::Random& random,
                                        const std::string& origin) {
    const bool existed = std::filesystem::exists(path);
    if (!origin.empty() && !journal::SigningKey::generate(origin, random))
        throw CannotStart{origin + ": a ledger's name in its checkpoints has no white space and no '+'"};
    auto directory = value_or_stop(world::PosixDirectory::open_or_create(path), path);
    auto shut = make_new_folder_private(path);
    create(folder_in(*directory, path), random, origin, {});
    return existed ? std::move(shut) : std::vector<std::string>{};
}

void Ledger::create(const Folder& folder, world::Random& random, const std::string& origin,
                    const journal::Options& segments) {
    auto& directory = folder.directory;
    const auto created = journal::JournalFiles::create(directory, random, segments);
    if (!created && created.error() == journal::errc::ledger_exists)
        throw CannotStart{folder.name + ": there is a ledger already; choqr init never touches one"};
    check(created, folder.name);
    check(keys::KeyRing::create(directory), folder.name);
    auto name = origin;
    if (name.empty()) {
        const auto id = value_or_stop(journal::JournalReader::open(directory), folder.name).ledger_id();
        name = "choqr.local/" + to_hex({reinterpret_cast<const char*>(id.data()), id.size() / 2});
    }
    check(journal::create_signing_key(directory, random, name),
          folder.name + "/" + std::string{journal::signing_key_file});
}

void Ledger::open_checkpoints(const Folder& folder) {
    const auto key_file = folder.name + "/" + std::string{journal::signing_key_file};
    auto key = journal::load_signing_key(folder.directory);
    if (!key)
        throw CannotStart{key_file + ": the key that signs checkpoints cannot be read (" +
                          key.error().message() + "); restore it from a backup"};
    std::array<std::uint8_t, 16> public_key{};
    key->derive(PublicIds::key_label, public_key);
    public_ids_.emplace(public_key);
    key->derive(PublicRequestIds::key_label, public_key);
    public_request_ids_.emplace(public_key);
    key->derive(SessionCookies::key_label, session_key_);
    auto opened = journal::Checkpoints::open(folder.directory, *journal_, std::move(*key));
    if (!opened && opened.error() == journal::errc::history_differs)
        throw CannotStart{folder.name +
                          ": this ledger has been rolled back: the checkpoint beside it was signed over " +
                          "records that are not here or are others; restore a newer backup "
                          "(docs/operating.md, \"Rolled back\")"};
    checkpoints_ =
        value_or_stop(std::move(opened), folder.name + "/" + std::string{journal::checkpoint_file});
}

// Brings them up to date. Returns the book's snapshot, read before: what it holds the reports may be about to
// erase.
std::optional<book::Book::Snapshot> Ledger::open_reports(const Folder& folder, const Options& options) {
    reports_ = open_or_renew(folder.reports_file, *journal_, options.retention);
    auto snapshot = kept_snapshot(*reports_);
    follower_.emplace(*journal_, *sealer_, *reports_, options.following, folder.reports_file);
    if (follower_->catch_up(reading(options, "reports"))) return snapshot;
    // The reports are a view and may be wrong in any way; the journal is not in question here.
    follower_.reset();
    reports_.reset();
    reports::Reports::discard(folder.reports_file);
    reports_ = open_or_renew(folder.reports_file, *journal_, options.retention);
    follower_.emplace(*journal_, *sealer_, *reports_, options.following, folder.reports_file);
    check(follower_->catch_up(reading(options, "reports")), folder.reports_file.string());
    return std::nullopt;
}

// A crash may have come between the event and the end of the key.
void Ledger::destroy_erased_keys(const std::string& path) {
    if (planted("erasure_not_finished_by_start")) return;
    for (const auto vendor : book_.erased_vendors())
        if (sealer_->holds(vendor)) check(sealer_->destroy(vendor), path);
}

// A crash may have come between an event and the end of what it made void.
void Ledger::open_accounts(const Folder& folder) {
    const auto file = folder.name + "/" + std::string{Accounts::file_name};
    auto opened = Accounts::open(folder.directory);
    if (!opened)
        throw CannotStart{file + ": people's accounts cannot be read (" + opened.error().message() +
                          "); restore it from a backup, or move it away and invite them again"};
    accounts_ = *std::move(opened);
    check(accounts_->keep_only(book_.users()), file);
}

Ledger::Ledger(const std::string& path, world::Random& random, const world::Clock& clock,
               const Options& options)
    : Ledger{open_directory(path), make_folder_private(path), path, random, clock, options} {}

Ledger::Ledger(std::unique_ptr<world::PosixDirectory> directory, std::vector<std::string> shut,
               const std::string& path, world::Random& random, const world::Clock& clock,
               const Options& options)
    : Ledger{folder_in(*directory, path), random, clock, options} {
    directory_ = std::move(directory);
    shut_ = std::move(shut);
}

Ledger::Ledger(const Folder& folder, world::Random& random, const world::Clock& clock, const Options& options)
    : path_{folder.name} {
    const auto& path = folder.name;
    std::string sentence;
    auto journal = journal::JournalFiles::open(folder.directory, random, options.segments, &sentence);
    if (!journal && journal.error() == journal::errc::no_ledger)
        throw CannotStart{path + ": there is no ledger here; make one with: choqr init --data " + path};
    if (!journal) throw CannotStart{sentence.empty() ? path + ": " + journal.error().message() : sentence};
    journal_.emplace(std::move(*journal));
    open_checkpoints(folder);
    sealer_ = value_or_stop(keys::KeyRing::open(folder.directory, random),
                            path + "/" + std::string{keys::KeyRing::file_name});

    // The reports first: what they hold, the book need not keep.
    auto snapshot = open_reports(folder, options);
    references_ = std::make_unique<ReportsReferences>(*reports_);
    if (snapshot) load_book(*snapshot);
    snapshot.reset();
    const auto loaded = book_.next();
    auto sequencing = options.sequencing;
    const sequencer::Forgetting forgetting{*references_, sequencing.references_kept};
    const auto recovered =
        value_or_stop(sequencer::recover(*journal_, book_, *sealer_, reading(options, "ledger"), forgetting,
                                         options.reading),
                      path);
    start_note_ = "book of " + std::to_string(loaded.value()) + " events loaded, " +
                  std::to_string(recovered.replayed) + " replayed";
    destroy_erased_keys(path);
    open_accounts(folder);
    sequencing.not_before = recovered.last_recorded_at;
    sequencing.snapshot_at = loaded;
    sequencer_.emplace(*journal_, book_, *sealer_, *references_, clock, sequencing);
    sequencer_->on_snapshot([this](book::Book::Snapshot made) { follower_->offer(std::move(made)); });
}

// One that another version wrote, or that belongs to a history which was rolled back, is passed over: the
// journal has it all.
void Ledger::load_book(const book::Book::Snapshot& snapshot) {
    if (snapshot.next > journal_->committed()) return;
    const auto root = journal::tree_root(snapshot.next.value(), journal_->tree().reader());
    if (!root || *root != snapshot.root) return;
    if (auto loaded = book::Book::from_snapshot(snapshot)) book_ = *std::move(loaded);
}

void Ledger::keep_snapshot() {
    auto snapshot = sequencer_->snapshot();
    if (!snapshot) return;
    follower_->offer(*std::move(snapshot));
    // The next start replays more if this fails, and finds the reason if there is one.
    static_cast<void>(follower_->catch_up());
}

Ledger::~Ledger() = default;

Result<book::Outcome> Ledger::carry_out(book::Command command) {
    std::optional<Result<book::Outcome>> outcome;
    sequencer_->submit(std::move(command),
                       [&outcome](Result<book::Outcome> result) { outcome = std::move(result); });
    while (!outcome) sequencer_->run_once();
    return *std::move(outcome);
}

}  // namespace choqr::gateway
