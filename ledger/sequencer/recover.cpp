#include <algorithm>

#include "sequencer/sequencer.hpp"

namespace choqr::sequencer {
namespace {

constexpr std::size_t portion_records = 16'384;
constexpr std::size_t portion_bytes = 8u << 20;

void let_go(book::Book& book, const Forgetting& forgetting) {
    const auto held_before = std::min(forgetting.references.position(), book.next());
    if (held_before > Sequence{}) book.forget_references(Sequence{held_before.value() - 1}, forgetting.keep);
}

}  // namespace

Result<Recovered> recover(const journal::JournalFiles& journal, book::Book& book, const book::Sealer& sealer,
                          const std::function<void(Sequence position, Sequence committed)>& progress,
                          const std::optional<Forgetting>& forgetting) {
    Recovered recovered{book.next(), book.last_recorded_at(), 0};
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
        }
        recovered.replayed += records->size();
        recovered.next = book.next();
        recovered.last_recorded_at = book.last_recorded_at();
        if (forgetting) let_go(book, *forgetting);
        if (progress) progress(recovered.next, committed);
    }
    return recovered;
}

}  // namespace choqr::sequencer
