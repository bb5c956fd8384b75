#pragma once

#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "base/ids.hpp"

namespace choqr::gateway {

/// Photographs of stands as they hang at their stalls, one of each stall and vendor, in a folder of their own
/// that nobody else may enter. What is in a picture is never looked at: its bytes come back as they came. The
/// vendor stands in a file's name, so that an erased vendor's are found without any index. Any thread.
class StandPhotos {
public:
    static constexpr std::size_t bytes_max = 200 * 1024, count_max = 20'000;

    explicit StandPhotos(std::string folder) : folder_{std::move(folder)} {}

    enum class Kept { kept, is_no_jpeg, no_room, not_written };
    /// In place of whatever was there of this stall, on the disk when it returns. The caller sees to
    /// bytes_max.
    Kept keep(StallId stall, VendorId vendor, std::string_view jpeg);
    std::optional<std::string> of(StallId stall, VendorId vendor) const;
    /// All of a vendor. False: something of them is still there.
    bool remove_of(VendorId vendor);

private:
    std::string path_of(StallId stall, VendorId vendor) const;
    bool has_room_for(const std::string& path) const;

    std::string folder_;
    std::mutex changing_;
};

}  // namespace choqr::gateway
