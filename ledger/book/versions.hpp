#pragma once

#include <cstdint>
#include <string_view>

// Versions that follow from the code. What was derived from the journal by another code is not used: it is
// made again.
namespace choqr::book {

/// Of the book's snapshots: changes with the fields of whatever the book remembers, and with the text of the
/// rules that apply events to it (CMakeLists.txt names the files).
std::uint64_t snapshot_version();

/// Of the vocabulary: changes with the rows of the events and with the fields of each.
std::uint64_t events_version();

/// Of a text: FNV-1a, 64 bits. For versions, not for secrets.
constexpr std::uint64_t version_of(std::string_view text) {
    std::uint64_t hash = 0xCBF29CE484222325u;
    for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001B3u;
    return hash;
}

/// Of the files that say what applying an event means; made by the build.
extern const std::uint64_t rules_version;

}  // namespace choqr::book
