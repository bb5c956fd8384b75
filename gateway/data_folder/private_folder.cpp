#include "data_folder/private_folder.hpp"

#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <system_error>

#include "data_folder/ledger.hpp"

namespace choqr::gateway {
namespace {

constexpr mode_t others = S_IRWXG | S_IRWXO;

std::string path_of(const std::string& folder, const std::string& name) {
    return name == "." ? folder : folder + "/" + name;
}

// The folder through a link, its files not: what a link in it points to is somebody else's.
bool look(const std::string& folder, const std::string& name, struct stat& status) {
    const auto path = path_of(folder, name);
    return name == "." ? ::stat(path.c_str(), &status) == 0
                       : ::lstat(path.c_str(), &status) == 0 && S_ISREG(status.st_mode);
}

bool is_segment(std::string_view name) {
    return name.size() == 24 && name.ends_with(".log") && name.find_first_not_of("0123456789") == 20;
}

bool is_of_a_ledger(std::string_view name) {
    constexpr std::string_view beginnings[] = {
        "reports.sqlite", "keys.choqr",  "accounts.choqr", "checkpoint", "log.key", "log.vkey",
        "operator.token", "last-backup", "lock",           "next.log",   "tree-",   "banks.json"};
    return is_segment(name) ||
           std::ranges::any_of(beginnings, [name](auto beginning) { return name.starts_with(beginning); });
}

std::vector<std::string> names_in(const std::string& path) {
    std::vector<std::string> names;
    std::error_code error;
    for (const auto& entry : std::filesystem::directory_iterator{path, error})
        names.push_back(entry.path().filename().string());
    std::ranges::sort(names);
    return names;
}

bool others_may(const std::string& path, const std::string& name) {
    struct stat status {};
    return look(path, name, status) && (status.st_mode & others) != 0;
}

bool shut(const std::string& path, const std::string& name) {
    struct stat status {};
    if (!look(path, name, status) || status.st_uid != ::geteuid()) return false;
    return ::chmod(path_of(path, name).c_str(), status.st_mode & 07777 & ~others) == 0;
}

std::vector<std::string> shut_all(const std::string& path) {
    make_process_private();
    std::vector<std::string> changed;
    for (const auto& name : open_to_others(path)) {
        if (shut(path, name))
            changed.push_back(name);
        else if (name == ".")
            throw CannotStart{path +
                              ": others may read or enter this folder, and it is not ours to shut; make it "
                              "its owner's only " +
                              "(chmod 700), and run choqr as its owner"};
    }
    return changed;
}

}  // namespace

void make_process_private() {
    ::umask(others);
    // The first alone does not do where dumps are piped to a program (core(5)).
    rlimit none{0, 0};
    if (::prctl(PR_SET_DUMPABLE, 0) != 0 || ::prlimit(0, RLIMIT_CORE, &none, nullptr) != 0)
        throw CannotStart{"core dumps of this process, which would hold its keys, cannot be turned off: " +
                          std::system_category().message(errno)};
}

std::vector<std::string> open_to_others(const std::string& path) {
    auto names = names_in(path);
    std::erase_if(
        names, [&path](const std::string& name) { return !is_of_a_ledger(name) || !others_may(path, name); });
    if (others_may(path, ".")) names.insert(names.begin(), ".");
    return names;
}

std::vector<std::string> make_folder_private(const std::string& path) {
    return std::ranges::any_of(names_in(path), is_segment) ? shut_all(path) : std::vector<std::string>{};
}

std::vector<std::string> make_new_folder_private(const std::string& path) {
    const auto may_lie_here = [](const std::string& name) {
        return is_of_a_ledger(name) || name == "logos" || name == "photos" || name == "recordings" ||
               name == "tls" || name == "lost+found";
    };
    if (others_may(path, ".") && !std::ranges::all_of(names_in(path), may_lie_here))
        throw CannotStart{path +
                          ": others may read or enter this folder, and other files lie in it; give the "
                          "ledger a folder of its own"};
    return shut_all(path);
}

}  // namespace choqr::gateway
