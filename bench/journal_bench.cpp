// The journal's figures, each beside what the machine can do with the same bytes in the same run.
//
// Sketch before measuring: a sync of a prezeroed file costs some 40 µs on the fast virtual disk at hand and
// 0.3 to 3 ms on others; a record of 300 bytes costs 0.16 µs of hashing (leaf and node) and as much of
// forming and copying, on two cores, so large batches are bound by the disk. Verifying is SHA-256 (seven
// blocks for 300 bytes) and little else.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "base/hash.hpp"
#include "journal/journal_files.hpp"
#include "journal/verify.hpp"
#include "world/directory.hpp"

namespace {

using namespace choqr;
using namespace choqr::journal;

constexpr std::size_t payload_bytes = 266;  // With its framing 300 bytes, about one transfer.

class TemporaryDirectory {
public:
    TemporaryDirectory() {
        // Where the journal would be, not in a memory file system: CHOQR_BENCH_DIR, else the working
        // directory.
        const char* base = std::getenv("CHOQR_BENCH_DIR");
        path_ = std::string{base ? base : "."} + "/journal-bench-XXXXXX";
        if (!mkdtemp(path_.data())) std::abort();
        directory_ = std::move(*world::PosixDirectory::open(path_));
    }
    ~TemporaryDirectory() { std::filesystem::remove_all(path_); }
    TemporaryDirectory(const TemporaryDirectory&) = delete;
    TemporaryDirectory& operator=(const TemporaryDirectory&) = delete;
    world::Directory& operator*() { return *directory_; }

private:
    std::string path_;
    std::unique_ptr<world::PosixDirectory> directory_;
};

std::vector<Record> records(const std::string& payload, std::int64_t count) {
    return std::vector<Record>(static_cast<std::size_t>(count), Record{1, payload});
}

class Ledger {
public:
    /// `warm_batch`: if not 0, batches of that many records until the first segment is full and the second is
    /// in use: whether the next one is written full of zeros depends on them (docs/decisions/0204).
    explicit Ledger(std::int64_t warm_batch) {
        if (!JournalFiles::create(*directory_, random_)) std::abort();
        journal_ = std::make_unique<JournalFiles>(std::move(*JournalFiles::open(*directory_, random_)));
        const std::string payload(payload_bytes, 'p');
        while (warm_batch > 0 && journal_->committed().value() * 300 < 80u << 20)
            append(records(payload, warm_batch));
    }
    void append(const std::vector<Record>& batch) {
        if (!journal_->append(journal_->next_sequence(), batch)) std::abort();
    }
    const JournalFiles& journal() const { return *journal_; }
    world::Directory& directory() { return *directory_; }

private:
    TemporaryDirectory directory_;
    world::SystemRandom random_;
    std::unique_ptr<JournalFiles> journal_;
};

void account(benchmark::State& state, std::int64_t per_batch, std::size_t batch_bytes) {
    state.SetItemsProcessed(state.iterations() * per_batch);
    state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(batch_bytes));
}

std::size_t batch_bytes(std::int64_t count) {
    return journal::Log::stored_bytes(payload_bytes) * static_cast<std::size_t>(count);
}

void journal_append_durable(benchmark::State& state) {
    Ledger ledger{std::max<std::int64_t>(state.range(0), 256)};  // Filling it one by one would take minutes.
    const std::string payload(payload_bytes, 'p');
    const auto batch = records(payload, state.range(0));
    for (auto _ : state) ledger.append(batch);
    account(state, state.range(0), batch_bytes(state.range(0)));
}

/// The same bytes into a file that was written full of zeros before: write, fdatasync, nothing else.
void raw_write_and_sync(benchmark::State& state) {
    TemporaryDirectory directory;
    const auto bytes = batch_bytes(state.range(0));
    const std::uint64_t file_bytes = 256u << 20;
    const auto file = std::move(*(*directory).create("raw", world::Permission::everyone_reads));
    const std::string zeros(1u << 20, '\0');
    for (std::uint64_t at = 0; at < file_bytes; at += zeros.size()) (void)file->write_at(at, zeros);
    (void)file->sync();
    const std::string batch(bytes, 'p');
    std::uint64_t at = 0;
    for (auto _ : state) {
        if (at + bytes > file_bytes) at = 0;
        if (!file->write_at(at, batch) || !file->sync()) std::abort();
        at += bytes;
    }
    account(state, state.range(0), bytes);
}

void every_batch_size(benchmark::internal::Benchmark* bench) {
    for (const int size : {1, 16, 64, 256, 1024, 4096, 16384}) bench->Arg(size);
    bench->UseRealTime()->MinTime(0.5);
}
BENCHMARK(raw_write_and_sync)->Apply(every_batch_size);
BENCHMARK(journal_append_durable)->Apply(every_batch_size);

Ledger& filled() {
    static Ledger ledger{0};
    static const bool once = [] {
        const std::string payload(payload_bytes, 'p');
        const auto batch = records(payload, 4096);
        while (ledger.journal().committed().value() < 1'000'000) ledger.append(batch);
        return true;
    }();
    (void)once;
    return ledger;
}

std::uint64_t record_bytes(const Ledger& ledger) {
    return ledger.journal().committed().value() * journal::Log::stored_bytes(payload_bytes);
}

/// The ledger's own bytes, as many as its records have with their framing, from the page cache: read and
/// hashed in one stream.
void sha256_one_stream_one_core(benchmark::State& state) {
    auto& ledger = filled();
    const auto bytes = record_bytes(ledger);
    std::vector<char> piece(1u << 20);
    Sha256 digest;
    for (auto _ : state) {
        std::uint64_t left = bytes;
        for (const auto& name : *ledger.directory().list()) {
            if (!name.ends_with(".log")) continue;
            const auto file = std::move(*ledger.directory().open(name, world::Access::read));
            for (std::uint64_t at = 0; left > 0;) {
                const auto count =
                    *file->read_at(at, std::span{piece}.first(std::min<std::uint64_t>(piece.size(), left)));
                if (count == 0) break;
                digest.update({piece.data(), count});
                at += count;
                left -= count;
            }
        }
        benchmark::DoNotOptimize(digest.finish());
    }
    state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(bytes));
}
BENCHMARK(sha256_one_stream_one_core)->UseRealTime()->Unit(benchmark::kMillisecond);

/// The same without the reading: what the processor does at best.
void sha256_of_bytes_at_hand(benchmark::State& state) {
    const std::string piece(64u << 10, 'p');
    Sha256 digest;
    for (auto _ : state) benchmark::DoNotOptimize(digest.update(piece).finish());
    state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(piece.size()));
}
BENCHMARK(sha256_of_bytes_at_hand);

void verify(benchmark::State& state, unsigned threads_max) {
    auto& ledger = filled();
    for (auto _ : state) {
        VerifyOptions options;
        options.threads_max = threads_max;
        if (verify_ledger(ledger.directory(), options).finding) std::abort();
    }
    state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(record_bytes(ledger)));
}
void verify_on_one_core(benchmark::State& state) { verify(state, 1); }
BENCHMARK(verify_on_one_core)->UseRealTime()->Unit(benchmark::kMillisecond);
void verify_whole_ledger(benchmark::State& state) { verify(state, 8); }
BENCHMARK(verify_whole_ledger)->UseRealTime()->Unit(benchmark::kMillisecond);

void read_from_the_beginning(benchmark::State& state) {
    auto& ledger = filled();
    const auto size = ledger.journal().committed().value();
    for (auto _ : state)
        for (std::uint64_t next = 0; next < size;) {
            const auto some = ledger.journal().read(Sequence{next}, 4096, 1u << 20);
            if (!some || some->empty()) std::abort();
            next += some->size();
        }
    state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(size));
}
BENCHMARK(read_from_the_beginning)->UseRealTime()->Unit(benchmark::kMillisecond);

}  // namespace
