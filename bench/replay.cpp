// How many events a second a replay reads into the book, of a ledger that cold_start has made. Sketch: of a
// record of 300 bytes the checksum costs 0.05 microseconds, protobuf 0.3, the tables of the book some ten
// cache misses: 1 to 2 million a second.
//   replay book DIRECTORY      as a start does it: reading ahead, letting go of what the reports hold
//   replay in-turn DIRECTORY   the same on one thread
//   replay all DIRECTORY       into a book that lets nothing go
//   replay read DIRECTORY      the journal alone
#include <cstdlib>

#include "book/codec.hpp"
#include "journal/format.hpp"
#include "journal/journal_files.hpp"
#include "keys/key_ring.hpp"
#include "measures.hpp"
#include "sequencer/sequencer.hpp"
#include "world/directory.hpp"
#include "world/random.hpp"

namespace {

using namespace choqr;

/// Reports that hold everything, and are asked nothing.
class AllKnown final : public sequencer::References {
public:
    explicit AllKnown(Sequence position) : position_{position} {}
    Result<std::optional<book::KnownTransfer>> find(const FeedId&, const ProviderReference&) override {
        std::abort();
    }
    Result<std::optional<book::KnownTransfer>> find(TransferId) override { std::abort(); }
    Result<std::vector<book::KnownEntry>> find_entries(const book::Book::EntryLookup&) override {
        std::abort();
    }
    Sequence position() const override { return position_; }

private:
    Sequence position_;
};

class Disk {
public:
    explicit Disk(const std::string& path) : directory_{world::PosixDirectory::open(path).value()} {}

    void replay(const std::string& mode) {
        const auto sealer = keys::KeyRing::open(*directory_, random_).value();
        const AllKnown reports{journal_.committed()};
        std::optional<sequencer::Forgetting> forgetting;
        if (mode != "all") forgetting.emplace(sequencer::Forgetting{reports});
        const auto reading = mode == "in-turn" ? sequencer::Reading::in_turn : sequencer::Reading::ahead;
        book::Book book;
        const auto begin = bench::Clock::now();
        const auto processor = bench::processor_seconds();
        const auto here = bench::processor_seconds(RUSAGE_THREAD);
        const auto recovered = sequencer::recover(journal_, book, *sealer, {}, forgetting, reading).value();
        bench::print_speed("replayed", recovered.replayed, bench::seconds_since(begin),
                           bench::processor_seconds() - processor);
        std::printf("  of which applying %.2f\n", bench::processor_seconds(RUSAGE_THREAD) - here);
        bench::print_memory();
        const auto end = bench::Clock::now();
        const auto snapshot = book.snapshot();
        std::printf("snapshot of %zu KiB made in %.3f s\n", snapshot.bytes.size() / 1'024,
                    bench::seconds_since(end));
    }

    void read() {
        const auto begin = bench::Clock::now();
        const auto processor = bench::processor_seconds();
        Sequence next;
        journal_
            .visit({}, [&](const journal::RecordView& record) { return next = record.sequence.next(), true; })
            .value();
        bench::print_speed("read", next.value(), bench::seconds_since(begin),
                           bench::processor_seconds() - processor);
        bench::print_memory();
    }

private:
    world::SystemRandom random_;
    std::unique_ptr<world::PosixDirectory> directory_;
    journal::JournalFiles journal_ = journal::JournalFiles::open(*directory_, random_).value();
};

}  // namespace

int main(int count, char** arguments) {
    const std::string mode = count == 3 ? arguments[1] : "";
    if (mode == "read")
        Disk{arguments[2]}.read();
    else if (mode == "book" || mode == "in-turn" || mode == "all")
        Disk{arguments[2]}.replay(mode);
    else
        return std::fputs("replay book|in-turn|all|read DIRECTORY\n", stderr), 2;
    return 0;
}
