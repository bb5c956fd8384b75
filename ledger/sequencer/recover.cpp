#include "sequencer/sequencer.hpp"

namespace choqr::sequencer {
namespace {

constexpr std::size_t portion_records = 16'384;
constexpr std::size_t portion_bytes = 8u << 20;

}  // namespace

Result<Recovered> recover(const journal::JournalFiles& journal, book::Book& book, const book::Sealer& sealer,
                          const std::function<void(Sequence position, Sequence committed)>& progress) {
    Recovered recovered{book.next(), {}};
    const auto committed = journal.committed();
    if (recovered.next > committed) return errc::journal_foreign;
    while (recovered.next < committed) {
        const auto records = journal.read(recovered.next, portion_records, portion_bytes);
        if (!records) return records.error();
        if (records->empty()) return errc::journal_foreign;
        for (const auto& record : *records) {
            const auto event = book::decode(record.sequence, record.type, record.payload, sealer);
            if (!event) return event.error();
            book.apply(*event);
            recovered.last_recorded_at = event->recorded_at;
        }
        recovered.next = book.next();
        if (progress) progress(recovered.next, committed);
    }
    return recovered;
}

}  // namespace choqr::sequencer
