#include "world.hpp"

namespace choqr::market_day {
namespace {

journal::JournalFiles open_journal(const Gateway::Start& start) {
    auto journal = journal::JournalFiles::open(start.disk, start.salts, small_segments);
    if (!journal) throw journal.error();
    return *std::move(journal);
}

}  // namespace

Gateway::Gateway(const Start& start)
    : journal{open_journal(start)}, references{start.reports},
      follower{journal, sealer, start.reports, {.records_max = 64, .bytes_max = 1u << 20}} {
    const auto recovered = sequencer::recover(journal, book, sealer);
    if (!recovered) throw recovered.error();
    auto options = start.options;
    options.not_before = recovered->last_recorded_at;
    sequencer = std::make_unique<sequencer::Sequencer>(journal, book, sealer, references, start.clock, options);
}

}  // namespace choqr::market_day
