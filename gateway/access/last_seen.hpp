#pragma once

#include <chrono>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "base/ids.hpp"
#include "base/time.hpp"
#include "book/book.hpp"
#include "world/directory.hpp"

namespace choqr::gateway {

/// When each paired device last called. Exact in memory; across restarts to the day, by a file of one line
/// for each device behind their checksum: it is no event, the ledger does not grow by it. Without the file
/// everybody has been seen at the start. Any thread.
class LastSeen {
public:
    static constexpr std::string_view file_name = "devices.seen";
    /// After so long a device is let in no more: whoever finds an old phone finds nothing on it.
    static constexpr std::chrono::days remembered{400};
    static constexpr std::chrono::seconds write_interval{60};

    /// The devices of `book`, seen when the file says, else `now`. Before anything else.
    void begin(const book::Book& book, world::Directory& directory, Instant now);

    /// The device calls. True for its first call of a day (UTC).
    bool note(TokenId device, Instant now);
    void forget(TokenId device);
    std::optional<Instant> of(TokenId device) const;
    /// It was here last more than `remembered` ago.
    bool is_too_long_ago(TokenId device, Instant now) const;

    /// Writes the file if a day of somebody's has changed and `write_interval` has passed, or at once if
    /// `last`. A failure is not worth a word: then a restart knows less, and lets nobody in who was not in.
    /// One thread.
    void keep(world::Directory& directory, Instant now, bool last = false);

private:
    std::string text() const;

    mutable std::mutex mutex_;
    // Guarded by mutex_:
    std::unordered_map<TokenId, Instant> seen_;
    bool changed_ = false;
    Instant written_at_{};
};

}  // namespace choqr::gateway
