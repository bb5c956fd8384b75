// A process that works on a ledger in a real directory, to be killed, starved of its disk or audited by
// others:
//
//   journal_worker make DIR                      a new ledger with a key
//   journal_worker write DIR [BATCHES]           appends until killed, or so many batches; prints the
//   committed size after each journal_worker check DIR ACKNOWLEDGED        opens, compares every record,
//   verifies; prints the size journal_worker fill DIR RECORDS BATCH BYTES  appends records of so many bytes
//   journal_worker publish DIR OUT RECEIPTS      static log with entries, its key, and so many receipts as
//   OUT/N.tlog-proof
//
// Exit 0, or 1 with a sentence on standard error; 3 when the journal itself refused (the disk failed).

#include <unistd.h>

#include <cstdlib>
#include <iostream>
#include <string>
#include <vector>

#include "journal/checkpoint.hpp"
#include "journal/journal_files.hpp"
#include "journal/proof.hpp"
#include "journal/tiles.hpp"
#include "journal/verify.hpp"
#include "world/clock.hpp"

namespace {

using namespace choqr;
using namespace choqr::journal;

constexpr Options options{.segment_bytes = 128u << 10,
                          .piece_bytes = 8u << 10};  // Small, so that short runs see new segments too.

[[noreturn]] void stop(int code, const std::string& sentence) {
    std::cerr << sentence << "\n";
    std::exit(code);
}

/// Says what it is, with a length that varies, so that batches of both kinds occur.
std::string payload_of(std::uint64_t sequence, std::size_t bytes = 0) {
    const auto wanted = bytes > 0 ? bytes : 80 + sequence * 37 % 300;
    auto text = "record " + std::to_string(sequence) + " ";
    while (text.size() < wanted) text += static_cast<char>('a' + (sequence + text.size()) % 26);
    return text;
}

struct Open {
    std::unique_ptr<world::PosixDirectory> directory;
    world::SystemRandom random;
    std::optional<JournalFiles> journal;

    explicit Open(const std::string& path) {
        auto opened = world::PosixDirectory::open(path);
        if (!opened) stop(3, path + ": " + opened.error().message());
        directory = std::move(*opened);
        std::string sentence;
        auto files = JournalFiles::open(*directory, random, options, &sentence);
        if (!files) stop(3, sentence);
        journal.emplace(std::move(*files));
    }

    void append(std::uint64_t count, std::size_t bytes = 0) {
        const auto first = journal->next_sequence().value();
        std::vector<std::string> payloads;
        for (std::uint64_t i = 0; i < count; ++i) payloads.push_back(payload_of(first + i, bytes));
        std::vector<Record> batch;
        for (const auto& payload : payloads) batch.push_back({1, payload});
        const auto done = journal->append(Sequence{first}, batch);
        if (!done) stop(3, done.error().message());
    }
};

int make(const std::string& path) {
    world::SystemRandom random;
    auto directory = world::PosixDirectory::open_or_create(path);
    if (!directory) stop(3, path + ": " + directory.error().message());
    const auto made = JournalFiles::create(**directory, random, options);
    const auto key = made ? create_signing_key(**directory, random, "worker.example/ledger") : made;
    if (!key) stop(3, key.error().message());
    return 0;
}

int write(const std::string& path, std::uint64_t batches) {
    Open open{path};
    for (std::uint64_t i = 0; i < batches; ++i) {
        open.append(open.random.below(20) == 0 ? 200 + open.random.below(400) : 1 + open.random.below(12));
        const auto line = std::to_string(open.journal->committed().value()) + "\n";
        if (::write(STDOUT_FILENO, line.data(), line.size()) < 0) return 1;
    }
    return 0;
}

int check(const std::string& path, std::uint64_t acknowledged) {
    Open open{path};
    const auto size = open.journal->committed().value();
    if (size < acknowledged)
        stop(1, "LOST: " + std::to_string(size) + " of " + std::to_string(acknowledged) + " records");
    for (std::uint64_t next = 0; next < size;) {
        const auto records = open.journal->read(Sequence{next}, 10'000, SIZE_MAX);
        if (!records) stop(1, records.error().message());
        for (const auto& record : *records)
            if (record.payload != payload_of(next++))
                stop(1, "record " + std::to_string(next - 1) + " is another");
    }
    auto key = load_signing_key(*open.directory);
    if (!key) stop(1, key.error().message());
    const auto checkpoints = Checkpoints::open(*open.directory, *open.journal, std::move(*key));
    if (!checkpoints) stop(1, checkpoints.error().message());
    if (const auto published = (*checkpoints)->publish(world::SystemClock{}.monotonic()); !published)
        stop(1, published.error().message());
    open.journal.reset();
    const auto report = verify_ledger(*open.directory);
    if (report.finding) stop(1, *report.finding);
    std::cout << size << "\n";
    return 0;
}

int fill(const std::string& path, std::uint64_t records, std::uint64_t batch, std::size_t bytes) {
    Open open{path};
    while (open.journal->committed().value() < records)
        open.append(std::min(batch, records - open.journal->committed().value()), bytes);
    return 0;
}

int publish(const std::string& path, const std::string& out, std::uint64_t receipts) {
    Open open{path};
    auto key = load_signing_key(*open.directory);
    if (!key) stop(1, key.error().message());
    const auto checkpoints = Checkpoints::open(*open.directory, *open.journal, std::move(*key));
    if (!checkpoints) stop(1, checkpoints.error().message());
    const auto checkpoint = (*checkpoints)->publish(world::SystemClock{}.monotonic());
    if (!checkpoint) stop(1, checkpoint.error().message());
    const auto into = world::PosixDirectory::open_or_create(out);
    if (!into) stop(1, into.error().message());
    if (const auto written = write_static_log(*open.journal, *checkpoint, **into, true); !written)
        stop(1, written.error().message());
    for (std::uint64_t i = 0; i < receipts; ++i) {
        const Sequence sequence{open.random.below(checkpoint->head.size)};
        const auto receipt = make_receipt(*open.journal, sequence, *checkpoint);
        if (!receipt) stop(1, receipt.error().message());
        const auto name = std::to_string(i) + ".tlog-proof";
        (void)(*into)->replace_file(name, receipt->text(), world::Permission::everyone_reads);
    }
    std::cout << (*checkpoints)->verifier().text() << "\n";
    return 0;
}

}  // namespace

int main(int count, char** arguments) {
    const std::vector<std::string> words{arguments + 1, arguments + count};
    const auto number = [&](std::size_t index) { return std::stoull(words.at(index)); };
    if (words.size() >= 2 && words[0] == "make") return make(words[1]);
    if (words.size() >= 2 && words[0] == "write")
        return write(words[1], words.size() > 2 ? number(2) : UINT64_MAX);
    if (words.size() == 3 && words[0] == "check") return check(words[1], number(2));
    if (words.size() == 5 && words[0] == "fill") return fill(words[1], number(2), number(3), number(4));
    if (words.size() == 4 && words[0] == "publish") return publish(words[1], words[2], number(3));
    std::cerr << "see the head of tests/journal/journal_worker.cpp\n";
    return 2;
}
