#include "journal/journal_reader.hpp"

#include "journal_fixture.hpp"

using namespace choqr;
using namespace choqr::journal;
using namespace choqr::journal::testing;

namespace {

std::vector<std::uint64_t> sequences(const JournalReader& reader, std::uint64_t from, std::uint64_t to) {
    std::vector<std::uint64_t> seen;
    reader
        .read(Sequence{from}, Sequence{to},
              [&](const RecordView& record) {
                  CHECK(record.stored().payload == payload_of(record.sequence.value()));
                  seen.push_back(record.sequence.value());
                  return true;
              })
        .value();
    return seen;
}

}  // namespace

TEST_CASE("journal reader: beside a writer it shows what was acknowledged when it was opened",
          "[journal][reader]") {
    world::MemoryDirectory disk;
    make_ledger(disk);
    OpenLedger ledger{disk};
    for (int i = 0; i < 30; ++i) REQUIRE(ledger.append(100));
    const auto reader = JournalReader::open(disk).value();
    const auto then = ledger->head();
    for (int i = 0; i < 30; ++i) REQUIRE(ledger.append(100));

    CHECK(reader.head() == then);
    CHECK(reader.segments().size() > 2);
    const auto all = sequences(reader, 0, 1'000'000);
    CHECK(all.size() == then.size);
    CHECK(all.front() == 0);
    CHECK(all.back() == then.size - 1);
    CHECK(sequences(reader, 1234, 1237) == std::vector<std::uint64_t>{1234, 1235, 1236});
    CHECK(sequences(reader, then.size, then.size + 9).empty());
    CHECK(JournalReader::open(disk).value().head() == ledger->head());
}

TEST_CASE("journal reader: an empty ledger has no records, an empty folder is no ledger",
          "[journal][reader]") {
    world::MemoryDirectory disk;
    CHECK(JournalReader::open(disk).error() == errc::no_ledger);
    make_ledger(disk);
    const auto reader = JournalReader::open(disk).value();
    CHECK(reader.head() == TreeHead{0, empty_root()});
    CHECK(sequences(reader, 0, 10).empty());
}

TEST_CASE("journal reader: a flipped bit in a record is found where it is met", "[journal][reader]") {
    world::MemoryDirectory disk;
    make_ledger(disk);
    {
        OpenLedger ledger{disk};
        for (int i = 0; i < 4; ++i) REQUIRE(ledger.append(10));
    }
    const auto file = disk.open(first_segment, world::Access::write).value();
    auto byte = file->read_text_at(data_begin + 2500, 1).value();
    byte[0] = static_cast<char>(byte[0] ^ 4);
    file->write_at(data_begin + 2500, byte).value();
    const auto reader = JournalReader::open(disk).value();
    const auto read = reader.read(Sequence{0}, Sequence{40}, [](const RecordView&) { return true; });
    CHECK(read.error() == errc::checksum_mismatch);
}
