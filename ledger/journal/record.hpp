#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/hash.hpp"
#include "base/sequence.hpp"

namespace choqr::journal {

/// Sixteen random bytes stored with every record, so that a published hash does not give away an amount or an
/// account number that somebody could guess.
using Salt = std::array<std::uint8_t, 16>;

/// What a writer hands in. The journal knows bytes and a number that says what kind of bytes; it knows no
/// money.
struct Record {
    /// type, salt and payload together are at most 65,535 bytes, the largest entry of an entry bundle (C2SP
    /// tlog-tiles).
    static constexpr std::size_t payload_max = 65'535 - 2 - std::tuple_size_v<Salt>;

    std::uint16_t type = 0;
    std::string_view payload;
    const Salt* salt =
        nullptr;  ///< Instead of random bytes, when a ledger is copied record by record: the same tree.
};

/// What a reader gets back.
struct StoredRecord {
    Sequence sequence;
    std::uint16_t type = 0;
    Salt salt{};
    std::string payload;

    /// The Merkle tree's entry (RFC 6962 leaf input): type as two bytes big-endian, salt, payload.
    std::string entry() const;
};

/// A record as it lies on the disk or in the cache, for as long as whoever hands it out says.
struct RecordView {
    Sequence sequence;
    std::uint16_t type = 0;
    std::string_view entry;  ///< As StoredRecord::entry().

    std::string_view payload() const { return entry.substr(2 + std::tuple_size_v<Salt>); }
    StoredRecord stored() const;
};

/// The state of the whole journal in 40 bytes: how many records, and their Merkle tree hash.
struct TreeHead {
    std::uint64_t size = 0;
    Hash root;
    friend bool operator==(const TreeHead&, const TreeHead&) = default;
};

}  // namespace choqr::journal
