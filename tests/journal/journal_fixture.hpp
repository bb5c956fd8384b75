#pragma once

// A small language for tests of the journal: a ledger in memory with small segments, and records that say who
// they are.

#include <memory>
#include <string>
#include <vector>

#include "journal/journal_files.hpp"
#include "support/catch.hpp"
#include "world/memory_directory.hpp"

namespace choqr::journal::testing {

/// Small, so that tests see several segments and both kinds of batch: mark slots of 4,096 bytes.
inline constexpr Options small_segments{.segment_bytes = 64u << 10, .threads = false};

struct Chance {
    world::SeededRandom random{7};
};

/// The payload of record `sequence`: different for each, `bytes` long or a little more.
inline std::string payload_of(std::uint64_t sequence, std::size_t bytes = 100) {
    std::string text = "record " + std::to_string(sequence) + " ";
    while (text.size() < bytes) text += static_cast<char>('a' + (sequence + text.size() * 7) % 26);
    return text;
}

inline void make_ledger(world::Directory& disk, Options options = small_segments) {
    Chance chance;
    REQUIRE(JournalFiles::create(disk, chance.random, options));
}

/// An open journal with its own source of salts.
class OpenLedger {
public:
    explicit OpenLedger(world::Directory& disk, Options options = small_segments)
        : journal_{must_open(disk, options)} {}

    JournalFiles& operator*() { return journal_; }
    JournalFiles* operator->() { return &journal_; }

    /// One batch of `count` records of the standard payload, going on from the last.
    Result<void> append(std::uint64_t count, std::size_t payload_bytes = 100) {
        std::vector<std::string> payloads;
        const auto first = journal_.next_sequence().value();
        for (std::uint64_t i = 0; i < count; ++i) payloads.push_back(payload_of(first + i, payload_bytes));
        std::vector<Record> batch;
        for (const auto& payload : payloads) batch.push_back({3, payload});
        return journal_.append(Sequence{first}, batch);
    }

    std::vector<StoredRecord> all() const {
        auto records = journal_.read(Sequence{0}, SIZE_MAX, SIZE_MAX);
        REQUIRE(records.has_value());
        return *records;
    }

private:
    JournalFiles must_open(world::Directory& disk, Options options) {
        std::string sentence;
        auto opened = JournalFiles::open(disk, chance_->random, options, &sentence);
        INFO(sentence);
        REQUIRE(opened.has_value());
        return std::move(*opened);
    }

    std::unique_ptr<Chance> chance_ = std::make_unique<Chance>();
    JournalFiles journal_;
};

/// What opening says: the error and the operator's sentence.
struct Refusal {
    Error error;
    std::string sentence;
};
inline Refusal refusal_of(world::Directory& disk, Options options = small_segments) {
    Chance chance;
    Refusal refusal;
    const auto opened = JournalFiles::open(disk, chance.random, options, &refusal.sentence);
    if (!opened) refusal.error = opened.error();
    return refusal;
}

inline const std::string first_segment = "00000000000000000000.log";
inline constexpr std::uint64_t data_begin = 4096 + 2 * 4096;  ///< Of a segment of 64 KiB.

}  // namespace choqr::journal::testing
