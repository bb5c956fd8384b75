#include <cstdint>
#include <cstdlib>
#include <string>

#include "journal/journal_files.hpp"
#include "journal/verify.hpp"
#include "world/memory_directory.hpp"

// A whole ledger, then bytes changed on its disk: each three bytes of input are a place and each fourth what
// to write there. Whatever is served afterwards is what was written, and looking at it never fails in another
// way than by saying so.
namespace {

using namespace choqr;
using namespace choqr::journal;

constexpr Options options{.segment_bytes = 20u << 10, .piece_bytes = 1500, .threads = false};
constexpr std::uint64_t records_max = 60;

std::string payload_of(std::uint64_t sequence) {
    return "record " + std::to_string(sequence) + std::string(sequence * 13 % 200, '#');
}

const world::MemoryDirectory& whole() {
    static const world::MemoryDirectory disk = [] {
        world::MemoryDirectory made;
        world::SeededRandom random{1};
        if (!JournalFiles::create(made, random, options)) std::abort();
        auto journal = JournalFiles::open(made, random, options);
        for (std::uint64_t next = 0; next < records_max; ++next) {
            const auto payload = payload_of(next);
            const Record record{1, payload};
            if (!journal->append(Sequence{next}, {&record, 1})) std::abort();
        }
        return made;
    }();
    return disk;
}

void look(world::MemoryDirectory& disk) {
    (void)verify_ledger(disk);
    world::SeededRandom random{2};
    const auto journal = JournalFiles::open(disk, random, options);
    if (!journal) return;
    if (journal->committed().value() > records_max) std::abort();
    const auto records = journal->read(Sequence{0}, SIZE_MAX, SIZE_MAX);
    if (!records) return;
    for (const auto& record : *records)
        if (record.payload != payload_of(record.sequence.value())) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    world::MemoryDirectory disk{whole()};
    auto names = *disk.list();
    std::erase_if(names, [](const std::string& name) { return !name.ends_with(".log"); });
    for (std::size_t at = 0; at + 4 <= size && at < 400; at += 4) {
        const auto& name = names[data[at] % names.size()];
        auto bytes = disk.contents(name);
        const auto place = static_cast<std::size_t>(data[at + 1] << 8 | data[at + 2]) % bytes.size();
        bytes[place] = static_cast<char>(data[at + 3]);
        disk.put(name, bytes);
    }
    look(disk);
    return 0;
}
