#include <utility>

#include "book/rules.hpp"
#include "book/transfers/bank_entry.hpp"

// What keeps a replay of millions within the processor's caches: old references go, and what is needed next
// is asked for some steps before.
namespace choqr::book {
namespace {

/// Has the memory fetched that the next of letting_go will need.
void expect_to_let_go(const Transfers& transfers) {
    const auto& next = transfers.letting_go;
    if (next.size() <= 24) return;
    transfers.table.expect_remove_1(next[24].second);
    transfers.table.expect_remove_2(next[16].second);
    for (const auto hash : transfers.table.expect_remove_3(next[8].second)) transfers.forgotten.expect(hash);
}

template <class Map, class Key>
void strike(Map& map, const Key& key, TransferId id) {
    const auto found = map.find(key);
    CHOQR_ASSERT(found != map.end(), "what is held is found in its index");
    std::erase(found->second, id);
    if (found->second.empty()) map.erase(found);
}

}  // namespace

void Book::expect(const RecordedEvent& event) const {
    const auto* const received = std::get_if<TransferReceived>(&event.event);
    if (received)
        state_->transfers.table.expect_add(ReferenceKey{received->feed, received->notice.reference}.text(),
                                           received->id);
}

void Transfers::forget(Sequence upto, std::size_t keep) {
    while (letting_go.size() > keep && letting_go.front().first <= upto) {
        expect_to_let_go(*this);
        const auto [changed_at, id] = letting_go.front();
        letting_go.pop_front();
        const auto* transfer = table.find(id);
        // A changed one has a later place in the queue.
        if (!transfer || transfer->changed_at != changed_at) continue;
        if (transfer->is_further())
            forget_further(*transfer);
        else if (transfer->status != TransferStatus::unmatched &&
                 !claims.find(id))  // Somebody may assign those.
            forget(*transfer, upto);
    }
}

void Transfers::forget(const Transfer& transfer, Sequence upto) {
    const auto id = transfer.id;
    if (const auto totals = account_days.find(transfer.account_day); totals != account_days.end())
        if (++totals->second.forgotten == totals->second.transfers) account_days.erase(totals);
    if (transfer.by_line) {
        const auto line = key_of_line(transfer.booking, transfer.amount);
        forgotten.add(line);
        strike(lines, line, id);
    }
    if (transfer.entry != 0) forgotten.add(transfer.entry);
    forgotten.add(table.remove(id));
    const auto told_too = further.find(id);
    if (told_too == further.end()) return;
    const auto known = std::exchange(told_too->second, {});
    for (const auto& one : known)
        if (Sequence{one.value()} <= upto)
            forgotten.add(table.remove(one));
        else
            told_too->second.push_back(one);  // Has its turn in the queue.
    if (told_too->second.empty()) further.erase(told_too);
}

/// It stays while its transfer does: who has told of that one already must be known.
void Transfers::forget_further(const Transfer& evidence) {
    const auto id = evidence.id, of = evidence.evidence.of;
    if (table.find(of)) return;
    forgotten.add(table.remove(id));
    strike(further, of, id);
}

}  // namespace choqr::book
