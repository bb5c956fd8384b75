#pragma once

#include <memory>
#include <optional>
#include <ostream>
#include <string>
#include <string_view>

#include "journal/journal_reader.hpp"
#include "keys/key_ring.hpp"
#include "world/directory.hpp"
#include "world/memory_directory.hpp"
#include "world/random.hpp"

namespace choqr::gateway {

inline constexpr std::string_view reports_file = "reports.sqlite";
inline constexpr std::string_view token_file = "operator.token";
/// What `choqr backup` leaves behind for `choqr doctor`: when, and how many records.
inline constexpr std::string_view last_backup_file = "last-backup";

/// For whoever has no keys: every box reads as erased.
class NoKeys final : public book::Sealer {
public:
    Result<std::string> seal(std::optional<VendorId>, std::string_view) override {
        return book::errc::box_damaged;
    }
    Result<std::optional<std::string>> open(std::optional<VendorId>, std::string_view) const override {
        return std::optional<std::string>{};
    }
};

/// A ledger's files opened for reading only, without the writer's lock: beside a gateway that serves, or
/// without one.
struct LedgerFiles {
    std::unique_ptr<world::PosixDirectory> directory;
    std::optional<journal::JournalReader> journal;
    std::unique_ptr<book::Sealer> sealer;  ///< NoKeys if there is no key store.
    bool has_keys = false;

    /// Nothing, with one line on `err`, if it cannot be opened.
    static std::unique_ptr<LedgerFiles> open(std::string_view path, std::ostream& err);

private:
    bool open_keys(std::ostream& err);

    // Opening a key store may cut a torn end, which in the real file can be one that a gateway is just
    // writing: a copy.
    world::MemoryDirectory copied_keys_;
    world::SystemRandom random_;
};

/// Whether the first record says that no money in the ledger is real.
bool is_trial_ledger(const journal::JournalReader& journal);

/// A file's bytes; nothing if it cannot be read.
std::optional<std::string> read_text_file(std::string_view path);
/// The same without the newlines at its end.
std::optional<std::string> read_line_file(std::string_view path);
/// Replaces the file `path` as one step that survives a crash.
Result<void> write_text_file(std::string_view path, std::string_view text, world::Permission permission);

}  // namespace choqr::gateway
