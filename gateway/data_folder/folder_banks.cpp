#include "data_folder/folder_banks.hpp"

#include <sys/stat.h>

#include <fstream>
#include <utility>

namespace choqr::gateway {
namespace {

/// One byte more than a file may have, so that a longer one is known for what it is.
std::string first_bytes(const std::string& path) {
    std::string bytes(merchants::BankDirectory::file_bytes_max + 1, '\0');
    std::ifstream file{path, std::ios::binary};
    file.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    bytes.resize(static_cast<std::size_t>(file.gcount()));
    return bytes;
}

}  // namespace

FolderBanks read_banks_of(const std::string& folder) {
    const auto path = folder + "/" + std::string{banks_file};
    FolderBanks found;
    struct stat status {};
    if (::stat(path.c_str(), &status) != 0) return found;
    found.is_there = true;
    found.written = Instant{std::chrono::seconds{status.st_mtime}};
    auto read = merchants::BankDirectory::read(first_bytes(path));
    if (auto* directory = std::get_if<merchants::BankDirectory>(&read))
        found.directory = std::move(*directory);
    else
        found.mistakes = std::get<std::vector<merchants::BankFileMistake>>(std::move(read));
    return found;
}

FolderBanks use_banks_of(const std::string& folder) {
    auto found = read_banks_of(folder);
    if (!found.is_there) merchants::use_own_banks();
    if (found.directory) merchants::use_banks(*std::exchange(found.directory, std::nullopt));
    return found;
}

}  // namespace choqr::gateway
