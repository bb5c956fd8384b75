#include "printing/stand_photos.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "telemetry/log.hpp"

namespace choqr::gateway {
namespace {

namespace fs = std::filesystem;

// The first marker, and the begin of the next one: a picture of another kind, or a page, begins otherwise.
constexpr std::string_view jpeg_magic = "\xFF\xD8\xFF";

bool write_whole(int file, std::string_view bytes) {
    while (!bytes.empty()) {
        const auto written = ::write(file, bytes.data(), bytes.size());
        if (written < 0 && errno == EINTR) continue;
        if (written <= 0) return false;
        bytes.remove_prefix(static_cast<std::size_t>(written));
    }
    return ::fdatasync(file) == 0;
}

bool write_file(const std::string& path, std::string_view bytes) {
    const int file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0600);
    if (file < 0) return false;
    const bool is_whole = write_whole(file, bytes);
    return ::close(file) == 0 && is_whole;
}

/// "st17-vd16.jpg": of which stall, and of which vendor.
template <class Wanted>
bool remove_all(const std::string& folder, Wanted wanted) {
    std::error_code error, failed;
    for (const auto& entry : fs::directory_iterator{folder, error}) {
        std::error_code one;
        if (wanted(entry.path().filename().string())) fs::remove(entry.path(), one);
        if (one) failed = one;
    }
    return !failed && (!error || error == std::errc::no_such_file_or_directory);
}

}  // namespace

StandPhotos::Kept StandPhotos::keep(StallId stall, VendorId vendor, std::string_view jpeg) {
    if (!jpeg.starts_with(jpeg_magic)) return Kept::is_no_jpeg;
    const std::lock_guard lock{changing_};
    std::error_code error;
    if (fs::create_directories(folder_, error))
        fs::permissions(folder_, fs::perms::owner_all, fs::perm_options::replace, error);
    const auto path = path_of(stall, vendor);
    if (!has_room_for(path)) return Kept::no_room;
    const auto temporary = folder_ + "/next";
    const bool is_kept = write_file(temporary, jpeg) && ::rename(temporary.c_str(), path.c_str()) == 0;
    if (!is_kept) {
        log_seldom(LogLevel::warning, "photo_not_written", {{"stall", stall.text()}});
        fs::remove(temporary, error);
        return Kept::not_written;
    }
    const auto own = fs::path{path}.filename().string();
    remove_all(folder_, [&, of_stall = stall.text() + "-"](const std::string& name) {
        return name.starts_with(of_stall) && name != own;
    });
    return Kept::kept;
}

std::optional<std::string> StandPhotos::of(StallId stall, VendorId vendor) const {
    std::ifstream file{path_of(stall, vendor), std::ios::binary};
    if (!file) return std::nullopt;
    std::string bytes(bytes_max, '\0');
    file.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    bytes.resize(static_cast<std::size_t>(file.gcount()));
    return bytes;
}

bool StandPhotos::remove_of(VendorId vendor) {
    const std::lock_guard lock{changing_};
    return remove_all(folder_, [of_vendor = "-" + vendor.text() + ".jpg"](const std::string& name) {
        return name.ends_with(of_vendor);
    });
}

std::string StandPhotos::path_of(StallId stall, VendorId vendor) const {
    return folder_ + "/" + stall.text() + "-" + vendor.text() + ".jpg";
}

bool StandPhotos::has_room_for(const std::string& path) const {
    std::error_code error;
    if (fs::exists(path, error)) return true;
    std::size_t count = 0;
    for (auto one = fs::directory_iterator{folder_, error}; !error && one != fs::directory_iterator{};
         one.increment(error))
        ++count;
    return count < count_max;
}

}  // namespace choqr::gateway
