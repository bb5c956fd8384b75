#include <algorithm>
#include <filesystem>
#include <set>

#include "base/encoding.hpp"
#include "book_json/event_json.hpp"
#include "cli/archive.hpp"
#include "cli/backup.hpp"
#include "cli/ledger_files.hpp"
#include "cli/progress.hpp"
#include "data_folder/private_folder.hpp"
#include "journal/checkpoint.hpp"
#include "journal/verify.hpp"

namespace choqr::gateway {
namespace {

std::vector<ArchiveReader> open_archives(const std::vector<std::string>& paths) {
    std::vector<ArchiveReader> archives;
    for (const auto& path : paths) {
        std::string why;
        auto archive = ArchiveReader::open(path, why);
        if (!archive) throw Failed{why};
        archives.push_back(*std::move(archive));
    }
    return archives;
}

/// Where a file of the newest manifest stands: in the first archive that has these very bytes.
struct Source {
    const ArchiveReader* archive = nullptr;
    ArchiveReader::Extent extent;
};
Source source_of(const BackupFile& file, const std::vector<ArchiveReader>& archives) {
    for (const auto& archive : archives) {
        const auto* listed = archive.manifest().find(file.name);
        const auto extent = archive.extent(file.name);
        if (listed && listed->here && listed->sha256 == file.sha256 && extent && extent->bytes == file.bytes)
            return {&archive, *extent};
    }
    throw Failed{file.name + " is in none of these backups: name the older ones too, on which " +
                 archives.front().path() + " builds"};
}

std::string folder_of(const std::string& name) { return std::filesystem::path{name}.parent_path().string(); }

void copy(const BackupFile& file, const Source& source, world::Directory& into) {
    if (const auto folder = folder_of(file.name); !folder.empty())
        check(into.create_directories(folder), file.name);
    const auto target = need(into.create(file.name, world::Permission::owner_only), file.name);
    Sha256 hash;
    for (std::uint64_t at = 0; at < file.bytes;) {
        const auto piece =
            need(source.archive->file().read_text_at(source.extent.offset + at,
                                                     std::min<std::uint64_t>(piece_bytes, file.bytes - at)),
                 source.archive->path());
        if (piece.empty()) throw Failed{source.archive->path() + ": it has been cut off"};
        hash.update(piece);
        check(target->write_at(at, piece), file.name);
        at += piece.size();
    }
    if (hash.finish() != file.sha256)
        throw Failed{source.archive->path() + ": " + file.name + " is damaged in this backup"};
    check(target->sync(), file.name);
}

/// The names in the folders below; those in `path` itself come last, with its own name.
void sync_folders(const Manifest& manifest, const std::string& path) {
    std::set<std::string> folders;
    for (const auto& file : manifest.files) folders.insert(folder_of(file.name));
    folders.erase("");
    for (const auto& folder : folders)
        check(need(world::PosixDirectory::open(path + "/" + folder), folder)->sync(), folder);
}

/// DIR, made under another name beside it until all of it is there and verified.
class Target {
public:
    explicit Target(std::string_view path) : path_{path} {
        if (path_.filename().empty()) path_ = path_.parent_path();
        if (std::filesystem::exists(path_) && !std::filesystem::is_empty(path_))
            throw Failed{path_.string() + ": it is not empty; restore never touches what is there"};
        building_ = path_.string() + ".restoring";
        if (building_.has_parent_path()) std::filesystem::create_directories(building_.parent_path());
        make_process_private();
        if (!std::filesystem::create_directory(building_))
            throw Failed{
                building_.string() +
                ": left behind by a restore that did not end, or one is going on; wait for it or remove it"};
        directory_ = need(world::PosixDirectory::open(building_.string()), building_.string());
    }
    ~Target() {
        std::error_code ignored;
        if (!done_) std::filesystem::remove_all(building_, ignored);
    }
    Target(const Target&) = delete;
    Target& operator=(const Target&) = delete;

    world::Directory& directory() { return *directory_; }
    std::string building() const { return building_.string(); }

    void take_its_name() {
        check(directory_->sync(), building_.string());
        std::filesystem::remove(path_);  // An empty folder.
        std::filesystem::rename(building_, path_);
        const auto parent = path_.has_parent_path() ? path_.parent_path().string() : std::string{"."};
        check(need(world::PosixDirectory::open(parent), parent)->sync(), parent);
        done_ = true;
    }

private:
    std::filesystem::path path_, building_;
    std::unique_ptr<world::PosixDirectory> directory_;
    bool done_ = false;
};

/// "2026-11-22 10:04:05, transfer_received": what the last record says about when.
std::string last_moment(const std::string& path, std::uint64_t records, std::ostream& err) {
    if (records == 0) return "it is empty";
    const auto ledger = LedgerFiles::open(path, err);
    std::string moment = "unknown";
    if (!ledger) return moment;
    const auto read = ledger->journal->read(
        Sequence{records - 1}, Sequence{records}, [&](const journal::RecordView& record) {
            const auto event = book::decode(record.sequence, record.type, record.payload(), *ledger->sealer);
            if (event)
                moment = format_vietnam_local(event->recorded_at) + " (" +
                         std::string{book::row_of(event->event).name} + ")";
            return true;
        });
    return read ? moment : std::string{"unknown"};
}

void verify(world::Directory& directory, const Manifest& manifest) {
    journal::VerifyOptions options;
    options.progress = ProgressBar{};
    const auto report = journal::verify_ledger(directory, options);
    if (report.finding) throw Failed{"the backup is not whole: " + *report.finding};
    if (report.head.size != manifest.records || report.head.root != manifest.root)
        throw Failed{"the backup is not whole: its records are not those that its manifest names"};
}

/// What a checkpoint kept elsewhere says about the restored records: nothing if it is a beginning of them.
std::optional<std::string> rolled_back(world::Directory& directory, std::string_view checkpoint_path) {
    const auto text = read_text_file(checkpoint_path);
    if (!text) throw Failed{std::string{checkpoint_path} + ": cannot be read"};
    journal::VerifyOptions options;
    options.older_checkpoints.push_back(*text);
    return journal::verify_ledger(directory, options).finding;
}

int restore(const Arguments& parsed, std::ostream& out, std::ostream& err) {
    const auto data = parsed.required("--data");
    const auto archives = open_archives(parsed.words());
    const auto& manifest = archives.front().manifest();
    Target target{data};
    for (const auto& file : manifest.files) copy(file, source_of(file, archives), target.directory());
    sync_folders(manifest, target.building());
    verify(target.directory(), manifest);
    if (const auto checkpoint = parsed.value("--checkpoint")) {
        const auto finding = rolled_back(target.directory(), *checkpoint);
        if (finding && !parsed.has("--accept-rollback")) throw Failed{*finding};
        if (finding) out << "ACCEPTED: " << *finding << "\n";
    }
    const auto moment = last_moment(target.building(), manifest.records, err);
    target.take_its_name();
    out << data << ": " << manifest.records << " records, all verified, root "
        << to_base64(manifest.root.bytes()) << "\n"
        << "The last one was recorded at " << moment
        << ", Vietnam time. What came later is not in this backup: have the providers send it again.\n";
    return 0;
}

}  // namespace

int run_restore(const Arguments& arguments, Surroundings& surroundings) {
    try {
        return restore(arguments, surroundings.out, surroundings.err);
    } catch (const Failed& failed) {
        return surroundings.err << "choqr restore: " << failed.sentence << "\n", 1;
    }
}

}  // namespace choqr::gateway
