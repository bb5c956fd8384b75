#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/hash.hpp"
#include "base/result.hpp"
#include "base/time.hpp"
#include "world/directory.hpp"

namespace choqr::gateway {

// A backup is a tar archive (POSIX ustar), so that any machine in ten years can take it apart; its last file,
// "manifest", says what belongs to it. Without a manifest it is not whole.

/// Ends `choqr backup` and `choqr restore` with a line on standard error. An empty one: it has been written
/// already.
struct Failed {
    std::string sentence;
};
/// Throw Failed, naming `file`.
void check(const Result<void>& result, std::string_view file);
template <class T>
T need(Result<T> result, std::string_view file) {
    if (!result) check(result.error(), file);
    return std::move(*result);
}

/// How much of a file is in memory at once.
inline constexpr std::size_t piece_bytes = 1u << 20;

/// One file of a ledger, as the manifest names it.
struct BackupFile {
    std::string name;
    std::uint64_t bytes = 0;
    Hash sha256;
    bool closed = false;  ///< A segment that will never change again.
    bool here = true;     ///< In this archive; else in an older one.
};

struct Manifest {
    Instant made_at{};
    std::string ledger_id;  ///< 32 hexadecimal digits.
    std::uint64_t records = 0;
    Hash root;
    std::vector<BackupFile> files;

    std::string text() const;
    static std::optional<Manifest> parse(std::string_view text);
    const BackupFile* find(std::string_view name) const;
};

inline constexpr std::string_view manifest_name = "manifest";

/// Writes an archive front to back. Nothing is durable before the caller syncs the file.
class ArchiveWriter {
public:
    explicit ArchiveWriter(world::File& file) : file_{file} {}

    Result<void> begin(std::string_view name, std::uint64_t bytes, Instant modified);
    /// Together exactly as many bytes as begin() said.
    Result<void> write(std::string_view bytes);
    Result<void> end();
    Result<void> finish();

private:
    Result<void> append(std::string_view bytes);
    world::File& file_;
    std::uint64_t offset_ = 0;
    std::uint64_t open_bytes_ = 0;
};

/// An archive that is read: where each file stands in it.
class ArchiveReader {
public:
    /// The sentence in `why` if it is no whole backup.
    static std::optional<ArchiveReader> open(const std::string& path, std::string& why);

    const Manifest& manifest() const { return manifest_; }
    const std::string& path() const { return path_; }
    /// Calls `take` with the file's bytes, piece by piece. Nothing if there is no such file here.
    struct Extent {
        std::uint64_t offset = 0, bytes = 0;
    };
    std::optional<Extent> extent(std::string_view name) const;
    const world::File& file() const { return *file_; }

private:
    bool read_headers();

    std::string path_;
    std::unique_ptr<world::PosixDirectory> directory_;
    std::unique_ptr<world::File> file_;
    std::map<std::string, Extent, std::less<>> extents_;
    Manifest manifest_;
};

}  // namespace choqr::gateway
