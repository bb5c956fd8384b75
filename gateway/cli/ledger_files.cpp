#include "cli/ledger_files.hpp"

#include <charconv>
#include <filesystem>
#include <fstream>
#include <iterator>

namespace choqr::gateway {

std::unique_ptr<LedgerFiles> LedgerFiles::open(std::string_view path, std::ostream& err) {
    auto files = std::make_unique<LedgerFiles>();
    auto directory = world::PosixDirectory::open(std::string{path});
    if (!directory) return err << path << ": " << directory.error().message() << "\n", nullptr;
    files->directory = std::move(*directory);
    std::string sentence;
    auto journal = journal::JournalReader::open(*files->directory, &sentence);
    if (!journal)
        return err << (sentence.empty() ? std::string{path} + ": " + journal.error().message() : sentence)
                   << "\n",
               nullptr;
    files->journal.emplace(std::move(*journal));
    return files->open_keys(err) ? std::move(files) : nullptr;
}

bool LedgerFiles::open_keys(std::ostream& err) {
    const auto name = keys::KeyRing::file_name;
    const auto bytes = directory->read_file(name);
    if (!bytes && bytes.error() == world::disk_errc::missing) {
        sealer = std::make_unique<NoKeys>();
        return true;
    }
    auto copied = bytes ? copied_keys_.replace_file(name, *bytes, world::Permission::owner_only)
                        : Result<void>{bytes.error()};
    auto ring = copied ? keys::KeyRing::open(copied_keys_, random_)
                       : Result<std::unique_ptr<keys::KeyRing>>{copied.error()};
    if (!ring)
        return err << directory->path() << "/" << name << ": " << ring.error().message() << "\n", false;
    has_keys = true;
    sealer = std::move(*ring);
    return true;
}

bool is_trial_ledger(const journal::JournalReader& journal) {
    bool trial = false;
    const auto look = [&trial](const journal::RecordView& record) {
        const auto event = book::decode(record.sequence, record.type, record.payload(), NoKeys{});
        trial = event && std::holds_alternative<book::LedgerMarkedTrial>(event->event);
        return false;
    };
    return journal.read(Sequence{0}, Sequence{1}, look) && trial;
}

std::optional<std::string> read_text_file(std::string_view path) {
    std::ifstream file{std::string{path}, std::ios::binary};
    if (!file) return std::nullopt;
    return std::string{std::istreambuf_iterator<char>{file}, {}};
}

std::optional<std::string> read_line_file(std::string_view path) {
    auto text = read_text_file(path);
    while (text && text->ends_with('\n')) text->pop_back();
    return text;
}

Result<void> write_text_file(std::string_view path, std::string_view text, world::Permission permission) {
    const std::filesystem::path file{path};
    const auto folder = file.has_parent_path() ? file.parent_path().string() : std::string{"."};
    auto directory = world::PosixDirectory::open(folder);
    if (!directory) return directory.error();
    return (*directory)->replace_file(file.filename().string(), text, permission);
}

}  // namespace choqr::gateway
