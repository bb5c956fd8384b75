#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "telemetry/refusals.hpp"
#include "telemetry/watch.hpp"

namespace choqr::gateway {

/// `gateway.status` in the ledger's folder: what a gateway that serves would tell whoever asks how it is
/// going, for `choqr doctor`, which runs beside it. One JSON object, replaced as a whole, for the owner
/// alone; never synced and never backed up: it says nothing that outlives the process. One thread.
class StatusFile {
public:
    static constexpr std::string_view file_name = "gateway.status";
    static constexpr std::chrono::seconds interval{5};

    /// `directory` is the ledger's.
    explicit StatusFile(std::string directory) : directory_{std::move(directory)} {}

    struct Now {
        Instant at;
        std::uint64_t refusals = 0;
        std::vector<Watch::Follower> followers{};
    };
    /// Writes it if `interval` has passed and there is something new to say. A failure is not worth a word:
    /// the next try is near, and what stands there has its time in it.
    void keep(const Now& now, const Refusals& refusals);

private:
    const std::string directory_;
    std::optional<Now> written_;
};

/// What the file said.
struct Status {
    Instant at;
    std::vector<Watch::Follower> followers{};  ///< Lags in whole seconds.
    std::vector<Refusals::Row> refusals;
};
/// Nothing if there is none, or it is not what StatusFile writes.
std::optional<Status> read_status(const std::string& directory);

}  // namespace choqr::gateway
