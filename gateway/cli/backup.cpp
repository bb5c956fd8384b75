#include "cli/backup.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <functional>

#include "access/accounts.hpp"
#include "base/encoding.hpp"
#include "base/ids.hpp"
#include "cli/archive.hpp"
#include "cli/ledger_files.hpp"
#include "cli/progress.hpp"
#include "data_folder/folder_banks.hpp"
#include "journal/checkpoint.hpp"
#include "voice/voice.hpp"
#include "world/clock.hpp"

namespace choqr::gateway {
namespace {

/// The small files, and whether a ledger can do without them.
struct SmallFile {
    std::string_view name;
    bool optional;
};
constexpr SmallFile small_files[] = {
    {journal::signing_key_file, false},
    {journal::verifier_key_file, false},
    {token_file, true},
    {Accounts::file_name, true},
    {banks_file, true},
};

/// What markets recorded of their own voices, and what is in use of it: "recordings/mk1/mot.wav".
std::vector<std::string> recordings_in(const std::string& data) {
    std::vector<std::string> names;
    std::error_code none;
    for (const auto& entry : std::filesystem::directory_iterator{data + "/recordings", none}) {
        const auto market = MarketId::parse(entry.path().filename().string());
        if (!market) continue;
        const auto folder = "recordings/" + market->text();
        for (const auto& clip : voice::clips()) names.push_back(voice::file_of(folder, clip));
        names.push_back(folder + "/voice");
    }
    std::erase_if(names,
                  [&data](const auto& name) { return !std::filesystem::is_regular_file(data + "/" + name); });
    std::ranges::sort(names);
    return names;
}

struct SignedNote {
    std::string_view file;
    std::string text;
};

class Backup {
public:
    Backup(LedgerFiles& ledger, world::File& out, const Manifest* older, Instant now)
        : ledger_{ledger}, writer_{out}, older_{older} {
        manifest_.made_at = now;
    }

    const Manifest& run(const std::vector<SignedNote>& published) {
        const auto head = ledger_.journal->head();
        const auto id = ledger_.journal->ledger_id();
        manifest_.ledger_id = to_hex({reinterpret_cast<const char*>(id.data()), id.size()});
        manifest_.records = head.size;
        manifest_.root = head.root;
        if (older_ && older_->ledger_id != manifest_.ledger_id)
            throw Failed{"the older backup is of another ledger"};
        for (const auto& segment : ledger_.journal->segments()) total_ += segment.end;
        for (const auto& segment : ledger_.journal->segments()) add(segment);
        // Read after the records: every key that they need is in it, since a key is on disk before anything
        // is sealed with it.
        add_small({keys::KeyRing::file_name, false});
        for (const auto& file : small_files) add_small(file);
        for (const auto& name : recordings_in(ledger_.directory->path())) add_small({name, true});
        for (const auto& note : published) add_text(note.file, note.text);
        add_manifest();
        check(writer_.finish(), "the backup");
        return manifest_;
    }

private:
    void add(const journal::JournalReader::Segment& segment) {
        const auto* known = older_ && segment.closed ? older_->find(segment.name) : nullptr;
        if (known && known->closed && known->bytes == segment.end) {
            manifest_.files.push_back(*known);
            manifest_.files.back().here = false;
            advance(segment.end);
            return;
        }
        const auto file = need(ledger_.directory->open(segment.name, world::Access::read), segment.name);
        begin(segment.name, segment.end);
        write(head_of(segment));
        for (auto at = segment.header.data_offset(); at < segment.end;) {
            const auto piece = need(
                file->read_text_at(at, std::min<std::uint64_t>(piece_bytes, segment.end - at)), segment.name);
            if (piece.empty()) throw Failed{segment.name + ": the file became shorter while it was read"};
            write(piece);
            at += piece.size();
        }
        end(segment.closed);
    }

    // The header and the one high-water mark that covers what is copied. The other mark may be in the middle
    // of a write.
    static std::string head_of(const journal::JournalReader::Segment& segment) {
        auto head = journal::format::encode(segment.header);
        head.resize(segment.header.data_offset(), '\0');
        head.replace(segment.header.slot_offset(segment.slot), segment.slot_bytes.size(), segment.slot_bytes);
        return head;
    }

    void add_small(const SmallFile& file) {
        const auto text = ledger_.directory->read_file(file.name);
        if (!text && file.optional && text.error() == world::disk_errc::missing) return;
        add_text(file.name, need(text, file.name));
    }

    void add_text(std::string_view name, std::string_view text) {
        begin(name, text.size());
        write(text);
        end(false);
    }

    void add_manifest() {
        const auto text = manifest_.text();
        check(writer_.begin(manifest_name, text.size(), manifest_.made_at), "the backup");
        check(writer_.write(text), "the backup");
        check(writer_.end(), "the backup");
    }

    void begin(std::string_view name, std::uint64_t bytes) {
        manifest_.files.push_back({std::string{name}, bytes, {}, false, true});
        check(writer_.begin(name, bytes, manifest_.made_at), "the backup");
    }
    void write(std::string_view bytes) {
        hash_.update(bytes);
        check(writer_.write(bytes), "the backup");
        advance(bytes.size());
    }
    void end(bool closed) {
        manifest_.files.back().sha256 = hash_.finish();
        manifest_.files.back().closed = closed;
        check(writer_.end(), "the backup");
    }
    void advance(std::uint64_t bytes) {
        done_ += bytes;
        progress_(std::min(done_, total_), total_);
    }

    LedgerFiles& ledger_;
    ArchiveWriter writer_;
    const Manifest* older_;
    Manifest manifest_;
    Sha256 hash_;
    ProgressBar progress_;
    std::uint64_t done_ = 0, total_ = 0;
};

// They are read before the records, so that these hold everything that was signed over.
std::vector<SignedNote> published_checkpoints(const std::string& data) {
    std::vector<SignedNote> notes;
    for (const auto file : {journal::checkpoint_file, journal::cosigned_file})
        if (auto text = read_text_file(data + "/" + std::string{file}))
            notes.push_back({file, *std::move(text)});
    return notes;
}

Manifest write_backup(const std::string& data, const std::filesystem::path& path, const Manifest* older,
                      std::ostream& err) {
    const auto published = published_checkpoints(data);
    const auto ledger = LedgerFiles::open(data, err);
    if (!ledger) throw Failed{};
    const auto folder = path.has_parent_path() ? path.parent_path().string() : std::string{"."};
    const auto directory = need(world::PosixDirectory::open(folder), folder);
    const auto temporary = path.filename().string() + ".part";
    if (const auto removed = directory->remove(temporary);
        !removed && removed.error() != world::disk_errc::missing)
        check(removed, temporary);
    const auto file = need(directory->create(temporary, world::Permission::owner_only), path.string());
    const auto manifest = Backup{*ledger, *file, older, world::SystemClock{}.now()}.run(published);
    check(file->sync(), path.string());
    check(directory->rename(temporary, path.filename().string()), path.string());
    check(directory->sync(), path.string());
    return manifest;
}

// A backup by root leaves behind what the ledger's owner can read: doctor asks for it.
void give_to_owner_of(const std::string& data, std::string_view name) {
    struct stat folder {};
    if (::geteuid() != 0 || ::stat(data.c_str(), &folder) != 0) return;
    const auto given = ::chown((data + "/" + std::string{name}).c_str(), folder.st_uid, folder.st_gid);
    static_cast<void>(given);  // It is there all the same, for root.
}

int backup(const Arguments& parsed, std::ostream& out, std::ostream& err) {
    const auto data = parsed.required("--data");
    const std::filesystem::path path{parsed.required("--output")};
    if (std::filesystem::exists(path))
        return err << "choqr backup: " << path.string() << ": there is a file already\n", 1;
    std::optional<ArchiveReader> older;
    if (const auto name = parsed.value("--incremental-from")) {
        std::string why;
        older = ArchiveReader::open(std::string{*name}, why);
        if (!older) return err << "choqr backup: " << why << "\n", 1;
    }
    const auto manifest = write_backup(data, path, older ? &older->manifest() : nullptr, err);
    const auto note = format_rfc3339(manifest.made_at) + " " + std::to_string(manifest.records) + " " +
                      std::filesystem::absolute(path).string() + "\n";
    check(write_text_file(data + "/" + std::string{last_backup_file}, note, world::Permission::owner_only),
          last_backup_file);
    give_to_owner_of(data, last_backup_file);
    const auto left_out = std::ranges::count(manifest.files, false, &BackupFile::here);
    out << path.string() << ": " << manifest.records << " records, root " << to_base64(manifest.root.bytes())
        << "\n";
    if (left_out > 0)
        out << left_out << " segments are in " << *parsed.value("--incremental-from")
            << " or older: keep them together.\n";
    out << "It holds the keys of personal data and of the ledger: keep it secret.\n";
    return 0;
}

}  // namespace

int run_backup(const Arguments& arguments, Surroundings& surroundings) {
    try {
        return backup(arguments, surroundings.out, surroundings.err);
    } catch (const Failed& failed) {
        if (!failed.sentence.empty()) surroundings.err << "choqr backup: " << failed.sentence << "\n";
        return 1;
    }
}

}  // namespace choqr::gateway
