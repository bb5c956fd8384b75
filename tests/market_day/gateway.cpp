#include "world.hpp"

namespace choqr::market_day {
namespace {

journal::JournalFiles open_journal(const Gateway::Start& start) {
    auto journal = journal::JournalFiles::open(start.disk, start.salts, small_segments);
    if (!journal) throw journal.error();
    return *std::move(journal);
}

std::unique_ptr<keys::KeyRing> open_keys(const Gateway::Start& start) {
    auto ring = keys::KeyRing::open(start.disk, start.salts);
    if (!ring) throw ring.error();
    return *std::move(ring);
}

}  // namespace

Gateway::Gateway(const Start& start)
    : keys{open_keys(start)}, sealer{*keys}, journal{open_journal(start)}, references{start.reports},
      follower{journal, sealer, start.reports, {.records_max = 64, .bytes_max = 1u << 20}} {
    const auto recovered = sequencer::recover(journal, book, sealer);
    if (!recovered) throw recovered.error();
    // A crash may have come between the event and the end of the key.
    for (const auto vendor : book.erased_vendors())
        if (const auto destroyed = keys->destroy(vendor); !destroyed) throw destroyed.error();
    auto options = start.options;
    options.not_before = recovered->last_recorded_at;
    sequencer = std::make_unique<sequencer::Sequencer>(journal, book, sealer, references, start.clock, options);
}

}  // namespace choqr::market_day
