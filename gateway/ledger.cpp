#include "gateway/ledger.hpp"

#include <sys/stat.h>

#include <filesystem>

#include "base/encoding.hpp"
#include "journal/errc.hpp"
#include "journal/merkle.hpp"
#include "journal/journal_reader.hpp"
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

std::unique_ptr<reports::Reports> open_reports(const std::string& path, const journal::JournalFiles& journal) {
    const auto id = journal.ledger_id();
    const std::string_view ledger{reinterpret_cast<const char*>(id.data()), id.size()};
    const auto file = std::filesystem::path{path} / reports_file;
    if (auto opened = reports::Reports::open(file, ledger)) return std::move(*opened);
    // Damaged, or of another ledger: it only ever says what the journal says, so it is made anew.
    reports::Reports::discard(file);
    return value_or_stop(reports::Reports::open(file, ledger), file.string());
}

// One that cannot be read is none: the journal has it all.
std::optional<book::Book::Snapshot> kept_snapshot(const reports::Reports& reports) {
    auto kept = reports.snapshot();
    return kept ? *std::move(kept) : std::nullopt;
}

}  // namespace

class Ledger::ReportsReferences final : public sequencer::References {
public:
    explicit ReportsReferences(const reports::Reports& reports) : reports_{reports} {}
    Result<std::optional<book::KnownTransfer>> find(const FeedId& feed, const ProviderReference& reference) override {
        return reports_.known_transfer(feed, reference);
    }
    Sequence position() const override { return reports_.position(); }

private:
    const reports::Reports& reports_;
};

void Ledger::create(const std::string& path, world::Random& random, const std::string& origin) {
    if (!origin.empty() && !journal::SigningKey::generate(origin, random))
        throw CannotStart{origin + ": a ledger's name in its checkpoints has no white space and no '+'"};
    const bool existed = std::filesystem::exists(path);
    auto directory = value_or_stop(world::PosixDirectory::open_or_create(path), path);
    if (!existed && ::chmod(path.c_str(), S_IRWXU) != 0) throw CannotStart{path + ": its mode cannot be set to 0700"};
    const auto created = journal::JournalFiles::create(*directory, random);
    if (!created && created.error() == journal::errc::ledger_exists)
        throw CannotStart{path + ": there is a ledger already; choqr init never touches one"};
    check(created, path);
    check(keys::KeyRing::create(*directory), path);
    auto name = origin;
    if (name.empty()) {
        const auto id = value_or_stop(journal::JournalReader::open(*directory), path).ledger_id();
        name = "choqr.local/" + to_hex({reinterpret_cast<const char*>(id.data()), id.size() / 2});
    }
    check(journal::create_signing_key(*directory, random, name), path + "/" + std::string{journal::signing_key_file});
}

void Ledger::open_checkpoints(const std::string& path) {
    const auto key_file = path + "/" + std::string{journal::signing_key_file};
    auto key = journal::load_signing_key(*directory_);
    if (!key) throw CannotStart{key_file + ": the key that signs checkpoints cannot be read (" + key.error().message() + "); restore it from a backup"};
    auto opened = journal::Checkpoints::open(*directory_, *journal_, std::move(*key));
    if (!opened && opened.error() == journal::errc::history_differs)
        throw CannotStart{path + ": this ledger has been rolled back: the checkpoint beside it was signed over " +
                          "records that are not here or are others; restore a newer backup (docs/operating.md, \"Rolled back\")"};
    checkpoints_ = value_or_stop(std::move(opened), path + "/" + std::string{journal::checkpoint_file});
}

// A crash may have come between the event and the end of the key.
void Ledger::destroy_erased_keys(const std::string& path) {
    for (const auto vendor : book_.erased_vendors())
        if (sealer_->holds(vendor)) check(sealer_->destroy(vendor), path);
}

Ledger::Ledger(const std::string& path, world::Random& random, const world::Clock& clock, Options options) : path_{path} {
    auto opened = world::PosixDirectory::open(path);
    if (!opened) throw CannotStart{path + ": there is no ledger here; make one with: choqr init --data " + path};
    directory_ = std::move(*opened);
    std::string sentence;
    auto journal = journal::JournalFiles::open(*directory_, random, {}, &sentence);
    if (!journal && journal.error() == journal::errc::no_ledger)
        throw CannotStart{path + ": there is no ledger here; make one with: choqr init --data " + path};
    if (!journal) throw CannotStart{sentence.empty() ? path + ": " + journal.error().message() : sentence};
    journal_.emplace(std::move(*journal));
    open_checkpoints(path);
    sealer_ = value_or_stop(keys::KeyRing::open(*directory_, random), path + "/" + std::string{keys::KeyRing::file_name});

    const auto progress = [&](std::string_view what) {
        return [&options, what](Sequence done, Sequence all) {
            if (options.progress) options.progress(what, done.value(), all.value());
        };
    };
    // The reports first: what they hold, the book need not keep. The snapshot before them: it may hold what they will erase.
    reports_ = open_reports(path, *journal_);
    auto snapshot = kept_snapshot(*reports_);
    follower_.emplace(*journal_, *sealer_, *reports_);
    if (const auto caught_up = follower_->catch_up(progress("reports")); !caught_up) {
        // The reports are a view and may be wrong in any way; the journal is not in question here.
        follower_.reset();
        reports_.reset();
        snapshot.reset();
        reports::Reports::discard(std::filesystem::path{path} / reports_file);
        reports_ = open_reports(path, *journal_);
        follower_.emplace(*journal_, *sealer_, *reports_);
        check(follower_->catch_up(progress("reports")), path + "/" + std::string{reports_file});
    }
    references_ = std::make_unique<ReportsReferences>(*reports_);
    if (snapshot) load_book(*snapshot);
    snapshot.reset();
    const auto loaded = book_.next();
    sequencer::Options sequencing;
    const sequencer::Forgetting forgetting{*references_, sequencing.references_kept};
    const auto recovered = value_or_stop(sequencer::recover(*journal_, book_, *sealer_, progress("ledger"), forgetting, sequencer::Reading::ahead), path);
    start_note_ = "book of " + std::to_string(loaded.value()) + " events loaded, " + std::to_string(recovered.replayed) + " replayed";
    destroy_erased_keys(path);
    sequencing.queue_max = options.queue_max;
    sequencing.not_before = recovered.last_recorded_at;
    sequencing.snapshot_at = loaded;
    sequencer_.emplace(*journal_, book_, *sealer_, *references_, clock, sequencing);
    sequencer_->on_snapshot([this](book::Book::Snapshot made) { follower_->offer(std::move(made)); });
}

// One that another version wrote, or that belongs to a history which was rolled back, is passed over: the journal has it all.
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
    sequencer_->submit(std::move(command), [&outcome](Result<book::Outcome> result) { outcome = std::move(result); });
    while (!outcome) sequencer_->run_once();
    return *std::move(outcome);
}

}  // namespace choqr::gateway
